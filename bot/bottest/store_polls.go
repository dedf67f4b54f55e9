package bottest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/feeds"
)

// entriesKnown changes one entry of a feed in every way that feeds do.
func entriesKnown(t *testing.T, k *keeper) {
	long := strings.Repeat("A long text that nobody writes twice by chance. ", 4)
	base := feeds.Entry{GUID: "1", URL: "https://example.org/news/1?a=b", Title: "The bridge is open again", Summary: long, Published: time.Now().Add(-time.Hour)}
	change := func(f func(e *feeds.Entry)) feeds.Entry {
		e := base
		f(&e)
		return e
	}
	for _, c := range []struct {
		name  string
		entry feeds.Entry
		fresh int
	}{
		{"another date", change(func(e *feeds.Entry) { e.Published, e.Updated = time.Now(), time.Now() }), 0},
		{"another GUID", change(func(e *feeds.Entry) { e.GUID = "2" }), 0},
		{"another GUID, date and tracker", change(func(e *feeds.Entry) { e.GUID, e.Published, e.URL = "2", time.Now(), e.URL+"&utm_source=x#top" }), 0},
		{"https to http, www and a slash", change(func(e *feeds.Entry) { e.GUID, e.URL = "2", "http://www.example.org/news/1/?a=b" }), 0},
		{"another site, the same long text", change(func(e *feeds.Entry) { e.GUID, e.URL = "2", "https://example.net/archive/1" }), 0},
		{"other words", change(func(e *feeds.Entry) { e.Title = "The bridge is closed again" }), 0},
		{"another GUID and corrected words", change(func(e *feeds.Entry) { e.GUID, e.Title = "2", "The bridge is closed again" }), 0},
		{"another article at the same address", change(func(e *feeds.Entry) { e.GUID, e.Title, e.Summary = "2", "Rain until Sunday", "Take a coat." }), 1},
		{"the same title elsewhere", change(func(e *feeds.Entry) { e.GUID, e.URL, e.Summary = "2", "https://example.org/news/2", "Short." }), 1},
	} {
		f := k.feed("https://example.org/" + strings.ReplaceAll(c.name, " ", "-"))
		k.follow(chat("a"), f, bot.Each)
		other := feeds.Entry{GUID: "0", URL: "https://example.org/0", Title: "Something else", Summary: "Else."}
		k.poll(f, other, base)
		if n := k.poll(f, other, c.entry); n != c.fresh {
			t.Errorf("%s: %d new, want %d", c.name, n, c.fresh)
		}
		if n := k.poll(f, c.entry, other); n != 0 {
			t.Errorf("%s, polled again: %d new, want none", c.name, n)
		}
		k.unfollow(chat("a"))
	}
	f := k.feed("https://example.org/home")
	k.poll(f)
	same := func(guid, title string) feeds.Entry {
		return feeds.Entry{GUID: guid, URL: "https://example.org/", Title: title, Summary: "Version " + title}
	}
	if n := k.poll(f, same("3", "Release 3"), same("2", "Release 2"), same("1", "Release 1")); n != 3 {
		t.Errorf("three entries of one address: %d new", n)
	}
	if n := k.poll(f, same("4", "Release 4"), same("3", "Release 3"), same("2", "Release 2")); n != 1 {
		t.Errorf("a fourth entry of that address: %d new, want 1", n)
	}
}

func (k *keeper) unfollow(at bot.Address) {
	k.t.Helper()
	all, err := k.Follows(k.ctx, at)
	k.do(err)
	for _, f := range all {
		_, err := k.Unfollow(k.ctx, at, f.ID, because)
		k.do(err)
	}
}

func correctionsWait(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	if n := k.publish(f, "a", w); n != 1 {
		t.Fatalf("%d deliveries", n)
	}
	e := entry("a")
	for i := range 8 {
		rung, stop := k.Listen(jobs.BeltAnnounce)
		e.Summary += " Corrected."
		k.poll(f, e)
		pending, err := k.Pending(k.ctx, 10)
		k.do(err)
		if i >= 5 {
			if len(pending) != 0 {
				t.Errorf("correction %d of one entry: %+v", i+1, pending)
			}
			stop()
			continue
		}
		if len(pending) != 1 || !pending[0].Correction || pending[0].Entry.Summary != e.Summary || len(rung) != 1 {
			t.Fatalf("pending %+v, rung %d times, want the correction", pending, len(rung))
		}
		if n, err := k.Publish(k.ctx, publication(pending[0], w)); err != nil || n != 0 {
			t.Errorf("a correction made %d deliveries, %v", n, err)
		}
		stop()
	}
	// What was never announced is no correction of anything.
	b := entry("b")
	k.poll(f, b)
	b.Title = "Title b, better"
	k.poll(f, b)
	if pending, err := k.Pending(k.ctx, 10); err != nil || len(pending) != 1 || pending[0].Correction || pending[0].Entry.Title != b.Title {
		t.Errorf("pending %+v, %v", pending, err)
	}
}

