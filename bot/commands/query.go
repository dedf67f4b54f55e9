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
		r.Text = append(r.Text, one(c.p.Text("mistake.place", "Before", before, "After", after)))
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

// wider offers what a query that finds nothing may be meant as: sites by their whole names,
// and words that only begin like its own where these find something.
func (c *call) wider(ctx context.Context, r bot.Reply, q *topics.Query, line string) (bot.Reply, error) {
	if query, err := c.inSites(ctx, q); query != "" || err != nil {
		return c.orRather(r, c.p.Text("mistake.site", "Fix", query), line, query), err
	}
	query, ok := q.Wider()
	if !ok {
		return r, nil
	}
	title, err := c.firstFound(ctx, query)
	if nothing(err) {
		return r, nil
	}
	return c.orRather(r, c.p.Text("mistake.wider", "Fix", query, "Title", title), line, query), err
}

// inSites is the query with the endings of its sites that find something, else the
// commonest ones; empty if they have theirs.
func (c *call) inSites(ctx context.Context, q *topics.Query) (string, error) {
	for _, ending := range []string{".com", ".org", ".net", ".co.uk", "." + c.p.Language()} {
		query, ok := q.InSites(ending)
		if !ok {
			return "", nil
		}
		if _, err := c.firstFound(ctx, query); !nothing(err) {
			return query, err
		}
	}
	query, _ := q.InSites(".com")
	return query, nil
}

// firstFound is the title of the first that a query finds, [ErrNothing] if there is none.
func (c *call) firstFound(ctx context.Context, query string) (string, error) {
	q, err := topics.Parse(query)
	if err != nil {
		return "", ErrNothing // there is nothing to offer
	}
	found, err := c.matching(ctx, q, c.From, lookBack)
	if err == nil && len(found.all) == 0 {
		err = ErrNothing
	}
	if err != nil {
		return "", err
	}
	return found.all[0].Title, nil
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
