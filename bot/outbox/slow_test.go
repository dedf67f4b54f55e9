package outbox_test

import (
	"errors"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// A process that answers people meets a 429: whoever drives the lane keeps still too,
// goes on at half the rate and grows again slowly.
func TestAComplaintOfAnotherProcessSlowsTheLane(t *testing.T) {
	limits := bot.Limits{PerSecond: 20, Fold: 1, InFlight: 10}
	inBubble(t, limits, func(t *testing.T, b *bench) {
		for i := range 6000 {
			b.store.add(direct(i), 1)
		}
		b.start()
		time.Sleep(10 * time.Second)
		v := newVoice(b.store, b.net)
		told := time.Now()
		v.pacer.Slow(t.Context(), direct(1), 20*time.Second, true)
		b.empty()
		at := sendTimes(b.net.seen())
		for _, c := range []struct {
			when        time.Duration
			least, most int // a second
		}{
			{-5 * time.Second, 19, 20},
			{3 * time.Second, 0, 0},
			{15 * time.Second, 0, 0},
			{24 * time.Second, 8, 11},
			{72 * time.Second, 13, 16},
			{135 * time.Second, 19, 20},
		} {
			if n := between(at, told.Add(c.when), 4*time.Second); n < 4*c.least || n > 4*c.most {
				t.Errorf("%v after the complaint %d in four seconds, want %d to %d a second", c.when, n, c.least, c.most)
			}
		}
	})
}

// A complaint about one chat holds that chat alone, in every process.
func TestAComplaintAboutOneChatHoldsIt(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.store.add(direct(1), 1)
		b.store.add(direct(2), 1)
		v := newVoice(b.store, b.net)
		told := time.Now()
		v.pacer.Slow(t.Context(), direct(1), 20*time.Second, false)
		if err := v.pacer.Answer(t.Context(), direct(3)); err != nil || time.Since(told) > time.Second {
			t.Errorf("another chat's answer waited %v, %v", time.Since(told), err)
		}
		if err := v.pacer.Answer(t.Context(), direct(1)); err != nil || time.Since(told) < 20*time.Second {
			t.Errorf("an answer to the chat went out after %v, %v", time.Since(told), err)
		}
		b.start()
		b.empty()
		for _, s := range b.net.seen() {
			if s.to == direct(1) && s.at.Sub(told) < 20*time.Second {
				t.Errorf("the lane sent to the chat after %v", s.at.Sub(told))
			}
		}
	})
}

// Telegram has asked for twelve hours of silence in a chat. What is asked there must
// not pile up until it stops everybody else.
func TestNobodyWaitsForHoursForAnAnswer(t *testing.T) {
	inBubble(t, brisk(), func(t *testing.T, b *bench) {
		b.start()
		v := newVoice(b.store, b.net)
		v.pacer.Slow(t.Context(), direct(1), 12*time.Hour, false)
		start := time.Now()
		if err := v.pacer.Answer(t.Context(), direct(1)); !errors.Is(err, outbox.ErrSilence) || time.Since(start) > 0 {
			t.Errorf("%v after %v, want ErrSilence at once", err, time.Since(start))
		}
		if err := v.pacer.Answer(t.Context(), direct(2)); err != nil {
			t.Errorf("another chat: %v", err)
		}
		time.Sleep(12*time.Hour - 30*time.Second)
		if err := v.pacer.Answer(t.Context(), direct(1)); err != nil {
			t.Errorf("half a minute before its end: %v", err)
		}
	})
}
