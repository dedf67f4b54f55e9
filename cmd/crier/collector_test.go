package main

import (
	"context"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// percent is what the collector is set to.
func percent() uint64 {
	seen := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(seen)
	return seen[0].Value.Uint64()
}

// soon waits for a condition, doing something meanwhile.
func soon(t *testing.T, what string, meanwhile func(), met func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !met(); meanwhile() {
		if time.Now().After(end) {
			t.Fatalf("limit %d, %d %%: %s", debug.SetMemoryLimit(-1), percent(), what)
		}
	}
}

func TestTheCollectorFollowsWhatIsDoneAndWhatIsAlive(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); tuneCollector(ctx) }()
	rest := func() { time.Sleep(20 * time.Millisecond) }
	soon(t, "little is alive", rest, func() bool { return debug.SetMemoryLimit(-1) == roomy })
	var made []byte
	soon(t, "much is done", func() { made = make([]byte, 1<<20); rest() }, func() bool { return percent() == 300 })
	runtime.KeepAlive(made)
	soon(t, "nothing is done", rest, func() bool { return percent() == 100 })
	much := make([]byte, roomy)
	runtime.GC()
	soon(t, "much is alive", rest, func() bool { n := debug.SetMemoryLimit(-1); return n >= 2*roomy && n < 4*roomy })
	runtime.KeepAlive(much)
	cancel()
	<-done
	if n := debug.SetMemoryLimit(-1); n != math.MaxInt64 || percent() != 100 {
		t.Errorf("limit %d, %d %% are left when the program is done", n, percent())
	}
}

func TestTheCollectorIsLeftToWhoeverSetIt(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(500 << 20))
	tuneCollector(t.Context())
	if n := debug.SetMemoryLimit(-1); n != 500<<20 {
		t.Errorf("a limit of 500 MB became %d", n)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	tuneCollector(t.Context())
	if percent() != 50 {
		t.Errorf("50 %% became %d %%", percent())
	}
}
