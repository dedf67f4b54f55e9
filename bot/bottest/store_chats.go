package bottest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/feeds"
)

func profileKept(t *testing.T, k *keeper) {
	got, err := k.Profile(k.ctx, chat("a"))
	k.do(err)
	if got != (bot.Profile{Address: chat("a")}) {
		t.Errorf("a chat never seen: %+v, want only its address", got)
	}
	want := bot.Profile{
		Address: bot.Address{Network: "n", Chat: "a", Kind: bot.Group}, Title: "The A", Lang: "de", Length: "short",
		Zone: "Europe/Berlin", Welcome: true, Post: bot.PostWish{Role: "7", Publish: true},
	}
	k.do(k.SaveProfile(k.ctx, want))
	k.do(k.SaveProfile(k.ctx, want))
	got, err = k.Profile(k.ctx, want.Address)
	k.do(err)
	if got.Since.IsZero() || time.Since(got.Since) > time.Minute {
		t.Errorf("since %v, want about now", got.Since)
	}
	got.Since = time.Time{}
	if got != want {
		t.Errorf("profile %+v, want %+v", got, want)
	}
}

func profilesInOrder(t *testing.T, k *keeper) {
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: chat("b"), Lang: "fr"}))
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: chat("a"), Lang: "de"}))
	asked := []bot.Address{chat("a"), chat("unknown"), chat("b"), {Network: "n", Chat: "b", Thread: "7"}}
	got, err := k.Profiles(k.ctx, asked)
	k.do(err)
	var langs []string
	for i, p := range got {
		langs = append(langs, p.Lang)
		if p.Address.Chat != asked[i].Chat || p.Address.Thread != asked[i].Thread {
			t.Errorf("profile %d is of %+v, want %+v", i, p.Address, asked[i])
		}
	}
	if !slices.Equal(langs, []string{"de", "", "fr", ""}) {
		t.Errorf("languages %q", langs)
	}
	none, err := k.Profiles(k.ctx, nil)
	if err != nil || len(none) != 0 {
		t.Errorf("no chats asked: %v, %v", none, err)
	}
}

func pauseReachesThreads(t *testing.T, k *keeper) {
	thread := bot.Address{Network: "n", Chat: "g", Thread: "7", Kind: bot.Group}
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: thread}))
	k.do(k.Pause(k.ctx, bot.Address{Network: "n", Chat: "g"}, bot.PausedHand))
	p, err := k.Profile(k.ctx, thread)
	k.do(err)
	if p.Paused != bot.PausedHand {
		t.Errorf("the thread is %q, want paused by hand", p.Paused)
	}
	k.do(k.Pause(k.ctx, thread, bot.Running))
	p, err = k.Profile(k.ctx, thread)
	k.do(err)
	if p.Paused != bot.Running {
		t.Errorf("the thread is %q after resuming", p.Paused)
	}
}

func placesOfChat(t *testing.T, k *keeper) {
	at := func(chat, thread string) bot.Address {
		return bot.Address{Network: "n", Chat: chat, Thread: thread, Kind: bot.Group}
	}
	for _, place := range []bot.Address{at("g", ""), at("g", "7"), at("g", "9"), at("other", "7")} {
		k.do(k.SaveProfile(k.ctx, bot.Profile{Address: place}))
	}
	f := k.feed("https://example.org/feed")
	for _, place := range []bot.Address{at("g", "9"), at("g", "7"), at("other", "7")} {
		k.follow(place, f, bot.Each)
	}
	got, err := k.Places(k.ctx, at("g", ""))
	k.do(err)
	if want := []bot.Address{at("g", "7"), at("g", "9")}; !slices.Equal(got, want) {
		t.Errorf("places %v, want %v", got, want)
	}
}

