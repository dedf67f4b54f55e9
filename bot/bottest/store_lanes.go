package bottest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/jobs"
	"crier/bot/library"
	"crier/bot/outbox"
)

func publishOnce(t *testing.T, k *keeper) {
	f, g := k.feed("https://example.org/f"), k.feed("https://example.org/g")
	a, b := k.follow(chat("a"), f, bot.Each), k.follow(chat("b"), f, bot.Each)
	topic := k.topic(chat("a"), "climate")
	k.poll(f, entry("one"))
	k.poll(g, entry("one"))
	pending, err := k.Pending(k.ctx, 10)
	k.do(err)
	p := publication(pending[0], a, topic)
	p.Posts = append(p.Posts, announce.Post{Reply: bot.Reply{Title: "another wording"}, To: []announce.Target{{Chat: b.Chat, Follow: b.ID, How: b.How}}})
	for i, want := range []int{2, 0} {
		if n, err := k.Publish(k.ctx, p); err != nil || n != want {
			t.Errorf("publish %d: %d new, %v, want %d", i, n, err, want)
		}
	}
	if n, err := k.Publish(k.ctx, publication(pending[1], a, b)); err != nil || n != 0 {
		t.Errorf("the same story from another feed: %d new, %v", n, err)
	}
	l := k.lease("me")
	loads, err := k.Loads(k.ctx, l, 0, 10)
	k.do(err)
	titles := map[string]string{}
	for _, load := range loads {
		for _, parcel := range k.take(l, load) {
			titles[parcel.To.Chat] += parcel.Reply.Title
		}
	}
	if titles["a"] != "Title one" || titles["b"] != "another wording" {
		t.Errorf("waiting %q", titles)
	}
	if it, err := k.Article(k.ctx, library.ID("https://example.org/one")); err != nil || it.Read.IsZero() {
		t.Errorf("the article was not stored: %+v, %v", it, err)
	}
}

func wishesGoAlong(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: chat("a"), Post: bot.PostWish{Role: "7", Publish: true}}))
	k.publish(f, "one", k.follow(chat("a"), f, bot.Each), k.follow(chat("b"), f, bot.Each))
	l := k.lease("me")
	loads, err := k.Loads(k.ctx, l, 0, 10)
	k.do(err)
	got := map[string]bot.PostWish{}
	for _, load := range loads {
		for _, parcel := range k.take(l, load) {
			got[parcel.To.Chat] = parcel.Reply.Post
		}
	}
	if got["a"] != (bot.PostWish{Role: "7", Publish: true}) || got["b"] != (bot.PostWish{}) {
		t.Errorf("wishes %+v", got)
	}
}

func publishWakes(t *testing.T, k *keeper) {
	rung, stop := k.Listen(jobs.BeltDeliver("n"))
	defer stop()
	f := k.feed("https://example.org/f")
	k.publish(f, "one", k.follow(chat("a"), f, bot.Each))
	select {
	case <-rung:
	default:
		t.Error("the lane was not woken")
	}
}

func publishSkipsSilent(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	paused, muted, daily := k.follow(chat("paused"), f, bot.Each), k.follow(chat("muted"), f, bot.Each), k.follow(chat("daily"), f, bot.Daily)
	k.do(k.Pause(k.ctx, chat("paused"), bot.PausedHand))
	muted.Muted = time.Now().Add(time.Hour)
	k.do(k.SetFollow(k.ctx, muted))
	k.publish(f, "one", paused, muted, daily)
	if loads, err := k.Loads(k.ctx, k.lease("me"), 0, 10); err != nil || len(loads) != 0 {
		t.Errorf("waiting: %+v, %v, want none", loads, err)
	}
	for _, c := range []string{"paused", "muted", "daily"} {
		if p, err := k.Next(k.ctx, chat(c)); err != nil || p.Title != "Title one" {
			t.Errorf("the queue of %s: %+v, %v", c, p, err)
		}
	}
}

func laneHeld(t *testing.T, k *keeper) {
	first := k.lease("a")
	if _, err := k.Lease(k.ctx, "n", "b", time.Minute); !errors.Is(err, outbox.ErrHeld) {
		t.Errorf("a held lane: %v, want ErrHeld", err)
	}
	if again := k.lease("a"); again.Number != first.Number {
		t.Errorf("renewing gave number %d, had %d", again.Number, first.Number)
	}
	if _, err := k.Lease(k.ctx, "other", "b", time.Minute); err != nil {
		t.Errorf("another network's lane: %v", err)
	}
	k.do(k.Release(k.ctx, first))
	if l := k.lease("b"); l.Number <= first.Number {
		t.Errorf("a new holder got number %d after %d", l.Number, first.Number)
	}
}

func laneTakenOver(t *testing.T, k *keeper) {
	first, err := k.Lease(k.ctx, "n", "a", -time.Second)
	k.do(err)
	second := k.lease("b")
	if second.Number <= first.Number {
		t.Errorf("number %d after %d", second.Number, first.Number)
	}
	k.do(k.Release(k.ctx, first)) // releases nothing
	if _, err := k.Lease(k.ctx, "n", "c", time.Minute); !errors.Is(err, outbox.ErrHeld) {
		t.Errorf("released by whoever lost it: %v", err)
	}
}

