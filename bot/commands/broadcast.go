package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"crier/bot"
)

func broadcastCommand() command {
	what := []bot.Option{{Name: "topic", Required: true, Complete: true}, {Name: "chat", Chat: true}}
	how := []bot.Option{{Name: "role", Role: true}, {Name: "crosspost", Switch: true}}
	where := []bot.Option{{Name: "chat", Chat: true}}
	return command{
		Command: bot.Command{
			Name: "broadcast", Section: bot.Posting, Usage: "[@chat] topic|feed on|off|list|test",
			Actions: []bot.Action{
				{Name: "on", Options: slices.Concat(what, how)}, {Name: "off", Options: what},
				{Name: "list", Options: where}, {Name: "test", Options: where},
			},
		},
		run: runBroadcast,
	}
}

// order is what /broadcast was told, in whichever order the words came.
type order struct{ action, chat, what string }

// readOrder takes the action off either end and the chat, "@name", a mention or an
// id, off either end of the rest. Where both ends could be the action, on and off
// are it rather than test and list, which may be words of a topic.
func readOrder(args string) order {
	words := strings.Fields(args)
	var o order
	switches := func(w string) bool { return w == "on" || w == "off" }
	others := func(w string) bool { return w == "list" || w == "test" }
	words = takeFirst(words, &o.action, switches)
	words = takeFirst(words, &o.chat, isChat)
	words = takeLast(words, &o.chat, isChat)
	words = takeLast(words, &o.action, switches)
	words = takeFirst(words, &o.action, others)
	words = takeLast(words, &o.action, others)
	o.what = strings.Join(words, " ")
	return o
}

// takeFirst moves the first word into a place that is still empty, if it fits.
func takeFirst(words []string, into *string, fits func(string) bool) []string {
	if *into != "" || len(words) == 0 || !fits(strings.ToLower(words[0])) {
		return words
	}
	*into = strings.ToLower(words[0])
	return words[1:]
}

func takeLast(words []string, into *string, fits func(string) bool) []string {
	last := len(words) - 1
	if *into != "" || last < 0 || !fits(strings.ToLower(words[last])) {
		return words
	}
	*into = strings.ToLower(words[last])
	return words[:last]
}

// isChat reports whether a word names a chat: "@news", "<#123>", "-1001234", a
// thread of one, "-1001234/7", or the link of either.
func isChat(w string) bool {
	switch {
	case len(w) < 2:
		return false
	case w[0] == '@', strings.HasPrefix(w, "<#"), strings.HasPrefix(w, "https://t.me/"), strings.HasPrefix(w, "t.me/"):
		return true
	}
	digits, thread, threaded := strings.Cut(strings.TrimPrefix(w, "-"), "/")
	return len(digits) >= 6 && strings.Trim(digits, "0123456789") == "" && (!threaded || isThread(thread))
}

