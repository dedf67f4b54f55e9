package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/bot/topics"
	"crier/feeds"
	"crier/summarizer"
)

func broadcastCommand() command {
	what := []bot.Option{{Name: "topic", Required: true, Complete: true}, {Name: "chat", Chat: true}}
	where := []bot.Option{{Name: "chat", Chat: true}}
	return command{
		Command: bot.Command{
			Name: "broadcast", Section: bot.Posting, Usage: "[@chat] topic|feed on|off|list|test",
			Actions: []bot.Action{
				{Name: "on", Options: what}, {Name: "off", Options: what},
				{Name: "list", Options: where}, {Name: "test", Options: where},
			},
		},
		run: runBroadcast,
	}
}

// order is what /broadcast was told, in whichever order the words came.
type order struct{ action, chat, what string }

// readOrder takes the action off either end and the chat, "@name", a mention or an
// id, off either end of the rest.
func readOrder(args string) order {
	words := strings.Fields(args)
	var o order
	words = take(words, &o.action, func(w string) bool {
		return w == "on" || w == "off" || w == "list" || w == "test"
	})
	words = take(words, &o.chat, isChat)
	words = take(words, &o.action, func(w string) bool {
		return w == "on" || w == "off" || w == "list" || w == "test"
	})
	o.what = strings.Join(words, " ")
	return o
}

// take moves the last or the first word that fits into a place that is still empty.
func take(words []string, into *string, fits func(string) bool) []string {
	n := len(words)
	switch {
	case *into != "" || n == 0:
		return words
	case fits(strings.ToLower(words[n-1])):
		*into = words[n-1]
		return words[:n-1]
	case fits(strings.ToLower(words[0])):
		*into = words[0]
		return words[1:]
	}
	return words
}

// isChat reports whether a word names a chat: "@news", "<#123>", "-1001234".
func isChat(w string) bool {
	switch {
	case len(w) < 2:
		return false
	case w[0] == '@', strings.HasPrefix(w, "<#"):
		return true
	}
	digits := strings.TrimPrefix(w, "-")
	return len(digits) >= 6 && strings.Trim(digits, "0123456789") == ""
}

// target is a chat that posts are set up for, and the word that names it in lines.
type target struct {
	at    bot.Address
	title string // as people see it; never empty
	named string // what the network calls it; may be empty
	word  string // "here" for the chat in which it is set up
}

// target finds the chat and makes sure that the sender manages it.
func (c *call) target(ctx context.Context, word string) (target, error) {
	t := target{at: c.From, title: c.profile.Title, named: c.profile.Title, word: "here"}
	if t.title == "" {
		t.title = c.p.Text("broadcast.here")
	}
	if word != "" && word != "here" {
		a, ok := c.networks[c.From.Network]
		if !ok {
			return t, advise("advice.no_chat", "Name", word)
		}
		chat, err := a.Chat(ctx, word)
		if errors.Is(err, bot.ErrNoChat) {
			return t, advise("advice.no_chat", "Name", word)
		}
		if err != nil {
			return t, fmt.Errorf("looking for a chat: %w", err)
		}
		t = target{at: chat.Address, title: chat.Title, named: chat.Title, word: word}
		if t.title == "" {
			t.title = word
		}
	} else if !c.shared() {
		return t, advise("advice.broadcast_where")
	}
	ok, err := c.manages(ctx, t.at)
	if err == nil && !ok {
		err = advise("advice.only_admins_there", "Name", t.title)
	}
	return t, err
}

func runBroadcast(ctx context.Context, c *call) error {
	o := readOrder(c.Args)
	if o.what == "" && o.action != "list" && o.action != "test" {
		return advise("advice.broadcast_how")
	}
	t, err := c.target(ctx, o.chat)
	if err != nil {
		return err
	}
	switch strings.ToLower(o.action) {
	case "list":
		return c.listPosts(ctx, t)
	case "test":
		return c.testPost(ctx, t)
	case "off":
		return c.stopPosts(ctx, t, o.what)
	default:
		return c.preparePosts(ctx, t, o.what)
	}
}

