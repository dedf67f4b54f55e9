package commands

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/bot"
)

// longText is how many characters make a text to summarize out of words to look
// for: two or three sentences.
const longText = 280

// plain answers what was written without a command: a link, a file or a long text
// is summarized; of other words it asks what is meant. In groups only what was said
// to the bot itself comes here, and only links and files are answered.
func (c *call) plain(ctx context.Context) error {
	size, _ := sizeOf(c.profile.Length)
	if address := addressOf(c.Text); address != "" && len(c.Links) == 0 {
		c.Links = []string{address}
	}
	switch {
	case len(c.Links) > 0:
		return c.summarizeLinks(ctx, c.Links, size)
	case c.File != nil && strings.HasSuffix(strings.ToLower(c.File.Name), ".opml"):
		return runImport(ctx, c)
	case c.File != nil:
		return c.summarizeFile(ctx, size)
	case c.shared():
		return nil
	case utf8.RuneCountInString(c.Text) >= longText:
		return c.summarizeText(ctx, "", c.Text, size)
	case c.Text == "":
		return c.show(ctx, c.text("advice.media"))
	}
	return c.plainWords(ctx)
}

// greets reports whether somebody only says hello, or nothing in words.
func (c *call) greets() bool {
	if strings.IndexFunc(c.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0 {
		return true
	}
	said := strings.TrimFunc(strings.ToLower(one(c.Text)), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range strings.Split(c.p.Text("plain.greetings"), ",") {
		if said == strings.TrimSpace(word) {
			return true
		}
	}
	return false
}

// plainWords offers what can be done with words, and what a command without its
// slash may have meant.
func (c *call) plainWords(ctx context.Context) error {
	if name, args := bot.ParseLine(c.Text); args == "" {
		if cmd, ok := c.find(name); ok && (cmd.Section != "" || cmd.Name == "stop") && cmd.Offered(c.From.Kind) {
			c.Command, c.Args = cmd.Name, ""
			return c.dispatch(ctx)
		}
	}
	if c.greets() {
		return runStart(ctx, c)
	}
	words := one(c.Text)
	r := c.text("plain.words", "Words", words)
	var row []bot.Button
	if line := "search " + words; len(line) <= bot.MaxLine {
		row = append(row, bot.Button{Label: c.p.Text("plain.search", "Words", short(words, 24)), Line: line})
	}
	if line := "subscribe " + words; len(line) <= bot.MaxLine {
		row = append(row, c.button("button.alert_me", line))
	}
	r.Buttons = [][]bot.Button{row, {c.button("button.help", "help")}}
	if len(row) == 0 {
		r.Buttons = r.Buttons[1:]
	}
	return c.show(ctx, r)
}
