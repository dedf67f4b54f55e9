package polite

import (
	"context"
	"sync"
)

// gate lets at most so many requests per host in at a time; the others wait outside.
type gate struct {
	width int
	mu    sync.Mutex
	hosts map[string]*line
}

// line is the queue before one host. It is forgotten when nobody stands in it.
type line struct {
	turns chan struct{}
	users int // in or waiting
}

func newGate(width int) *gate { return &gate{width: width, hosts: map[string]*line{}} }

// enter waits for a turn; the caller must leave.
func (g *gate) enter(ctx context.Context, host string) (leave func(), err error) {
	l := g.join(host)
	select {
	case l.turns <- struct{}{}:
	case <-ctx.Done():
		g.quit(host, l)
		return nil, ctx.Err()
	}
	return func() {
		<-l.turns
		g.quit(host, l)
	}, nil
}

func (g *gate) join(host string) *line {
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.hosts[host]
	if l == nil {
		l = &line{turns: make(chan struct{}, g.width)}
		g.hosts[host] = l
	}
	l.users++
	return l
}

func (g *gate) quit(host string, l *line) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l.users--; l.users == 0 {
		delete(g.hosts, host)
	}
}
