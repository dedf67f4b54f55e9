package outbox

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// drive is a lane under one lease. Its loop alone touches the plan; sends, looks
// at the store and renewals run beside it and report to it.
type drive struct {
	*lane
	lease   Lease
	began   time.Time
	until   atomic.Int64 // the lease may be trusted for so long since then, whatever is done to the clock
	plan    *plan
	flying  int
	results chan result
	loaded  chan loading
	renewed chan struct{}

	looking bool      // a look at the store is under way
	rung    bool      // there may be rows that the plan does not know
	look    time.Time // not before: the next look
	full    bool      // the last look saw as many rows as it may
	rest    time.Time // the store did not answer: nothing is asked of it before
}

// loading is what a look at the store found.
type loading struct {
	loads []Load
	err   error
	took  time.Duration
}

// loop plans and dispatches until ctx ends.
func (d *drive) loop(ctx, sending context.Context) {
	bell, stop := d.Store.Listen(d.Belt(d.adapter.Network()))
	defer stop()
	d.rung = true
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		now := time.Now()
		d.refresh(ctx, now)
		timer.Reset(d.dispatch(sending, now))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-bell:
			d.rung = true
		case found := <-d.loaded:
			d.learn(found)
		case r := <-d.results:
			d.settle(r)
		}
	}
}

// refresh looks for waiting rows when a bell rang, or when it is time to see what
// no bell told of.
func (d *drive) refresh(ctx context.Context, now time.Time) {
	if d.looking || now.Before(d.look) || (!d.rung && now.Before(d.look.Add(glance))) {
		return
	}
	d.looking, d.rung = true, false
	go func() {
		start := time.Now()
		limited, stop := context.WithTimeout(ctx, storeTime)
		defer stop()
		loads, err := d.Store.Loads(limited, d.lease, ahead, d.Most)
		d.loaded <- loading{loads, err, time.Since(start)}
	}()
}

func (d *drive) learn(found loading) {
	now := time.Now()
	d.looking = false
	if d.look = now.Add(thrift * found.took); found.took < brief {
		d.look = now.Add(lavish * found.took)
	}
	if found.err != nil {
		d.log.Error("looking for deliveries", "error", found.err)
		d.rung, d.look = true, now.Add(glance)
		return
	}
	rows := 0
	for _, l := range found.loads {
		rows += len(l.IDs)
	}
	d.full = rows >= d.Most
	d.plan.replace(found.loads, now)
}

// dispatch starts what may be sent now and returns how long nothing more may.
func (d *drive) dispatch(sending context.Context, now time.Time) time.Duration {
	if wait := d.rest.Sub(now); wait > 0 {
		return min(wait, glance)
	}
	for d.flying < cap(d.results) && d.trusted() {
		t := d.plan.next(now)
		if t == nil {
			if d.full { // the plan is done, and there are more rows than it could hold
				d.rung, d.full, d.look = true, false, now
			}
			break
		}
		if wait := d.pace.slot(now); wait > 0 {
			return min(wait, glance)
		}
		work := d.plan.start(t, now)
		d.pace.pushed(t.to, !work.Edit, now)
		d.flying++
		go func() {
			if work.Edit {
				d.results <- d.edit(sending, t, work)
			} else {
				d.results <- d.send(sending, t, work)
			}
		}()
	}
	idle := glance
	if d.rung && !d.looking {
		idle = min(idle, max(0, d.look.Sub(now)))
	}
	if wake := d.plan.wake(); !wake.IsZero() {
		idle = min(idle, max(0, wake.Sub(now)))
	}
	return idle
}

// settle takes note of a send or an edit that is over.
func (d *drive) settle(r result) {
	d.flying--
	now := time.Now()
	r.task.single = r.single
	r.task.at = r.retry
	if r.refresh {
		d.rung = true
	}
	if r.ill {
		d.rest = now.Add(glance)
	}
	d.plan.finish(r.task, r.done, now)
}

// drain waits for what is under way.
func (d *drive) drain() {
	for d.flying > 0 {
		<-d.results
		d.flying--
	}
}

// renew keeps the lease and an eye on the other processes, and ends the drive when
// the lease is lost.
func (d *drive) renew(ctx context.Context, lost func()) {
	look := func() { d.Pacer.look(ctx, d.lease.Network, d.pace) }
	for look(); sleep(ctx, d.Hold/4) == nil; look() {
		asked := time.Now()
		limited, stop := context.WithTimeout(ctx, d.Hold/2)
		lease, err := d.Store.Lease(limited, d.lease.Network, d.lease.Owner, d.Hold)
		stop()
		switch {
		case err == nil && lease.Number == d.lease.Number:
			d.trust(asked)
		case err == nil, errors.Is(err, ErrHeld):
			d.log.Warn("the lane was taken over")
			lost()
			return
		case ctx.Err() == nil:
			d.log.Error("keeping the lane", "error", err)
		}
	}
}

// trust counts on the lease that was asked for then, until a little before its end.
func (d *drive) trust(asked time.Time) {
	d.until.Store(int64(asked.Sub(d.began) + d.Hold - d.Hold/10))
}

func (d *drive) trusted() bool { return int64(time.Since(d.began)) < d.until.Load() }
