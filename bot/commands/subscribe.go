package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"crier/bot"
	"crier/bot/library"
	"crier/bot/topics"
)

func subscribeCommand() command {
	return command{
		Command: bot.Command{
			Name: "subscribe", Aliases: []string{"sub"}, Section: bot.Following, Main: true, Usage: "words|address",
			Options: []bot.Option{{Name: "topic", Complete: true}},
		},
		run: runSubscribe,
	}
}

// runSubscribe follows a topic for words, a feed for an address. A bare domain may
// mean either: it asks.
func runSubscribe(ctx context.Context, c *call) error {
	words := one(c.Args)
	if words == "" && len(c.Links) > 0 {
		words = c.Links[0]
	}
	if words == "" {
		r := c.text("subscribe.how")
		r.Buttons = [][]bot.Button{{c.button("button.choose_topics", "topics")}}
		r.Form = &bot.Form{
			Title: c.p.Text("subscribe.form_title"), Label: c.p.Text("subscribe.form_label"),
			Placeholder: c.p.Text("subscribe.form_hint"), Line: "subscribe ",
		}
		return c.show(ctx, r)
	}
	if o, ok := elsewhere(words); ok {
		return c.broadcast(ctx, o)
	}
	if strings.HasPrefix(words, "a_") || addressOf(words) != "" && !isDomain(words) {
		c.Args = words
		return runAddfeed(ctx, c)
	}
	if isDomain(words) {
		return c.askDomain(ctx, words)
	}
	return c.subscribe(ctx, words)
}

// isDomain reports whether words are a host's name and nothing else.
func isDomain(words string) bool {
	return addressOf(words) != "" && !strings.ContainsAny(words, "/?#:")
}

func (c *call) askDomain(ctx context.Context, domain string) error {
	address := "https://" + domain
	if err := c.Store.Remember(ctx, []string{address}); err != nil {
		return fmt.Errorf("remembering a domain: %w", err)
	}
	r := c.text("subscribe.domain", "Domain", domain)
	r.Buttons = [][]bot.Button{
		{{Label: c.p.Text("subscribe.domain_feed", "Domain", domain), Line: "addfeed " + library.ID(address)}},
	}
	if line := `subscribe "` + domain + `"`; len(line) <= bot.MaxLine {
		r.Buttons = append(r.Buttons, []bot.Button{{Label: c.p.Text("subscribe.domain_words", "Domain", domain), Line: line}})
	}
	return c.show(ctx, r)
}

// subscribe follows a topic at once, shows what it would have brought and how to
// undo it.
func (c *call) subscribe(ctx context.Context, words string) error {
	if err := c.mayChange(ctx, c.previewLine(words)); err != nil {
		return err
	}
	name, query := c.topicOf(words)
	q, err := c.parse(query, "")
	if err != nil {
		return err
	}
	if name, query, err = c.asFollowed(ctx, q, name, query); err != nil {
		return err
	}
	found, err := c.matching(ctx, q, c.From, lookBack)
	if err != nil {
		return err
	}
	backfill := make([]string, 0, len(found.all))
	for _, a := range found.all {
		backfill = append(backfill, a.Canonical)
	}
	f := bot.Follow{Chat: c.From, By: c.Sender.ID, Kind: bot.Topic, Name: name, Query: query, How: bot.Each}
	stored, added, err := c.follow(ctx, f, "", backfill)
	if err != nil {
		return err
	}
	r, err := c.sample(ctx, found)
	if err != nil {
		return err
	}
	said := c.p.Text("subscribe.done", "Name", name)
	row := []bot.Button{c.button("button.undo", "unsubscribe "+followID(stored.ID)), c.button("button.alerts", "alerts")}
	if !added {
		said, row = c.p.Text("subscribe.already", "Name", name), row[1:]
	}
	silent, end := c.silent(stored)
	row = append(row, end...)
	if narrow := c.narrower(stored, found.week); len(narrow) > 0 {
		r.Buttons = append(r.Buttons, narrow)
	}
	if len(found.all) == 0 {
		if r, err = c.wider(ctx, r, q, "titles "+followID(stored.ID)+" as"); err != nil {
			return err
		}
	}
	r = c.advised(r, q, "titles "+followID(stored.ID)+" as")
	r.Text = slices.Concat([]string{said}, silent, r.Text)
	r.Buttons = append(r.Buttons, row)
	return c.show(ctx, r)
}

// asFollowed is a topic as the chat follows it already, if it does, however it is typed
// now: "Climate" beside "climate" would be left when one of them is given up.
func (c *call) asFollowed(ctx context.Context, q *topics.Query, name, query string) (string, string, error) {
	follows, err := c.follows(ctx, bot.Topic)
	if err != nil {
		return name, query, err
	}
	if f, ok := same(follows, q.String()); ok {
		return f.Name, f.Query, nil
	}
	return name, query, nil
}
