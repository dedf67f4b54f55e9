package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// Bounds of what the collector lets lie.
const (
	roomy    = 96 << 20        // bytes of memory for objects, alive or not, in a busy process
	ordinary = 100             // percent of what is alive: Go's own
	seldom   = 300             // the most
	busy     = 5 * time.Second // between two runs: less, and a process is busy
)

// collector lets garbage wait while much is done and little is alive. A process that
// polls has some 30 MB alive, most of it the tables by which dates are read, and each run
// looks at all of it. After every run it is said when the next is due: in a busy process
// when the heap is roomy. Where half of that or more is alive, and at rest, that is when
// Go would run it anyway: so memory is never much more than it would be.
// See https://go.dev/doc/gc-guide#GOGC.
type collector struct {
	mu      sync.Mutex
	last    time.Time
	stopped bool
}

// tuneCollector begins, and returns what ends it.
func tuneCollector() (stop func()) {
	c := &collector{}
	c.wait()
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stopped = true
		debug.SetGCPercent(ordinary)
	}
}

// wait has ran called after the next run of the collector, which finds that nobody holds
// the mark.
func (c *collector) wait() {
	mark := new([16]byte) // smaller ones share a block with others
	runtime.AddCleanup(mark, (*collector).ran, c)
}

func (c *collector) ran() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	now := time.Now()
	alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(alive)
	debug.SetGCPercent(percent(alive[0].Value.Uint64(), now.Sub(c.last)))
	c.last = now
	c.wait()
}

// percent is how much garbage may come, of what is alive, before the next run.
func percent(alive uint64, since time.Duration) int {
	if since > busy {
		return ordinary
	}
	return int(min(max(roomy*100/max(alive, 1), ordinary+100)-100, seldom))
}