func archiveSilent(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.follow(chat("a"), f, bot.Each)
	old := entry("old")
	old.Published = time.Now().Add(-90 * 24 * time.Hour)
	if n := k.poll(f, old); n != 1 {
		t.Errorf("%d new", n)
	}
	starter, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/starter", Public: true}, feeds.Update{Hash: "0"})
	k.do(err)
	yesterday := entry("yesterday")
	yesterday.Published = time.Now().Add(-30 * time.Hour)
	k.poll(starter, yesterday, entry("now"))
	pending, err := k.Pending(k.ctx, 10)
	if err != nil || len(pending) != 1 || pending[0].Entry.Title != "Title now" {
		t.Errorf("pending %+v, %v, want only what was published just now", pending, err)
	}
}

func unchangedTogether(t *testing.T, k *keeper) {
	next := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	var rests []jobs.Rest
	for _, name := range []string{"1", "2", "3"} {
		f := k.feed("https://example.org/" + name)
		k.fail(f, feeds.Timeout, next)
		rests = append(rests, jobs.Rest{Feed: f.ID, ETag: `W/"` + name, LastModified: "then", Next: next.Add(time.Duration(f.ID) * time.Minute)})
	}
	k.do(k.RecordUnchanged(k.ctx, rests[:2]))
	for i, r := range rests {
		f, err := k.Feed(k.ctx, r.Feed)
		if done := f.Failures == 0 && f.Problem == "" && f.NextPoll.Equal(r.Next) && f.ETag == r.ETag && f.LastModified == "then"; err != nil || done != (i < 2) || f.Hash != "empty" {
			t.Errorf("feed %d: %+v, %v", i, f, err)
		}
	}
	k.do(k.RecordUnchanged(k.ctx, nil))
}

func pushedNews(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	next := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	_, err := k.RecordPoll(k.ctx, f, feeds.Update{Hash: "1", ETag: "e", Hub: "https://hub.example/", Self: "https://example.org/self"}, next)
	k.do(err)
	if n, err := k.RecordPush(k.ctx, f.ID, []feeds.Entry{entry("a")}); err != nil || n != 1 {
		t.Errorf("%d new, %v", n, err)
	}
	if n := k.poll(f, entry("a")); n != 0 {
		t.Errorf("%d new when it is polled", n)
	}
	if n, err := k.RecordPush(k.ctx, 4711, []feeds.Entry{entry("a")}); err != nil || n != 0 {
		t.Errorf("pushed to a feed that is not there: %d, %v", n, err)
	}
	if pending, err := k.Pending(k.ctx, 10); err != nil || len(pending) != 1 {
		t.Errorf("pending %+v, %v", pending, err)
	}
}

func busyHostsWait(t *testing.T, k *keeper) {
	for _, url := range []string{"https://One.example/1", "https://one.example/2", "https://two.example:8080/1"} {
		k.follow(chat(url), k.feed(url), bot.Each)
	}
	due, err := k.ClaimFeeds(k.ctx, 10, 0, "one.example", "none.example")
	if err != nil || len(due) != 1 || due[0].URL != "https://two.example:8080/1" {
		t.Errorf("claimed %+v, %v", due, err)
	}
	if due, err := k.ClaimFeeds(k.ctx, 10, 0, "two.example:8080"); err != nil || len(due) != 2 {
		t.Errorf("claimed %+v, %v", due, err)
	}
}

func publicPolledForTopics(t *testing.T, k *keeper) {
	f, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/starter", Public: true}, feeds.Update{})
	k.do(err)
	claimed := func(want int, when string) {
		t.Helper()
		if due, err := k.ClaimFeeds(k.ctx, 10, 0); err != nil || len(due) != want {
			t.Errorf("%s: %d feeds, %v, want %d", when, len(due), err, want)
		}
	}
	claimed(1, "never polled")
	_, err = k.RecordPoll(k.ctx, f, feeds.Update{Hash: "1"}, time.Now().Add(-time.Second))
	k.do(err)
	claimed(0, "nobody has a topic")
	k.topic(chat("a"), "climate")
	claimed(1, "somebody has a topic")
	k.unfollow(chat("a"))
	claimed(0, "nobody has a topic any more")
}

func oldAddressLeads(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	for _, url := range []string{"https://example.org/g", "https://example.org/h"} {
		_, err := k.RecordPoll(k.ctx, f, feeds.Update{Hash: url, URL: url}, time.Now())
		k.do(err)
	}
	for _, url := range []string{"https://example.org/f", "https://example.org/g", "https://example.org/h"} {
		if got, err := k.FeedByURL(k.ctx, url); err != nil || got.ID != f.ID || got.URL != "https://example.org/h" {
			t.Errorf("%s leads to %+v, %v", url, got, err)
		}
	}
	again, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/f", Public: true}, feeds.Update{})
	if err != nil || again.ID != f.ID {
		t.Errorf("added under its old address: %+v, %v", again, err)
	}
	// It may come back.
	_, err = k.RecordPoll(k.ctx, f, feeds.Update{Hash: "back", URL: "https://example.org/f"}, time.Now())
	k.do(err)
	for _, url := range []string{"https://example.org/f", "https://example.org/h"} {
		if got, err := k.FeedByURL(k.ctx, url); err != nil || got.URL != "https://example.org/f" {
			t.Errorf("%s leads to %+v, %v", url, got, err)
		}
	}
}

