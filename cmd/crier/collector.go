package main

import (
	"context"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// roomy is how much memory, in bytes, the Go runtime may hold before its collector
// works as hard as it does by itself. With what SQLite holds beside it a process
// stays well under 256 MB while hundreds of servers send it far more than they should.
const roomy = 170 << 20

// busy is how many bytes of new objects a second make a process a busy one.
const busy = 16 << 20

// tuneCollector lets garbage wait longer while much is done and little is alive, and
// returns when ctx ends, with everything as it was.
//
// A process that polls has some 30 MB alive, most of it the tables by which dates are
// read, and each run of the collector looks at all of it: at 300 % that happens half
// as often. One at rest stays small. A limit keeps the 300 % from being memory where a
// lot is alive (a million topics): it follows what the last run found alive, so that
// there the collector works as at 100 %, and never in vain.
// See https://go.dev/doc/gc-guide#Memory_limit.
//
// GOGC and GOMEMLIMIT, where the environment sets them, stay as they are.
func tuneCollector(ctx context.Context) {
	const ordinary, seldom = 100, 300
	seen := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/gogc:percent"}}
	metrics.Read(seen)
	if debug.SetMemoryLimit(-1) != math.MaxInt64 || seen[2].Value.Uint64() != ordinary {
		return
	}
	defer debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetGCPercent(ordinary)
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for before, percent := seen[1].Value.Uint64(), ordinary; ; {
		metrics.Read(seen)
		alive, made := seen[0].Value.Uint64(), seen[1].Value.Uint64()
		debug.SetMemoryLimit(max(roomy, int64(alive)*5/2))
		wanted := ordinary
		if made-before > busy {
			wanted = seldom
		}
		if wanted != percent { // setting it stops the world for a moment
			debug.SetGCPercent(wanted)
		}
		before, percent = made, wanted
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}
