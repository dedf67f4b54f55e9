package outbox_test

import (
	"testing"
	"time"
)

// An alert every 20 seconds for an hour: the first come one by one, then ten minutes'
// in one message, and none is late by more.
func TestAboveTheHourlyCapAlertsFold(t *testing.T) {
	limits := brisk()
	limits.Fold = 50
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.most = 20
		b.start()
		began := time.Now()
		for range 180 {
			b.store.add(direct(1), 1)
			time.Sleep(20 * time.Second)
		}
		b.empty()
		messages, items, single := 0, 0, 0
		for _, s := range b.net.seen() {
			if s.items == 1 {
				single++
			}
			if late := s.at.Sub(began) - time.Duration(items)*20*time.Second; late > 10*time.Minute+time.Second {
				t.Errorf("alert %d waited %v", items, late)
			}
			messages, items = messages+1, items+s.items
		}
		if items != 180 || single != 20 || messages > 26 {
			t.Errorf("%d alerts in %d messages, %d of them single: want 180, at most 26, 20", items, messages, single)
		}
	})
}

// Ten minutes may bring more than a message holds: then as many follow as it takes.
func TestWhatWasGatheredIsToldWhole(t *testing.T) {
	limits := brisk()
	limits.Fold = 10
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.most = 5
		b.start()
		for range 5 {
			b.store.add(direct(1), 1)
			time.Sleep(time.Second)
		}
		b.store.add(direct(1), 45)
		time.Sleep(9 * time.Minute)
		if n := len(b.net.seen()); n != 5 {
			t.Errorf("%d messages before the ten minutes are over, want 5", n)
		}
		start := time.Now()
		b.empty()
		if n, took := len(b.net.seen()), time.Since(start); n != 10 || took > 2*time.Minute {
			t.Errorf("%d messages, the last after %v: want five single ones and five with 45 alerts, right after ten minutes", n, took)
		}
	})
}

// A chat that is told little waits for nothing, whatever another is told.
func TestTheCapIsOfOneChat(t *testing.T) {
	limits := brisk()
	limits.Fold = 10
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.most = 2
		b.start()
		for range 4 {
			b.store.add(direct(1), 1)
			time.Sleep(time.Second)
		}
		start := time.Now()
		b.store.add(direct(2), 1)
		time.Sleep(time.Minute)
		for _, s := range b.net.seen() {
			if s.to == direct(2) {
				if s.at.Sub(start) > time.Second {
					t.Errorf("another chat waited %v", s.at.Sub(start))
				}
				return
			}
		}
		t.Error("the other chat was told nothing")
	})
}
