package polite

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestAtMostTwoAtAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2)
		in := make(chan func(), 10)
		for range 4 {
			go func() {
				leave, err := g.enter(t.Context(), "a")
				if err != nil {
					t.Error(err)
				}
				in <- leave
			}()
		}
		synctest.Wait()
		if len(in) != 2 {
			t.Fatalf("%d are in, want 2", len(in))
		}
		if leave, err := g.enter(t.Context(), "b"); err != nil {
			t.Error("another host waits:", err)
		} else {
			leave()
		}
		tired, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := g.enter(tired, "a"); err == nil {
			t.Error("who gave up got in")
		}
		for range 4 {
			(<-in)()
		}
		synctest.Wait()
		if len(g.hosts) != 0 {
			t.Errorf("%d lines are remembered though nobody waits", len(g.hosts))
		}
	})
}
