package store_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/library"
	"crier/bot/store"
	"crier/feeds"
)

// audience makes a feed that many chats follow and returns their follows.
func audience(t testing.TB, db *store.DB, chats int) (feeds.Source, []bot.Follow) {
	t.Helper()
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	follows := make([]bot.Follow, chats)
	for i := range follows {
		wish := bot.Follow{Chat: bot.Address{Network: "n", Chat: fmt.Sprint("chat", i)}, Kind: bot.Feed, Feed: f.ID, How: bot.Each}
		if follows[i], _, err = db.Follow(t.Context(), wish, nil); err != nil {
			t.Fatal(err)
		}
	}
	return f, follows
}

// publication polls one new entry and makes an article of it for the follows.
func publication(t testing.TB, db *store.DB, f feeds.Source, n int, follows []bot.Follow) announce.Publication {
	t.Helper()
	url := fmt.Sprint("https://example.org/article/", n)
	e := feeds.Entry{GUID: url, URL: url, Title: fmt.Sprint("Article ", n), Summary: "What it says."}
	if _, err := db.RecordPoll(t.Context(), f, feeds.Update{Hash: url, Entries: []feeds.Entry{e}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	pending, err := db.Pending(t.Context(), 1)
	if err != nil || len(pending) != 1 {
		t.Fatalf("pending %v, %v", pending, err)
	}
	post := announce.Post{Reply: bot.Reply{Title: e.Title, URL: url}}
	for _, w := range follows {
		post.To = append(post.To, announce.Target{Chat: w.Chat, Follow: w.ID, How: w.How})
	}
	return announce.Publication{
		Entry: pending[0].Entry.ID, Story: url, Posts: []announce.Post{post},
		Item: library.Item{ID: library.ID(url), Read: time.Now(), Article: feeds.Article{URL: url, Title: e.Title, Text: "A text."}},
	}
}

// BenchmarkPublish commits an article with 1,000 deliveries, up to a hundred of them
// in one store: the bar is a median of 5 ms on SQLite.
func BenchmarkPublish(b *testing.B) {
	for name, open := range engines(b) {
		b.Run(name, func(b *testing.B) { benchmarkPublish(b, open) })
	}
}

// engines opens a fresh store of each engine that can be had.
func engines(b testing.TB) map[string]func(testing.TB) *store.DB {
	all := map[string]func(testing.TB) *store.DB{"sqlite": openFile}
	if os.Getenv("CRIER_TEST_POSTGRES") != "" {
		s := postgresServer(b)
		all["postgres"] = func(t testing.TB) *store.DB { return openAt(t, s.fresh(t, s.template)) }
	}
	return all
}

func benchmarkPublish(b *testing.B, open func(testing.TB) *store.DB) {
	const articles = 100
	var db *store.DB
	var f feeds.Source
	var follows []bot.Follow
	var took []time.Duration
	for b.Loop() {
		b.StopTimer()
		if len(took)%articles == 0 {
			db = open(b)
			f, follows = audience(b, db, 1000)
		}
		p := publication(b, db, f, len(took), follows)
		b.StartTimer()
		start := time.Now()
		if added, err := db.Publish(b.Context(), p); err != nil || added != 1000 {
			b.Fatalf("%d deliveries, %v", added, err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
