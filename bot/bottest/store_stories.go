package bottest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/feeds"
)

// tell polls an entry of the feed and publishes it as a report of the story.
func (k *keeper) tell(f feeds.Source, name string, change func(*announce.Publication), to ...bot.Follow) (int, error) {
	k.t.Helper()
	k.poll(f, entry(name))
	pending, err := k.Pending(k.ctx, 10)
	k.do(err)
	if len(pending) != 1 {
		k.t.Fatalf("%d entries pending, want %s alone", len(pending), name)
	}
	p := publication(pending[0], to...)
	p.Story, p.Source = "the story", "Source of "+f.URL
	if change != nil {
		change(&p)
	}
	return k.Publish(k.ctx, p)
}

func (k *keeper) told(f feeds.Source, name string, change func(*announce.Publication), to ...bot.Follow) {
	k.t.Helper()
	if _, err := k.tell(f, name, change, to...); err != nil {
		k.t.Fatal(err)
	}
}

func storyGrows(t *testing.T, k *keeper) {
	f, g := k.feed("https://example.org/f"), k.feed("https://example.org/g")
	a, b := k.follow(chat("a"), f, bot.Each), k.follow(chat("b"), g, bot.Each)
	k.told(f, "one", nil, a)
	k.told(g, "two", nil, b)
	for at, want := range map[string]string{"a": "Title one", "b": "Title two"} {
		p, err := k.Next(k.ctx, chat(at))
		if err != nil || p.Title != want {
			t.Errorf("%s is shown %q, %v, want %q", at, p.Title, err, want)
		}
		if _, err := k.Next(k.ctx, chat(at)); !errors.Is(err, commands.ErrNothing) {
			t.Errorf("%s has the story twice: %v", at, err)
		}
		if got, err := k.Brought(k.ctx, chat(at), p.Article); err != nil || got.Chat != chat(at) {
			t.Errorf("%s was brought by %+v, %v", at, got, err)
		}
	}
	found, seen, err := k.Reports(k.ctx, 0, time.Now().Add(-time.Hour))
	k.do(err)
	if len(found) != 2 || found[0].Article != library.ID("https://example.org/one") || found[1].ID != seen ||
		found[0].Story != "the story" || found[1].Story != "the story" || found[1].Chapter != "the story" || time.Since(found[1].At) > time.Minute {
		t.Errorf("reports %+v up to %d, want both articles in the story", found, seen)
	}
	if more, again, err := k.Reports(k.ctx, seen, time.Time{}); err != nil || len(more) != 0 || again != seen {
		t.Errorf("after the last: %+v up to %d, %v", more, again, err)
	}
	if none, last, err := k.Reports(k.ctx, 0, time.Now().Add(time.Hour)); err != nil || len(none) != 0 || last != seen {
		t.Errorf("since later: %+v up to %d, %v, want none up to %d", none, last, err, seen)
	}
}

func storySeenWhole(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	sketched := func(seen int64) func(*announce.Publication) {
		return func(p *announce.Publication) { p.Sketch, p.Seen = []byte("sketch"), seen }
	}
	k.told(f, "one", sketched(0), w)
	if _, err := k.tell(f, "two", sketched(0), w); !errors.Is(err, announce.ErrRevised) {
		t.Errorf("published without the report of another process: %v, want ErrRevised", err)
	}
	if _, err := k.Article(k.ctx, library.ID("https://example.org/two")); err == nil {
		if it, _ := k.Article(k.ctx, library.ID("https://example.org/two")); !it.Read.IsZero() {
			t.Error("something of it was kept")
		}
	}
	found, seen, err := k.Reports(k.ctx, 0, time.Time{})
	k.do(err)
	if len(found) != 1 || string(found[0].Sketch) != "sketch" {
		t.Fatalf("reports %+v, want the first with its sketch", found)
	}
	k.told(f, "three", sketched(seen), w)
}

func storySources(t *testing.T, k *keeper) {
	secret := k.feed("https://example.org/secret")
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/public", Title: "Public", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	a, b := k.follow(chat("a"), secret, bot.Each), k.follow(chat("b"), public, bot.Each)
	if told, err := k.Told(k.ctx, "the story"); err != nil || len(told.Sources)+len(told.Wordings) != 0 {
		t.Errorf("before all: %+v, %v", told, err)
	}
	k.told(secret, "one", nil, a)
	k.told(public, "two", nil, b)
	told, err := k.Told(k.ctx, "the story")
	k.do(err)
	if !slices.Equal(told.Sources, []string{"Source of https://example.org/public"}) {
		t.Errorf("sources %q, want only the public one", told.Sources)
	}
	if len(told.Wordings) != 2 || told.Wordings[1].About.Article != library.ID("https://example.org/two") || told.Wordings[1].Chapter != "the story" {
		t.Errorf("wordings %+v", told.Wordings)
	}
	p, err := k.Next(k.ctx, chat("b"))
	if err != nil || strings.Contains(p.URL+p.Title+p.Feed, "one") || p.FeedID != public.ID {
		t.Errorf("the story is shown as %+v, %v: that is another chat's feed", p, err)
	}
}

