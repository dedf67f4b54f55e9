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

func unsubscribeCommand() command {
	return command{
		Command: bot.Command{
			Name: "unsubscribe", Aliases: []string{"unsub"}, Section: bot.Following, Usage: "[topic|feed|number]", Hidden: []string{"discord"}, Instead: map[string]string{"discord": "alerts"},
			Options: []bot.Option{{Name: "topic", Complete: true}},
		},
		run: func(ctx context.Context, c *call) error { return c.unfollow(ctx, "") },
	}
}

func removefeedCommand() command {
	return command{
		Command: bot.Command{
			Name: "removefeed", Section: bot.Following, Usage: "[feed|number]", Who: bot.Manager,
			Group: "feed", Sub: "remove", Options: []bot.Option{{Name: "feed", Complete: true}},
		},
		run: func(ctx context.Context, c *call) error { return c.unfollow(ctx, bot.Feed) },
	}
}

// unfollow ends what the arguments name, at once; without arguments it asks which.
func (c *call) unfollow(ctx context.Context, kind bot.FollowKind) error {
	follows, err := c.follows(ctx, kind)
	if err != nil {
		return err
	}
	if len(follows) == 0 {
		return c.noFollows()
	}
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	words := one(c.Args)
	if words == "" {
		return c.show(ctx, card.List(c.p, c.p.Text("unsubscribe.which"), c.followLines(follows, "unsubscribe ")))
	}
	f, ok := c.pick(follows, words)
	if !ok && listed(c.p.Text("unsubscribe.all"), strings.ToLower(words)) {
		c.Args = ""
		return runStop(ctx, c)
	}
	if !ok {
		r := card.List(c.p, "", c.followLines(follows, "unsubscribe "))
		r.Text = []string{c.p.Text("unsubscribe.not_found", "Name", words)}
		return c.show(ctx, r)
	}
	removed, err := c.Store.Unfollow(ctx, c.From, f.ID, c.because)
	if nothing(err) {
		return advise("advice.no_such_follow")
	}
	if err != nil {
		return fmt.Errorf("unfollowing: %w", err)
	}
	r := c.text("unsubscribe.done", "Name", removed.Name)
	undo, err := c.undo(ctx, removed)
	if err != nil {
		return err
	}
	row := []bot.Button{c.button("button.alerts", "alerts")}
	if undo != "" {
		row = append([]bot.Button{c.button("button.undo", undo)}, row...)
	}
	r.Buttons = [][]bot.Button{row}
	return c.show(ctx, r)
}

// because is an alert that another wish inherits.
func (c *call) because(r bot.Reply, lang string, f bot.Follow, update bool) bot.Reply {
	return card.Because(c.Bot.Lang, r, card.News{Lang: lang, Reason: f.Name, Topic: f.Kind == bot.Topic, Update: update})
}

// undo is the line that follows again what was given up; empty for a query that is
// longer than a line.
func (c *call) undo(ctx context.Context, f bot.Follow) (string, error) {
	if f.Kind == bot.Feed {
		src, err := c.Store.Feed(ctx, f.Feed)
		if err != nil {
			return "", fmt.Errorf("looking up a feed: %w", err)
		}
		if err := c.Store.Remember(ctx, []string{src.URL}); err != nil {
			return "", fmt.Errorf("remembering a feed's address: %w", err)
		}
		return "addfeed " + library.ID(src.URL), nil
	}
	return c.subscribeLine(f.Query), nil
}

// subscribeLine is the line that subscribes to a query; empty if it would be too
// long.
func (c *call) subscribeLine(query string) string {
	for _, s := range c.Starters {
		if s.Query == query {
			return "subscribe t_" + s.ID
		}
	}
	if line := "subscribe " + query; len(line) <= bot.MaxLine {
		return line
	}
	return ""
}

// follows are the chat's wishes of a kind; of all kinds for the empty one.
func (c *call) follows(ctx context.Context, kind bot.FollowKind) ([]bot.Follow, error) {
	all, err := c.Store.Follows(ctx, c.From)
	if err != nil {
		return nil, fmt.Errorf("listing follows: %w", err)
	}
	if kind == "" {
		return all, nil
	}
	var out []bot.Follow
	for _, f := range all {
		if f.Kind == kind {
			out = append(out, f)
		}
	}
	return out, nil
}

// pick finds what was named: by number in the list, by words, as a starter topic.
func (c *call) pick(follows []bot.Follow, words string) (bot.Follow, bool) {
	if n, err := strconv.Atoi(words); err == nil && n >= 1 && n <= len(follows) {
		return follows[n-1], true
	}
	if f, ok := named(follows, words); ok {
		return f, true
	}
	_, query := c.topicOf(words)
	if f, ok := named(follows, query); ok {
		return f, true
	}
	return same(follows, query)
}

// same is the topic that asks for the same in other letters: 台湾 for 臺灣, a | b for A OR B.
func same(follows []bot.Follow, query string) (bot.Follow, bool) {
	q, err := topics.Parse(query)
	if err != nil {
		return bot.Follow{}, false
	}
	for _, f := range follows {
		if has, err := topics.Parse(f.Query); err == nil && f.Kind == bot.Topic && q.Same(has) {
			return f, true
		}
	}
	return bot.Follow{}, false
}

func (c *call) noFollows() error {
	a := advise("advice.no_follows")
	a.buttons = [][]bot.Button{{c.button("button.choose_topics", "topics")}}
	return a
}
