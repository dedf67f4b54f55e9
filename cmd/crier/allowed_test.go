package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"crier/bot/jobs"
)

// TestNoFeedIsAskedSoonerThanItAllows polls feeds that ask to be left alone for longer
// than the program would leave them by itself, and counts at the server what came too
// early: nothing.
func TestNoFeedIsAskedSoonerThanItAllows(t *testing.T) {
	if testing.Short() {
		t.Skip("takes the time that feeds ask for: left out with -short")
	}
	const rounds = 3
	m := openMill(t, "CRIER_SERVE_MAX_AGE=3")
	urls := m.urls(0, feedsOf(2000, 490))
	allowed := maxAge(t, m.urls(len(urls), 1)[0])
	if allowed == 0 {
		t.Fatal("the server that CRIER_FEEDLOAD names asks for nothing: it wants -max-age 3")
	}
	busy := func(i int) bool { return i%10 == 0 } // refuses, and names a minute
	for i := range urls {
		if busy(i) {
			m.get(fmt.Sprintf("/admin/misbehave?feed=%d&mode=429", i))
		}
	}
	p := newPlant(t)
	p.follow(urls)
	p.do(`UPDATE feeds SET next_poll = 1, polled = 1, rhythm = 1, etag = '"' || (id - 1) || '-20"'`)
	p.run(jobs.Options{PollMin: allowed / 6, PollMax: allowed / 3})
	time.Sleep(rounds * allowed * 12 / 10)
	p.stop()
	again, early := 0, 0
	for i := range urls {
		var f struct {
			Gap int64 `json:"min_gap_ms"`
		}
		if err := json.Unmarshal([]byte(m.get("/admin/feed?feed="+strconv.Itoa(i))), &f); err != nil {
			t.Fatal(err)
		}
		gap := time.Duration(f.Gap) * time.Millisecond
		switch {
		case gap == 0: // asked once
		case gap < allowed || busy(i):
			early++
			t.Logf("feed %d, busy: %v, was asked twice within %v", i, busy(i), gap)
		default:
			again++
		}
	}
	t.Logf("%d of %d feeds were asked again when they allow it, %d sooner", again, len(urls), early)
	if early > 0 || again < len(urls)*8/10 {
		t.Errorf("%d feeds were asked too early, %d again in all", early, again)
	}
}

// maxAge is how long a server asks for its answer to be kept.
func maxAge(t *testing.T, url string) time.Duration {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	_, seconds, _ := strings.Cut(res.Header.Get("Cache-Control"), "max-age=")
	n, _ := strconv.Atoi(strings.TrimSpace(seconds)) // nothing: 0
	return time.Duration(n) * time.Second
}
