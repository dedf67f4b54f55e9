package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/topics"
	"crier/feeds"
)

// Whatever is asked, a search finds what looking at every article would, in the same
// order, however its index works.
func TestASearchFindsWhatLookingAtEachArticleWould(t *testing.T) {
	for name, open := range engines(t) {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			crowd(t, db, 2*crowdFeeds, 5)
			find := func(who bot.Address, text string, limit int) (*topics.Query, []feeds.Article) {
				t.Helper()
				q, err := topics.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				found, err := db.Search(t.Context(), commands.Search{Chat: who, Query: q, Limit: limit})
				if err != nil {
					t.Fatal(err)
				}
				return q, found
			}
			r := rand.New(rand.NewPCG(5, 6))
			some := 0
			for range 150 {
				who := bot.Address{Network: "n", Chat: fmt.Sprint(1 + r.IntN(5))}
				text := asked(r)
				if r.IntN(4) == 0 {
					text += []string{" OR site:feed.example wc1*", " lang:en", " -lang:en OR " + zipf(r), " OR /wb1. wc/", " OR wa*"}[r.IntN(5)]
				}
				q, found := find(who, text, 11)
				_, all := find(who, "/./", 1000)
				var got, want []string
				for _, a := range found {
					got = append(got, a.URL)
				}
				for _, a := range all {
					if len(want) < 11 && q.Match(topics.NewDoc(a)) {
						want = append(want, a.URL)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s finds %v, want %v", text, got, want)
				}
				some += len(want)
			}
			if some < 300 {
				t.Errorf("only %d articles were to be found: the sample says nothing", some)
			}
		})
	}
}

// What people wait for is quick, however much is stored. BenchmarkReading measures it
// at full size.
func TestReadingIsQuick(t *testing.T) {
	articles, limit := 2000, 200*time.Millisecond // a machine that does other things too
	if os.Getenv("CRIER_BARS") != "" {
		articles, limit = 20_000, 20*time.Millisecond
	}
	db := openFile(t)
	crowd(t, db, articles, articles/10)
	r := rand.New(rand.NewPCG(7, 8))
	who := func() bot.Address { return bot.Address{Network: "n", Chat: fmt.Sprint(1 + r.IntN(articles/10))} }
	for what, do := range map[string]func() error{
		"/next": func() error { _, err := db.Next(t.Context(), who()); return err },
		"/search": func() error {
			q, err := topics.Parse(asked(r))
			if err == nil {
				_, err = db.Search(t.Context(), commands.Search{Chat: who(), Query: q, Limit: 11})
			}
			return err
		},
	} {
		var took []time.Duration
		for range 400 {
			start := time.Now()
			if err := do(); err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		t.Logf("%s: p50 %s, p99 %s", what, took[200], took[396])
		if took[396] > limit {
			t.Errorf("%s: p99 is %s, want at most %s", what, took[396], limit)
		}
	}
}
