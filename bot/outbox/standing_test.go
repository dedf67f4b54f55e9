package outbox_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// voice is a process that answers people and pushes nothing.
type voice struct {
	pacer *outbox.Pacer
	mu    sync.Mutex
	at    []time.Time
}

func newVoice(s outbox.Store, net bot.Adapter) *voice {
	v := &voice{pacer: outbox.NewPacer(1)}
	outbox.New(outbox.Options{Store: s, Adapters: []bot.Adapter{net}, Pacer: v.pacer, Log: slog.New(slog.DiscardHandler)})
	return v
}

// talk answers as many people as it may, until ctx ends.
func (v *voice) talk(ctx context.Context) {
	for i := 0; v.pacer.Answer(ctx, direct(1_000_000+i)) == nil; i++ {
		v.mu.Lock()
		v.at = append(v.at, time.Now())
		v.mu.Unlock()
	}
}

func (v *voice) times() []time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.at)
}

// between counts the times in a span.
func between(times []time.Time, from time.Time, span time.Duration) (n int) {
	for _, t := range times {
		if !t.Before(from) && t.Before(from.Add(span)) {
			n++
		}
	}
	return n
}

func sendTimes(sends []send) (times []time.Time) {
	for _, s := range sends {
		times = append(times, s.at)
	}
	return times
}

func TestProcessesShareTheRate(t *testing.T) {
	limits := bot.Limits{PerSecond: 25, ChatGap: time.Second, Fold: 1, InFlight: 10}
	inBubble(t, limits, func(t *testing.T, b *bench) {
		for i := range 3000 {
			b.store.add(direct(i), 1)
		}
		b.start()
		ctx, silence := context.WithCancel(t.Context())
		defer silence()
		time.Sleep(10 * time.Second)
		first, second := newVoice(b.store, b.net), newVoice(b.store, b.net)
		var all sync.WaitGroup
		began := time.Now()
		all.Go(func() { first.talk(ctx) })
		time.Sleep(20 * time.Second)
		all.Go(func() { second.talk(ctx) })
		time.Sleep(20 * time.Second)
		silence()
		all.Wait()
		time.Sleep(30 * time.Second)
		pushed, one, two := sendTimes(b.net.seen()), first.times(), second.times()
		const span = 8 * time.Second
		for _, c := range []struct {
			when                time.Duration
			pushes, one, second int
		}{
			{-9 * time.Second, 200, 0, 0}, // nobody answers
			{2 * time.Second, 160, 40, 0},
			{22 * time.Second, 160, 20, 20},
			{55 * time.Second, 200, 0, 0}, // nobody answers any more
		} {
			from := began.Add(c.when)
			got := []int{between(pushed, from, span), between(one, from, span), between(two, from, span)}
			for i, want := range []int{c.pushes, c.one, c.second} {
				if got[i] < want-2 || got[i] > want+1 {
					t.Errorf("%v after the first answer: %v pushes and answers in eight seconds, want about %d, %d and %d", c.when, got, c.pushes, c.one, c.second)
					break
				}
			}
		}
		everything := slices.Concat(pushed, one, two)
		slices.SortFunc(everything, time.Time.Compare)
		for i := 31; i < len(everything); i++ {
			if everything[i].Sub(everything[i-31]) < time.Second {
				t.Fatal("more than 30 and one in flight within a second, however briefly")
			}
		}
	})
}

func TestAHoldIsHeardByEveryProcess(t *testing.T) {
	limits := bot.Limits{PerSecond: 25, ChatGap: time.Second, Fold: 1, InFlight: 10}
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.net.answer = verdicts(bot.Outcome{Verdict: bot.Later, After: 20 * time.Second, All: true, Err: errors.New("too fast")})
		ctx, silence := context.WithCancel(t.Context())
		v := newVoice(b.store, b.net)
		var all sync.WaitGroup
		all.Go(func() { v.talk(ctx) })
		b.start()
		time.Sleep(10 * time.Second)
		b.store.add(direct(1), 1)
		time.Sleep(time.Minute)
		silence()
		all.Wait()
		asked := b.net.seen()[0].at
		times := v.times()
		if n := between(times, asked.Add(2200*time.Millisecond), 17*time.Second); n > 0 {
			t.Errorf("%d answers while the network wants silence", n)
		}
		if n := between(times, asked.Add(21*time.Second), 5*time.Second); n == 0 || n > 15 {
			t.Errorf("%d answers in the five seconds after, want some, at half the rate", n)
		}
	})
}

// What the network says to a push it says to answers in that chat, and to no others:
// whoever answers there is not refused, too.
func TestASilenceOfOneChatIsHeardByEveryProcess(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.net.answer = verdicts(bot.Outcome{Verdict: bot.Later, After: 20 * time.Second, Err: errors.New("too fast")})
		v := newVoice(b.store, b.net)
		if err := v.pacer.Answer(t.Context(), direct(1)); err != nil {
			t.Fatal(err)
		}
		b.start()
		b.store.add(direct(1), 1)
		time.Sleep(2 * time.Second)
		asked := b.net.seen()[0].at
		for _, c := range []struct {
			chat int
			wait time.Duration
		}{{2, 0}, {1, 20 * time.Second}} {
			if err := v.pacer.Answer(t.Context(), direct(c.chat)); err != nil {
				t.Fatal(err)
			}
			if after := time.Since(asked); after < c.wait || after > c.wait+5*time.Second {
				t.Errorf("an answer in chat %d went out %v after the push was refused in chat 1, want about %v", c.chat, after, c.wait)
			}
		}
		b.empty()
	})
}

// A second is what Telegram asks for most often.
func TestAShortHoldSlowsEveryProcess(t *testing.T) {
	limits := bot.Limits{PerSecond: 25, Fold: 1, InFlight: 10}
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.net.answer = verdicts(bot.Outcome{Verdict: bot.Later, After: time.Second, All: true, Err: errors.New("too fast")})
		ctx, silence := context.WithCancel(t.Context())
		v := newVoice(b.store, b.net)
		var all sync.WaitGroup
		all.Go(func() { v.talk(ctx) })
		b.start()
		time.Sleep(10 * time.Second)
		b.store.add(direct(1), 1)
		time.Sleep(20 * time.Second)
		silence()
		all.Wait()
		asked := b.net.seen()[0].at
		before, after := between(v.times(), asked.Add(-5*time.Second), 4*time.Second), between(v.times(), asked.Add(3*time.Second), 4*time.Second)
		if after > before*2/3 {
			t.Errorf("%d answers in four seconds before the network asked for less, %d after", before, after)
		}
	})
}

func TestAnAnswerDoesNotWaitForTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		store.fail(errors.New("the database is gone"))
		v := newVoice(store, &recorder{limits: bot.Limits{PerSecond: 25}})
		start := time.Now()
		for range 10 {
			if err := v.pacer.Answer(t.Context(), direct(1)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("ten answers took %v", took)
		}
	})
}
