package outbox_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/jobs"
	"crier/bot/outbox"
	"crier/bot/store"
)

// childDrains tells a child how many deliveries wait: it sends them to a network that
// answers at once, and tells how long that took and how much memory it needed.
const childDrains = "CRIER_TEST_CHILD_DRAINS"

// sink is a network that answers at once and remembers nothing but how much it got.
type sink struct {
	recorder
	got  atomic.Int64
	want int64
	done chan struct{}
}

func (s *sink) Send(_ context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	if s.got.Add(int64(len(items))) == s.want {
		close(s.done)
	}
	return delivered(to, items)
}

// drainHere is the child: it ends when all is sent and marked.
func drainHere(db *store.DB, text string) error {
	want, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return err
	}
	net := &sink{want: want, done: make(chan struct{}), recorder: recorder{limits: bot.Limits{Fold: 1, InFlight: 10}}}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	box := outbox.New(outbox.Options{Store: db, Adapters: []bot.Adapter{net}, Pacer: outbox.NewPacer(1), Belt: jobs.BeltDeliver})
	began := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- box.Run(ctx) }()
	select {
	case <-net.done:
	case <-time.After(patience):
		return errors.New("it never came to an end")
	}
	stop()
	if err := <-ended; err != nil {
		return err
	}
	took := time.Since(began)
	peak, err := peakMB()
	fmt.Printf("%.0f %d\n", float64(want)/took.Seconds(), peak)
	return err
}

// peakMB is the most memory that this process has had.
func peakMB() (int, error) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			return kb / 1024, err
		}
	}
	return 0, errors.New("the system does not tell how much memory was used")
}

// A hundred thousand deliveries wait for a thousand chats. One process of its own sends
// them, each marked when it is sent, by a network that answers at once.
func TestAHundredThousandAreDrained(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while: left out with -short")
	}
	const chats, articles = 1000, 100
	bars := os.Getenv("CRIER_BARS") != ""
	for _, c := range []struct {
		name    string
		address func(testing.TB) string
		least   float64 // a second
	}{
		{"SQLite", file, 5000},
		{"PostgreSQL", database, 1000},
	} {
		t.Run(c.name, func(t *testing.T) {
			articles := articles
			if !bars {
				articles /= 10
			}
			address := c.address(t)
			db := fill(t, address, chats, articles)
			child := childOf(t, append(os.Environ(), childStore+"="+address, childDrains+"="+strconv.Itoa(chats*articles)))
			out, err := child.Output()
			check(t, err)
			var rate float64
			var peak int
			_, err = fmt.Sscan(string(out), &rate, &peak)
			check(t, err)
			t.Logf("%d deliveries: %.0f a second, %d MB at most", chats*articles, rate, peak)
			if peak > 150 && !raceOn {
				t.Errorf("%d MB were needed, want 150 at most", peak)
			}
			if bars && rate < c.least {
				t.Errorf("%.0f a second, want at least %.0f", rate, c.least)
			}
			loads, err := db.Loads(t.Context(), outbox.Lease{Network: "n"}, time.Hour, 10)
			if check(t, err); len(loads) > 0 {
				t.Errorf("%d chats have deliveries that are not marked", len(loads))
			}
		})
	}
}
