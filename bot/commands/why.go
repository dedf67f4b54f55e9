package commands

import (
	"context"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/library"
	"crier/bot/topics"
)

func whyCommand() command {
	return command{
		Command: bot.Command{Name: "why", Section: bot.Following},
		message: true,
		run:     runWhy,
	}
}

// runWhy says what brought an article, and what can be done about it. Without an
// article it is about the message that it is asked of, else about the open one.
func runWhy(ctx context.Context, c *call) error {
	id := c.Args
	if id == "" && len(c.Links) > 0 {
		id = library.ID(c.Links[0])
	}
	if id == "" {
		var err error
		if id, _, err = c.open(ctx); err != nil {
			return err
		}
	}
	f, err := c.Store.Brought(ctx, c.From, id)
	if nothing(err) {
		return advise("advice.no_reason")
	}
	if err != nil {
		return fmt.Errorf("asking what brought an article: %w", err)
	}
	it, err := c.Store.Article(ctx, id)
	if err != nil {
		return fmt.Errorf("looking for article %q: %w", id, err)
	}
	r := bot.Reply{Text: []string{c.reason(f, it)}, Private: true}
	fid := followID(f.ID)
	act := []bot.Button{c.button("button.mute_day", "mute "+fid+" 24h"), c.button("button.unsubscribe", "unsubscribe "+fid)}
	if _, ok := titlesOnly(f); ok {
		act = append([]bot.Button{c.button("button.titles", "titles "+fid)}, act...)
	}
	r.Buttons = [][]bot.Button{act}
	return c.show(ctx, r)
}

// reason names the follow, for a topic where its words stand in the text, and the
// feed that brought it.
func (c *call) reason(f bot.Follow, it library.Item) string {
	if f.Kind == bot.Feed {
		return c.p.Text("reason.feed", "Name", f.Name)
	}
	said := c.p.Text("reason.topic", "Name", f.Name)
	if q, err := topics.Parse(f.Query); err == nil {
		if hits := q.Hits(topics.NewDoc(it.Article)); hits.Count > 0 {
			said = c.p.Count("reason.topic_times", hits.Count, "Name", f.Name, "First", hits.First)
		}
	}
	if from := hostOf(it.Article.URL); from != "" {
		said += " " + c.p.Text("reason.from", "Site", from)
	}
	return said
}

// titlesOnly is a topic's query narrowed to titles.
func titlesOnly(f bot.Follow) (string, bool) {
	q, err := topics.Parse(f.Query)
	if f.Kind != bot.Topic || err != nil {
		return "", false
	}
	return q.InTitles()
}

// fewerWords is a topic's query with less in it.
func fewerWords(f bot.Follow) (string, bool) {
	q, err := topics.Parse(f.Query)
	if f.Kind != bot.Topic || err != nil {
		return "", false
	}
	return q.Fewer()
}

// titlesCommand is the line of [Only in titles].
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
		query, ok := titlesOnly(f)
		key := "reason.titles"
		if how == "fewer" {
			query, ok = fewerWords(f)
			key = "reason.fewer"
		}
		if !ok {
			return advise("advice.not_titles", "Name", f.Name)
		}
		f.Query = query
		if err := c.Store.SetFollow(ctx, f); err != nil {
			return fmt.Errorf("narrowing a topic: %w", err)
		}
		r := c.text(key, "Name", f.Name, "Query", f.Query)
		r.Buttons = [][]bot.Button{{c.button("button.alerts", "alerts"), c.button("button.unsubscribe", "unsubscribe "+followID(f.ID))}}
		return c.show(ctx, r)
	}}
}
