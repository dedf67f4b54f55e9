package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"crier/bot/jobs"
	"crier/bot/store"
	"crier/feeds"
)

// A feed that has brought very many entries is cleaned as quickly as any other, and
// keeps its newest ones.
func TestABiteOfTheCleanUpIsSmallHoweverMuchAFeedHasBrought(t *testing.T) {
	if raceOn {
		t.Skip("measures a time: left out with -race")
	}
	t.Run("SQLite", func(t *testing.T) { prolific(t, openAt(t, filepath.Join(t.TempDir(), "crier.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) {
		s := postgresServer(t)
		prolific(t, openAt(t, s.fresh(t, s.template)))
	})
}

func prolific(t *testing.T, db *store.DB) {
	const entries, kept = 40_000, 500
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{})
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-100 * 24 * time.Hour).UnixMilli()
	if err := db.Fill(t.Context(), `WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?)
		INSERT INTO entries (feed_id, guid, article, stored, ranked, state) SELECT ?, CAST(n AS TEXT), CAST(n AS TEXT), ?, ?, 1 FROM c`,
		entries, f.ID, old, old); err != nil {
		t.Fatal(err)
	}
	keep := jobs.Keep{Articles: 90 * 24 * time.Hour}
	began := time.Now()
	more, err := db.Clean(t.Context(), keep, 500)
	if took := time.Since(began); err != nil || !more || took > time.Second {
		t.Errorf("the first bite took %v: more %v, %v", took, more, err)
	}
	for more && err == nil {
		more, err = db.Clean(t.Context(), keep, 5000)
	}
	if err != nil {
		t.Fatal(err)
	}
	if left, err := db.Entries(t.Context()); err != nil || left != kept {
		t.Errorf("%d entries are left, %v, want the newest %d", left, err, kept)
	}
}
