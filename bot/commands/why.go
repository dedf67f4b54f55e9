package commands

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"crier/bot"
	"crier/bot/card"
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

// runWhy says what brought an article, what can be done about it, and what spoke for each
// point of its summary. Without an article it is about the message that it is asked of,
// else about the open one.
func runWhy(ctx context.Context, c *call) error {
	id, err := c.asked(ctx)
	if err != nil {
		return err
	}
	it, err := c.known(ctx, id)
	if err != nil {
		return err
	}
	r := bot.Reply{Private: true}
	f, err := c.Store.Brought(ctx, c.From, id)
	switch {
	case nothing(err) && it.Read.IsZero():
		return advise("advice.no_reason")
	case nothing(err):
		r.Text = []string{c.p.Text("reason.asked")}
	case err != nil:
		return fmt.Errorf("asking what brought an article: %w", err)
	default:
		r.Text = []string{c.reason(f, it)}
		r.Buttons = [][]bot.Button{c.lessOf(f)}
	}
	r.Text = append(r.Text, c.whyEach(ctx, it)...)
	return c.show(ctx, r)
}

// asked is the article that the question is about.
func (c *call) asked(ctx context.Context) (id string, err error) {
	words := one(c.Args)
	switch {
	case words == "" && len(c.Links) > 0:
		return library.ID(c.Links[0]), nil
	case words == "":
		id, _, err = c.open(ctx)
		return id, err
	}
	if _, err := strconv.Atoi(words); err == nil {
		return c.meant(ctx, words)
	}
	if a := addressOf(words); a != "" {
		return library.ID(a), nil
	}
	if !strings.HasPrefix(words, "a_") {
		return "", advise("advice.why_how")
	}
	return words, nil
}

// lessOf are the buttons that make a follow bring less.
func (c *call) lessOf(f bot.Follow) []bot.Button {
	fid := followID(f.ID)
	act := []bot.Button{c.button("button.mute_day", "mute "+fid+" 24h"), c.button("button.unsubscribe", "unsubscribe "+fid)}
	if _, ok := titlesOnly(f); ok {
		act = append([]bot.Button{c.button("button.titles", "titles "+fid)}, act...)
	}
	return act
}

// whyEach tells of each point of an article's card what spoke for it. An article that
// has no summary has no points to tell of.
func (c *call) whyEach(ctx context.Context, it library.Item) []string {
	if it.Read.IsZero() {
		return nil
	}
	size, _ := sizeOf(c.profile.Length)
	s, err := c.Library.Summarize(ctx, it, size)
	if err != nil {
		return nil
	}
	return card.WhyEach(c.p, card.Card{Item: it, Summary: s})
}

// reason names the follow, for a topic where its words stand in the text, and the
// feed that brought it.
func (c *call) reason(f bot.Follow, it library.Item) string {
	if f.Kind == bot.Feed {
		return c.p.Text("reason.feed", "Name", f.Name)
	}
	said := c.p.Text("reason.topic", "Name", f.Name)
	if q, err := topics.Parse(f.Query); err == nil {
		switch hits := q.Hits(topics.NewDoc(it.Article)); {
		case hits.InTitle == 0 && hits.InText > 0:
			said = c.p.Count("reason.topic_times", hits.InText, "Name", f.Name, "First", hits.First)
		case hits.InTitle > 0 && hits.InText == 0:
			said = c.p.Text("reason.topic_title", "Name", f.Name, "First", hits.First)
		case hits.InTitle > 0:
			said = c.p.Count("reason.topic_both", hits.InText, "Name", f.Name, "First", hits.First)
		}
	}
	if from := hostOf(it.Article.URL); from != "" {
		said += " " + c.p.Text("reason.from", "Site", from)
	}
	return said
}
