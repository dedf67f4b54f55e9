package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"crier/feeds"
)

const (
	pollTime = 90 * time.Second // one feed, whatever it does
	politest = 24 * time.Hour   // the longest that a feed's own wish, or its failing, makes us wait
)

// poll returns a round of the poll belt: it claims feeds that are due for workers
// that are free, and does not wait for those that are slow; underWay counts them.
func (j *Jobs) poll(underWay *sync.WaitGroup) func(context.Context) (int, error) {
	free := make(chan struct{}, j.o.Workers)
	return func(ctx context.Context) (int, error) {
		select { // at least one worker is free
		case free <- struct{}{}:
			<-free
		case <-ctx.Done():
			return 0, nil
		}
		due, err := j.o.Store.ClaimFeeds(ctx, j.o.Workers-len(free), 2*pollTime)
		if err != nil {
			return 0, fmt.Errorf("claiming feeds: %w", err)
		}
		for _, s := range due {
			free <- struct{}{}
			underWay.Go(func() {
				defer func() { <-free }()
				j.pollOne(ctx, s)
			})
		}
		return len(due), nil
	}
}

// pollOne asks one feed and writes down what came. A feed whose bytes make a parser
// panic has failed like any other.
func (j *Jobs) pollOne(ctx context.Context, s feeds.Source) {
	limited, stop := context.WithTimeout(ctx, pollTime)
	defer stop()
	u, err := j.ask(limited, s)
	switch {
	case ctx.Err() != nil: // the claim runs out and somebody else asks
		return
	case err != nil:
		err = j.failed(ctx, s, err)
	default:
		var fresh int
		fresh, err = j.o.Store.RecordPoll(ctx, s, u, j.next(u.Wait))
		if fresh > 0 {
			j.o.Log.Info("news", "feed", s.ID, "entries", fresh)
		}
	}
	if err != nil && ctx.Err() == nil {
		j.o.Log.Error("recording a poll", "feed", s.ID, "error", err)
	}
}

func (j *Jobs) ask(ctx context.Context, s feeds.Source) (u feeds.Update, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("polling feed %d panicked: %v", s.ID, p)
		}
	}()
	return j.o.Poller.Poll(ctx, s)
}

// failed records a failure and asks again later and later; a feed that is gone is
// asked no more.
func (j *Jobs) failed(ctx context.Context, s feeds.Source, err error) error {
	why := feeds.KindOf(err)
	if why == "" {
		why = feeds.ServerError
	}
	j.o.Log.Info("a feed failed", "feed", s.ID, "kind", why, "failures", s.Failures+1, "error", err)
	if why == feeds.Gone {
		return j.o.Store.RecordFailure(ctx, s, why, time.Time{})
	}
	var asked time.Duration
	if p, ok := errors.AsType[*feeds.Problem](err); ok {
		asked = p.Wait
	}
	return j.o.Store.RecordFailure(ctx, s, why, j.next(max(asked, j.backOff(s.Failures))))
}

// next is when a feed is asked again: not sooner than it wishes, at the usual
// interval otherwise, and a little later so that feeds spread out.
func (j *Jobs) next(wish time.Duration) time.Time {
	wait := max(j.o.PollMin, min(wish, politest))
	return time.Now().Add(wait + time.Duration(rand.Int64N(int64(wait)/10+1)))
}

// backOff doubles the interval with each failure, up to PollMax for the first ten
// and a day after that.
func (j *Jobs) backOff(failures int) time.Duration {
	if failures >= 10 {
		return politest
	}
	return min(j.o.PollMax, j.o.PollMin<<failures)
}
