package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"crier/bot/store"
	"crier/feeds"
)

// Nobody who writes has to bring what was committed into the database's file.
func TestWhatIsCommittedReachesTheFileBehindEverybodysBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "crier.db")
	db, err := store.Open(t.Context(), file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const url = "https://example.org/a-feed-that-is-committed"
	if _, err := db.AddFeed(t.Context(), feeds.Source{URL: url}, feeds.Update{Hash: "0"}); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(url)) {
			return
		}
		if time.Now().After(end) {
			t.Fatal("it is still in the log alone")
		}
	}
}
