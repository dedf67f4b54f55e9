package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
)

// brisk are limits that stay out of the way.
func brisk() bot.Limits {
	return bot.Limits{PerSecond: 1000, Fold: 1, InFlight: 8}
}

// verdicts answers sends with these outcomes in turn, then delivers.
func verdicts(outcomes ...bot.Outcome) func(bot.Address, []bot.Item) bot.Outcome {
	var n atomic.Int32
	return func(to bot.Address, items []bot.Item) bot.Outcome {
		if i := int(n.Add(1)) - 1; i < len(outcomes) {
			return outcomes[i]
		}
		return delivered(to, items)
	}
}

// inBubble runs a case in virtual time with an outbox that is stopped afterwards.
func inBubble(t *testing.T, limits bot.Limits, run func(t *testing.T, b *bench)) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, limits)
		run(t, b)
		b.stop()
	})
}

func TestSeveralItemsOfAChatAreOneMessage(t *testing.T) {
	limits := brisk()
	limits.Fold = 3
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.net.answer = func(to bot.Address, items []bot.Item) bot.Outcome {
			o := delivered(to, items)
			o.Sent = min(2, o.Sent) // the network's message holds fewer than hoped
			return o
		}
		b.store.add(direct(1), 5)
		b.start()
		b.empty()
		var sizes []int
		for _, s := range b.net.seen() {
			sizes = append(sizes, s.items)
		}
		if !slices.Equal(sizes, []int{3, 3, 1}) {
			t.Errorf("messages offered %v items, want 3, 3 and 1, of which two at a time were taken", sizes)
		}
	})
}

func TestANewDeliveryIsSentAtOnce(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.start()
		time.Sleep(10 * time.Second)
		start := time.Now()
		b.store.add(direct(1), 1)
		b.empty()
		if wait := b.net.seen()[0].at.Sub(start); wait > 10*time.Millisecond {
			t.Errorf("it waited %v", wait)
		}
	})
}

func TestLaterHoldsTheChatAndKeepsItsOrder(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.net.answer = verdicts(bot.Outcome{Verdict: bot.Later, After: 30 * time.Second, Err: errors.New("too fast")})
		b.store.add(direct(1), 2)
		b.start()
		b.empty()
		sends := b.net.seen()
		if len(sends) != 3 || sends[1].at.Sub(sends[0].at) < 30*time.Second {
			t.Errorf("sends %+v, want the second at least 30 s after the first", sends)
		}
	})
}

func TestAComplaintAboutAllHoldsTheLane(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.net.answer = verdicts(bot.Outcome{Verdict: bot.Later, After: time.Hour, All: true, Err: errors.New("too fast")})
		b.store.add(direct(1), 1)
		b.start()
		time.Sleep(time.Second)
		b.stop()
		b.store.add(direct(2), 1)
		b.pacer = newBench(t, brisk()).pacer // another process: it knows only what is stored
		b.start()
		b.empty()
		sends := b.net.seen()
		for _, s := range sends[1:] {
			if s.at.Sub(sends[0].at) < time.Hour {
				t.Errorf("sent %v after the network asked for an hour of silence", s.at.Sub(sends[0].at))
			}
		}
	})
}

func TestAStormOfComplaintsHoldsTheLane(t *testing.T) {
	limits := brisk()
	limits.PerSecond = 30
	inBubble(t, limits, func(t *testing.T, b *bench) {
		var refused atomic.Int32
		quietUntil := time.Now().Add(20 * time.Second)
		b.net.answer = func(to bot.Address, items []bot.Item) bot.Outcome {
			if time.Now().Before(quietUntil) {
				refused.Add(1)
				return bot.Outcome{Verdict: bot.Later, After: time.Until(quietUntil), Err: errors.New("too fast")}
			}
			return delivered(to, items)
		}
		for i := range 1000 {
			b.store.add(direct(i), 1)
		}
		b.start()
		b.empty()
		if n := refused.Load(); n > 20 {
			t.Errorf("%d requests were refused before the lane held still", n)
		}
	})
}

func TestGonePausesTheChatAlone(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.net.answer = func(to bot.Address, items []bot.Item) bot.Outcome {
			if to == direct(1) {
				return bot.Outcome{Verdict: bot.Gone, Err: errors.New("blocked")}
			}
			return delivered(to, items)
		}
		b.store.add(direct(1), 3)
		b.store.add(direct(2), 3)
		b.start()
		time.Sleep(time.Minute)
		if n := b.store.waiting(); n != 3 {
			t.Errorf("%d wait, want the three of the chat that is gone", n)
		}
		if n := len(b.net.seen()); n != 4 {
			t.Errorf("%d sends, want one to the chat that is gone and three to the other", n)
		}
	})
}

