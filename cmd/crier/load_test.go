package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"crier/bot/jobs"
	"crier/bot/store"
	"crier/feeds/polite"
	"crier/feeds/syndication"
	"crier/summarizer/extractive"
)

// mill is a server of many feeds in a process of its own, so that its work does not
// count: the tool that CRIER_FEEDLOAD names (the address of a running one), or else
// this test's own binary (see servefeeds_test.go), which knows the same paths.
type mill struct {
	t       testing.TB
	address string
	own     bool
}

func openMill(t testing.TB, flags ...string) *mill {
	t.Helper()
	if address := os.Getenv("CRIER_FEEDLOAD"); address != "" {
		return &mill{t: t, address: address}
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0], "-test.run=^TestServeFeeds$")
	cmd.Env = append(os.Environ(), append(flags, "CRIER_SERVE_FEEDS=1")...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), "feeds at "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return &mill{t: t, address: address, own: true}
		}
	}
	t.Fatal("the server of feeds did not start")
	return nil
}

func (m *mill) get(path string) string {
	m.t.Helper()
	body, err := request(http.MethodGet, m.address+path, "", nil)
	if err != nil {
		m.t.Fatal(err)
	}
	return body
}

func (m *mill) urls(from, n int) []string {
	return strings.Fields(m.get(fmt.Sprintf("/admin/urls?from=%d&n=%d", from, n)))
}

func (m *mill) stats() map[string]int64 {
	m.t.Helper()
	var all map[string]int64
	if err := json.Unmarshal([]byte(m.get("/admin/stats")), &all); err != nil {
		m.t.Fatal(err)
	}
	return all
}

// feedsOf is how many feeds a measurement takes: all of the bar's where bars are
// strict, fewer where only the way of working is tested.
func feedsOf(bar, ordinary int) int {
	if os.Getenv("CRIER_BARS") != "" {
		return bar
	}
	return ordinary
}

// plant is the way from feeds to stored entries, as the program ties it together.
type plant struct {
	t     testing.TB
	db    *store.DB
	side  *sql.DB  // another way into the same file
	clock *clocked // stands before the poller; nil: nobody does
	stop  func()
}

func newPlant(t testing.TB) *plant {
	t.Helper()
	return newPlantAt(t, filepath.Join(t.TempDir(), "crier.db"))
}

func newPlantAt(t testing.TB, file string) *plant {
	t.Helper()
	p := &plant{t: t, stop: func() {}}
	t.Cleanup(tuneCollector()) // as main does
	var err error
	if p.db, err = store.Open(t.Context(), file, store.Options{}); err != nil {
		t.Fatal(err)
	}
	if p.side, err = sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.stop()
		_ = p.side.Close()
		if err := p.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// follow adds feeds that are not due yet and makes a chat follow them, past the
// store, for it is about polling them.
func (p *plant) follow(urls []string) {
	p.t.Helper()
	list, err := json.Marshal(urls)
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(`INSERT INTO feeds (url, host, next_poll) SELECT value, substr(value, 8, instr(substr(value, 8), '/') - 1), 1 << 60 FROM json_each('` + string(list) + `')`)
	p.do(`INSERT INTO chats (network, chat, since) VALUES ('n', '1', 1)`)
	p.do(`INSERT INTO follows (chat_id, kind, feed_id, how, since) SELECT 1, 'feed', id, 'quiet', 1 FROM feeds`)
}

// run starts polling, which stop ends.
func (p *plant) run(o jobs.Options) {
	p.t.Helper()
	client, err := polite.New(polite.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 4 * time.Second})
	if err != nil {
		p.t.Fatal(err)
	}
	poller := syndication.New(client)
	poller.Language = extractive.New().LanguageByWords
	o.Store, o.Poller, o.Log = p.db, poller, slog.New(slog.DiscardHandler)
	if p.clock != nil {
		p.clock.Poller, o.Poller = o.Poller, p.clock
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.t.Context()))
	done := make(chan error, 1)
	go func() { done <- jobs.New(o).Run(ctx) }()
	p.stop = func() {
		cancel()
		if err := <-done; err != nil {
			p.t.Error(err)
		}
		client.Close()
		p.stop = func() {}
	}
}

