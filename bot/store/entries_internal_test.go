package store

import (
	"path/filepath"
	"testing"

	"crier/feeds"
)

// An entry is of a feed that is there: it goes with it, and one of no feed is not kept.
// In SQLite that is looked at when a transaction ends.
func TestEntriesAreOfFeedsThatAreThere(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	feed, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "x", Entries: []feeds.Entry{{GUID: "a", Title: "A"}}})
	if err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		t.Helper()
		if n, err = value[int](t.Context(), db.read(), `SELECT COUNT(*) FROM entries`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const insert = `INSERT INTO entries (feed_id, guid, article, stored, ranked, state) VALUES (?, 'b', 'b', 1, 1, 2)`
	if _, err := db.once(t.Context(), insert, feed.ID+1); err == nil || count() != 1 {
		t.Errorf("an entry of no feed: %v; %d entries", err, count())
	}
	if _, err := db.once(t.Context(), insert, feed.ID); err != nil || count() != 2 {
		t.Errorf("an entry of a feed: %v; %d entries", err, count())
	}
	if _, err := db.once(t.Context(), `DELETE FROM feeds WHERE id = ?`, feed.ID); err != nil || count() != 0 {
		t.Errorf("without the feed: %v; %d entries", err, count())
	}
	var broken string
	if err := db.read().one(t.Context(), `PRAGMA integrity_check`).Scan(&broken); err != nil || broken != "ok" {
		t.Errorf("%s, %v", broken, err)
	}
}