func moveTakesAll(t *testing.T, k *keeper) {
	old, home := bot.Address{Network: "n", Chat: "old", Kind: bot.Group}, bot.Address{Network: "n", Chat: "new", Kind: bot.Group}
	f := k.feed("https://example.org/feed")
	w := k.follow(old, f, bot.Each)
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: old, Lang: "de"}))
	k.do(k.SetList(k.ctx, old, "me", []string{"https://example.org/1"}))
	k.publish(f, "one", w)
	k.do(k.Move(k.ctx, old, home))

	follows, err := k.Follows(k.ctx, home)
	k.do(err)
	if len(follows) != 1 || follows[0].ID != w.ID {
		t.Errorf("follows at the new home %+v", follows)
	}
	if p, _ := k.Profile(k.ctx, home); p.Lang != "de" {
		t.Errorf("profile at the new home %+v", p)
	}
	if item, err := k.ListItem(k.ctx, home, "me", 1); err != nil || item != "https://example.org/1" {
		t.Errorf("list at the new home: %q, %v", item, err)
	}
	if p, err := k.Next(k.ctx, home); err != nil || p.Title != "Title one" {
		t.Errorf("queue at the new home: %+v, %v", p, err)
	}
	if left, _ := k.Follows(k.ctx, old); len(left) != 0 {
		t.Errorf("follows left behind %+v", left)
	}
	if l := k.load(k.lease("a")); l.Address != home {
		t.Errorf("waiting work is at %+v", l.Address)
	}
}

func moveMerges(t *testing.T, k *keeper) {
	f, g := k.feed("https://example.org/f"), k.feed("https://example.org/g")
	a, b := k.follow(chat("a"), f, bot.Each), k.follow(chat("b"), f, bot.Each)
	k.follow(chat("a"), g, bot.Each)
	k.publish(f, "both", a, b)
	k.do(k.Move(k.ctx, chat("a"), chat("b")))
	follows, err := k.Follows(k.ctx, chat("b"))
	k.do(err)
	if len(follows) != 2 {
		t.Errorf("follows %+v, want the two feeds once each", follows)
	}
	if l := k.load(k.lease("a")); len(l.IDs) != 1 {
		t.Errorf("%d waiting, want the story once", len(l.IDs))
	}
}

// A network may tell of the new home before it tells of the move.
func moveKeepsSettings(t *testing.T, k *keeper) {
	old, home := bot.Address{Network: "n", Chat: "old", Kind: bot.Group}, bot.Address{Network: "n", Chat: "new", Kind: bot.Group}
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: old, Title: "Old", Lang: "de", Length: "short", Zone: "Europe/Berlin", Welcome: true}))
	k.do(k.SetList(k.ctx, old, "me", []string{"https://example.org/1"}))
	k.do(k.Pause(k.ctx, old, bot.PausedHand))
	k.do(k.SaveProfile(k.ctx, bot.Profile{Address: home, Title: "New"}))
	k.do(k.Move(k.ctx, old, home))
	p, err := k.Profile(k.ctx, home)
	k.do(err)
	p.Since = time.Time{}
	if want := (bot.Profile{Address: home, Title: "New", Lang: "de", Length: "short", Zone: "Europe/Berlin", Welcome: true, Paused: bot.PausedHand}); p != want {
		t.Errorf("profile %+v, want %+v", p, want)
	}
	if item, err := k.ListItem(k.ctx, home, "me", 1); err != nil || item != "https://example.org/1" {
		t.Errorf("list at the new home: %q, %v", item, err)
	}
}

// That the old home is closed may be told before the move as well.
func moveReopens(t *testing.T, k *keeper) {
	old, home := bot.Address{Network: "n", Chat: "old", Kind: bot.Group}, bot.Address{Network: "n", Chat: "new", Kind: bot.Group}
	f := k.feed("https://example.org/f")
	k.publish(f, "one", k.follow(old, f, bot.Each))
	k.do(k.Pause(k.ctx, old, bot.PausedGone))
	k.do(k.Move(k.ctx, old, home))
	if l := k.load(k.lease("a")); l.Address != home {
		t.Errorf("waiting work is at %+v", l.Address)
	}
}

