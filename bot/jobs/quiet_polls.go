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

// quietPolls gathers polls that found nothing: one statement writes many of them
// down. What is lost of it when a process dies costs one more poll.
type quietPolls struct {
	mu    sync.Mutex
	rests []Rest
	some  chan struct{} // the first has come
	many  chan struct{} // enough have
}

func newQuietPolls() *quietPolls {
	return &quietPolls{some: make(chan struct{}, 1), many: make(chan struct{}, 1)}
}

func (q *quietPolls) add(r Rest) {
	q.mu.Lock()
	q.rests = append(q.rests, r)
	n := len(q.rests)
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

func (q *quietPolls) take() []Rest {
	q.mu.Lock()
	defer q.mu.Unlock()
	rests := q.rests
	q.rests = nil
	return rests
}

// keep writes down what has gathered until ctx ends, and then what is left.
func (q *quietPolls) keep(ctx context.Context, record func(context.Context, []Rest)) {
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

// nothingToKeep says whether a poll has brought nothing but what a [Rest] holds.
func nothingToKeep(s feeds.Source, u feeds.Update) bool {
	same := func(fresh, stored string) bool { return fresh == "" || fresh == stored }
	return u.Unchanged && same(u.URL, s.URL) && same(u.Hash, s.Hash) &&
		same(u.Hub, s.Hub) && same(u.Self, s.Self) && same(u.Title, s.Title) && same(u.Site, s.Site) && same(u.Language, s.Language)
}
