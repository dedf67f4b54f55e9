package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"crier/bot/outbox"
)

// leases is the part of the store by which processes agree who does a thing.
type leases interface {
	Lease(ctx context.Context, name, owner string, hold time.Duration) (outbox.Lease, error)
	Release(ctx context.Context, l outbox.Lease) error
}

// turn lets one process at a time do what a network allows only once, such as
// polling for updates: the others wait, and one of them takes over when the lease of
// a dead process has run out.
type turn struct {
	store leases
	name  string
	owner string
	hold  time.Duration // how long a lease lasts without being renewed
	log   *slog.Logger
}

// do runs the work whenever it is this process's turn, until ctx ends or the work
// ends by itself.
func (t turn) do(ctx context.Context, work func(context.Context) error) error {
	waiting := false
	for {
		l, err := t.store.Lease(ctx, t.name, t.owner, t.hold)
		switch {
		case err == nil:
			t.log.InfoContext(ctx, "this process's turn", "for", t.name, "lease", l.Number)
			ended, err := t.keep(ctx, l, work)
			if ended || ctx.Err() != nil {
				return err
			}
			t.log.WarnContext(ctx, "the turn was lost", "for", t.name)
		case errors.Is(err, outbox.ErrHeld) && !waiting:
			t.log.InfoContext(ctx, "another process's turn", "for", t.name)
			waiting = true
		case !errors.Is(err, outbox.ErrHeld) && ctx.Err() == nil:
			t.log.ErrorContext(ctx, "asking for a turn", "for", t.name, "error", err)
		}
		if pause(ctx, t.hold/4) != nil {
			return nil
		}
	}
}

// keep works while the lease can be renewed; ended tells that the work ended by
// itself.
func (t turn) keep(ctx context.Context, l outbox.Lease, work func(context.Context) error) (ended bool, err error) {
	ours, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- work(ours) }()
	defer func() {
		if release := t.store.Release(context.WithoutCancel(ctx), l); release != nil {
			t.log.WarnContext(ctx, "giving up a turn", "for", t.name, "error", release)
		}
	}()
	sure := time.Now().Add(t.hold)
	tick := time.NewTicker(t.hold / 4)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return true, err
		case <-ctx.Done():
			return false, <-done
		case <-tick.C:
		}
		asked := time.Now()
		limited, enough := context.WithTimeout(ctx, t.hold/4)
		_, err := t.store.Lease(limited, t.name, t.owner, t.hold)
		enough()
		if err == nil {
			sure = asked.Add(t.hold)
		}
		if errors.Is(err, outbox.ErrHeld) || !time.Now().Before(sure.Add(-t.hold/4)) {
			stop()
			return false, <-done
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