// preparePosts shows what would be posted, and starts with a press. Until then the
// wish is kept muted, so that the button needs nothing else remembered.
func (c *call) preparePosts(ctx context.Context, t target, what string) error {
	f, r, err := c.prepared(ctx, t, what)
	if err != nil {
		return err
	}
	f.Chat, f.By, f.How, f.Muted = t.at, c.Sender.ID, bot.Each, forever()
	stored, added, err := c.follow(ctx, f, t.named, nil)
	if err != nil {
		return err
	}
	line := "posting " + t.word + " " + followID(stored.ID)
	if !added && stored.Muted.IsZero() {
		r = c.text("broadcast.already", "Name", f.Name, "Chat", t.title)
		r.Buttons = [][]bot.Button{{c.button("button.stop_posts", line+" off")}}
		return c.show(ctx, r)
	}
	r.Title = c.p.Text("broadcast.preview", "Name", f.Name, "Chat", t.title)
	r.Buttons = append([][]bot.Button{{c.button("button.start_posts", line+" on"), c.button("button.not_now", line+" remove")}}, r.Buttons...)
	return c.show(ctx, r)
}

// prepared understands what is to be posted, a feed of the chat or a topic, and
// shows samples of it.
func (c *call) prepared(ctx context.Context, t target, what string) (bot.Follow, bot.Reply, error) {
	if addressOf(what) != "" {
		return c.preparedFeed(ctx, t, addressOf(what))
	}
	name, query := c.topicOf(what)
	q, err := topics.Parse(query)
	if err != nil {
		return bot.Follow{}, bot.Reply{}, err
	}
	found, err := c.matching(ctx, q, t.at, lookBack)
	if err != nil {
		return bot.Follow{}, bot.Reply{}, err
	}
	r, err := c.sample(ctx, found)
	return bot.Follow{Kind: bot.Topic, Name: name, Query: query}, r, err
}

func (c *call) preparedFeed(ctx context.Context, t target, address string) (bot.Follow, bot.Reply, error) {
	found, err := c.discover(ctx, address)
	if err != nil {
		return bot.Follow{}, bot.Reply{}, err
	}
	src, err := c.storedFeed(ctx, found[0].URL)
	if err != nil {
		return bot.Follow{}, bot.Reply{}, err
	}
	all, err := c.Store.Latest(ctx, Filter{Chat: t.at, Feed: src.ID, Limit: sampled})
	if err != nil {
		return bot.Follow{}, bot.Reply{}, fmt.Errorf("listing a feed's entries: %w", err)
	}
	r, err := c.list(ctx, "", all)
	return bot.Follow{Kind: bot.Feed, Name: src.Title, Feed: src.ID}, r, err
}

// postingCommand is the line of the buttons about one post: "posting @news f_12 on".
func postingCommand() command {
	return command{Command: bot.Command{Name: "posting"}, run: func(ctx context.Context, c *call) error {
		words := strings.Fields(c.Args)
		if len(words) != 3 {
			return advise("advice.broadcast_how")
		}
		t, err := c.target(ctx, words[0])
		if err != nil {
			return err
		}
		f, err := c.postOf(ctx, t, words[1])
		if err != nil {
			return err
		}
		return c.setPost(ctx, t, f, words[2])
	}}
}

func (c *call) postOf(ctx context.Context, t target, what string) (bot.Follow, error) {
	follows, err := c.Store.Follows(ctx, t.at)
	if err != nil {
		return bot.Follow{}, fmt.Errorf("listing posts: %w", err)
	}
	f, ok := c.pick(follows, what)
	if !ok {
		return f, advise("advice.no_such_post", "Name", what, "Chat", t.title)
	}
	return f, nil
}

func (c *call) stopPosts(ctx context.Context, t target, what string) error {
	f, err := c.postOf(ctx, t, what)
	if err != nil {
		return err
	}
	return c.setPost(ctx, t, f, "off")
}