func storyChapters(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	has, queued, fresh := k.follow(chat("has"), f, bot.Each), k.follow(chat("queued"), f, bot.Daily), k.follow(chat("fresh"), f, bot.Each)
	k.told(f, "one", nil, has, queued)
	develop := func(name string, again time.Time) func(*announce.Publication) {
		return func(p *announce.Publication) {
			p.Chapter = name
			update := p.Posts[0]
			update.Reply.Title, update.Again = "Update "+name, again
			p.Posts = append(p.Posts, update)
		}
	}
	if n, err := k.tell(f, "soon", develop("soon", time.Now().Add(-time.Hour)), has, queued); n != 0 || err != nil {
		t.Errorf("%d told what they were told a moment ago, %v", n, err)
	}
	if n, err := k.tell(f, "two", develop("two", time.Now().Add(time.Hour)), has, queued, fresh); n != 2 || err != nil {
		t.Errorf("%d told, %v, want the one who has the story and the one who has not", n, err)
	}
	if n, err := k.tell(f, "three", develop("two", time.Now().Add(time.Hour)), has, queued, fresh); n != 0 || err != nil {
		t.Errorf("%d told of the chapter again, %v", n, err)
	}
	l := k.lease("me")
	loads, err := k.Loads(k.ctx, l, 0, 10)
	k.do(err)
	titles := map[string][]string{}
	for _, load := range loads {
		for _, parcel := range k.take(l, load) {
			titles[parcel.To.Chat] = append(titles[parcel.To.Chat], parcel.Reply.Title)
		}
	}
	if !slices.Equal(titles["has"], []string{"Title one", "Update two"}) || !slices.Equal(titles["fresh"], []string{"Title two"}) || len(titles) != 2 {
		t.Errorf("told %q", titles)
	}
	for _, c := range []string{"has", "queued", "fresh"} {
		if _, err := k.Next(k.ctx, chat(c)); err != nil {
			t.Errorf("%s has no place: %v", c, err)
		}
		if p, err := k.Next(k.ctx, chat(c)); !errors.Is(err, commands.ErrNothing) {
			t.Errorf("%s has the story twice, now %q: %v", c, p.Title, err)
		}
	}
}

func storySplit(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	a, b := k.follow(chat("a"), f, bot.Each), k.follow(chat("b"), f, bot.Each)
	k.told(f, "one", nil, a, b)
	revise := func(also string, follows ...int64) func(*announce.Publication) {
		return func(p *announce.Publication) {
			told, err := k.Told(k.ctx, "the story")
			k.do(err)
			for _, w := range told.Wordings {
				w.Reply.Also += also
				w.Follows = follows
				p.Revised = append(p.Revised, w)
			}
		}
	}
	l := k.lease("me")
	waiting := func() map[string]string {
		loads, err := k.Loads(k.ctx, l, 0, 10)
		k.do(err)
		also := map[string]string{}
		for _, load := range loads {
			for _, parcel := range k.take(l, load) {
				also[parcel.To.Chat] = parcel.Reply.Also
			}
		}
		return also
	}
	k.told(f, "two", revise("secret,", a.ID))
	if also := waiting(); also["a"] != "secret," || also["b"] != "" {
		t.Errorf("before they are sent: %q, want a's changed alone", also)
	}
	k.told(f, "three", revise("public,"))
	if also := waiting(); also["a"] != "secret,public," || also["b"] != "public," {
		t.Errorf("before they are sent: %q, want both changed, each in its way", also)
	}
	loads, err := k.Loads(k.ctx, l, 0, 10)
	k.do(err)
	for _, load := range loads {
		k.do(k.Settle(k.ctx, l, settled(load, k.take(l, load), bot.Delivered)))
	}
	k.told(f, "four", revise("hidden,", b.ID))
	k.told(f, "five", revise("open"))
	edits := map[string]string{}
	for deadline := time.Now().Add(10 * time.Second); len(edits) < 2 && time.Now().Before(deadline); waitTick() {
		loads, err := k.Loads(k.ctx, l, time.Hour, 10)
		k.do(err)
		for _, load := range loads {
			if e, found, err := k.TakeEdit(k.ctx, l, load.IDs[0]); err != nil {
				t.Fatal(err)
			} else if found {
				edits[e.At.Address.Chat] = e.Reply.Also
			}
		}
	}
	if edits["a"] != "secret,public,open" || edits["b"] != "public,hidden,open" {
		t.Errorf("after they were sent they are edited to %q", edits)
	}
}
