package commands

import (
	"context"
	"fmt"

	"crier/bot"
	"crier/bot/card"
)

func topicsCommand() command {
	return command{
		Command: bot.Command{Name: "topics", Section: bot.Following, Main: true, Hidden: []string{"discord"}, Instead: map[string]string{"discord": "subscribe"}},
		run:     runTopics,
	}
}

// runTopics offers the starter topics: one tap subscribes, and can be undone.
func runTopics(ctx context.Context, c *call) error {
	follows, err := c.Store.Follows(ctx, c.From)
	if err != nil {
		return fmt.Errorf("listing follows: %w", err)
	}
	has := map[string]bool{}
	for _, f := range follows {
		has[f.Query] = true
	}
	var buttons []bot.Button
	for _, s := range c.Starters {
		if has[s.Query] {
			buttons = append(buttons, bot.Button{Label: c.p.Text("topics.has", "Name", c.starterName(s)), Line: "latest t_" + s.ID})
			continue
		}
		buttons = append(buttons, bot.Button{Label: c.starterName(s), Line: "subscribe t_" + s.ID})
	}
	r := c.text("topics.choose")
	r.Buttons = card.Grid(buttons, 2)
	if len(r.Buttons) > maxRows {
		r.Buttons = card.Grid(buttons, 3)
	}
	r.Buttons = append(r.Buttons[:min(len(r.Buttons), maxRows-1)], []bot.Button{c.button("button.own_words", "subscribe")})
	return c.show(ctx, r)
}

// previewCommand is the line of [Get it privately]: it shows a topic to one person
// alone, who may then subscribe for themself.
func previewCommand() command {
	return command{Command: bot.Command{Name: "preview"}, run: func(ctx context.Context, c *call) error {
		name, query := c.topicOf(c.Args)
		return c.preview(ctx, name, query, "own subscribe "+c.Args)
	}}
}

// previewLine leads to a preview whose own button fits a line, too.
func (c *call) previewLine(words string) string {
	if len("own subscribe "+words) > bot.MaxLine {
		return ""
	}
	return "preview " + words
}

// topicOf is a starter topic by its id, else the words themselves.
func (c *call) topicOf(words string) (name, query string) {
	words = one(words)
	for _, s := range c.Starters {
		if words == "t_"+s.ID || words == s.Query {
			return c.starterName(s), s.Query
		}
	}
	return words, words
}

// preview shows what a topic would have brought, with one button that subscribes.
func (c *call) preview(ctx context.Context, name, query, line string) error {
	q, err := c.parse(query, "")
	if err != nil {
		return err
	}
	found, err := c.matching(ctx, q, c.From, lookBack)
	if err != nil {
		return err
	}
	r, err := c.sample(ctx, found)
	if err != nil {
		return err
	}
	r.Title = c.p.Text("topics.preview", "Name", name)
	r.Private = true
	r.Buttons = append([][]bot.Button{{c.button("button.subscribe", line)}}, r.Buttons...)
	r = c.advised(r, q, "preview")
	return c.show(ctx, r)
}

// sampled is how many of the matches are shown.
const sampled = 3

// sample is a reply with some matches and how many alerts they foretell.
func (c *call) sample(ctx context.Context, m match) (bot.Reply, error) {
	if len(m.all) == 0 {
		return c.text("topics.no_match"), nil
	}
	r, err := c.list(ctx, "", headlines(m.all, sampled))
	if err != nil {
		return r, err
	}
	r.Text = []string{c.p.Count("topics.expect", max(m.week, 1))}
	return r, nil
}
