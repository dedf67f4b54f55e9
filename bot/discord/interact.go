package discord

import (
	"context"
	"encoding/json"
	"maps"
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
		r.File = a.file(in.documents())
		a.reply(l, in, r, item, respond)
	}
}

// reply runs the core and, when it takes more than a blink, the deferral. A
// deferral that somebody else made first ends the work: it is theirs.
func (a *Adapter) reply(l *live, in *interaction, r bot.Request, item *bot.MenuItem, respond responder) {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	n := &answer{a: a, in: in, respond: respond, from: r.From, born: time.Now(), share: shares(in.Data.Options)}
	n.hide = r.From.Kind != bot.Direct && item != nil && !shared(item) && !n.share
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

// documents are those of the message that a command is about, or what was given to it.
func (in *interaction) documents() (list []attachment) {
	target := in.Data.Resolved.Messages[in.Data.TargetID]
	list = documents(&target)
	for _, id := range slices.Sorted(maps.Keys(in.Data.Resolved.Attachments)) {
		list = append(list, in.Data.Resolved.Attachments[id])
	}
	return list
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

// valueOf writes an option's value as people would type it. No type is trusted.
func valueOf(o option) string {
	var s string
	if json.Unmarshal(o.Value, &s) != nil {
		s = strings.Trim(string(o.Value), `{}[]"`)
	}
	switch {
	case o.Type == discordgo.ApplicationCommandOptionChannel && isID(s):
		return "<#" + s + ">"
	case o.Type == discordgo.ApplicationCommandOptionRole && isID(s):
		return "<@&" + s + ">"
	case o.Type == discordgo.ApplicationCommandOptionBoolean && s == "true":
		return "--" + o.Name
	case o.Type == discordgo.ApplicationCommandOptionBoolean:
		return "--no-" + o.Name
	}
	return s
}

// shares reports whether the asker wants others to see the answer.
func shares(list []option) bool {
	for _, o := range list {
		if o.Name == publicOption && o.Type == discordgo.ApplicationCommandOptionBoolean && string(o.Value) == "true" || shares(o.Options) {
			return true
		}
	}
	return false
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
