package bottest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/feeds"
)

func firstPollSilent(t *testing.T, k *keeper) {
	f, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/f"}, feeds.Update{Title: "F", Hash: "1", ETag: "e", Entries: []feeds.Entry{entry("old")}})
	k.do(err)
	if f.ID == 0 || f.Title != "F" || f.ETag != "e" || f.Polled.IsZero() {
		t.Errorf("stored %+v", f)
	}
	unpolled, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/starter", Public: true}, feeds.Update{})
	k.do(err)
	if !unpolled.Polled.IsZero() || !unpolled.Public {
		t.Errorf("a starter feed: %+v, want it public and unpolled", unpolled)
	}
	if n := k.poll(unpolled, entry("old too")); n != 1 {
		t.Errorf("%d new at its first poll, want 1", n)
	}
	if pending, err := k.Pending(k.ctx, 10); err != nil || len(pending) != 0 {
		t.Fatalf("pending after first polls: %+v, %v", pending, err)
	}
	rung, stop := k.Listen(jobs.BeltAnnounce)
	defer stop()
	e := entry("new")
	if n := k.poll(f, e, entry("old")); n != 1 {
		t.Errorf("%d new, want 1", n)
	}
	select {
	case <-rung:
	default:
		t.Error("news did not ring the announce belt")
	}
	pending, err := k.Pending(k.ctx, 10)
	k.do(err)
	if len(pending) != 1 || pending[0].Source.ID != f.ID {
		t.Fatalf("pending %+v", pending)
	}
	e.ID = pending[0].Entry.ID
	if pending[0].Entry != e {
		t.Errorf("entry %+v, want %+v", pending[0].Entry, e)
	}
	again, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/f", Title: "Other"}, feeds.Update{Hash: "2"})
	if err != nil || again.ID != f.ID || again.Title != "F" {
		t.Errorf("added again: %+v, %v, want it as it was", again, err)
	}
}

func rewrittenNoNews(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.poll(f, entry("a"))
	rewritten := entry("a")
	rewritten.GUID, rewritten.Published = "another", time.Now()
	rewritten.URL += "?utm_source=feed#top"
	if n := k.poll(f, rewritten); n != 0 {
		t.Errorf("a rewritten GUID and date: %d new, want 0", n)
	}
	corrected := entry("a")
	corrected.Title = "Title a, corrected"
	if n := k.poll(f, corrected); n != 0 {
		t.Errorf("a correction: %d new, want 0", n)
	}
	twice := entry("b")
	if n := k.poll(f, twice, twice); n != 1 {
		t.Errorf("one entry twice in a feed: %d new, want 1", n)
	}
	pending, err := k.Pending(k.ctx, 10)
	k.do(err)
	if len(pending) != 2 || pending[0].Entry.Title != "Title a, corrected" {
		t.Errorf("pending %+v, want a as corrected, and b", pending)
	}
}

func unchangedTouchesNothing(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	next := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	u := feeds.Update{Hash: "h", ETag: "e1", Title: "T", Entries: []feeds.Entry{entry("a")}}
	_, err := k.RecordPoll(k.ctx, f, u, next)
	k.do(err)
	u.Entries = []feeds.Entry{entry("b")} // the same hash: nobody looks
	if n, err := k.RecordPoll(k.ctx, f, u, next); err != nil || n != 0 {
		t.Errorf("the stored hash: %d new, %v", n, err)
	}
	k.fail(f, feeds.Timeout, next)
	if _, err := k.RecordPoll(k.ctx, f, feeds.Update{Unchanged: true}, next); err != nil {
		t.Fatal(err)
	}
	got, err := k.Feed(k.ctx, f.ID)
	k.do(err)
	if got.ETag != "e1" || got.Hash != "h" || got.Title != "T" || got.Failures != 0 || got.Problem != "" || !got.NextPoll.Equal(next) {
		t.Errorf("after an unchanged poll %+v", got)
	}
}

func unfollowedNotPolled(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	if due, err := k.ClaimFeeds(k.ctx, 10, time.Minute); err != nil || len(due) != 0 {
		t.Errorf("nobody follows it: %+v, %v", due, err)
	}
	w := k.follow(chat("a"), f, bot.Each)
	due, err := k.ClaimFeeds(k.ctx, 10, 0)
	if err != nil || len(due) != 1 || due[0].ID != f.ID {
		t.Errorf("somebody follows it: %+v, %v", due, err)
	}
	_, err = k.Unfollow(k.ctx, chat("a"), w.ID, because)
	k.do(err)
	if due, _ := k.ClaimFeeds(k.ctx, 10, 0); len(due) != 0 {
		t.Errorf("nobody follows it any more: %+v", due)
	}
	// What it says while nobody follows brings the next follower no alert.
	_, err = k.AddFeed(k.ctx, feeds.Source{URL: f.URL}, feeds.Update{Hash: "2", Entries: []feeds.Entry{entry("meanwhile")}})
	k.do(err)
	k.follow(chat("b"), f, bot.Each)
	k.poll(f, entry("meanwhile"))
	if pending, _ := k.Pending(k.ctx, 10); len(pending) != 0 {
		t.Errorf("pending %+v", pending)
	}
}

func feedClaimedOnce(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.follow(chat("a"), f, bot.Each)
	for i, want := range []int{1, 0} {
		if due, err := k.ClaimFeeds(k.ctx, 10, time.Minute); err != nil || len(due) != want {
			t.Errorf("claim %d: %d feeds, %v, want %d", i, len(due), err, want)
		}
	}
}

