package announce

import (
	"context"
	"sync"
)

const (
	atOnce  = 64 // entries under way in one process
	perHost = 6  // of the feeds of one host, of which no more are taken then
	bite    = 8  // taken at once: most that a host gets beyond its share
)

// turns counts what is under way, so that what is slow does not take all room.
type turns struct {
	mu       sync.Mutex
	all      int
	hosts    map[string]int
	freed    chan struct{} // somebody has gone; one notice waits at most
	underWay sync.WaitGroup
}

// wait returns once there is room, or ctx ends: for how many entries, and of which
// hosts for none.
func (t *turns) wait(ctx context.Context) (room int, busy []string) {
	for {
		if room, busy = t.left(); room > 0 {
			return room, busy
		}
		select {
		case <-t.freed:
		case <-ctx.Done():
			return 0, nil
		}
	}
}

func (t *turns) left() (room int, busy []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, n := range t.hosts {
		if n >= perHost {
			busy = append(busy, name)
		}
	}
	return min(atOnce-t.all, bite), busy
}

func (t *turns) take(host string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all++
	t.hosts[host]++
}

// leave gives a turn back, and says whether entries of the host may have waited for it.
func (t *turns) leave(host string) (again bool) {
	t.mu.Lock()
	t.all--
	t.hosts[host]--
	again = t.hosts[host] == perHost-1
	if t.hosts[host] == 0 {
		delete(t.hosts, host)
	}
	t.mu.Unlock()
	select {
	case t.freed <- struct{}{}:
	default:
	}
	return again
}
