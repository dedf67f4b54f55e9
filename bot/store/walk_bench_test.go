package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/store"
	"crier/bot/topics"
	"crier/feeds"
)

// sized is a number of an environment variable, for benchmarks at full size.
func sized(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// zipf takes a made-up word as often as its rank lets expect.
func zipf(r *rand.Rand) string {
	return fmt.Sprintf("w%c%d", 'a'+r.IntN(3), int(math.Exp(r.Float64()*math.Log(20_000))))
}

func sentence(r *rand.Rand, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = zipf(r)
	}
	return strings.Join(words, " ")
}

const crowdFeeds = 200 // one in four is public

// crowd fills a store with articles of two hundred feeds, and with chats that each
// follow five of them and have a hundred stories in their queue; those of every other
// chat came by a topic.
func crowd(b testing.TB, db *store.DB, articles, chats int) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	do := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	for f := range crowdFeeds {
		src := feeds.Source{URL: fmt.Sprintf("https://feed%d.example/rss", f), Title: fmt.Sprint("Feed ", f), Public: f%4 == 0}
		src, err := db.AddFeed(b.Context(), src, feeds.Update{Hash: "0"})
		do(err)
		for left, poll := articles/crowdFeeds, 0; left > 0; poll++ {
			var u feeds.Update
			for range min(left, feeds.MaxEntries) {
				id := fmt.Sprintf("%d-%d-%d", f, poll, len(u.Entries))
				u.Entries = append(u.Entries, feeds.Entry{
					GUID: id, URL: "https://feed.example/" + id, Title: sentence(r, 8), Summary: sentence(r, sized("CRIER_BENCH_WORDS", 60)), Language: "en",
					Published: time.Now().Add(-time.Duration(r.IntN(29*24*60)) * time.Minute),
				})
			}
			u.Hash, left = fmt.Sprint("poll ", poll), left-len(u.Entries)
			_, err := db.RecordPoll(b.Context(), src, u, time.Now())
			do(err)
		}
	}
	for did := 1; did > 0; {
		var err error
		did, err = db.Index(b.Context(), 256)
		do(err)
	}
	const series = `WITH RECURSIVE n (i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?) `
	do(db.Fill(b.Context(), `UPDATE entries SET state = 1`))
	do(db.Fill(b.Context(), `INSERT INTO stories (name, article, ranked, fresh) SELECT article, article, MAX(ranked), MAX(ranked) FROM entries GROUP BY article`))
	do(db.Fill(b.Context(), `INSERT INTO reports (story_id, article, feed_id, stored) SELECT id, article, 0, ranked FROM stories`))
	do(db.Fill(b.Context(), series+`INSERT INTO chats (network, chat, since) SELECT 'n', CAST(i AS TEXT), 1 FROM n`, 1, chats))
	do(db.Fill(b.Context(), `INSERT INTO follows (chat_id, kind, name, query, how, since) SELECT id, 'topic', 't', 'wa1 OR wb30 OR wc7*', 'queue', 1 FROM chats WHERE id % 2 = 0`))
	for k := range 5 {
		do(db.Fill(b.Context(), `INSERT INTO follows (chat_id, kind, name, feed_id, how, since) SELECT id, 'feed', 'f', (id * 7 + ? * 31) % ? + 1, 'queue', 1 FROM chats`, k, crowdFeeds))
	}
	do(db.Analyze(b.Context()))
	const some = 1000 // chats; one statement for all of them would take too long
	for from := 0; from < chats; from += some {
		do(db.Fill(b.Context(), series+`INSERT INTO deliveries (chat_id, story_id, report_id, follow_id, how, state, due)
			SELECT c.id, s.id, r.id, (SELECT MIN(w.id) FROM follows w WHERE w.chat_id = c.id), 'queue', 0, 0 FROM chats c CROSS JOIN n
			JOIN stories s ON s.id = (c.id * 7919 + n.i * 1009) % ? + 1 JOIN reports r ON r.story_id = s.id WHERE c.id > ? AND c.id <= ?
			ON CONFLICT (chat_id, story_id) DO NOTHING`, 1, 100, articles, from, from+some))
	}
}

// BenchmarkReading measures what a press of Next and a search cost in the store: the
// bar is 20 ms at the 99th percentile with CRIER_BENCH_ARTICLES=100000 and
// CRIER_BENCH_CHATS=10000.
func BenchmarkReading(b *testing.B) {
	articles, chats := sized("CRIER_BENCH_ARTICLES", 4000), sized("CRIER_BENCH_CHATS", 200)
	for name, open := range engines(b) {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			start := time.Now()
			crowd(b, db, articles, chats)
			b.Logf("filled in %s", time.Since(start).Round(time.Second))
			r := rand.New(rand.NewPCG(3, 4))
			who := func() bot.Address { return bot.Address{Network: "n", Chat: fmt.Sprint(1 + r.IntN(chats))} }
			b.Run("next", func(b *testing.B) {
				percentiles(b, func() error {
					at := who()
					if _, err := db.Queue(b.Context(), at); err != nil {
						return err
					}
					_, err := db.Next(b.Context(), at)
					return err
				})
			})
			b.Run("search", func(b *testing.B) {
				percentiles(b, func() error {
					text := asked(r)
					q, err := topics.Parse(text)
					if err != nil {
						return err
					}
					_, err = db.Search(b.Context(), commands.Search{Chat: who(), Query: q, Since: time.Now().Add(-30 * 24 * time.Hour), Limit: 11})
					return err
				})
			})
		})
	}
}

// asked is what somebody may look for.
func asked(r *rand.Rand) string {
	return []string{zipf(r), zipf(r) + " " + zipf(r), zipf(r) + " OR " + zipf(r), `"` + zipf(r) + " " + zipf(r) + `"`, zipf(r) + " -" + zipf(r), "title:" + zipf(r), "wa1*"}[r.IntN(7)]
}

// percentiles runs something a few hundred times and reports how long it takes.
func percentiles(b *testing.B, do func() error) {
	var took []time.Duration
	for b.Loop() {
		for range 400 {
			start := time.Now()
			if err := do(); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkRestart measures how long a process takes until it knows every topic: the
// bar is 10 s with CRIER_BENCH_TOPICS=1000000.
func BenchmarkRestart(b *testing.B) {
	n := sized("CRIER_BENCH_TOPICS", 10_000)
	for name, open := range engines(b) {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			const fill = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) `
			for _, s := range []string{
				fill + `INSERT INTO chats (network, chat, since) SELECT 'n', CAST(i AS TEXT), 1 FROM n`,
				fill + `INSERT INTO follows (chat_id, kind, name, query, how, since)
					SELECT i, 'topic', 't', CASE i % 5 WHEN 0 THEN 'word' || (i * 7919 % 60000) || ' OR rain' || (i % 977)
						WHEN 1 THEN '"rate hike' || (i % 9973) || '"' WHEN 2 THEN 'title:word' || (i % 50021)
						WHEN 3 THEN 'storm' || (i % 30011) || ' -flood' || (i % 101) ELSE 'word' || (i * 31 % 60000) END, 'each', 1 FROM n`,
			} {
				if err := db.Fill(b.Context(), s, n); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				start := time.Now()
				known, err := announce.LoadTopics(b.Context(), db)
				if err != nil || known != n {
					b.Fatalf("%d topics, %v", known, err)
				}
				b.ReportMetric(time.Since(start).Seconds(), "s")
			}
		})
	}
}
