package commands

import (
	"fmt"
	"slices"
	"strings"

	"crier/bot"
	"crier/bot/lang"
)

// Menu is the table in every language, ready for the networks.
func (b *Bot) Menu() bot.Menu {
	m := bot.Menu{
		Languages: b.Lang.Languages(), GroupHelp: map[string]map[string]string{}, GroupNames: map[string]map[string]string{},
		About: b.inAll(func(p *lang.Printer) string { return p.Text("about.long") }),
		Short: b.inAll(func(p *lang.Printer) string { return p.Text("about.short") }),
	}
	for _, c := range b.listed() {
		m.Items = append(m.Items, b.menuItem(c))
		if g := c.Group; g != "" && m.GroupHelp[g] == nil {
			m.GroupHelp[g] = b.inAll(func(p *lang.Printer) string { return p.Text("group." + g) })
			m.GroupNames[g] = b.names("group_" + g)
		}
	}
	return m
}

func (b *Bot) menuItem(c command) bot.MenuItem {
	item := bot.MenuItem{
		Command:    c.Command,
		Help:       b.inAll(func(p *lang.Printer) string { return p.Text("help." + c.Name) }),
		OptionHelp: map[string]map[string]string{},
		ActionHelp: map[string]map[string]string{},
	}
	item.Names = b.names(c.Name)
	item.OptionNames, item.ActionNames = map[string]map[string]string{}, map[string]map[string]string{}
	options := append(slices.Clip(c.Options), bot.Option{Name: "public"}) // networks that hide answers offer to share them
	for _, a := range c.Actions {
		options = append(options, a.Options...)
		item.ActionNames[a.Name] = b.names(c.Name + "_" + a.Name)
		item.ActionHelp[a.Name] = b.inAll(func(p *lang.Printer) string { return p.Text("action." + c.Name + "_" + a.Name) })
	}
	for _, o := range options {
		item.OptionHelp[o.Name] = b.inAll(func(p *lang.Printer) string { return p.Text("option." + o.Name) })
		item.OptionNames[o.Name] = b.names("option_" + o.Name)
	}
	if c.message {
		item.MessageMenu = b.inAll(func(p *lang.Printer) string { return p.Text("message_menu." + c.Name) })
	}
	return item
}

// names are what something is called in the languages that have a word of their own
// for it.
func (b *Bot) names(key string) map[string]string {
	out := map[string]string{}
	for _, l := range b.Lang.Languages() {
		if p := b.Lang.Printer(l); p.Has("name." + key) {
			out[l] = p.Text("name." + key)
		}
	}
	return out
}

// inAll says one thing in all languages.
func (b *Bot) inAll(say func(*lang.Printer) string) map[string]string {
	out := map[string]string{}
	for _, l := range b.Lang.Languages() {
		out[l] = say(b.Lang.Printer(l))
	}
	return out
}

// sections is the order in which /help lists them.
func sections() []bot.Section {
	return []bot.Section{bot.Reading, bot.Following, bot.Pacing, bot.Posting, bot.Self, bot.Owning}
}

// HelpTable is the table of commands in a language, in Markdown: a section of the
// README.
func (b *Bot) HelpTable(tag string) string {
	p := b.Lang.Printer(tag)
	var out strings.Builder
	fmt.Fprintf(&out, "| %s | %s |\n|---|---|\n", p.Text("help.column_command"), p.Text("help.column_does"))
	for _, s := range sections() {
		for _, c := range b.listed() {
			if c.Section == s {
				line := strings.ReplaceAll(usage(c), "|", `\|`)
				fmt.Fprintf(&out, "| `%s` | %s |\n", line, p.Text("help."+c.Name))
			}
		}
	}
	return out.String()
}

// usage is how a command is typed.
func usage(c command) string {
	return strings.TrimSpace("/" + c.Name + " " + c.Usage)
}
