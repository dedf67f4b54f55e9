package commands

import (
	"context"
	"errors"
	"unicode/utf8"

	"crier/bot"
	"crier/bot/topics"
)

// misread is a query that cannot be understood, with what a correction would be typed
// after.
type misread struct {
	*topics.SyntaxError
	query   string
	command string // what the corrected query follows: "subscribe", "@news broadcast"
}

// Unwrap gives the syntax error.
func (m *misread) Unwrap() error { return m.SyntaxError }

// parse understands a query. Command is what a correction of it would be typed after;
// empty: what the request itself is.
func (c *call) parse(query, command string) (*topics.Query, error) {
	q, err := topics.Parse(query)
	syntax, ok := errors.AsType[*topics.SyntaxError](err)
	if !ok {
		return q, err
	}
	if command == "" {
		command = c.Command
	}
	return nil, &misread{syntax, query, command}
}

// nearPlace is how many characters are shown on each side of a mistake.
const nearPlace = 24

// misreadWords say what is wrong, where, and what may have been meant: one tap away.
func (c *call) misreadWords(m *misread) bot.Reply {
	r := c.text("query."+string(m.Hint), "Max", topics.MaxQuery)
	if m.At <= len(m.query) && len(m.query) > 0 && m.Hint != topics.Empty && m.Hint != topics.OnlyNot {
		before, after := tail(m.query[:m.At], nearPlace), head(m.query[m.At:], nearPlace)
		r.Text = append(r.Text, c.p.Text("mistake.place", "Before", before, "After", after))
	}
	if m.Fix == "" {
		return r
	}
	r.Text = append(r.Text, c.p.Text("mistake.meant", "Fix", m.Fix))
	if line := m.command + " " + m.Fix; len(line) <= bot.MaxLine {
		r.Buttons = [][]bot.Button{{{Label: short(m.Fix, 40), Line: line}}}
	}
	return r
}

// small says of a query whose "or" is a word, or whose words commas part, how it would
// join, one tap away: what was probably meant is typed after line.
func (c *call) small(r bot.Reply, q *topics.Query, line string) bot.Reply {
	meant, word, ok := q.Meant()
	if !ok {
		return r
	}
	key := "mistake.small"
	if word == "," {
		key = "mistake.comma"
	}
	return c.orRather(r, c.p.Text(key, "Word", word, "Fix", meant), line, meant)
}

// advised says the same, and of words that are found in capitals alone that they are.
func (c *call) advised(r bot.Reply, q *topics.Query, line string) bot.Reply {
	if meant, word, ok := q.InAnyCase(); ok {
		r = c.orRather(r, c.p.Text("mistake.capitals", "Word", word, "Fix", meant), line, meant)
	}
	return c.small(r, q, line)
}

// wider offers words that only begin like those of a query that finds nothing, if there are.
func (c *call) wider(ctx context.Context, r bot.Reply, q *topics.Query, line string) (bot.Reply, error) {
	query, ok := q.Wider()
	if !ok {
		return r, nil
	}
	more, err := topics.Parse(query)
	if err != nil {
		return r, nil //nolint:nilerr // there is nothing to offer
	}
	found, err := c.matching(ctx, more, c.From, lookBack)
	if err != nil || len(found.all) == 0 {
		return r, err
	}
	return c.orRather(r, c.p.Text("mistake.wider", "Fix", query, "Title", found.all[0].Title), line, query), nil
}

// orRather offers another query, typed after line. It stands before what is said last, which
// is about the list beneath.
func (c *call) orRather(r bot.Reply, said, line, query string) bot.Reply {
	if r.Text = append(r.Text, said); len(r.Points) > 0 {
		r.Text = append([]string{said}, r.Text[:len(r.Text)-1]...)
	}
	if line += " " + query; len(line) <= bot.MaxLine && len(r.Buttons) < maxRows {
		r.Buttons = append(r.Buttons, []bot.Button{{Label: short(query, 40), Line: line}})
	}
	return r
}

// head and tail are the first and the last characters of a text.
func head(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

func tail(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return "…" + string(r[len(r)-n:])
}
