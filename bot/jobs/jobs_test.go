package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/bot/store"
	"crier/bot/topics"
	"crier/feeds"
)

// poller answers polls as the case wants and remembers when they came.
type poller struct {
	answer func(s feeds.Source, n int) (feeds.Update, error)
	slow   string // a feed that takes a minute
	mu     sync.Mutex
	times  map[string][]time.Time
}

func (p *poller) Poll(ctx context.Context, s feeds.Source) (feeds.Update, error) {
	p.mu.Lock()
	if p.times == nil {
		p.times = map[string][]time.Time{}
	}
	p.times[s.URL] = append(p.times[s.URL], time.Now())
	n := len(p.times[s.URL])
	p.mu.Unlock()
	if s.URL == p.slow {
		select {
		case <-time.After(time.Minute):
		case <-ctx.Done():
		}
	}
	return p.answer(s, n)
}

func (p *poller) Find(context.Context, string) ([]feeds.Candidate, error) { return nil, nil }

// polls returns when a feed was asked.
func (p *poller) polls(url string) []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.times[url]
}

// announcer counts the entries that wait, and takes them.
type announcer struct {
	db   *store.DB
	took atomic.Int32
}

func (a *announcer) Announce(ctx context.Context) (int, error) {
	pending, err := a.db.Pending(ctx, 10)
	for _, p := range pending {
		if err := a.db.Skip(ctx, p.Entry.ID, "counted"); err != nil {
			return 0, err
		}
	}
	a.took.Add(int32(len(pending)))
	return len(pending), err
}

func (a *announcer) Rest() {}

// inBubble runs a case in virtual time with belts over a fresh store in which one
// chat follows the feeds.
func inBubble(t *testing.T, p *poller, urls []string, o jobs.Options, run func(t *testing.T, db *store.DB, a *announcer)) {
	t.Helper()
	inBubbleOver(t, filepath.Join(t.TempDir(), "crier.db"), p, urls, o, run)
}