func TestWhoMayNotPostIsSaidSoOnce(t *testing.T) {
	var mu sync.Mutex
	var told []bot.Address
	why := fmt.Errorf("no right: %w", bot.ErrCannotPost)
	note := func(_ context.Context, at bot.Address, err error) {
		mu.Lock()
		defer mu.Unlock()
		if !errors.Is(err, bot.ErrCannotPost) {
			t.Errorf("told of %v", err)
		}
		told = append(told, at)
	}
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.told = note
		b.net.answer = func(to bot.Address, items []bot.Item) bot.Outcome {
			switch to {
			case direct(1):
				return bot.Outcome{Verdict: bot.Gone, Err: why}
			case direct(2):
				return bot.Outcome{Verdict: bot.Gone, Err: errors.New("blocked")}
			}
			return delivered(to, items)
		}
		for i := range 3 {
			b.store.add(direct(i+1), 3)
		}
		b.start()
		time.Sleep(time.Minute)
	})
	if len(told) != 1 || told[0] != direct(1) {
		t.Errorf("told of %v, want the one that may not be posted to, once", told)
	}
}

func TestMovedIsSentAgainOnce(t *testing.T) {
	home := direct(2)
	for _, c := range []struct {
		name  string
		moves int
		want  []bot.Verdict
	}{
		{"moved once", 1, []bot.Verdict{bot.Moved, bot.Delivered}},
		{"moved for ever", 9, []bot.Verdict{bot.Moved, bot.Never}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, brisk(), func(t *testing.T, b *bench) {
				var moves []bot.Outcome
				for i := range c.moves {
					home.Chat = fmt.Sprint("home", i)
					moves = append(moves, bot.Outcome{Verdict: bot.Moved, NewHome: home, Err: errors.New("moved")})
				}
				b.net.answer = verdicts(moves...)
				b.store.add(direct(1), 1)
				b.start()
				b.empty()
				var got []bot.Verdict
				for _, s := range b.store.settled {
					got = append(got, s.Verdict)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("settled %v, want %v", got, c.want)
				}
			})
		})
	}
}

func TestARefusedItemDoesNotTakeOthersAlong(t *testing.T) {
	limits := brisk()
	limits.Fold = 5
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.net.answer = func(to bot.Address, items []bot.Item) bot.Outcome {
			for _, i := range items {
				if i.Key == "k2" {
					return bot.Outcome{Verdict: bot.Never, Err: errors.New("bad content")}
				}
			}
			return delivered(to, items)
		}
		b.store.add(direct(1), 4)
		b.start()
		b.empty()
		dead := 0
		for _, s := range b.store.settled {
			if s.Verdict == bot.Never {
				dead += len(s.IDs)
				if s.Reason != "bad content" {
					t.Errorf("dead without its reason: %+v", s)
				}
			}
		}
		if dead != 1 || b.store.waiting() != 0 {
			t.Errorf("%d dead letters, want the one bad item", dead)
		}
	})
}

func TestRefusalsStopLongBeforeTheBan(t *testing.T) {
	limits := brisk()
	limits.Invalid = 100
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.net.answer = func(bot.Address, []bot.Item) bot.Outcome {
			return bot.Outcome{Verdict: bot.Gone, Err: errors.New("forbidden")}
		}
		for i := range 1000 {
			b.store.add(direct(i), 1)
		}
		b.start()
		time.Sleep(9 * time.Minute)
		if n := len(b.net.seen()); n > 60 {
			t.Errorf("%d refused requests in ten minutes, the network allows 100", n)
		}
		time.Sleep(2 * time.Minute)
		if n := len(b.net.seen()); n < 61 {
			t.Errorf("%d requests: it never went on", n)
		}
	})
}

func TestAnotherTakesOverADeadLane(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		_, err := b.store.Lease(t.Context(), "n", "a process that was killed", 7*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		b.store.add(direct(1), 1)
		b.start()
		b.empty()
		if wait := b.net.seen()[0].at.Sub(start); wait > 10*time.Second {
			t.Errorf("the first send of the lane taken over came after %v", wait)
		}
	})
}

func TestALostLeaseStopsSending(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.start()
		time.Sleep(time.Second)
		b.store.mu.Lock() // somebody else took it, as after a long sleep of this machine
		b.store.lease.Owner, b.store.lease.Number, b.store.lease.Until = "other", 99, time.Now().Add(time.Hour)
		b.store.mu.Unlock()
		b.store.add(direct(1), 1)
		time.Sleep(time.Minute)
		if n := len(b.net.seen()); n != 0 {
			t.Errorf("%d sends under a lease that was lost", n)
		}
	})
}

func TestTheStoreGoneForAWhile(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		for i := range 100 {
			b.store.add(direct(i), 1)
		}
		b.start()
		time.Sleep(250 * time.Millisecond)
		b.store.fail(errors.New("the database is gone"))
		time.Sleep(30 * time.Second)
		b.store.fail(nil)
		b.empty()
		if n := len(b.net.seen()); n != 100 {
			t.Errorf("%d sends for 100 deliveries", n)
		}
	})
}

func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.net.delay = 3 * time.Second
		for i := range 20 {
			b.store.add(direct(i), 1)
		}
		b.start()
		time.Sleep(time.Second)
		start := time.Now()
		b.stop()
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("stopping took %v", took)
		}
		if sent, left := len(b.net.seen()), b.store.waiting(); sent != 8 || left != 12 {
			t.Errorf("%d sent and %d left, want the 8 under way marked and 12 left", sent, left)
		}
		if _, err := b.store.Lease(context.Background(), "n", "another", time.Second); err != nil {
			t.Errorf("the lane was not given up: %v", err)
		}
		b.start()
	})
}
