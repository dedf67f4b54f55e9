package commands

import (
	"context"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
)

// list shows headlines by number: each number's button opens its article, and
// "summary 3" means the third of the last list.
func (c *call) list(ctx context.Context, heading string, all []Headline) (bot.Reply, error) {
	lines := make([]card.Line, 0, len(all))
	addresses := make([]string, 0, len(all))
	var known []string
	for _, h := range all {
		l := card.Line{Title: h.Title, Note: c.note(h), URL: h.URL, Lang: h.Language}
		if l.Title == "" {
			l.Title = hostOf(h.URL)
		}
		if h.URL != "" {
			l.Press = "card " + library.ID(h.URL)
			known = append(known, h.URL)
		}
		lines, addresses = append(lines, l), append(addresses, h.URL)
	}
	if err := c.Store.Remember(ctx, known); err != nil {
		return bot.Reply{}, fmt.Errorf("remembering a list's addresses: %w", err)
	}
	if err := c.Store.SetList(ctx, c.From, c.Sender.ID, addresses); err != nil {
		return bot.Reply{}, fmt.Errorf("remembering a list: %w", err)
	}
	return card.List(c.p, heading, lines), nil
}

// note says where a headline is from and how old it is.
func (c *call) note(h Headline) string {
	var parts []string
	if h.Feed != "" {
		parts = append(parts, c.p.Isolate(short(h.Feed, 40)))
	}
	if !h.Published.IsZero() {
		parts = append(parts, c.p.Ago(c.Now().Sub(h.Published)))
	}
	return strings.Join(parts, ", ")
}

// one folds any white space to single blanks.
func one(s string) string { return strings.Join(strings.Fields(s), " ") }

// short keeps at most n characters of a name.
func short(s string, n int) string {
	s = one(s)
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// ListsOf names the lists that are kept for a person in a chat: the last one shown,
// the article that is open, and what is to be posted somewhere.
func ListsOf(sender string) [3]string { return [3]string{sender, "open " + sender, "post " + sender} }
