package jobs

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/feeds"
)

const (
	hubsAtOnce = 8
	hubTime    = time.Minute      // one request
	hubAnswer  = 10 * time.Minute // a hub that has not called back by then is asked again
	hubTries   = 3                // to unsubscribe: the lease ends anyway
)

// askHubs is a round of the belt that keeps subscriptions at hubs.
func (j *Jobs) askHubs(ctx context.Context) (int, error) {
	due, err := j.o.Store.ClaimSubscriptions(ctx, 32*hubsAtOnce, 2*hubTime)
	if err != nil {
		return 0, fmt.Errorf("claiming subscriptions: %w", err)
	}
	var g errgroup.Group
	g.SetLimit(hubsAtOnce)
	for _, s := range due {
		g.Go(func() error { return j.askHub(ctx, s) })
	}
	return len(due), g.Wait()
}

func (j *Jobs) askHub(ctx context.Context, s feeds.Subscription) error {
	limited, stop := context.WithTimeout(ctx, hubTime)
	defer stop()
	ask := j.o.Hubs.Subscribe
	if s.Ending {
		ask = j.o.Hubs.Unsubscribe
	}
	err := ask(limited, s)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		j.o.Log.Info("a hub did not take a request", "feed", s.Feed, "ending", s.Ending, "kind", feeds.KindOf(err), "failures", s.Failures+1)
	}
	if s.Ending && s.Failures >= hubTries {
		return j.o.Store.Drop(ctx, s.Name)
	}
	again := min(hubAnswer<<min(s.Failures, 10), politest)
	return j.o.Store.TryAgain(ctx, s.Name, time.Now().Add(again))
}