// ask reads one number of the database beside the store.
func (p *plant) ask(query string) int64 {
	p.t.Helper()
	var n int64
	if err := p.side.QueryRowContext(p.t.Context(), query).Scan(&n); err != nil {
		p.t.Fatal(err)
	}
	return n
}

func (p *plant) do(statement string) {
	p.t.Helper()
	if _, err := p.side.ExecContext(p.t.Context(), statement); err != nil {
		p.t.Fatal(err)
	}
}

// until waits for a condition that is looked at ten times a second.
func (p *plant) until(what string, limit time.Duration, met func() bool) {
	p.t.Helper()
	for end := time.Now().Add(limit); !met(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("not within %v: %s", limit, what)
		}
	}
}

// spent is the CPU time of this process so far.
func spent(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// atMost holds a figure to its bar where bars are strict; a machine that does other
// things too gets twice as much.
func atMost(t testing.TB, what string, got, bar time.Duration) {
	t.Helper()
	t.Logf("%s: %v (bar %v)", what, got.Round(time.Microsecond), bar)
	if os.Getenv("CRIER_BARS") == "" {
		bar *= 4
	}
	if got > bar {
		t.Errorf("%s: %v, at most %v", what, got, bar)
	}
}

// index brings into the index of words what polling has left to be, as a belt does
// behind everything else, but without its rests.
func (p *plant) index() {
	p.t.Helper()
	before, n := spent(p.t), 0
	for did := 1; did > 0; n += did {
		var err error
		if did, err = p.db.Index(p.t.Context(), 1024); err != nil {
			p.t.Fatal(err)
		}
	}
	if n > 0 {
		p.t.Logf("of that, %d entries made ready for searches: %v each", n, ((spent(p.t) - before) / time.Duration(n)).Round(time.Microsecond))
	}
}

func TestPollingCostsLittle(t *testing.T) {
	if raceOn {
		t.Skip("costs are measured without the race detector: left out with -race")
	}
	all, cold := feedsOf(10_000, 1000), feedsOf(1500, 300)
	m := openMill(t)
	urls := m.urls(0, all)
	p := newPlant(t)
	p.follow(urls)
	p.do(`CREATE TABLE rewritten (n INTEGER)`)
	round := func(what, due string, n int, bar time.Duration) {
		p.do(`UPDATE feeds SET polled = 1, next_poll = 1 WHERE id <= ` + due)
		asked, before := m.stats(), spent(t)
		p.run(jobs.Options{PollMin: time.Hour, PollMax: time.Hour})
		p.until("every feed is polled", 2*time.Minute, func() bool {
			return p.ask(`SELECT EXISTS (SELECT 1 FROM feeds WHERE polled = 1 AND id <= `+due+`)`) == 0
		})
		p.stop()
		p.index() // what that costs belongs to the feed that brought the words
		atMost(t, what, (spent(t)-before)/time.Duration(n), bar)
		now := m.stats()
		t.Logf("answers: %d with 304, %d with 200", now["feed_304"]-asked["feed_304"], now["feed_200"]-asked["feed_200"])
	}
	for _, u := range urls[:cold] { // the server builds each feed once
		if _, err := request(http.MethodGet, u, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	round("a cold feed of 20 entries", strconv.Itoa(cold), cold, 3*time.Millisecond)
	if entries := p.ask(`SELECT COUNT(*) FROM entries`); entries != int64(20*cold) {
		t.Errorf("%d entries of %d feeds", entries, cold)
	}
	for _, what := range []string{"UPDATE", "INSERT", "DELETE"} {
		p.do(`CREATE TRIGGER rewritten_` + what + ` AFTER ` + what + ` ON entries BEGIN INSERT INTO rewritten VALUES (1); END`)
	}
	p.do(`UPDATE feeds SET etag = '', last_modified = ''`)
	round("an unchanged 200", strconv.Itoa(cold), cold, 500*time.Microsecond)
	p.do(`UPDATE feeds SET etag = '"' || (id - 1) || '-20"'`)
	round("a feed answering 304", strconv.Itoa(all), all, 200*time.Microsecond)
	if rows := p.ask(`SELECT COUNT(*) FROM rewritten`); rows != 0 {
		t.Errorf("%d rows of entries were rewritten by polls that brought nothing", rows)
	}
}
