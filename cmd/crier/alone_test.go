package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot/outbox"
)

// board is a store's leases in memory. A name on the blind list cannot reach it.
type board struct {
	mu    sync.Mutex
	owner string
	until time.Time
	blind map[string]bool
}

func (b *board) Lease(_ context.Context, name, owner string, hold time.Duration) (outbox.Lease, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.blind[owner]:
		return outbox.Lease{}, errors.New("no line to the database")
	case b.owner != owner && b.owner != "" && time.Now().Before(b.until):
		return outbox.Lease{}, outbox.ErrHeld
	}
	b.owner, b.until = owner, time.Now().Add(hold)
	return outbox.Lease{Network: name, Owner: owner, Until: b.until}, nil
}

func (b *board) Release(_ context.Context, l outbox.Lease) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.owner == l.Owner && !b.blind[l.Owner] {
		b.owner = ""
	}
	return nil
}

func (b *board) cut(owner string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blind[owner] = true
}

// floor is where only one may work at a time.
type floor struct {
	t     *testing.T
	mu    sync.Mutex
	there []string
	began map[string]time.Time
}

func (f *floor) work(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		f.mu.Lock()
		f.there, f.began[name] = append(f.there, name), time.Now()
		if len(f.there) > 1 {
			f.t.Errorf("%q work at the same time", f.there)
		}
		f.mu.Unlock()
		<-ctx.Done()
		f.mu.Lock()
		defer f.mu.Unlock()
		f.there = nil
		return nil
	}
}

func (f *floor) now() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.there) == 0 {
		return ""
	}
	return f.there[0]
}

func (f *floor) start(name string) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.began[name]
}

func TestOneProcessWorksAndAnotherTakesOver(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(b *board, stopFirst func())
		most time.Duration
	}{
		{"at once when the first stops", func(_ *board, stopFirst func()) { stopFirst() }, 2 * time.Second},
		{"within ten seconds when the first is cut off", func(b *board, _ func()) { b.cut("a") }, 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &board{blind: map[string]bool{}}
				f := &floor{t: t, began: map[string]time.Time{}}
				var all sync.WaitGroup
				begin := func(name string) context.CancelFunc {
					ctx, stop := context.WithCancel(t.Context())
					worker := turn{store: b, name: "chat:x", owner: name, hold: 7 * time.Second, log: slog.New(slog.DiscardHandler)}
					all.Go(func() {
						if err := worker.do(ctx, f.work(name)); err != nil {
							t.Errorf("%s: %v", name, err)
						}
					})
					return stop
				}
				stopA := begin("a")
				synctest.Wait()
				stopB := begin("b")
				time.Sleep(time.Minute)
				if f.now() != "a" {
					t.Fatalf("%q works, want the first", f.now())
				}
				lost := time.Now()
				c.lose(b, stopA)
				time.Sleep(time.Minute)
				if took := f.start("b").Sub(lost); f.now() != "b" || took > c.most {
					t.Errorf("%q works, taken over after %s; want b within %s", f.now(), took, c.most)
				}
				stopA()
				stopB()
				all.Wait()
			})
		})
	}
}

func TestWorkThatEndsByItselfEndsTheTurn(t *testing.T) {
	b := &board{blind: map[string]bool{}}
	refused := errors.New("refused")
	worker := turn{store: b, name: "chat:x", owner: "a", hold: 7 * time.Second, log: slog.New(slog.DiscardHandler)}
	if err := worker.do(t.Context(), func(context.Context) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("got %v, want what the work ended with", err)
	}
	if b.owner != "" {
		t.Error("the lease was kept")
	}
}