func holdKept(t *testing.T, k *keeper) {
	l := k.lease("a")
	until := time.Now().Add(12 * time.Hour).UTC().Truncate(time.Millisecond)
	k.do(k.Hold(k.ctx, l, until))
	k.do(k.Release(k.ctx, l))
	if l := k.lease("b"); !l.Hold.Equal(until) {
		t.Errorf("hold %v, want %v", l.Hold, until)
	}
}

func standing(t *testing.T, k *keeper) {
	look := func(owner string, talks time.Duration) outbox.Standing {
		t.Helper()
		s, err := k.Standing(k.ctx, "n", owner, talks)
		k.do(err)
		return s
	}
	if s := look("a", 0); s.Driver != "" || s.Voices != 0 || s.Hold.After(time.Now()) {
		t.Errorf("before anybody sends: %+v", s)
	}
	l := k.lease("a")
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	k.do(k.Hold(k.ctx, l, until))
	if s := look("b", time.Minute); s.Driver != "a" || s.Voices != 0 || !s.Hold.Equal(until) {
		t.Errorf("b sees %+v, want a to drive, alone, until the hold ends", s)
	}
	look("c", time.Minute)
	_, err := k.Standing(k.ctx, "other", "d", time.Minute)
	k.do(err)
	for owner, want := range map[string]int{"a": 2, "b": 1, "c": 1} {
		if s := look(owner, 0); s.Voices != want {
			t.Errorf("%s hears %d voices, want %d", owner, s.Voices, want)
		}
	}
	look("c", -time.Minute) // it has fallen silent
	if s := look("a", 0); s.Voices != 1 {
		t.Errorf("%d voices, want b's alone", s.Voices)
	}
	k.do(k.Release(k.ctx, l))
	if s := look("b", time.Minute); s.Driver != "" || s.Voices != 0 {
		t.Errorf("after the lane was given up: %+v", s)
	}
}

func cleaned(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	k.publish(f, "one", w)
	_, err := k.Seen(k.ctx, "n", "u")
	k.do(err)
	more, err := k.Clean(k.ctx, week(), 10)
	if err != nil || more {
		t.Errorf("all young: more %v, %v", more, err)
	}
	if p, err := k.Next(k.ctx, chat("a")); err != nil || p.Title != "Title one" {
		t.Errorf("what is young was removed: %+v, %v", p, err)
	}
	l := k.lease("me")
	load := k.load(l)
	k.do(k.Settle(k.ctx, l, settled(load, k.take(l, load), bot.Delivered)))
	none := jobs.Keep{Articles: time.Nanosecond, Deliveries: time.Nanosecond, Updates: time.Nanosecond}
	waitTick()
	for more := true; more; {
		more, err = k.Clean(k.ctx, none, 1)
		k.do(err)
	}
	it, err := k.Article(k.ctx, library.ID("https://example.org/one"))
	if err != nil || !it.Read.IsZero() || it.Article.URL != "https://example.org/one" {
		t.Errorf("after clean-up %+v, %v, want its address alone", it, err)
	}
	if seen, _ := k.Seen(k.ctx, "n", "u"); seen {
		t.Error("an update is remembered beyond the window")
	}
	if n := k.poll(f, entry("one")); n != 0 {
		t.Error("clean-up made old news new")
	}
	if follows, _ := k.Follows(k.ctx, chat("a")); len(follows) != 1 {
		t.Errorf("clean-up took the follows: %+v", follows)
	}
}

// waitTick lets the store's clock of milliseconds go on.
func waitTick() {
	for start := time.Now().UnixMilli(); time.Now().UnixMilli() <= start+1; {
		continue
	}
}

// A bite of the clean-up is one of all chats together: others write between two.
func unloadedInBites(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	a, b := k.follow(chat("a"), f, bot.Each), k.follow(chat("b"), f, bot.Each)
	for _, name := range []string{"1", "2", "3", "4"} {
		k.publish(f, name, a, b)
	}
	keep := week()
	keep.Waiting = 1
	l := k.lease("me")
	for _, want := range []int{5, 2} {
		more, err := k.Clean(k.ctx, keep, 3)
		k.do(err)
		loads, err := k.Loads(k.ctx, l, 0, 100)
		k.do(err)
		waits := 0
		for _, load := range loads {
			waits += len(load.IDs)
		}
		if waits != want || !more {
			t.Errorf("%d deliveries wait, more to do: %v; want %d and more", waits, more, want)
		}
	}
	if more, err := k.Clean(k.ctx, keep, 3); err != nil || more {
		t.Errorf("nothing is left to do: more %v, %v", more, err)
	}
}

func waitingBounded(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	for _, name := range []string{"1", "2", "3", "4"} {
		k.publish(f, name, w)
	}
	keep := week()
	keep.Waiting = 2
	_, err := k.Clean(k.ctx, keep, 100)
	k.do(err)
	l := k.lease("me")
	var titles []string
	for _, p := range k.take(l, k.load(l)) {
		titles = append(titles, p.Reply.Title)
	}
	if !slices.Equal(titles, []string{"Title 3", "Title 4"}) {
		t.Errorf("waiting %q, want the newest two", titles)
	}
	if p, err := k.Next(k.ctx, chat("a")); err != nil || p.Left != 3 {
		t.Errorf("queue %+v, %v, want all four in it", p, err)
	}
}
