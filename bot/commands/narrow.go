package commands

import (
	"context"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/topics"
)

// titlesOnly is a topic's query narrowed to titles.
func titlesOnly(f bot.Follow) (string, bool) {
	q, err := topics.Parse(f.Query)
	if f.Kind != bot.Topic || err != nil {
		return "", false
	}
	return q.InTitles()
}

// fewerWords is a topic's query with less in it: of a starter topic the words in the
// chat's language.
func (c *call) fewerWords(f bot.Follow) (string, bool) {
	for _, s := range c.Starters {
		if own := s.Words[c.p.Language()]; f.Query == s.Query && own != "" {
			return own, true
		}
	}
	q, err := topics.Parse(f.Query)
	if f.Kind != bot.Topic || err != nil {
		return "", false
	}
	return q.Fewer()
}

// titlesCommand is the line of the buttons that narrow a topic, and of their [Undo]:
// "titles f_12", "titles f_12 fewer", "titles f_12 to climate"; "titles f_12 as a OR b"
// says what was meant.
func titlesCommand() command {
	return command{Command: bot.Command{Name: "titles"}, run: func(ctx context.Context, c *call) error {
		if err := c.mayChange(ctx, ""); err != nil {
			return err
		}
		words, how, _ := strings.Cut(c.Args, " ")
		f, err := c.followed(ctx, words)
		if err != nil {
			return err
		}
		if was, undo := strings.CutPrefix(how, "to "); undo && f.Kind == bot.Topic {
			_, query := c.topicOf(was)
			if _, err := c.parse(query, ""); err != nil {
				return err
			}
			return c.reword(ctx, f, query, "reason.back")
		}
		if meant, ok := strings.CutPrefix(how, "as "); ok && f.Kind == bot.Topic {
			if _, err := c.parse(meant, ""); err != nil {
				return err
			}
			return c.reword(ctx, f, meant, "reason.meant")
		}
		if how == "fewer" {
			query, ok := c.fewerWords(f)
			if !ok { // it was pressed before
				query = f.Query
			}
			return c.reword(ctx, f, query, "reason.fewer")
		}
		query, ok := titlesOnly(f)
		if !ok && query != f.Query {
			return advise("advice.not_titles", "Name", f.Name)
		}
		return c.reword(ctx, f, query, "reason.titles")
	}}
}

// reword gives a topic another query, says so and shows how to undo it. A query that the
// chat follows already is not followed twice.
func (c *call) reword(ctx context.Context, f bot.Follow, query, key string) error {
	follows, err := c.follows(ctx, bot.Topic)
	if err != nil {
		return err
	}
	id, was := followID(f.ID), f.Query
	row := []bot.Button{c.button("button.alerts", "alerts"), c.button("button.unsubscribe", "unsubscribe "+id)}
	for _, other := range follows {
		if other.Query == query && other.ID != f.ID {
			r := c.text("reason.narrower", "Name", f.Name, "Query", query)
			r.Buttons = [][]bot.Button{row}
			return c.show(ctx, r)
		}
	}
	name := f.Name
	if f.Name == was { // its words were its name
		f.Name = query
	}
	if f.Query = query; key == "reason.back" {
		name = f.Name
	}
	if err := c.Store.SetFollow(ctx, f); err != nil {
		return fmt.Errorf("changing a topic's query: %w", err)
	}
	r, err := c.expected(ctx, query)
	if err != nil {
		return err
	}
	r.Text = append([]string{c.p.Text(key, "Name", name, "Query", query)}, r.Text...)
	if line, ok := strings.CutPrefix(c.subscribeLine(was), "subscribe "); ok && was != query && key != "reason.back" {
		if line = "titles " + id + " to " + line; len(line) <= bot.MaxLine {
			row = append([]bot.Button{c.button("button.undo", line)}, row...)
		}
	}
	r.Buttons = append(r.Buttons, row)
	return c.show(ctx, r)
}

// expected shows what a topic would have brought in other words.
func (c *call) expected(ctx context.Context, query string) (bot.Reply, error) {
	q, err := c.parse(query, "")
	if err != nil {
		return bot.Reply{}, err
	}
	found, err := c.matching(ctx, q, c.From, lookBack)
	if err != nil {
		return bot.Reply{}, err
	}
	return c.sample(ctx, found)
}
