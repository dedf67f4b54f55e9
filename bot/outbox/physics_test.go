package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// published are Telegram's published limits, one item a message.
func published() bot.Limits {
	return bot.Limits{PerSecond: 30, ChatGap: time.Second, GroupGap: time.Second, PerMinute: 20, Fold: 1, InFlight: 10}
}

// bench is an outbox under test.
type bench struct {
	t     *testing.T
	store *memory
	net   *recorder
	pacer *outbox.Pacer
	most  int // messages to a chat in an hour
	told  func(context.Context, bot.Address, error)
	stop  func()
}

func newBench(t *testing.T, limits bot.Limits) *bench {
	return &bench{t: t, store: newMemory(), net: &recorder{limits: limits, delay: 200 * time.Millisecond}, pacer: outbox.NewPacer(1)}
}

// start runs the outbox until stop, which waits for it.
func (b *bench) start() {
	ctx, cancel := context.WithCancel(b.t.Context())
	box := outbox.New(outbox.Options{
		Store: b.store, Adapters: []bot.Adapter{b.net}, Pacer: b.pacer, Log: slog.New(slog.DiscardHandler),
		Belt: func(network string) string { return network }, Hourly: b.most, Closed: b.told,
	})
	done := make(chan error, 1)
	go func() { done <- box.Run(ctx) }()
	b.stop = func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Errorf("Run: %v", err)
		}
	}
}

// empty waits until nothing waits any more and returns how long the sends took,
// from the first to the last.
func (b *bench) empty() time.Duration {
	for b.store.waiting() > 0 {
		time.Sleep(time.Second)
	}
	sends := b.net.seen()
	return sends[len(sends)-1].at.Sub(sends[0].at)
}

func direct(n int) bot.Address { return bot.Address{Network: "n", Chat: fmt.Sprint("p", n)} }
func group(n int) bot.Address {
	return bot.Address{Network: "n", Chat: fmt.Sprint("g", n), Kind: bot.Group}
}

// violations counts messages that came sooner than the published limits allow.
func violations(sends []send, l bot.Limits) (n int) {
	crowded := func(times []time.Time, most int, span time.Duration) {
		for i := most; i < len(times); i++ {
			if times[i].Sub(times[i-most]) < span {
				n++
			}
		}
	}
	var all []time.Time
	chats := map[bot.Address][]time.Time{}
	for _, s := range sends {
		all = append(all, s.at)
		chats[s.to] = append(chats[s.to], s.at)
	}
	crowded(all, int(l.PerSecond), time.Second)
	for to, times := range chats {
		crowded(times, 1, time.Second)
		if to.Kind != bot.Direct {
			crowded(times, l.PerMinute, time.Minute)
		}
	}
	return n
}

func TestBroadcastsMeetTheBound(t *testing.T) {
	for _, c := range []struct {
		name  string
		fill  func(*memory)
		bound float64 // seconds
	}{
		{"10,000 chats, one each", func(m *memory) {
			for i := range 10_000 {
				m.add(direct(i), 1)
			}
		}, 333.3},
		{"900 people and 100 groups, three each", func(m *memory) {
			for i := range 900 {
				m.add(direct(i), 3)
			}
			for i := range 100 {
				m.add(group(i), 3)
			}
		}, 100},
		{"1,000 people once, 5 groups 40 times", func(m *memory) {
			for i := range 1000 {
				m.add(direct(i), 1)
			}
			for i := range 5 {
				m.add(group(i), 40)
			}
		}, 79},
		{"3,000 people once, one group 60 times", func(m *memory) {
			for i := range 3000 {
				m.add(direct(i), 1)
			}
			m.add(group(0), 60)
		}, 139},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, published())
				c.fill(b.store)
				b.start()
				took := b.empty().Seconds()
				b.stop()
				if took > c.bound*1.01 || took < c.bound*0.98 {
					t.Errorf("took %.1f s, the bound is %.1f s", took, c.bound)
				}
				if n := violations(b.net.seen(), published()); n > 0 {
					t.Errorf("%d messages came too soon", n)
				}
				t.Logf("%.1f s (bound %.1f s)", took, c.bound)
			})
		})
	}
}

// TestAGroupsMinuteHasRoom sends with what the Telegram adapter asks for, over a way
// that holds each message up differently: the published minute is kept at its end.
func TestAGroupsMinuteHasRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, bot.Limits{PerSecond: 25, ChatGap: time.Second, GroupGap: time.Second, PerMinute: 18, Fold: 1, InFlight: 10})
		b.store.add(group(0), 60)
		b.start()
		took := b.empty()
		b.stop()
		if took > 186*time.Second {
			t.Errorf("60 messages to a group took %v, want three minutes and five seconds", took)
		}
		random := rand.New(rand.NewPCG(3, 4))
		var arrived []time.Time
		for _, s := range b.net.seen() {
			arrived = append(arrived, s.at.Add(time.Duration(random.Int64N(int64(1500*time.Millisecond)))))
		}
		slices.SortFunc(arrived, time.Time.Compare)
		for i := published().PerMinute; i < len(arrived); i++ {
			if span := arrived[i].Sub(arrived[i-published().PerMinute]); span < time.Minute {
				t.Errorf("21 messages reached the group within %v", span)
			}
		}
	})
}

func TestDiscordChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := bot.Limits{PerSecond: 50, ChatGap: time.Second, GroupGap: time.Second, Fold: 1, InFlight: 12, Invalid: 10_000, Once: true}
		b := newBench(t, limits)
		for i := range 1000 {
			b.store.add(bot.Address{Network: "n", Chat: fmt.Sprint(i), Kind: bot.Channel}, 1)
		}
		b.start()
		took := b.empty()
		b.stop()
		if took > 21500*time.Millisecond {
			t.Errorf("1,000 channels took %v, want at most 21.5 s", took)
		}
	})
}

func TestAnswersDuringABroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, published())
		for i := range 10_000 {
			b.store.add(direct(i), 1)
		}
		b.start()
		random := rand.New(rand.NewPCG(1, 2))
		var waits []time.Duration
		var answers []send
		for i := range 1500 { // 5 a second, at random moments
			time.Sleep(time.Duration(random.ExpFloat64() * float64(200*time.Millisecond)))
			start := time.Now()
			to := direct(20_000 + i)
			if err := b.pacer.Answer(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			waits = append(waits, time.Since(start))
			answers = append(answers, send{at: time.Now(), to: to})
		}
		b.empty()
		b.stop()
		slices.Sort(waits)
		p99 := waits[len(waits)*99/100]
		if p99 > 100*time.Millisecond {
			t.Errorf("an answer waited %v at p99, want at most 0.1 s", p99)
		}
		all := append(b.net.seen(), answers...)
		slices.SortFunc(all, func(a, b send) int { return a.at.Compare(b.at) })
		if n := violations(all, published()); n > 0 {
			t.Errorf("%d messages came too soon", n)
		}
		t.Logf("p50 %v, p99 %v", waits[len(waits)/2], p99)
	})
}
