package jobs

import (
	"context"
	"sync"
)

const (
	atHost    = 2  // feeds of one host asked at once
	perHost   = 32 // feeds of one host claimed at once
	perWorker = 4  // feeds claimed for each that can be asked at once
)

// hosts deals out turns, so that slow and failing feeds stand in nobody else's way:
// a host has two turns and a feed that failed the last time gets one of them at
// most; of all turns, such feeds get half at most.
type hosts struct {
	mu       sync.Mutex
	claimed  int
	all      map[string]*host
	freed    chan struct{} // somebody has gone; one notice waits at most
	turns    chan struct{}
	suspects chan struct{}
}

type host struct {
	claimed         int
	turns, suspects chan struct{}
}

func newHosts(workers int) *hosts {
	return &hosts{
		all: map[string]*host{}, freed: make(chan struct{}, 1),
		turns: make(chan struct{}, workers), suspects: make(chan struct{}, max(workers/2, 1)),
	}
}

// room is how many feeds may be claimed now.
func (h *hosts) room() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return perWorker*cap(h.turns) - h.claimed
}

// waitForRoom returns when there is room for a good bite: claiming costs a
// transaction, whether of one feed or of a hundred.
func (h *hosts) waitForRoom(ctx context.Context) int {
	for {
		n := h.room()
		if n > cap(h.turns)/2 || ctx.Err() != nil {
			return n
		}
		select {
		case <-h.freed:
		case <-ctx.Done():
		}
	}
}

// busy names the hosts of which enough feeds are claimed.
func (h *hosts) busy() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var names []string
	for name, one := range h.all {
		if one.claimed >= perHost {
			names = append(names, name)
		}
	}
	return names
}

// claim notes a claimed feed of a host; release must follow.
func (h *hosts) claim(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.all[name]
	if one == nil {
		one = &host{turns: make(chan struct{}, atHost), suspects: make(chan struct{}, 1)}
		h.all[name] = one
	}
	one.claimed++
	h.claimed++
	return one
}

func (h *hosts) release(name string, one *host) {
	h.mu.Lock()
	h.claimed--
	if one.claimed--; one.claimed == 0 {
		delete(h.all, name)
	}
	h.mu.Unlock()
	select {
	case h.freed <- struct{}{}:
	default:
	}
}

// enter waits for a turn at the host and among all; the caller must leave.
func (h *hosts) enter(ctx context.Context, one *host, suspect bool) (leave func(), err error) {
	gates := []chan struct{}{one.turns, h.turns}
	if suspect {
		gates = []chan struct{}{one.suspects, one.turns, h.suspects, h.turns}
	}
	for i, gate := range gates {
		select {
		case gate <- struct{}{}:
		case <-ctx.Done():
			giveBack(gates[:i])
			return nil, ctx.Err()
		}
	}
	return func() { giveBack(gates) }, nil
}

func giveBack(gates []chan struct{}) {
	for _, gate := range gates {
		<-gate
	}
}
