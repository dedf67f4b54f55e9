package bottest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/feeds"
)

func followOnce(t *testing.T, k *keeper) {
	wish := bot.Follow{Chat: chat("a"), By: "me", Kind: bot.Topic, Name: "climate", Query: "climate", How: bot.Each}
	first, added, err := k.Follow(k.ctx, wish, nil)
	k.do(err)
	if !added || first.ID == 0 || first.Since.IsZero() || first.By != "me" {
		t.Errorf("first: %+v, added %v", first, added)
	}
	wish.How = bot.Daily
	again, added, err := k.Follow(k.ctx, wish, nil)
	k.do(err)
	if added || again.ID != first.ID || again.How != bot.Daily {
		t.Errorf("again: %+v, added %v, want the same one, daily", again, added)
	}
	listed, err := k.Follows(k.ctx, chat("a"))
	k.do(err)
	if len(listed) != 1 || listed[0] != again {
		t.Errorf("listed %+v, want %+v", listed, again)
	}
}

func followLimit(t *testing.T, k *keeper) {
	for i := range 5 {
		k.topic(chat("a"), fmt.Sprint("topic ", i))
	}
	_, _, err := k.Follow(k.ctx, bot.Follow{Chat: chat("a"), Kind: bot.Topic, Query: "one more", How: bot.Each}, nil)
	if !errors.Is(err, commands.ErrTooMany) {
		t.Errorf("the sixth: %v, want ErrTooMany", err)
	}
	if _, added, err := k.Follow(k.ctx, bot.Follow{Chat: chat("a"), Kind: bot.Topic, Query: "topic 1", How: bot.Each}, nil); err != nil || added {
		t.Errorf("one that is there, at the limit: added %v, %v", added, err)
	}
	k.topic(chat("b"), "another chat has its own limit")
}

func personLimit(t *testing.T, k *keeper) {
	follow := func(at, by string, n int) error {
		_, _, err := k.Follow(k.ctx, bot.Follow{Chat: chat(at), By: by, Kind: bot.Topic, Query: fmt.Sprint("topic ", n), How: bot.Each}, nil)
		return err
	}
	for i := range 7 {
		k.do(follow(fmt.Sprint("chat", i%3), "ada", i))
	}
	if err := follow("chat3", "ada", 8); !errors.Is(err, commands.ErrTooMany) {
		t.Errorf("the eighth, in a chat with room: %v, want ErrTooMany", err)
	}
	k.do(follow("chat3", "bob", 8))
}

func backfillSilent(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	_, added, err := k.Follow(k.ctx, bot.Follow{Chat: chat("a"), Kind: bot.Feed, Feed: f.ID, How: bot.Each},
		[]string{"https://example.org/1", library.ID("https://example.org/1"), "https://example.org/2"})
	k.do(err)
	if !added {
		t.Fatal("not added")
	}
	loads, err := k.Loads(k.ctx, k.lease("a"), 0, 10)
	if err != nil || len(loads) != 0 {
		t.Errorf("backfill waits to be sent: %+v, %v", loads, err)
	}
	seen := map[string]bool{}
	for range 2 {
		p, err := k.Next(k.ctx, chat("a"))
		k.do(err)
		seen[p.URL] = true
	}
	if !seen["https://example.org/1"] || !seen["https://example.org/2"] {
		t.Errorf("queue held %v", seen)
	}
	if _, err := k.Next(k.ctx, chat("a")); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("after all: %v, want ErrNothing", err)
	}
}

// because is how the cases word an alert that another wish inherits.
func because(r bot.Reply, _ string, f bot.Follow, _ bool) bot.Reply {
	r.Kicker = "for " + f.Name
	return r
}

// unfollowLeaves gives up a wish beside others that ask for some of what it brought.
func unfollowLeaves(t *testing.T, k *keeper) {
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/all", Title: "All", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	own := k.feed("https://example.org/mine?key=1")
	f, w := k.follow(chat("a"), own, bot.Each), k.topic(chat("a"), "text")
	k.topic(chat("a"), "two")
	muted := k.topic(chat("a"), "three")
	muted.Muted = time.Now().Add(time.Hour)
	k.do(k.SetFollow(k.ctx, muted))
	k.topic(chat("b"), "one OR two OR three OR four") // another chat's
	for _, name := range []string{"one", "two", "three"} {
		k.publish(public, name, w)
	}
	k.publish(own, "two four", f)
	_, err = k.Unfollow(k.ctx, chat("a"), w.ID, because)
	k.do(err)
	sent := func() (all []string) {
		l := k.lease("a")
		loads, err := k.Loads(k.ctx, l, 0, 10)
		k.do(err)
		for _, load := range loads {
			for _, p := range k.take(l, load) {
				all = append(all, p.Reply.Kicker+": "+p.Reply.Title)
			}
		}
		slices.Sort(all)
		return all
	}
	if got, want := sent(), []string{": Title two four", "for two: Title two"}; !slices.Equal(got, want) {
		t.Errorf("still sent: %q, want %q", got, want)
	}
	if waits, err := k.Queue(k.ctx, chat("a")); err != nil || waits.Unread != 3 {
		t.Errorf("in the queue: %+v, %v; want all but the first", waits, err)
	}
	tale, err := k.Told(k.ctx, "story https://example.org/two")
	k.do(err)
	if n := len(tale.Wordings); n != 2 || tale.Wordings[1].About.Reason != "two" || !tale.Wordings[1].About.Topic {
		t.Errorf("told: %+v", tale.Wordings)
	}
	_, err = k.Unfollow(k.ctx, chat("a"), f.ID, because)
	k.do(err)
	if got, want := sent(), []string{"for two: Title two"}; !slices.Equal(got, want) {
		t.Errorf("without the feed that only it sees: %q, want %q", got, want)
	}
}