func failuresCounted(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.follow(chat("a"), f, bot.Each)
	next := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	k.fail(f, feeds.Timeout, next)
	k.fail(f, feeds.ServerError, next)
	got, err := k.Feed(k.ctx, f.ID)
	k.do(err)
	if got.Failures != 2 || got.Problem != string(feeds.ServerError) || !got.NextPoll.Equal(next) {
		t.Errorf("after two failures %+v", got)
	}
	k.fail(f, feeds.Gone, time.Time{})
	if due, err := k.ClaimFeeds(k.ctx, 10, 0); err != nil || len(due) != 0 {
		t.Errorf("a gone feed is polled: %+v, %v", due, err)
	}
	if _, err := k.Feed(k.ctx, 12345); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("an unknown feed: %v", err)
	}
	if _, err := k.FeedByURL(k.ctx, "https://example.org/none"); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("an unknown address: %v", err)
	}
}

func feedMoves(t *testing.T, k *keeper) {
	f, there := k.feed("https://example.org/f"), k.feed("https://example.org/there")
	k.follow(chat("a"), f, bot.Each)
	_, err := k.RecordPoll(k.ctx, f, feeds.Update{Hash: "2", URL: "https://example.org/moved"}, time.Now())
	k.do(err)
	if got, err := k.FeedByURL(k.ctx, "https://example.org/moved"); err != nil || got.ID != f.ID {
		t.Errorf("at its new address: %+v, %v", got, err)
	}
	_, err = k.RecordPoll(k.ctx, f, feeds.Update{Hash: "3", URL: there.URL}, time.Now())
	k.do(err)
	follows, err := k.Follows(k.ctx, chat("a"))
	k.do(err)
	if len(follows) != 1 || follows[0].Feed != there.ID {
		t.Errorf("follows %+v, want feed %d", follows, there.ID)
	}
}

func nextPoll(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.follow(chat("a"), f, bot.Each)
	next := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	_, err := k.RecordPoll(k.ctx, f, feeds.Update{Unchanged: true}, next)
	k.do(err)
	if got, err := k.NextPoll(k.ctx, chat("a")); err != nil || !got.Equal(next) {
		t.Errorf("next poll %v, %v, want %v", got, err, next)
	}
	if got, err := k.NextPoll(k.ctx, chat("b")); err != nil || !got.IsZero() {
		t.Errorf("of a chat without feeds %v, %v, want none", got, err)
	}
}

func pendingOnce(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.poll(f, entry("c"), entry("b"), entry("a"))
	k.poll(k.feed("https://busy.example:8080/f"), entry("d"))
	if left, err := k.Pending(k.ctx, 9, "example.org", "busy.example:8080"); err != nil || len(left) != 0 {
		t.Errorf("of busy hosts: %+v, %v", left, err)
	}
	var titles []string
	for range 3 {
		pending, err := k.Pending(k.ctx, 1, "busy.example:8080")
		k.do(err)
		for _, p := range pending {
			titles = append(titles, p.Entry.Title)
		}
	}
	for range 2 {
		pending, err := k.Pending(k.ctx, 1)
		k.do(err)
		for _, p := range pending {
			titles = append(titles, p.Entry.Title)
		}
	}
	if !slices.Equal(titles, []string{"Title a", "Title b", "Title c", "Title d"}) {
		t.Errorf("handed out %q", titles)
	}
}

func skipStays(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	k.poll(f, entry("a"))
	pending, err := k.Pending(k.ctx, 1)
	k.do(err)
	k.do(k.Skip(k.ctx, pending[0].Entry.ID, "no text"))
	if n, err := k.Publish(k.ctx, publication(pending[0], w)); err != nil || n != 0 {
		t.Errorf("published after it was skipped: %d, %v", n, err)
	}
}

func topicsVersioned(t *testing.T, k *keeper) {
	load := func(version int64) (map[int64]string, bool, int64) {
		got, all := map[int64]string{}, false
		v, err := k.Topics(k.ctx, version, func(c announce.Change) {
			if c.All {
				all = true
				return
			}
			got[c.Follow] = c.Query
		})
		k.do(err)
		return got, all, v
	}
	none, all, v0 := load(0)
	if len(none) != 0 || !all || v0 == 0 {
		t.Errorf("at first: %v, all %v, version %d", none, all, v0)
	}
	w, other := k.topic(chat("a"), "climate"), k.topic(chat("b"), "rain")
	got, all, v1 := load(v0)
	if len(got) != 2 || all && v0 > 1 || got[w.ID] != "climate" || v1 == v0 {
		t.Errorf("after two were added: %v, all %v, version %d", got, all, v1)
	}
	if got, all, v := load(v1); len(got) != 0 || all || v != v1 {
		t.Errorf("unchanged: %v, version %d", got, v)
	}
	other.Query = "title:rain"
	k.do(k.SetFollow(k.ctx, other))
	_, err := k.Unfollow(k.ctx, chat("a"), w.ID, because)
	k.do(err)
	got, all, v2 := load(v1)
	if gone, told := got[w.ID]; all || len(got) != 2 || !told || gone != "" || got[other.ID] != "title:rain" {
		t.Errorf("after one changed and one went: %v, all %v", got, all)
	}
	if got, all, _ := load(v2 - 1_000_000); !all || len(got) != 1 {
		t.Errorf("from a version that nobody knows any more: %v, all %v", got, all)
	}
	byID, err := k.TopicsByID(k.ctx, []int64{w.ID, other.ID})
	if err != nil || len(byID) != 1 || byID[0] != other {
		t.Errorf("by id: %+v, %v", byID, err)
	}
	k.follow(chat("a"), k.feed("https://example.org/f"), bot.Each)
	followers, err := k.Followers(k.ctx, 1)
	if err != nil || len(followers) != 1 || followers[0].Chat != chat("a") {
		t.Errorf("followers %+v, %v", followers, err)
	}
}
