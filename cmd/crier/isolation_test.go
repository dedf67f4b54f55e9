package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot/jobs"
	"crier/feeds"
)

// modes are all the ways in which a server of feeds misbehaves.
func modes() []string {
	return []string{"hang", "slowloris", "500", "502", "503", "403", "404", "410", "429", "loop", "huge", "gzipbomb", "badxml", "truncate", "html", "empty", "xxe", "reset", "charset"}
}

// fit are those that end in entries all the same: no failure is to be recorded.
func fit(mode string) bool { return mode == "charset" || mode == "xxe" }

// clocked notes how late each feed's answer was, counted from when it was due.
type clocked struct {
	feeds.Poller
	mu    sync.Mutex
	late  map[string][]time.Duration
	since time.Time
}

func (c *clocked) Poll(ctx context.Context, s feeds.Source) (feeds.Update, error) {
	u, err := c.Poller.Poll(ctx, s)
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Now().After(c.since) {
		c.late[s.URL] = append(c.late[s.URL], time.Since(s.NextPoll))
	}
	return u, err
}

// lateness is the 95th percentile over the feeds that are chosen.
func (c *clocked) lateness(t *testing.T, chosen func(i int) bool, urls []string) time.Duration {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []time.Duration
	for i, u := range urls {
		if chosen(i) {
			all = append(all, c.late[u]...)
		}
	}
	if len(all) < len(urls)/2 {
		t.Fatalf("only %d polls of %d feeds", len(all), len(urls))
	}
	slices.Sort(all)
	return all[len(all)*95/100]
}

func TestMisbehavingFeedsHoldUpNobody(t *testing.T) {
	if raceOn || testing.Short() {
		t.Skip("measures times: left out with -race and -short")
	}
	const hosts, pace = 49, 4 * time.Second
	forgetPeak(t)
	n := feedsOf(2000, 490)
	m := openMill(t)
	urls := m.urls(0, n)
	onBadHost := func(i int) bool { return i%hosts < 5 } // 10 %: five hosts, and nothing good on them
	measure := func() (p *plant, c *clocked) {
		p = newPlant(t)
		p.follow(urls)
		p.do(`UPDATE feeds SET next_poll = 1, polled = 1, rhythm = 3600000, etag = '"' || (id - 1) || '-20"'`)
		c = &clocked{late: map[string][]time.Duration{}, since: time.Now().Add(pace)}
		p.clock = c
		p.run(jobs.Options{PollMin: pace / 4, PollMax: pace})
		time.Sleep(5 * pace)
		return p, c
	}
	good := func(i int) bool { return !onBadHost(i) }
	p, c := measure()
	calm := c.lateness(t, good, urls)
	p.stop()

	mode := map[int]string{}
	for i := range urls {
		if onBadHost(i) {
			mode[i] = modes()[len(mode)%len(modes())]
			m.get(fmt.Sprintf("/admin/misbehave?feed=%d&mode=%s", i, mode[i]))
		}
	}
	p, c = measure()
	rough := c.lateness(t, good, urls)
	t.Logf("95 of 100 answers of good feeds come within %v of when they were due; within %v beside %d bad feeds", calm, rough, len(mode))
	if slack := calm/10 + slackFor(time.Second); rough > calm+slack {
		t.Errorf("bad feeds delay good ones on other hosts from %v to %v", calm, rough)
	}
	for end := time.Now().Add(time.Minute); len(p.unrecorded(mode)) > 0 && time.Now().Before(end); {
		time.Sleep(500 * time.Millisecond)
	}
	if names := p.unrecorded(mode); len(names) > 0 {
		t.Errorf("no failure is recorded of %q", names)
	}
	p.stop()
	backedOff(t, p, mode)
	if peak := peakMemory(t); peak > 256<<20 {
		t.Errorf("%d MB of memory, at most 256", peak>>20)
	} else {
		t.Logf("%d MB of memory at the most", peak>>20)
	}
	for i := range urls {
		var f struct {
			Gap int64 `json:"min_gap_ms"`
		}
		if err := json.Unmarshal([]byte(m.get("/admin/feed?feed="+strconv.Itoa(i))), &f); err != nil {
			t.Fatal(err)
		}
		if mode[i] != "loop" && f.Gap > 0 && time.Duration(f.Gap)*time.Millisecond < pace/4-5*time.Millisecond {
			t.Errorf("feed %d (%s) was asked twice within %d ms", i, mode[i], f.Gap)
		}
	}
}

// slackFor is what a machine that does other things too is granted.
func slackFor(d time.Duration) time.Duration {
	if os.Getenv("CRIER_BARS") != "" {
		return 0
	}
	return d
}

// unrecorded lists the bad feeds of which no failure is known.
func (p *plant) unrecorded(mode map[int]string) []string {
	p.t.Helper()
	var names []string
	for i, m := range mode {
		if !fit(m) && p.ask(`SELECT COUNT(*) FROM feeds WHERE failures > 0 AND problem <> '' AND id = `+strconv.Itoa(i+1)) == 0 {
			names = append(names, m)
		}
	}
	return names
}

// backedOff checks that what failed more than once is asked less and less.
func backedOff(t *testing.T, p *plant, mode map[int]string) {
	t.Helper()
	if n := p.ask(`SELECT COUNT(*) FROM feeds WHERE failures > 0 AND next_poll > 0 AND problem = 'gone'`); n != 0 {
		t.Errorf("%d feeds that are gone are still asked", n)
	}
	if n := p.ask(`SELECT COUNT(*) FROM feeds WHERE problem = 'busy' AND next_poll < polled + 50000`); n != 0 {
		t.Errorf("%d feeds that asked for a minute's rest are asked sooner", n)
	}
	if most := p.ask(`SELECT MAX(failures) FROM feeds`); most > 15 {
		t.Errorf("a feed that fails was asked %d times", most)
	}
	kinds := map[string]bool{}
	for i := range mode {
		rows, err := p.side.QueryContext(t.Context(), `SELECT problem FROM feeds WHERE problem <> '' AND id = `+strconv.Itoa(i+1))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var kind string
			if err := rows.Scan(&kind); err != nil {
				t.Fatal(err)
			}
			kinds[mode[i]+": "+kind] = true
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("recorded: %s", strings.Join(slices.Sorted(func(yield func(string) bool) {
		for k := range kinds {
			if !yield(k) {
				return
			}
		}
	}), ", "))
}

// forgetPeak takes what other tests left out of what [peakMemory] tells.
func forgetPeak(t *testing.T) {
	t.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // proc_pid_clear_refs(5)
		t.Fatal(err)
	}
}

// peakMemory is the most that this process held since [forgetPeak], in bytes.
func peakMemory(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}