// inBubbleOver is inBubble over a store that may be there.
func inBubbleOver(t *testing.T, path string, p *poller, urls []string, o jobs.Options, run func(t *testing.T, db *store.DB, a *announcer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, url := range urls {
			f, err := db.AddFeed(t.Context(), feeds.Source{URL: url}, feeds.Update{Hash: "0"})
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := db.Follow(t.Context(), bot.Follow{Chat: bot.Address{Network: "n", Chat: "c"}, Kind: bot.Feed, Feed: f.ID, How: bot.Each}, nil); err != nil {
				t.Fatal(err)
			}
		}
		a := &announcer{db: db}
		o.Store, o.Poller, o.Announcer = db, p, a
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- jobs.New(o).Run(ctx) }()
		run(t, db, a)
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func news(s feeds.Source, n int) (feeds.Update, error) {
	id := fmt.Sprint(s.URL, "/", n)
	return feeds.Update{Hash: id, Entries: []feeds.Entry{{GUID: id, URL: id, Title: id}}}, nil
}

func TestNewsIsAnnouncedAtOnce(t *testing.T) {
	p := &poller{answer: news}
	inBubble(t, p, []string{"https://example.org/f"}, jobs.Options{PollMin: 10 * time.Second}, func(t *testing.T, db *store.DB, a *announcer) {
		time.Sleep(2 * time.Second)
		if n := a.took.Load(); n != 1 {
			t.Errorf("%d entries announced after the first poll, want 1", n)
		}
		time.Sleep(55 * time.Second)
		polls := p.polls("https://example.org/f")
		if len(polls) < 5 || len(polls) > 6 {
			t.Errorf("%d polls in a minute at one in ten seconds", len(polls))
		}
		if n := int(a.took.Load()); n != len(polls) {
			t.Errorf("%d entries announced of %d", n, len(polls))
		}
	})
}

func TestNewsCanBeSearchedAtOnce(t *testing.T) {
	p := &poller{answer: news}
	inBubble(t, p, []string{"https://example.org/f"}, jobs.Options{PollMin: time.Hour}, func(t *testing.T, db *store.DB, _ *announcer) {
		q, err := topics.Parse("https")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		found, err := db.Search(t.Context(), commands.Search{Chat: bot.Address{Network: "n", Chat: "c"}, Query: q, Limit: 10})
		if err != nil || len(found) != 1 {
			t.Errorf("2 s after the start %d articles are found, %v", len(found), err)
		}
	})
}

func TestAFeedIsAskedNoSoonerThanItWishes(t *testing.T) {
	p := &poller{answer: func(feeds.Source, int) (feeds.Update, error) {
		return feeds.Update{Unchanged: true, Wait: 30 * time.Second}, nil
	}}
	inBubble(t, p, []string{"https://example.org/f"}, jobs.Options{PollMin: 5 * time.Second}, func(t *testing.T, _ *store.DB, _ *announcer) {
		time.Sleep(2 * time.Minute)
		polls := p.polls("https://example.org/f")
		for i := range polls[1:] {
			if gap := polls[i+1].Sub(polls[i]); gap < 30*time.Second || gap > 35*time.Second {
				t.Errorf("polls %v apart, the feed wishes 30 s", gap)
			}
		}
		if len(polls) < 3 {
			t.Errorf("%d polls", len(polls))
		}
	})
}

func TestAFailingFeedIsAskedLessAndLess(t *testing.T) {
	p := &poller{answer: func(s feeds.Source, n int) (feeds.Update, error) {
		if n == 2 {
			panic("a parser that chokes")
		}
		return feeds.Update{}, &feeds.Problem{Kind: feeds.Timeout, Err: errors.New("too slow")}
	}}
	inBubble(t, p, []string{"https://example.org/f"}, jobs.Options{PollMin: 2 * time.Second, PollMax: time.Minute}, func(t *testing.T, db *store.DB, _ *announcer) {
		time.Sleep(150 * time.Second)
		polls := p.polls("https://example.org/f")
		for i := 1; i < min(4, len(polls)-1); i++ {
			if polls[i+1].Sub(polls[i]) <= polls[i].Sub(polls[i-1]) {
				t.Errorf("gap %d did not grow: %v", i, polls)
			}
		}
		if n := len(polls); n < 5 || n > 8 {
			t.Errorf("%d polls in 150 seconds", n)
		}
		f, err := db.FeedByURL(t.Context(), "https://example.org/f")
		if err != nil || f.Failures != len(polls) || f.Problem != string(feeds.Timeout) {
			t.Errorf("stored %+v, %v, want %d failures", f, err, len(polls))
		}
	})
}

// A bubble's clock begins anew: what the first one stored is from the second one's
// future, as if the clock had been set back by ten minutes.
func TestAfterTheClockIsSetBackAFeedIsAskedSoon(t *testing.T) {
	path, url := filepath.Join(t.TempDir(), "crier.db"), []string{"https://example.org/f"}
	quiet := func(feeds.Source, int) (feeds.Update, error) { return feeds.Update{Unchanged: true}, nil }
	before, after := &poller{answer: quiet}, &poller{answer: quiet}
	o := jobs.Options{PollMin: time.Minute, PollMax: time.Minute}
	inBubbleOver(t, path, before, url, o, func(*testing.T, *store.DB, *announcer) { time.Sleep(10 * time.Minute) })
	inBubbleOver(t, path, after, url, o, func(*testing.T, *store.DB, *announcer) { time.Sleep(5 * time.Minute) })
	if n := len(after.polls(url[0])); n < 3 || n > 5 {
		t.Errorf("%d polls in five minutes, want one a minute as before", n)
	}
}

func TestAGoneFeedIsLeftAlone(t *testing.T) {
	p := &poller{answer: func(feeds.Source, int) (feeds.Update, error) {
		return feeds.Update{}, &feeds.Problem{Kind: feeds.Gone}
	}}
	inBubble(t, p, []string{"https://example.org/f"}, jobs.Options{PollMin: time.Second}, func(t *testing.T, _ *store.DB, _ *announcer) {
		time.Sleep(time.Minute)
		if n := len(p.polls("https://example.org/f")); n != 1 {
			t.Errorf("%d polls of a feed that is gone", n)
		}
	})
}

func TestSlowFeedsDoNotHoldOthersUp(t *testing.T) {
	p := &poller{slow: "https://slow.example/", answer: func(feeds.Source, int) (feeds.Update, error) {
		return feeds.Update{Unchanged: true}, nil
	}}
	inBubble(t, p, []string{"https://slow.example/", "https://quick.example/"}, jobs.Options{PollMin: 5 * time.Second, Workers: 2}, func(t *testing.T, _ *store.DB, _ *announcer) {
		time.Sleep(40 * time.Second)
		if n := len(p.polls("https://quick.example/")); n < 6 {
			t.Errorf("the quick feed was asked %d times in 40 seconds, want every five or so", n)
		}
	})
}

func TestAWakeUpFromRiverRingsTheBell(t *testing.T) {
	p := &poller{answer: news}
	inBubble(t, p, nil, jobs.Options{Clean: 10 * time.Second}, func(t *testing.T, db *store.DB, _ *announcer) {
		rung, stop := db.Listen(jobs.BeltClean)
		defer stop()
		time.Sleep(30 * time.Second)
		select {
		case <-rung:
		default:
			t.Error("the periodic clean-up never rang")
		}
	})
}
