package outbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"crier/bot"
)

// lane drives one network, one holder of its lease at a time.
type lane struct {
	Options
	adapter bot.Adapter
	limits  bot.Limits
	owner   string
	log     *slog.Logger
	pace    *pace
	budget  budget
}

const (
	glance = time.Second // between two looks for rows that no bell told of
	ahead  = time.Minute // how far the plan looks
	thrift = 20          // a look that takes long is not taken again for so many times as long,
	brief  = 25 * time.Millisecond
	lavish = 3 // one that is brief for so many times: what is new has waited for it
)

// run takes the lane whenever it can be had and drives it until ctx ends.
func (l *lane) run(ctx context.Context) {
	waiting := false
	for ctx.Err() == nil {
		asked := time.Now()
		lease, err := l.Store.Lease(ctx, l.adapter.Network(), l.owner, l.Hold)
		switch {
		case err == nil:
			l.log.Info("delivering", "lease", lease.Number)
			waiting = false
			l.drive(ctx, lease, asked)
			continue
		case errors.Is(err, ErrHeld):
			if !waiting {
				l.log.Info("standing by, another process delivers")
			}
			waiting = true
		case ctx.Err() == nil:
			l.log.Error("taking the lane", "error", err)
		}
		_ = sleep(ctx, l.Hold/7) // a second, by default; ctx is looked at above
	}
}

// drive sends under a lease until it is lost or ctx ends, and returns when nothing
// is under way any more.
func (l *lane) drive(ctx context.Context, lease Lease, asked time.Time) {
	ctx, lost := context.WithCancel(ctx)
	defer lost()
	d := &drive{
		lane: l, lease: lease, began: asked, plan: newPlan(l.pace, l.limits.Fold),
		results: make(chan result, max(1, l.limits.InFlight)),
		loaded:  make(chan loading, 1),
		renewed: make(chan struct{}),
	}
	d.trust(asked)
	l.pace.silent(lease.Hold)
	go func() {
		defer close(d.renewed)
		d.renew(ctx, lost)
	}()
	// What is under way may finish when ctx has ended, but not for ever.
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	d.loop(ctx, sending)
	drained := time.AfterFunc(l.Drain, stop)
	defer drained.Stop()
	d.drain()
	lost()
	<-d.renewed
	release, end := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer end()
	if err := l.Store.Release(release, d.lease); err != nil {
		l.log.Warn("giving the lane up", "error", err)
	}
}
