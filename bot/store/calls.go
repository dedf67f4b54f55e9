package store

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"crier/bot/jobs"
)

// callGap is the least time between two calls to other processes: a River job costs
// as much as a hundred deliveries, and one says as much as many.
const callGap = 250 * time.Millisecond

// calls gathers the belts that transactions of this process woke, to wake them in
// others by River, behind what everybody waits for.
type calls struct {
	*sync.Mutex
	belts map[string]bool
	some  chan struct{} // has one while there are belts
}

func newCalls() calls {
	return calls{Mutex: new(sync.Mutex), belts: map[string]bool{}, some: make(chan struct{}, 1)}
}

// add never waits. Nobody is called about the mailbox, for pages that hang on
// another process ask for their changes by themselves; nor about the index of words,
// for the process that stored a text is the best to index it, and others come round.
func (c calls) add(belts []string) {
	c.Lock()
	defer c.Unlock()
	for _, belt := range belts {
		if belt != jobs.BeltMail && belt != jobs.BeltIndex {
			c.belts[belt] = true
		}
	}
	if len(c.belts) > 0 {
		select {
		case c.some <- struct{}{}:
		default:
		}
	}
}

func (c calls) take() []river.InsertManyParams {
	c.Lock()
	defer c.Unlock()
	var all []river.InsertManyParams
	for belt := range c.belts {
		all = append(all, river.InsertManyParams{Args: jobs.Wake{Belt: belt}})
	}
	clear(c.belts)
	return all
}

// run calls until ctx ends. What is lost then, or for a fault, others find when they
// come round.
func (c calls) run(ctx context.Context, insert insertJobs, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.some:
		}
		all := c.take()
		if len(all) == 0 { // it was taken along the last time
			continue
		}
		if err := insert(ctx, all); err != nil && ctx.Err() == nil {
			log.Warn("calling other processes", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(callGap):
		}
	}
}

// inserting is how a client of River inserts jobs.
func inserting[T any](client *river.Client[T]) insertJobs {
	return func(ctx context.Context, all []river.InsertManyParams) error {
		_, err := client.InsertMany(ctx, all)
		return err
	}
}