func endedTold(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Quiet)
	k.fail(f, feeds.Gone, time.Time{})
	ended, err := k.Ended(k.ctx, 10)
	if err != nil || len(ended) != 1 || ended[0].ID != f.ID {
		t.Fatalf("ended %+v, %v", ended, err)
	}
	posts := []announce.Post{{Reply: bot.Reply{Text: []string{"It has ended."}}, To: []announce.Target{{Chat: w.Chat, Follow: w.ID, How: bot.Each}}}}
	for range 2 {
		k.do(k.Farewell(k.ctx, f.ID, posts))
	}
	if ended, err := k.Ended(k.ctx, 10); err != nil || len(ended) != 0 {
		t.Errorf("still to be told: %+v, %v", ended, err)
	}
	l := k.lease("o")
	if parcels := k.take(l, k.load(l)); len(parcels) != 1 {
		t.Errorf("to be sent: %+v, want one", parcels)
	}
	if p, err := k.Next(k.ctx, chat("a")); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("/next shows %+v, %v", p, err)
	}
	// Who adds it again gives it another chance.
	again, err := k.AddFeed(k.ctx, feeds.Source{URL: f.URL}, feeds.Update{})
	if err != nil || again.NextPoll.IsZero() || again.Failures != 0 {
		t.Errorf("added again: %+v, %v", again, err)
	}
}

func subscriptionsKept(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	claim := func(want int, when string) feeds.Subscription {
		t.Helper()
		due, err := k.ClaimSubscriptions(k.ctx, 10, time.Hour)
		if err != nil || len(due) != want {
			t.Fatalf("%s: %+v, %v, want %d", when, due, err, want)
		}
		return append(due, feeds.Subscription{})[0]
	}
	claim(0, "without a hub")
	_, err := k.RecordPoll(k.ctx, f, feeds.Update{Hash: "1", Hub: "https://hub.example/", Self: "https://example.org/self"}, time.Now().Add(time.Hour))
	k.do(err)
	s := claim(1, "with a hub")
	if s.Feed != f.ID || s.Hub != "https://hub.example/" || s.Topic != "https://example.org/self" || len(s.Name) < 20 || len(s.Secret) < 20 || s.Secret == s.Name || s.Ending || !s.Expires.IsZero() {
		t.Errorf("subscription %+v", s)
	}
	claim(0, "claimed already")
	expires := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	k.do(k.TryAgain(k.ctx, s.Name, time.Now().Add(2*time.Hour)))
	k.do(k.Confirm(k.ctx, s.Name, expires, time.Now().Add(9*time.Hour)))
	k.do(k.TryAgain(k.ctx, s.Name, time.Now().Add(-time.Hour))) // the answer to the request comes after the call
	claim(0, "confirmed")
	if got, err := k.Subscription(k.ctx, s.Name); err != nil || !got.Expires.Equal(expires) || got.Failures != 0 {
		t.Errorf("confirmed %+v, %v", got, err)
	}
	if got, err := k.Feed(k.ctx, f.ID); err != nil || !got.Pushed.Equal(expires) {
		t.Errorf("feed %+v, %v", got, err)
	}
	k.do(k.Denied(k.ctx, s.Name, time.Now().Add(-time.Second)))
	if got, err := k.Feed(k.ctx, f.ID); err != nil || !got.Pushed.IsZero() {
		t.Errorf("a hub that takes back its word leaves the feed to be pushed until %v, %v", got.Pushed, err)
	}
	if s := claim(1, "denied after it was confirmed"); s.Ending || !s.Expires.IsZero() || s.Failures != 1 {
		t.Errorf("denied %+v", s)
	}
	k.do(k.Confirm(k.ctx, s.Name, expires, time.Now().Add(9*time.Hour)))
	if n, err := k.RecordPush(k.ctx, f.ID, []feeds.Entry{entry("pushed")}); err != nil || n != 1 {
		t.Errorf("pushed: %d, %v", n, err)
	}
	_, err = k.Unfollow(k.ctx, chat("a"), w.ID, because)
	k.do(err)
	if s := claim(1, "nobody follows"); !s.Ending {
		t.Errorf("subscription %+v, want it ended", s)
	}
	k.do(k.Confirm(k.ctx, s.Name, expires, expires))
	if got, err := k.Subscription(k.ctx, s.Name); err != nil || !got.Ending {
		t.Errorf("confirmed while it ends: %+v, %v", got, err)
	}
	k.do(k.Drop(k.ctx, s.Name))
	if _, err := k.Subscription(k.ctx, s.Name); !errors.Is(err, feeds.ErrNoSubscription) {
		t.Errorf("dropped: %v", err)
	}
	if got, err := k.Feed(k.ctx, f.ID); err != nil || !got.Pushed.IsZero() {
		t.Errorf("feed %+v, %v", got, err)
	}
	claim(0, "dropped, and nobody follows")
	k.follow(chat("b"), f, bot.Each)
	if again := claim(1, "followed again"); again.Name == s.Name || again.Ending {
		t.Errorf("subscription %+v", again)
	}
}
