package jobs

import (
	"context"
	"time"
)

// The index of words takes many texts for little more than one, and nobody waits for
// it: what comes is gathered first, and where much waits, as when many feeds are new,
// indexing takes a small part of the time only. What came last goes first.
const (
	textsAtOnce = 1024
	textsGather = 300 * time.Millisecond
	textsRest   = 4                       // times what a bite took
	textsWait   = 1500 * time.Millisecond // at most: nothing published is missed for longer
)

// index returns a round of the belt that brings texts into the index of words.
func (j *Jobs) index() func(context.Context) (int, error) {
	wait := textsGather
	return func(ctx context.Context) (int, error) {
		select {
		case <-ctx.Done():
			return 0, nil
		case <-time.After(wait):
		}
		start := time.Now()
		did, err := j.o.Store.Index(ctx, textsAtOnce)
		wait = min(max(textsGather, textsRest*time.Since(start)), textsWait)
		return did, err
	}
}
