package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"crier/feeds"
)

const (
	pollTime = 90 * time.Second // one feed, whatever it does
	held     = 2 * pollTime     // a claim: what waits longer for its turn is given back
)

// polling is the poll belt of one process.
type polling struct {
	*Jobs
	hosts    *hosts
	quiet    *gathered[Rest]
	failures *gathered[Failure]
	polls    chan polled // to be written down
	underWay *sync.WaitGroup
}

// poll returns a round of the poll belt: it claims feeds that are due, and does not
// wait for those that are slow; underWay counts them.
func (j *Jobs) poll(ctx context.Context, underWay *sync.WaitGroup) func(context.Context) (int, error) {
	p := &polling{j, newHosts(j.o.Workers), gather[Rest](), gather[Failure](), make(chan polled), underWay}
	underWay.Go(func() { p.keepPolls(ctx) })
	underWay.Go(func() { p.quiet.keep(ctx, j.recordQuiet) })
	underWay.Go(func() { p.failures.keep(ctx, j.recordFailures) })
	return p.round
}

func (p *polling) round(ctx context.Context) (int, error) {
	n := p.hosts.waitForRoom(ctx)
	if ctx.Err() != nil {
		return 0, nil
	}
	due, err := p.o.Store.ClaimFeeds(ctx, n, held, p.hosts.busy()...)
	if err != nil {
		return 0, fmt.Errorf("claiming feeds: %w", err)
	}
	until := time.Now().Add(held - pollTime)
	for _, s := range due {
		name := s.Host()
		one := p.hosts.claim(name)
		p.underWay.Go(func() {
			defer p.hosts.release(name, one)
			p.inTurn(ctx, s, one, until)
		})
	}
	if len(due) > 0 { // the next bite is larger for it
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return len(due), nil
}

// rewind looks whether the clock was set back: feeds would be asked late by as much.
func (j *Jobs) rewind(ctx context.Context) (int, error) {
	n, err := j.o.Store.RewindPolls(ctx)
	if err != nil {
		return 0, fmt.Errorf("looking for polls in the future: %w", err)
	}
	if n > 0 {
		j.o.Log.Info("the clock was set back; polls go by the new one", "feeds", n)
	}
	return 0, nil
}

// inTurn polls a feed when its turn has come, if that is before the claim is too old.
func (p *polling) inTurn(ctx context.Context, s feeds.Source, one *host, until time.Time) {
	waiting, stop := context.WithDeadline(ctx, until)
	leave, err := p.hosts.enter(waiting, one, s.Failures > 0)
	stop()
	if err != nil {
		return
	}
	defer leave()
	p.pollOne(ctx, s)
}

// pollOne asks one feed and writes down what came. A feed whose bytes make a parser
// panic has failed like any other.
func (p *polling) pollOne(ctx context.Context, s feeds.Source) {
	limited, stop := context.WithTimeout(ctx, pollTime)
	defer stop()
	u, err := p.ask(limited, s)
	switch {
	case ctx.Err() != nil: // the claim runs out and somebody else asks
		return
	case err == nil || onlyEmpty(u, err):
		p.went(ctx, s, u)
		return
	}
	p.failed(s, err)
}

// onlyEmpty says whether a feed is in order but has no entry yet.
func onlyEmpty(u feeds.Update, err error) bool {
	return feeds.KindOf(err) == feeds.EmptyFeed && u.Hash != ""
}

func (p *polling) ask(ctx context.Context, s feeds.Source) (u feeds.Update, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("polling feed %d panicked: %v", s.ID, r)
		}
	}()
	return p.o.Poller.Poll(ctx, s)
}

// went records a poll that went well.
func (p *polling) went(ctx context.Context, s feeds.Source, u feeds.Update) {
	now := time.Now()
	kept := s
	s = learn(s, u, now)
	next := p.next(p.interval(s, now), u.Wait)
	if nothingToKeep(kept, u) {
		p.quiet.add(Rest{Feed: s.ID, ETag: cmp.Or(u.ETag, s.ETag), LastModified: cmp.Or(u.LastModified, s.LastModified), Next: next})
		return
	}
	p.record(ctx, s, u, next)
}

// failed records a failure and asks again later and later; a feed that is gone is
// asked no more.
func (p *polling) failed(s feeds.Source, err error) {
	why := feeds.KindOf(err)
	if why == "" {
		why = feeds.ServerError
	}
	p.o.Log.Info("a feed failed", "feed", s.ID, "kind", why, "failures", s.Failures+1, "error", err)
	one := Failure{Feed: s.ID, Why: why}
	if why != feeds.Gone {
		var asked time.Duration
		if problem, ok := errors.AsType[*feeds.Problem](err); ok {
			asked = problem.Wait
		}
		one.Next = p.next(p.backOff(s.Failures), asked)
	}
	p.failures.add(one)
}
