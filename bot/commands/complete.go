package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/lang"
	"crier/bot/topics"
	"crier/feeds"
	"crier/summarizer"
)

// Most proposals that every network takes.
const (
	maxChoices = 25
	maxInline  = 10
)

// Complete proposes values: the chat's own topics and feeds, the starter topics,
// commands, languages and times. Nothing that only another chat added.
func (b *Bot) Complete(ctx context.Context, r bot.Request, option string) ([]bot.Choice, error) {
	c, err := b.begin(ctx, r, nil)
	if err != nil {
		return nil, err
	}
	if cmd, ok := c.find(c.Command); ok {
		c.Command = cmd.Name
	}
	all, err := c.choices(ctx, option)
	if err != nil {
		return nil, err
	}
	typed := strings.ToLower(one(r.Args))
	var first, rest []bot.Choice
	for _, ch := range all {
		label := strings.ToLower(ch.Label)
		switch {
		case strings.HasPrefix(label, typed):
			first = append(first, ch)
		case strings.Contains(label, typed):
			rest = append(rest, ch)
		}
	}
	first = append(first, rest...)
	return first[:min(len(first), maxChoices)], nil
}

func (c *call) choices(ctx context.Context, option string) ([]bot.Choice, error) {
	var out []bot.Choice
	switch option {
	case "command":
		for _, cmd := range c.listed() {
			out = append(out, bot.Choice{Label: cmd.Name, Value: cmd.Name})
		}
		return out, nil
	case "language":
		for _, tag := range c.Bot.Lang.Languages() {
			out = append(out, bot.Choice{Label: lang.Name(tag), Value: tag})
		}
		return out, nil
	case "time":
		return c.muteTimes(strings.ToLower(one(c.Args))), nil
	}
	if c.Command == "summary" {
		return c.savedChoices(ctx)
	}
	follows, err := c.followChoices(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range follows {
		out = append(out, bot.Choice{Label: short(f.Name, 80), Value: followID(f.ID)})
	}
	if c.Command == "subscribe" || c.Command == "broadcast" && !c.stops() || c.Command == "latest" {
		for _, s := range c.Starters {
			out = append(out, bot.Choice{Label: c.starterName(s), Value: "t_" + s.ID})
		}
	}
	return out, nil
}

// maxValue is the longest value that every network takes.
const maxValue = 100

// savedChoices are the articles that the asker keeps.
func (c *call) savedChoices(ctx context.Context) ([]bot.Choice, error) {
	shelf, err := c.Store.Shelf(ctx, c.From.Network, c.Sender.ID, maxChoices, 0)
	if err != nil {
		return nil, fmt.Errorf("looking at a shelf: %w", err)
	}
	var out []bot.Choice
	for _, s := range shelf {
		if len(s.URL) <= maxValue && s.URL != "" {
			out = append(out, bot.Choice{Label: short(s.Title, 80), Value: s.URL})
		}
	}
	return out, nil
}

// stops reports that a post is to be ended.
func (c *call) stops() bool {
	_, line := bot.ParseLine(c.Text)
	return readOrder(line).action == "off"
}

// followChoices are the wishes that a command may be about: all, the feeds, or what is
// posted in a chat that the sender manages.
func (c *call) followChoices(ctx context.Context) ([]bot.Follow, error) {
	switch c.Command {
	case "subscribe":
		return nil, nil
	case "removefeed":
		return c.follows(ctx, bot.Feed)
	case "broadcast":
		if !c.stops() {
			return nil, nil
		}
		_, line := bot.ParseLine(c.Text)
		t, err := c.target(ctx, readOrder(line).chat)
		if err != nil {
			return nil, nil //nolint:nilerr // who does not manage a chat is proposed nothing
		}
		return c.Store.Follows(ctx, t.at)
	}
	return c.follows(ctx, "")
}

// Inline answers a link with its card and words with what the starter and public
// feeds say about them.
func (b *Bot) Inline(ctx context.Context, r bot.Request, query string) ([]bot.Reply, error) {
	c, err := b.begin(ctx, r, nil)
	if err != nil {
		return nil, err
	}
	query = one(query)
	if address := addressOf(query); address != "" {
		if b.gates.inline(r) != nil {
			return nil, nil
		}
		return c.inlineLink(ctx, address), nil
	}
	q, err := topics.Parse(query)
	if half, ok := errors.AsType[*topics.SyntaxError](err); ok { // it is still being typed
		q, err = topics.Parse(half.Fix)
	}
	if err != nil {
		return nil, nil //nolint:nilerr // there is too little of it
	}
	found, err := c.matching(ctx, q, c.From, lookBack)
	if err != nil {
		return nil, err
	}
	var out []bot.Reply
	for _, a := range found.all[:min(len(found.all), maxInline)] {
		out = append(out, bot.Reply{Title: a.Title, URL: a.URL, Site: a.Site, Lang: a.Language})
	}
	return out, nil
}

// inlineLink is a link's card without buttons that belong to a chat; nothing when
// it cannot be read in the time that inline answers have.
func (c *call) inlineLink(ctx context.Context, address string) []bot.Reply {
	ctx, cancel := context.WithTimeout(ctx, cancelAfter)
	defer cancel()
	work, _, done, err := c.works.begin(ctx, c.person(), "")
	if err != nil {
		return nil
	}
	defer done()
	it, err := c.Library.Read(work, address, feeds.ForPerson)
	if err != nil {
		return nil
	}
	s, err := c.Library.Summarize(work, it, summarizer.Medium)
	if err != nil {
		return nil
	}
	r := card.Summary(c.p, card.Card{Item: it, Summary: s, Kind: bot.Channel, Now: c.Now()})
	r.Buttons = nil
	return []bot.Reply{r}
}
