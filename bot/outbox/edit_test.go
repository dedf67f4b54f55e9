package outbox_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"crier/bot"
)

// mending are limits of a network that edits.
func mending() bot.Limits {
	l := brisk()
	l.Edits = true
	return l
}

func TestAnEditIsPacedLikeASend(t *testing.T) {
	limits := published()
	limits.Edits = true
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.store.add(direct(1), 2)
		for i := range int64(3) {
			b.store.revise(direct(1), 100+i, 1)
		}
		b.start()
		b.empty()
		sends := b.net.seen()
		if len(sends) != 5 {
			t.Fatalf("%d requests, want two sends and three edits", len(sends))
		}
		for i, s := range sends[1:] {
			if gap := s.at.Sub(sends[i].at); gap < time.Second {
				t.Errorf("request %d came %v after the one before: one a second is allowed", i+1, gap)
			}
		}
	})
}

// What has its slot in time and waits for the store would leave all at once.
func TestAStoreThatStuttersMakesNoBurst(t *testing.T) {
	limits := published()
	limits.Edits = true
	for name, wait := range map[string]func(*memory, int){
		"sends": func(m *memory, i int) { m.add(direct(i), 1) },
		"edits": func(m *memory, i int) { m.revise(direct(i), int64(100+i), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, limits, func(t *testing.T, b *bench) {
				b.store.lag = func() time.Duration { // for a moment every three seconds
					return time.Until(time.Now().Truncate(3 * time.Second).Add(350 * time.Millisecond))
				}
				for i := range 200 {
					wait(b.store, i)
				}
				b.start()
				b.empty()
				if n := violations(b.net.seen(), limits); n > 0 {
					t.Errorf("%d of 200 came too soon", n)
				}
			})
		})
	}
}

func TestNewsGoesBeforeEdits(t *testing.T) {
	limits := mending()
	limits.PerSecond = 10
	inBubble(t, limits, func(t *testing.T, b *bench) {
		for i := range 20 {
			b.store.revise(direct(i), int64(100+i), 1)
			b.store.add(direct(20+i), 1)
			b.store.add(direct(i), 1)
		}
		b.start()
		b.empty()
		for i, s := range b.net.seen() {
			if edit := s.items == 0; edit != (i >= 40) {
				t.Fatalf("request %d: edit %v, want 40 sends and then 20 edits", i, edit)
			}
		}
	})
}

func TestVerdictsOfEdits(t *testing.T) {
	soon := bot.Outcome{Verdict: bot.Later, After: 30 * time.Second, Err: errors.New("too fast")}
	for _, c := range []struct {
		name     string
		limits   bot.Limits
		outcomes []bot.Outcome
		edits    int // requests
		waits    int // what is left in the end
		took     time.Duration
	}{
		{"shown", mending(), nil, 1, 0, 0},
		{"impossible: dropped, and no second message", mending(), []bot.Outcome{{Verdict: bot.Never, Err: errors.New("message to edit not found")}}, 1, 0, 0},
		{"put off: tried again in time", mending(), []bot.Outcome{soon, soon}, 3, 0, time.Minute},
		{"unsure: done again", mending(), []bot.Outcome{{Verdict: bot.Unsure, Err: errors.New("the line broke")}}, 2, 0, 0},
		{"never possible for long: given up", mending(), slices.Repeat([]bot.Outcome{{Verdict: bot.Later, Err: errors.New("bad gateway")}}, 100), 11, 0, 0},
		{"the chat is gone: it waits with the chat", mending(), []bot.Outcome{{Verdict: bot.Gone, Err: errors.New("kicked")}}, 1, 0, 0},
		{"the chat has moved: the old message is left", mending(), []bot.Outcome{{Verdict: bot.Moved, NewHome: direct(2), Err: errors.New("moved")}}, 1, 0, 0},
		{"a network that does not edit", brisk(), nil, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, c.limits, func(t *testing.T, b *bench) {
				var n atomic.Int32
				b.net.change = func(at bot.MessageRef, _ bot.Reply) bot.Outcome {
					if i := int(n.Add(1)) - 1; i < len(c.outcomes) {
						return c.outcomes[i]
					}
					return bot.Outcome{Verdict: bot.Delivered, At: at}
				}
				b.store.revise(direct(1), 7, 1)
				b.start()
				time.Sleep(2 * time.Hour)
				seen := b.net.seen()
				if len(seen) != c.edits || b.store.waiting() != c.waits {
					t.Fatalf("%d requests and %d left, want %d and %d", len(seen), b.store.waiting(), c.edits, c.waits)
				}
				for i, s := range seen {
					if s.items != 0 {
						t.Errorf("request %d is a new message", i)
					}
				}
				if c.edits > 0 && seen[len(seen)-1].at.Sub(seen[0].at) < c.took {
					t.Errorf("done %v after the first try, want %v", seen[len(seen)-1].at.Sub(seen[0].at), c.took)
				}
			})
		})
	}
}

func TestWordsThatChangeDuringAnEditAreShownToo(t *testing.T) {
	inBubble(t, mending(), func(t *testing.T, b *bench) {
		b.net.delay = time.Second
		b.store.revise(direct(1), 7, 1)
		b.start()
		time.Sleep(500 * time.Millisecond)
		b.store.revise(direct(1), 7, 2)
		b.empty()
		var words []string
		for _, s := range b.net.seen() {
			words = append(words, s.words)
		}
		if want := []string{"words 1", "words 2"}; !slices.Equal(words, want) {
			t.Errorf("shown %q, want %q", words, want)
		}
	})
}

func TestAnEditUnderALostLeaseIsNotMade(t *testing.T) {
	inBubble(t, mending(), func(t *testing.T, b *bench) {
		b.start()
		time.Sleep(time.Second)
		b.store.mu.Lock()
		b.store.lease.Owner, b.store.lease.Number, b.store.lease.Until = "other", 99, time.Now().Add(time.Hour)
		b.store.mu.Unlock()
		for i := range 10 {
			b.store.revise(direct(i), int64(i+1), 1)
		}
		time.Sleep(time.Minute)
		if seen := b.net.seen(); len(seen) != 0 {
			t.Errorf("edited under a lease that was lost: %v", fmt.Sprint(seen))
		}
	})
}