func unfollowTakes(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	k.publish(f, "one", w)
	if _, err := k.Unfollow(k.ctx, chat("b"), w.ID, because); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("another chat's follow was removed: %v", err)
	}
	removed, err := k.Unfollow(k.ctx, chat("a"), w.ID, because)
	if err != nil || removed.ID != w.ID || removed.Feed != f.ID {
		t.Errorf("removed %+v, %v", removed, err)
	}
	if _, err := k.Next(k.ctx, chat("a")); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("what it brought is still there: %v", err)
	}
	if loads, _ := k.Loads(k.ctx, k.lease("a"), 0, 10); len(loads) != 0 {
		t.Errorf("what it brought is still sent: %+v", loads)
	}
	if _, err := k.Unfollow(k.ctx, chat("a"), w.ID, because); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("again: %v, want ErrNothing", err)
	}
}

func followsOwn(t *testing.T, k *keeper) {
	w := k.topic(chat("a"), "climate")
	w.Name, w.How, w.Query, w.Muted = "title:climate", bot.Quiet, "title:climate", time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	k.do(k.SetFollow(k.ctx, w))
	listed, err := k.Follows(k.ctx, chat("a"))
	if err != nil || len(listed) != 1 || listed[0] != w {
		t.Errorf("after a change: %+v, %v, want %+v", listed, err, w)
	}
	w.Chat = chat("b")
	if err := k.SetFollow(k.ctx, w); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("another chat changed it: %v", err)
	}
}

// silenceCovers mutes all of a chat, and nothing of others.
func silenceCovers(t *testing.T, k *keeper) {
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	is := func(when string, want map[string]time.Time) {
		t.Helper()
		all, err := k.Follows(k.ctx, chat("a"))
		k.do(err)
		for _, f := range all {
			if !f.Muted.Equal(want[f.Query]) {
				t.Errorf("%s: %s is muted until %s, want %s", when, f.Query, f.Muted, want[f.Query])
			}
		}
	}
	other := k.topic(chat("b"), "other")
	k.topic(chat("a"), "before")
	longer, stopped := k.topic(chat("a"), "longer"), k.topic(chat("a"), "stopped")
	longer.Muted, stopped.Muted = until.Add(time.Hour), commands.Stopped()
	k.do(k.SetFollow(k.ctx, longer))
	k.do(k.SetFollow(k.ctx, stopped))
	k.do(k.Silence(k.ctx, chat("a"), until))
	k.topic(chat("a"), "meanwhile")
	is("while all is silent", map[string]time.Time{"before": until, "longer": longer.Muted, "stopped": stopped.Muted, "meanwhile": until})
	if p, err := k.Profile(k.ctx, chat("a")); err != nil || !p.Muted.Equal(until) {
		t.Errorf("the chat is silent until %s, %v", p.Muted, err)
	}
	if all, err := k.Follows(k.ctx, chat("b")); err != nil || all[0] != other {
		t.Errorf("another chat's follow is %+v, %v; was %+v", all, err, other)
	}
	k.do(k.Silence(k.ctx, chat("a"), time.Time{}))
	k.topic(chat("a"), "after")
	is("after that", map[string]time.Time{"stopped": stopped.Muted})
}

