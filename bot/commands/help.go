package commands

import (
	"context"
	"slices"
	"strings"

	"crier/bot"
)

func helpCommand() command {
	return command{
		Command: bot.Command{
			Name: "help", Aliases: []string{"commands"}, Section: bot.Self, Main: true, Usage: "[command]",
			Options: []bot.Option{{Name: "command", Complete: true}},
		},
		run: runHelp,
	}
}

func runHelp(ctx context.Context, c *call) error {
	name, _ := bot.ParseLine(c.Args)
	if name == "" {
		return c.show(ctx, c.helpAll())
	}
	cmd, ok := c.explained(name)
	if !ok {
		near, _ := c.guessed(name)
		if near, _ = bot.ParseLine(near); near != "" {
			cmd, ok = c.explained(near)
		}
	}
	if !ok {
		return advise("advice.unknown", "Name", "/"+name)
	}
	if other, ok := c.find(cmd.Instead[c.From.Network]); ok {
		cmd = other
	}
	return c.show(ctx, c.helpOne(cmd))
}

// explained is the listed command of a name, or the one that is like it.
func (c *call) explained(name string) (command, bool) {
	cmd, _ := c.find(name)
	if cmd.like != "" {
		cmd, _ = c.find(cmd.like)
	}
	return cmd, cmd.Section != ""
}

// helpAll lists what works in this kind of chat, by section.
func (c *call) helpAll() bot.Reply {
	r := bot.Reply{Private: true, Title: c.p.Text("help.title"), Text: []string{c.p.Text("help.intro")}}
	for _, s := range sections() {
		var lines []string
		for _, cmd := range c.listed() {
			if cmd.Section == s && cmd.Offered(c.From.Kind) && cmd.Who != bot.Owner && !slices.Contains(cmd.Hidden, c.From.Network) {
				lines = append(lines, c.p.Isolate("/"+cmd.Name)+" · "+c.p.Text("help."+cmd.Name))
			}
		}
		if len(lines) > 0 {
			r.Parts = append(r.Parts, bot.Part{Head: c.p.Text("section." + string(s)), Lines: lines})
		}
	}
	r.Footer = c.p.Text(c.here("help.detail"))
	r.Buttons = append(c.tryOne(), []bot.Button{c.button("button.topics", "topics"), c.button("button.privacy", "privacy")})
	return r
}

func (c *call) helpOne(cmd command) bot.Reply {
	r := bot.Reply{Private: true, Title: usage(cmd), Text: []string{c.p.Text("help." + cmd.Name)}}
	if key := "detail." + cmd.Name; c.p.Has(key) {
		r.Text = append(r.Text, c.p.Text(c.here(key)))
	}
	if len(cmd.Aliases) > 0 && !c.menuOnly() {
		r.Footer = c.p.Text("help.also", "Names", "/"+strings.Join(cmd.Aliases, ", /"))
	}
	return r
}

// menuOnly reports a network that lets people type only what its menu offers: no other
// names and no lines of their own.
func (c *call) menuOnly() bool { return c.From.Network == "discord" }
