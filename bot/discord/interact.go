package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

const completeWait = 2500 * time.Millisecond // of the 3 s that Discord gives

// interact answers an interaction of any type.
func (a *Adapter) interact(l *live, in *interaction, respond responder) {
	if !isID(in.ID) || !isID(in.ApplicationID) || in.Token == "" || strings.ContainsAny(in.Token, "/?#%") {
		a.log.Warn("an interaction without proper ids")
		return
	}
	switch in.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		a.complete(l, in, respond)
	case discordgo.InteractionApplicationCommand, discordgo.InteractionMessageComponent, discordgo.InteractionModalSubmit:
		r, item := l.menu.request(in)
		a.reply(l, in, r, item, respond)
	}
}

// reply runs the core and, when it takes more than a blink, the deferral. A
// deferral that somebody else made first ends the work: it is theirs.
func (a *Adapter) reply(l *live, in *interaction, r bot.Request, item *bot.MenuItem, respond responder) {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	n := &answer{a: a, in: in, respond: respond, from: r.From, born: time.Now(), hide: r.From.Kind != bot.Direct && !shared(item)}
	timer := time.AfterFunc(a.times.grace, func() {
		if err := n.wait(ctx); err != nil {
			a.log.Warn("deferring an answer", "err", err)
			if codeOf(err) == codeAlreadyAnswered {
				cancel()
			}
		}
	})
	defer timer.Stop()
	l.working(ctx, func() { a.handle(ctx, l, r, n.say) })
	n.mu.Lock()
	silent := n.state == unanswered && n.dropped == nil
	n.mu.Unlock()
	if silent && ctx.Err() == nil { // "the application did not respond" would be shown
		if err := n.wait(ctx); err != nil {
			a.log.Debug("acknowledging", "err", err)
		}
	}
}

// shared reports commands whose answers everyone in a server may read.
func shared(item *bot.MenuItem) bool {
	return item != nil && item.Section == bot.Reading && item.Who == bot.Everyone
}

