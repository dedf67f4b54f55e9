package jobs

import (
	"context"
	"sync"
	"time"

	"crier/feeds"
)

const (
	quietFor  = 200 * time.Millisecond // how long what is no news may wait to be written down
	quietMany = 256                    // and how much of it
)

// gathered holds what is no news, polls that found nothing or failed: one statement
// writes many of them down. What is lost of it when a process dies costs one more poll.
type gathered[T any] struct {
	mu   sync.Mutex
	all  []T
	some chan struct{} // the first has come
	many chan struct{} // enough have
}

func gather[T any]() *gathered[T] {
	return &gathered[T]{some: make(chan struct{}, 1), many: make(chan struct{}, 1)}
}

func (q *gathered[T]) add(one T) {
	q.mu.Lock()
	q.all = append(q.all, one)
	n := len(q.all)
	q.mu.Unlock()
	switch n {
	case 1:
		ring(q.some)
	case quietMany:
		ring(q.many)
	}
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

func (q *gathered[T]) take() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.all
	q.all = nil
	return all
}

// keep writes down what has gathered until ctx ends, and then what is left.
func (q *gathered[T]) keep(ctx context.Context, record func(context.Context, []T)) {
	for {
		select {
		case <-q.some:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			record(last, q.take())
			return
		}
		select {
		case <-time.After(quietFor):
		case <-q.many:
		case <-ctx.Done():
		}
		record(ctx, q.take())
	}
}

func (j *Jobs) recordQuiet(ctx context.Context, rests []Rest) {
	if len(rests) == 0 {
		return
	}
	if err := j.o.Store.RecordUnchanged(context.WithoutCancel(ctx), rests); err != nil {
		j.o.Log.Error("recording polls", "feeds", len(rests), "error", err)
	}
}

func (j *Jobs) recordFailures(ctx context.Context, failures []Failure) {
	if len(failures) == 0 {
		return
	}
	if err := j.o.Store.RecordFailures(context.WithoutCancel(ctx), failures); err != nil {
		j.o.Log.Error("recording failures", "feeds", len(failures), "error", err)
	}
}

// nothingToKeep says whether a poll has brought nothing but what a [Rest] holds.
func nothingToKeep(s feeds.Source, u feeds.Update) bool {
	same := func(fresh, stored string) bool { return fresh == "" || fresh == stored }
	return u.Unchanged && same(u.URL, s.URL) && same(u.Hash, s.Hash) &&
		same(u.Hub, s.Hub) && same(u.Self, s.Self) && same(u.Title, s.Title) && same(u.Site, s.Site) && same(u.Language, s.Language)
}