// setPost starts, stops or removes a post.
func (c *call) setPost(ctx context.Context, t target, f bot.Follow, action string) error {
	line := "posting " + t.word + " " + followID(f.ID)
	if action == "remove" {
		if _, err := c.Store.Unfollow(ctx, t.at, f.ID); err != nil {
			return fmt.Errorf("removing a post: %w", err)
		}
		return c.show(ctx, c.text("broadcast.removed", "Name", f.Name, "Chat", t.title))
	}
	key, back := "broadcast.started", " off"
	f.Muted = time.Time{}
	if action == "off" {
		key, back, f.Muted = "broadcast.stopped", " on", forever()
	}
	if err := c.Store.SetFollow(ctx, f); err != nil {
		return fmt.Errorf("changing a post: %w", err)
	}
	if action == "on" && c.profile.Paused == bot.PausedGone && t.at == c.From {
		if err := c.Store.Pause(ctx, t.at, bot.Running); err != nil {
			return fmt.Errorf("resuming posts: %w", err)
		}
	}
	r := c.text(key, "Name", f.Name, "Chat", t.title)
	row := []bot.Button{c.button("button.undo", line+back)}
	if action == "off" {
		row = append(row, c.button("button.remove", line+" remove"))
	}
	r.Buttons = [][]bot.Button{row}
	return c.show(ctx, r)
}

// listPosts lists what is posted in a chat.
func (c *call) listPosts(ctx context.Context, t target) error {
	follows, err := c.Store.Follows(ctx, t.at)
	if err != nil {
		return fmt.Errorf("listing posts: %w", err)
	}
	if len(follows) == 0 {
		return advise("advice.no_posts", "Chat", t.title)
	}
	lines := make([]card.Line, len(follows))
	for i, f := range follows {
		lines[i] = card.Line{Title: f.Name, Note: c.state(f)}
		action := " off"
		if f.Muted.After(c.Now()) {
			action = " on"
		}
		lines[i].Press = "posting " + t.word + " " + followID(f.ID) + action
	}
	r := card.List(c.p, c.p.Text("broadcast.list", "Chat", t.title), lines[:min(len(lines), 20)])
	r.Footer = c.p.Text("broadcast.list_how")
	return c.show(ctx, r)
}

// testPost sends the newest story that the chat may see, marked as a test.
func (c *call) testPost(ctx context.Context, t target) error {
	a, ok := c.networks[t.at.Network]
	if !ok {
		return advise("advice.no_chat", "Name", t.title)
	}
	reply := c.text("broadcast.test", "Name", c.Sender.Name)
	all, err := c.Store.Latest(ctx, Filter{Chat: t.at, Limit: 1})
	if err != nil {
		return fmt.Errorf("looking for a story: %w", err)
	}
	if len(all) > 0 && all[0].URL != "" {
		if it, err := c.Library.Read(ctx, all[0].URL, feeds.ForFeed); err == nil {
			reply = c.sampleAlert(ctx, it, t.at)
		}
	}
	out := a.Send(ctx, t.at, []bot.Item{{Key: "test-" + library.ID(fmt.Sprint(c.Now().UnixNano())), Reply: reply}})
	if out.Verdict != bot.Delivered {
		c.Log.InfoContext(ctx, "a test post failed", "network", t.at.Network, "verdict", out.Verdict.String(), "error", out.Err)
		return advise("advice.test_failed", "Chat", t.title)
	}
	return c.show(ctx, c.text("broadcast.tested", "Chat", t.title))
}

// sampleAlert is an article as it would be posted.
func (c *call) sampleAlert(ctx context.Context, it library.Item, at bot.Address) bot.Reply {
	s, err := c.Library.Summarize(ctx, it, summarizer.Medium)
	if err != nil {
		s = summarizer.Summary{} // an alert without points shows the title
	}
	r := card.Alert(c.Bot.Lang, card.News{Lang: c.p.Language(), Kind: at.Kind, Item: it, Summary: s})
	r.Kicker = c.p.Text("broadcast.test_kicker")
	return r
}