// isThread reports whether a word may be a thread's id.
func isThread(w string) bool { return w != "" && strings.Trim(w, "0123456789") == "" }

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
	if a, ok := c.networks[c.From.Network]; ok && t.title == "" && c.shared() {
		if chat, err := a.Chat(ctx, c.From.Chat); err == nil {
			t.title, t.named = chat.Title, chat.Title
		}
	}
	if t.title == "" {
		t.title = c.p.Text("broadcast.here")
	}
	if word != "" && word != "here" {
		a, ok := c.networks[c.From.Network]
		if !ok {
			return t, advise("advice.no_chat", "Name", word)
		}
		name, thread, _ := strings.Cut(word, "/")
		if !isThread(thread) {
			name, thread = word, ""
		}
		chat, err := a.Chat(ctx, name)
		if thread != "" {
			chat.Address.Thread = thread
		}
		if errors.Is(err, bot.ErrNoChat) || err == nil && chat.Address.Kind == bot.Direct && chat.Address != c.From {
			return t, advise("advice.no_chat", "Name", word) // nobody learns whose chat an id is
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
	var args string
	args, c.wishes = takeWishes(c.Args)
	return c.broadcast(ctx, readOrder(args))
}

// elsewhere reads "@channel words" as people type it after /subscribe and /addfeed:
// the order to post there.
func elsewhere(args string) (order, bool) {
	o := readOrder(args)
	return o, o.chat != "" && o.what != "" && o.action == ""
}

func (c *call) broadcast(ctx context.Context, o order) error {
	c.Command = "broadcast"
	if c.From.Kind == bot.Channel && !c.hides() {
		return c.setUpPrivately(ctx)
	}
	if o.chat == "" && !c.shared() && c.picks() {
		return c.where(ctx, o.what)
	}
	if o.what == "" && o.action != "list" && o.action != "test" {
		return c.broadcastHow(ctx, o.chat)
	}
	if here := o.chat == "" && c.shared(); here && o.action != "off" && o.what != "" && addressOf(o.what) == "" {
		if err := c.mayChange(ctx, c.previewLine(o.what)); err != nil {
			return err
		}
	}
	t, err := c.target(ctx, o.chat)
	if err != nil {
		return err
	}
	switch o.action {
	case "list":
		return c.listPosts(ctx, t)
	case "test":
		return c.testPost(ctx, t)
	case "off":
		return c.stopPosts(ctx, t, o.what)
	default:
		if err := c.keepWishes(ctx, t); err != nil {
			return err
		}
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
	f.Chat, f.By, f.How, f.Muted = t.at, c.Sender.ID, bot.Each, Stopped()
	stored, added, err := c.follow(ctx, f, t.named, nil)
	if err != nil {
		return err
	}
	line := "posting " + t.word + " " + followID(stored.ID)
	if f.Kind == bot.Feed {
		if r, err = c.feedSamples(ctx, t, stored); err != nil {
			return err
		}
	}
	if !added && stored.Muted.IsZero() {
		r = c.text("broadcast.already", "Name", f.Name, "Chat", t.title)
		r.Buttons = [][]bot.Button{{c.button("button.stop_posts", line+" off")}}
		return c.show(ctx, r)
	}
	said, err := c.wished(ctx, t)
	if err != nil {
		return err
	}
	r.Title, r.Text = c.p.Text("broadcast.preview", "Name", f.Name, "Chat", t.title), append(r.Text, said...)
	r.Buttons = append([][]bot.Button{{c.button("button.start_posts", line+" on"), c.button("button.not_now", line+" remove")}}, r.Buttons...)
	return c.show(ctx, r)
}

// prepared understands what is to be posted, a feed or a topic, and shows samples
// of a topic: a feed's are seen only by a chat that follows it.
func (c *call) prepared(ctx context.Context, t target, what string) (bot.Follow, bot.Reply, error) {
	if addressOf(what) != "" {
		f, err := c.preparedFeed(ctx, addressOf(what))
		return f, bot.Reply{}, err
	}
	name, query := c.topicOf(what)
	q, err := c.parse(query, strings.TrimSuffix("broadcast "+t.word, " here"))
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

func (c *call) preparedFeed(ctx context.Context, address string) (bot.Follow, error) {
	found, err := c.discover(ctx, address)
	if err != nil {
		return bot.Follow{}, err
	}
	src, err := c.storedFeed(ctx, found[0].URL)
	return bot.Follow{Kind: bot.Feed, Name: src.Title, Feed: src.ID}, err
}

// feedSamples are the last entries of a feed that is to be posted.
func (c *call) feedSamples(ctx context.Context, t target, f bot.Follow) (bot.Reply, error) {
	all, err := c.Store.Latest(ctx, Filter{Chat: t.at, Feed: f.Feed, Limit: sampled})
	if err != nil {
		return bot.Reply{}, fmt.Errorf("listing a feed's entries: %w", err)
	}
	return c.list(ctx, "", all)
}
