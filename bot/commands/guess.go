package commands

import (
	"context"
	"strings"

	"crier/bot"
)

// guess is a line that people mean who type a name which other bots have for it. The
// names are words; what follows one takes the place of {…} in the line.
type guess struct{ names, line string }

func guesses() []guess {
	return []guess{
		{"guess.stop", "stop"},
		{"guess.alerts", "alerts {}"},
		{"guess.subscribe", "subscribe {}"},
		{"guess.unsubscribe", "unsubscribe {}"},
		{"guess.pause", "mute {all} forever"},
		{"guess.resume", "mute {all} off"},
		{"guess.latest", "latest {}"},
		{"guess.next", "next"},
		{"guess.search", "search {}"},
		{"guess.settings", "settings"},
		{"guess.language", "language"},
		{"guess.forget", "forget"},
		{"guess.help", "help"},
	}
}

// unknown offers the command that was meant; in groups other bots may be meant.
func (c *call) unknown(ctx context.Context) error {
	if c.shared() {
		return nil
	}
	near, ok := c.guessed(c.Command)
	if !ok {
		a := advise("advice.unknown", "Name", "/"+c.Command)
		a.buttons = [][]bot.Button{{c.button("button.help", "help")}}
		return a
	}
	args := one(c.Args)
	if len(filled(near, args)) > bot.MaxLine {
		args = ""
	}
	line, shown := filled(near, args), filled(near, "")
	if !strings.HasSuffix(near, "{}") {
		shown = short(line, 40)
	}
	shown = "/" + shown
	r := c.text("advice.nearest", "Name", "/"+c.Command, "Near", shown)
	r.Buttons = [][]bot.Button{{{Label: shown, Line: line}, c.button("button.help", "help")}}
	return c.show(ctx, r)
}

// guessed is the line that was probably meant, with a place for arguments: by what other
// bots call it, by its name in any language, or by a slip.
func (c *call) guessed(name string) (line string, ok bool) {
	for _, language := range c.Bot.Lang.Languages() {
		p := c.Bot.Lang.Printer(language)
		for _, g := range guesses() {
			if listed(p.Text(g.names), name) {
				return g.line, true
			}
		}
		for _, cmd := range c.listed() {
			if key := "name." + cmd.Name; cmd.Group == "" && p.Has(key) && p.Text(key) == name {
				return cmd.Name + " {}", true
			}
		}
	}
	near, ok := c.router.Nearest(name)
	return near.Name + " {}", ok
}

// listed reports whether a list of words has one.
func listed(words, word string) bool {
	for w := range strings.SplitSeq(words, ",") {
		if strings.TrimSpace(w) == word {
			return true
		}
	}
	return false
}

// filled puts arguments into their place in a line.
func filled(line, args string) string {
	before, rest, found := strings.Cut(line, "{")
	if !found {
		return line
	}
	missing, after, _ := strings.Cut(rest, "}")
	if args == "" {
		args = missing
	}
	return strings.TrimSpace(before + args + after)
}