// complete proposes values. It must answer, even if with nothing.
func (a *Adapter) complete(l *live, in *interaction, respond responder) {
	ctx, cancel := context.WithTimeout(l.ctx, completeWait)
	defer cancel()
	r, item := l.menu.request(in)
	choices := []*discordgo.ApplicationCommandOptionChoice{}
	if name, typed, ok := focused(in.Data.Options); ok && item != nil {
		r.Args = typed
		found, err := l.core.Complete(ctx, r, name)
		if err != nil {
			a.log.Warn("completing", "command", r.Command, "err", err)
		}
		for _, c := range found[:min(len(found), 25)] {
			if c.Value != "" && length(c.Value) <= 100 {
				choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: clip(firstOf(c.Label, c.Value), 100), Value: c.Value})
			}
		}
	}
	data := map[string]any{"choices": choices}
	if err := respond(l.ctx, response{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: data}); err != nil {
		a.log.Warn("answering a completion", "err", err)
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func focused(list []option) (name, typed string, ok bool) {
	for _, o := range list {
		if o.Focused {
			return o.Name, valueOf(o), true
		}
		if name, typed, ok = focused(o.Options); ok {
			return name, typed, ok
		}
	}
	return "", "", false
}

// index finds commands by the names that Discord has for them.
type index struct {
	byName  map[string]*bot.MenuItem // "summary", "feed add"
	byLabel map[string]*bot.MenuItem // of message menus
	renamed map[string]string        // "addfeed" to "feed add"
}

func newIndex(m bot.Menu) index {
	x := index{byName: map[string]*bot.MenuItem{}, byLabel: map[string]*bot.MenuItem{}, renamed: map[string]string{}}
	for i := range m.Items {
		item := &m.Items[i]
		x.byName[pathOf(item)] = item
		if path := pathOf(item); path != item.Name {
			x.renamed[item.Name] = path
		}
		for _, label := range item.MessageMenu {
			x.byLabel[label] = item
		}
	}
	return x
}

func pathOf(item *bot.MenuItem) string {
	if item.Group != "" {
		return item.Group + " " + item.Sub
	}
	return item.Name
}

// request makes what the core answers of an interaction. The item is nil for
// presses, forms and commands that are not in the menu.
func (x index) request(in *interaction) (bot.Request, *bot.MenuItem) {
	who := in.who()
	nick := ""
	if in.Member != nil {
		nick = in.Member.Nick
	}
	r := bot.Request{From: in.address(), Sender: sender(who, nick, in.Locale)}
	r.Message = bot.MessageRef{Address: r.From}
	if in.Message != nil {
		r.Message.ID = in.Message.ID
	}
	if in.Type == discordgo.InteractionMessageComponent || in.Type == discordgo.InteractionModalSubmit {
		r.Pressed = in.Message != nil
		r.Text = in.line()
		r.Command, r.Args = split(r.Text)
		return r, x.byName[r.Command]
	}
	if in.Data.Type == discordgo.MessageApplicationCommand {
		return x.onMessage(in, r)
	}
	return x.typed(in, r)
}

// onMessage is a command from a message's menu: it is about that message.
func (x index) onMessage(in *interaction, r bot.Request) (bot.Request, *bot.MenuItem) {
	target := in.Data.Resolved.Messages[in.Data.TargetID]
	r.Message.ID = in.Data.TargetID
	r.Quoted, r.Links = words(&target), linksOf(&target)
	item := x.byLabel[in.Data.Name]
	if item != nil {
		r.Command = item.Name
	}
	return r, item
}

func (x index) typed(in *interaction, r bot.Request) (bot.Request, *bot.MenuItem) {
	path, options := in.Data.Name, in.Data.Options
	action := ""
	for len(options) == 1 && options[0].Type <= discordgo.ApplicationCommandOptionSubCommandGroup && options[0].Type > 0 {
		action = options[0].Name
		options = options[0].Options
	}
	item, grouped := x.byName[path+" "+action], true
	if item == nil {
		item, grouped = x.byName[path], false
	}
	if item == nil {
		r.Command, r.Args = path, strings.TrimSpace(action)
		return r, nil
	}
	args := argsOf(item, action, options, grouped)
	r.Command, r.Args = item.Name, strings.Join(args, " ")
	r.Text = strings.TrimSpace("/" + r.Command + " " + r.Args)
	r.Links = findLinks(r.Args)
	return r, item
}

// argsOf puts values into the table's order, whatever order they came in.
func argsOf(item *bot.MenuItem, action string, given []option, grouped bool) (args []string) {
	order := item.Options
	if !grouped && action != "" {
		args = append(args, action)
		if i := slices.IndexFunc(item.Actions, func(x bot.Action) bool { return x.Name == action }); i >= 0 {
			order = item.Actions[i].Options
		}
	}
	for _, o := range order {
		for _, g := range given {
			if v := strings.TrimSpace(valueOf(g)); g.Name == o.Name && v != "" {
				args = append(args, v)
			}
		}
	}
	return args
}

// valueOf writes an option's value as people would type it. No type is trusted.
func valueOf(o option) string {
	var s string
	if json.Unmarshal(o.Value, &s) != nil {
		return strings.Trim(string(o.Value), `{}[]"`)
	}
	if o.Type == discordgo.ApplicationCommandOptionChannel && isID(s) {
		return "<#" + s + ">"
	}
	return s
}

// line is what a press or a form stands for.
func (in *interaction) line() string {
	_, line, ok := strings.Cut(in.Data.CustomID, ":")
	if !ok {
		line = in.Data.CustomID
	}
	value := ""
	if len(in.Data.Values) > 0 {
		value = in.Data.Values[0]
	}
	if in.Type == discordgo.InteractionModalSubmit {
		value = inputOf(in.Data.Components)
	}
	if value = strings.TrimSpace(value); value != "" {
		return strings.TrimRight(line, " ") + " " + value
	}
	return line
}

func inputOf(list []component) string {
	for _, c := range list {
		if c.CustomID == inputID {
			return c.Value
		}
		if c.Component != nil {
			list := []component{*c.Component}
			if v := inputOf(list); v != "" {
				return v
			}
		}
		if v := inputOf(c.Components); v != "" {
			return v
		}
	}
	return ""
}

// address is where an interaction happened. Servers of the old protocol do not
// tell the context: then a server's id decides.
func (in *interaction) address() bot.Address {
	t := discordgo.ChannelTypeGuildText
	if in.Channel != nil {
		t = in.Channel.Type
	} else if in.GuildID == "" {
		t = discordgo.ChannelTypeDM
	}
	at := address(in.ChannelID, t)
	if in.Context != nil && *in.Context == int(discordgo.InteractionContextPrivateChannel) {
		at.Kind = bot.Group // two people and a bot that is not there
	}
	if in.GuildID != "" && at.Kind == bot.Direct {
		at.Kind = bot.Group
	}
	return at
}