func feedsPrivate(t *testing.T, k *keeper) {
	secret := k.feed("https://example.org/feed?key=secret")
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/public", Title: "Public", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	k.follow(chat("a"), secret, bot.Each)
	k.poll(secret, entry("secret"))
	k.poll(public, entry("public"))
	titles := func(f commands.Filter) []string {
		lines, err := k.Latest(k.ctx, f)
		k.do(err)
		var all []string
		for _, h := range lines {
			all = append(all, h.Title)
		}
		slices.Sort(all)
		return all
	}
	if got := titles(commands.Filter{Chat: chat("a")}); !slices.Equal(got, []string{"Title public", "Title secret"}) {
		t.Errorf("its owner sees %q", got)
	}
	if got := titles(commands.Filter{Chat: chat("b")}); !slices.Equal(got, []string{"Title public"}) {
		t.Errorf("another chat sees %q", got)
	}
	if got := titles(commands.Filter{Chat: chat("b"), Feed: secret.ID}); len(got) != 0 {
		t.Errorf("another chat, naming the feed, sees %q", got)
	}
	if got := titles(commands.Filter{Chat: bot.Address{Network: "n", Chat: "a", Thread: "7"}, Feed: secret.ID}); len(got) != 1 {
		t.Errorf("a thread of the owner's chat sees %q", got)
	}
	if got := titles(commands.Filter{Chat: chat("a"), Since: time.Now()}); len(got) != 0 {
		t.Errorf("since now: %q", got)
	}
	if got := titles(commands.Filter{Chat: chat("a"), Limit: 1, Offset: 1}); len(got) != 1 {
		t.Errorf("the second page of one: %q", got)
	}
	// The same article by way of a public feed must not name the secret one.
	k.follow(chat("b"), public, bot.Each)
	k.poll(public, entry("secret"))
	_, _, err = k.Follow(k.ctx, bot.Follow{Chat: chat("b"), Kind: bot.Topic, Query: "q", How: bot.Each}, []string{"https://example.org/secret"})
	k.do(err)
	if p, err := k.Next(k.ctx, chat("b")); err != nil || p.FeedID != public.ID {
		t.Errorf("place names feed %d (%q), want %d; %v", p.FeedID, p.Feed, public.ID, err)
	}
	if got := titles(commands.Filter{Chat: chat("b")}); !slices.Contains(got, "Title secret") {
		t.Errorf("an article that a public feed has too is hidden: %q", got)
	}
}

func walk(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Quiet)
	for i, name := range []string{"old", "middle", "new"} {
		e := entry(name)
		e.Published = time.Now().Add(time.Duration(i-5) * time.Hour)
		k.poll(f, e)
		pending, err := k.Pending(k.ctx, 1)
		k.do(err)
		_, err = k.Publish(k.ctx, publication(pending[0], w))
		k.do(err)
	}
	step := func(name string, move func() (commands.Place, error), title string, left int) {
		t.Helper()
		p, err := move()
		if title == "" {
			if !errors.Is(err, commands.ErrNothing) {
				t.Errorf("%s: %+v, %v, want ErrNothing", name, p, err)
			}
			return
		}
		if err != nil || p.Title != "Title "+title || p.Left != left {
			t.Errorf("%s: %q with %d left, %v; want %q with %d", name, p.Title, p.Left, err, title, left)
		}
	}
	next := func() (commands.Place, error) { return k.Next(k.ctx, chat("a")) }
	previous := func() (commands.Place, error) { return k.Previous(k.ctx, chat("a")) }
	current := func() (commands.Place, error) { return k.Current(k.ctx, chat("a")) }
	step("current before all", current, "", 0)
	step("previous before all", previous, "", 0)
	step("next", next, "new", 2)
	step("next", next, "middle", 1)
	step("previous", previous, "new", 2)
	step("previous at the start", previous, "", 0)
	step("current", current, "new", 2)
	step("next again", next, "middle", 1)
	step("next", next, "old", 0)
	step("next at the end", next, "", 0)
	step("current", current, "old", 0)
	p, err := current()
	k.do(err)
	if p.Follow != w.ID || p.Article != library.ID("https://example.org/old") || p.Feed != f.Title || p.FeedID != f.ID || p.URL != "https://example.org/old" {
		t.Errorf("place %+v", p)
	}
}

func walkUnseenFirst(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	quiet := w
	quiet.How = bot.Quiet
	k.publish(f, "kept", quiet)
	k.publish(f, "alerted", w)
	l := k.lease("a")
	load := k.load(l)
	parcels := k.take(l, load)
	k.do(k.Settle(k.ctx, l, settled(load, parcels, bot.Delivered)))
	for _, want := range []string{"Title kept", "Title alerted"} {
		if p, err := k.Next(k.ctx, chat("a")); err != nil || p.Title != want {
			t.Errorf("next: %q, %v, want %q", p.Title, err, want)
		}
	}
}

func broughtBy(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	k.publish(f, "one", w)
	id := library.ID("https://example.org/one")
	if got, err := k.Brought(k.ctx, chat("a"), id); err != nil || got.ID != w.ID {
		t.Errorf("brought by %+v, %v", got, err)
	}
	if _, err := k.Brought(k.ctx, chat("b"), id); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("in another chat: %v, want ErrNothing", err)
	}
}
