package bottest

import (
	"fmt"
	"testing"
	"time"

	"crier/bot"
	"crier/feeds"
)

// queued announces an entry of a given age to a follow, for the queue alone.
func (k *keeper) queued(f feeds.Source, name, title string, age time.Duration, to bot.Follow) {
	k.t.Helper()
	e := entry(name)
	e.Title, e.Published = title, time.Now().Add(-age)
	k.poll(f, e)
	pending, err := k.Pending(k.ctx, 1)
	k.do(err)
	_, err = k.Publish(k.ctx, publication(pending[0], to))
	k.do(err)
}

func walkBest(t *testing.T, k *keeper) {
	one, two := k.feed("https://example.org/1"), k.feed("https://example.org/2")
	w := k.topic(chat("a"), "rain")
	w.How = bot.Quiet
	k.do(k.SetFollow(k.ctx, w))
	k.queued(one, "a", "Rain tomorrow", 5*time.Hour, w) // six hours older than the next, and about it
	k.queued(one, "b", "Sun today", 2*time.Hour, w)
	k.queued(two, "c", "Snow at night", 4*time.Hour, w) // another feed than the one before
	k.queued(one, "d", "Wind in May", 40*time.Hour, w)
	for i, want := range []string{"Rain tomorrow", "Snow at night", "Sun today", "Wind in May"} {
		if p, err := k.Next(k.ctx, chat("a")); err != nil || p.Title != want {
			t.Errorf("story %d is %q, want %q; %v", i+1, p.Title, want, err)
		}
	}
}

// walkStrong holds the queue to what a topic's story says of it: in its title, often, or
// once in passing.
func walkStrong(t *testing.T, k *keeper) {
	one, two := k.feed("https://example.org/1"), k.feed("https://example.org/2")
	w := k.topic(chat("a"), "harbor")
	w.How = bot.Quiet
	k.do(k.SetFollow(k.ctx, w))
	says := func(f feeds.Source, name, title, text string, age time.Duration) {
		e := entry(name)
		e.Title, e.Summary, e.Published = title, text, time.Now().Add(-age)
		k.poll(f, e)
		pending, err := k.Pending(k.ctx, 1)
		k.do(err)
		p := publication(pending[0], w)
		p.Item.Article.Text = text
		_, err = k.Publish(k.ctx, p)
		k.do(err)
	}
	says(one, "a", "Rain tomorrow", "It will rain, at the harbor too.", time.Hour)
	says(two, "b", "A quiet night", "Little happened. The harbor was calm.", 2*time.Hour)
	says(one, "c", "Boats wait", "The harbor is full. Boats wait for the harbor to open; a harbor pilot says the harbors nearby are full, too.", 3*time.Hour)
	says(two, "d", "Harbor closes for a week", "Boats have to wait.", 4*time.Hour)
	says(one, "e", "Harbor opens", "The harbor, and no other harbor, opens.", 40*time.Hour) // stale is stale
	for i, want := range []string{"Harbor closes for a week", "Boats wait", "A quiet night", "Rain tomorrow", "Harbor opens"} {
		if p, err := k.Next(k.ctx, chat("a")); err != nil || p.Title != want {
			t.Errorf("story %d is %q, want %q; %v", i+1, p.Title, want, err)
		}
	}
}

func walkAside(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/1")
	w := k.follow(chat("a"), f, bot.Quiet)
	for i := range 6 {
		k.queued(f, fmt.Sprint(i), fmt.Sprint("Story ", i), time.Duration(i)*5*time.Hour, w)
	}
	before, err := k.Queue(k.ctx, chat("a"))
	if err != nil || before.Unread != 6 || !before.Walked.IsZero() {
		t.Errorf("at first: %+v, %v", before, err)
	}
	batch, n, err := k.SetAside(k.ctx, chat("a"), 2)
	if err != nil || n != 4 {
		t.Errorf("set aside %d, %v, want 4", n, err)
	}
	if q, err := k.Queue(k.ctx, chat("a")); err != nil || q.Unread != 2 {
		t.Errorf("left: %+v, %v", q, err)
	}
	if p, err := k.Next(k.ctx, chat("a")); err != nil || p.Title != "Story 0" || p.Left != 1 {
		t.Errorf("the best: %+v, %v", p, err)
	}
	if n, err := k.TakeBack(k.ctx, chat("a"), batch-1); err != nil || n != 0 {
		t.Errorf("another number took back %d, %v", n, err)
	}
	if n, err := k.TakeBack(k.ctx, chat("a"), batch); err != nil || n != 4 {
		t.Errorf("taken back %d, %v", n, err)
	}
	after, err := k.Queue(k.ctx, chat("a"))
	if err != nil || after.Unread != 5 || time.Since(after.Walked) > time.Minute {
		t.Errorf("at last: %+v, %v", after, err)
	}
	if q, err := k.Queue(k.ctx, chat("nobody")); err != nil || q.Unread != 0 {
		t.Errorf("a chat never seen: %+v, %v", q, err)
	}
	k.do(k.Here(k.ctx, chat("a")))
}