func articleFound(t *testing.T, k *keeper) {
	want := library.Item{
		ID: library.ID("https://example.org/a"), Read: time.Now().UTC().Truncate(time.Millisecond),
		Article: feeds.Article{URL: "https://example.org/a?x=1", Canonical: "https://example.org/a", Title: "A", Text: "One.\n\nTwo.", Page: "One.\nTwo.", Free: true},
	}
	k.do(k.SaveArticle(k.ctx, want, []string{"https://example.org/a?x=1", "https://short.example/1"}))
	for _, address := range []string{"https://example.org/a", "https://example.org/a?x=1", "https://short.example/1"} {
		got, err := k.Article(k.ctx, library.ID(address))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("by %s: %+v, %v", address, got, err)
		}
	}
	want.Article.Title = "A, corrected"
	k.do(k.SaveArticle(k.ctx, want, nil))
	if got, err := k.Article(k.ctx, library.ID("https://short.example/1")); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after it was replaced: %+v, %v", got, err)
	}
	k.do(k.Remember(k.ctx, []string{"https://short.example/1"}))
	if got, _ := k.Article(k.ctx, library.ID("https://short.example/1")); got.Read.IsZero() {
		t.Error("remembering an address that leads to an article made it lead nowhere")
	}
}

func addressRemembered(t *testing.T, k *keeper) {
	if _, err := k.Article(k.ctx, library.ID("https://example.org/x")); !errors.Is(err, library.ErrUnknown) {
		t.Errorf("an id never seen: %v, want ErrUnknown", err)
	}
	k.do(k.Remember(k.ctx, []string{"https://example.org/x"}))
	got, err := k.Article(k.ctx, library.ID("https://example.org/x"))
	if err != nil || got.Article.URL != "https://example.org/x" || !got.Read.IsZero() || got.ID != library.ID("https://example.org/x") {
		t.Errorf("a remembered address: %+v, %v", got, err)
	}
}

func entryAddressed(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/feed")
	e := entry("a")
	k.poll(f, e)
	if got, err := k.Article(k.ctx, library.ID(e.URL)); err != nil || got.Article.URL != e.URL || !got.Read.IsZero() {
		t.Errorf("an entry that nobody was shown: %+v, %v", got, err)
	}
	if _, _, err := k.Follow(k.ctx, bot.Follow{Chat: chat("a"), Kind: bot.Feed, Feed: f.ID, How: bot.Quiet}, []string{library.ID(e.URL)}); err != nil {
		t.Fatal(err)
	}
	if p, err := k.Next(k.ctx, chat("a")); err != nil || p.URL != e.URL {
		t.Errorf("a chat that was given it leads to %+v, %v", p, err)
	}
}

func listsKept(t *testing.T, k *keeper) {
	k.do(k.SetList(k.ctx, chat("a"), "me", []string{"1", "2"}))
	k.do(k.SetList(k.ctx, chat("a"), "you", []string{"3"}))
	k.do(k.SetList(k.ctx, chat("a"), "me", []string{"4", "5"}))
	if item, err := k.ListItem(k.ctx, chat("a"), "me", 2); err != nil || item != "5" {
		t.Errorf("the second of my last list: %q, %v", item, err)
	}
	for _, n := range []int{0, 3, -1} {
		if _, err := k.ListItem(k.ctx, chat("a"), "me", n); !errors.Is(err, commands.ErrNothing) {
			t.Errorf("item %d: %v, want ErrNothing", n, err)
		}
	}
	if _, err := k.ListItem(k.ctx, chat("b"), "me", 1); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("another chat's list: %v, want ErrNothing", err)
	}
}

func seenOnce(t *testing.T, k *keeper) {
	for i, want := range []bool{false, true, true} {
		if seen, err := k.Seen(k.ctx, "n", "update 1"); err != nil || seen != want {
			t.Errorf("time %d: %v, %v, want %v", i, seen, err, want)
		}
	}
	if seen, _ := k.Seen(k.ctx, "other", "update 1"); seen {
		t.Error("updates of two networks are taken for one")
	}
}
