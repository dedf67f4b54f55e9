package main

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGarbageWaitsOnlyWhereMuchIsDoneAndLittleIsAlive(t *testing.T) {
	for _, c := range []struct {
		name  string
		alive uint64 // MB
		since time.Duration
		want  int
	}{
		{"busy and small", 8, time.Second, seldom},
		{"busy, the ordinary size", 32, time.Second, 200},
		{"busy and large", 48, time.Second, ordinary},
		{"busy and very large", 1000, time.Second, ordinary},
		{"nothing known", 0, time.Second, seldom},
		{"at rest", 8, time.Minute, ordinary},
	} {
		if got := percent(c.alive<<20, c.since); got != c.want {
			t.Errorf("%s: %d %%, want %d", c.name, got, c.want)
		}
	}
}

// collects is how much garbage may come now, in percent.
func collects() uint64 {
	set := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(set)
	return set[0].Value.Uint64()
}

func TestTheCollectorIsTunedAfterEachOfItsRunsUntilThatIsEnded(t *testing.T) {
	stop := tuneCollector()
	t.Cleanup(stop)
	for end := time.Now().Add(10 * time.Second); collects() <= ordinary; runtime.GC() {
		if time.Now().After(end) {
			t.Fatalf("%d %% while much is done", collects())
		}
	}
	stop()
	runtime.GC()
	time.Sleep(50 * time.Millisecond)
	if got := collects(); got != ordinary {
		t.Errorf("%d %% are left", got)
	}
}
