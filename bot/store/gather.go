package store

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// gather makes one statement of requests that come while another is under way: each
// caller waits for its own answer, and ten that come together cost little more than
// one. A request that comes alone is run at once.
type gather[Req, Res any] struct {
	run func(context.Context, []Req) ([]Res, error) // an answer for each request

	mu      sync.Mutex
	waiting []*asked[Req, Res]
	busy    bool
}

// asked is a request and, once done is closed, its answer.
type asked[Req, Res any] struct {
	req  Req
	res  Res
	err  error
	done chan struct{}
}

const (
	mostGathered = 64
	yields       = 4
	gatherTime   = 15 * time.Second // one statement, whoever still waits for it
)

// do answers the request, or returns ctx's error if that ends first: then it may
// have been done or not.
func (g *gather[Req, Res]) do(ctx context.Context, req Req) (Res, error) {
	a := &asked[Req, Res]{req: req, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, a)
	if !g.busy {
		g.busy = true
		go g.work(context.WithoutCancel(ctx))
	}
	g.mu.Unlock()
	select {
	case <-a.done:
		return a.res, a.err
	case <-ctx.Done():
		var none Res
		return none, ctx.Err()
	}
}

// work answers until nobody waits.
func (g *gather[Req, Res]) work(ctx context.Context) {
	for {
		// Who was just answered is about to ask for more. Letting them makes one statement
		// of what would be two, and takes no time where nobody does.
		for range yields {
			runtime.Gosched()
		}
		g.mu.Lock()
		n := min(len(g.waiting), mostGathered)
		batch := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		if n == 0 {
			g.waiting, g.busy = nil, false
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		g.answer(ctx, batch)
	}
}

func (g *gather[Req, Res]) answer(ctx context.Context, batch []*asked[Req, Res]) {
	limited, stop := context.WithTimeout(ctx, gatherTime)
	defer stop()
	requests := make([]Req, len(batch))
	for i, a := range batch {
		requests[i] = a.req
	}
	answers, err := g.run(limited, requests)
	for i, a := range batch {
		if a.err = err; err == nil {
			a.res = answers[i]
		}
		close(a.done)
	}
}
