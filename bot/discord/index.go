package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// index finds commands by the names that Discord has for them.
type index struct {
	byName  map[string]*bot.MenuItem // "summary", "feed add"
	byLabel map[string]*bot.MenuItem // of message menus
	names   naming
}

func newIndex(m bot.Menu) index {
	x := index{byName: map[string]*bot.MenuItem{}, byLabel: map[string]*bot.MenuItem{}, names: newNaming(m)}
	for i := range m.Items {
		item := &m.Items[i]
		x.byName[pathOf(item)] = item
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
		r.Command, r.Args = item.Name, lineArgs(target.Components, item.Name)
	}
	return r, item
}

// lineArgs finds the button of a message that does the command, and what follows the
// command's name in its line: "Why this alert?" is about the alert's own article.
func lineArgs(list []component, name string) string {
	for _, c := range list {
		_, line, _ := strings.Cut(c.CustomID, ":")
		if first, args := split(line); first == name && args != "" {
			return args
		}
		if args := lineArgs(c.Components, name); args != "" {
			return args
		}
	}
	return ""
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
	if i := slices.Index(args, "<@&"+in.GuildID+">"); i >= 0 {
		args[i] = "--no-role" // that is everyone, who are never called
	}
	r.Command, r.Args = item.Name, strings.Join(args, " ")
	r.Text = strings.TrimSpace("/" + r.Command + " " + r.Args)
	r.Links = bot.FindLinks(r.Args)
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
		if o.File {
			continue
		}
		for _, g := range given {
			if v := strings.TrimSpace(valueOf(g)); g.Name == o.Name && v != "" {
				args = append(args, v)
			}
		}
	}
	return args
}
