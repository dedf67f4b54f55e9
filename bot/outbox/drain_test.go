package outbox_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/jobs"
	"crier/bot/library"
	"crier/bot/outbox"
	"crier/bot/store"
	"crier/feeds"
)

// patience is how long real time may take on a machine that does much else: it ends
// what would hang, and measures nothing.
const patience = 4 * time.Minute

// file is the address of a fresh SQLite store.
func file(t testing.TB) string { return filepath.Join(t.TempDir(), "crier.db") }

// database is the address of a fresh PostgreSQL database.
func database(t testing.TB) string {
	t.Helper()
	server := os.Getenv("CRIER_TEST_POSTGRES")
	if server == "" {
		t.Skip("no PostgreSQL: set CRIER_TEST_POSTGRES to a server's address, postgres://…, whose user may create databases")
	}
	name := fmt.Sprint("crier_lanes_", os.Getpid(), "_", time.Now().UnixNano())
	statement := func(s string) {
		ctx := context.WithoutCancel(t.Context())
		c, err := pgx.Connect(ctx, server)
		check(t, err)
		defer func() { _ = c.Close(ctx) }()
		_, err = c.Exec(ctx, s)
		check(t, err)
	}
	statement("CREATE DATABASE " + name)
	t.Cleanup(func() { statement("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(server)
	check(t, err)
	u.Path = "/" + name
	return u.String()
}

// fill opens the store at an address and lets articles wait there for chats, each
// for all.
func fill(t testing.TB, address string, chats, articles int) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{})
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "0"})
	check(t, err)
	post := announce.Post{Reply: bot.Reply{Title: "News", URL: "https://example.org/"}}
	for i := range chats {
		at := bot.Address{Network: "n", Chat: fmt.Sprint("chat", i)}
		w, _, err := db.Follow(t.Context(), bot.Follow{Chat: at, Kind: bot.Feed, Feed: f.ID, How: bot.Each}, nil)
		check(t, err)
		post.To = append(post.To, announce.Target{Chat: at, Follow: w.ID, How: w.How})
	}
	for i := range articles {
		url := fmt.Sprint("https://example.org/", i)
		_, err := db.RecordPoll(t.Context(), f, feeds.Update{Hash: url, Entries: []feeds.Entry{{GUID: url, URL: url, Title: url}}}, time.Now())
		check(t, err)
		pending, err := db.Pending(t.Context(), 1)
		check(t, err)
		n, err := db.Publish(t.Context(), announce.Publication{
			Entry: pending[0].Entry.ID, Story: url, Posts: []announce.Post{post},
			Item: library.Item{ID: library.ID(url), Read: time.Now(), Article: feeds.Article{URL: url}},
		})
		if check(t, err); n != chats {
			t.Fatalf("%d deliveries, want %d", n, chats)
		}
	}
	return db
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// run delivers until nothing waits.
func run(t testing.TB, db *store.DB, net *recorder, want int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	box := outbox.New(outbox.Options{Store: db, Adapters: []bot.Adapter{net}, Pacer: outbox.NewPacer(1), Belt: jobs.BeltDeliver})
	go func() { done <- box.Run(ctx) }()
	for deadline := time.Now().Add(patience); ; {
		loads, err := db.Loads(t.Context(), outbox.Lease{Network: "n"}, time.Hour, 1)
		check(t, err)
		if len(loads) == 0 || time.Now().After(deadline) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	check(t, <-done)
	if got := len(net.seen()); got != want {
		t.Fatalf("%d sends, want %d", got, want)
	}
}

func TestEveryDeliveryIsSentOnceAndInOrder(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { everyOnce(t, file(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { everyOnce(t, database(t)) })
}

func everyOnce(t *testing.T, address string) {
	const chats, articles = 20, 15
	db := fill(t, address, chats, articles)
	net := &recorder{limits: bot.Limits{Fold: 1, InFlight: 8}}
	run(t, db, net, chats*articles)
	keys := map[bot.Address][]string{}
	for _, s := range net.seen() {
		keys[s.to] = append(keys[s.to], s.keys...)
	}
	for to, got := range keys {
		if !slices.IsSortedFunc(got, func(a, b string) int { return len(a)*1000 - len(b)*1000 + compare(a, b) }) || len(slices.Compact(slices.Clone(got))) != articles {
			t.Errorf("chat %s got %v: not each once and in order", to.Chat, got)
		}
	}
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

// BenchmarkDrain sends 20,000 deliveries with a network that answers at once, each
// row marked as it is sent: the bar is 5,000 a second.
func BenchmarkDrain(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { drain(b, file) })
	b.Run("PostgreSQL", func(b *testing.B) { drain(b, database) })
}

func drain(b *testing.B, address func(testing.TB) string) {
	const chats, articles = 1000, 20
	for b.Loop() {
		b.StopTimer()
		db := fill(b, address(b), chats, articles)
		net := &recorder{limits: bot.Limits{Fold: 1, InFlight: 10}}
		b.StartTimer()
		start := time.Now()
		run(b, db, net, chats*articles)
		b.ReportMetric(chats*articles/time.Since(start).Seconds(), "sends/s")
	}
}
