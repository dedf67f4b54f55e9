package store_test

import (
	"path/filepath"
	"testing"

	"crier/bot/bottest"
	"crier/bot/store"
)

// openFile opens a fresh SQLite store.
func openFile(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), store.Options{Chat: store.Bounds{Feeds: 5, Topics: 5}, Person: store.Bounds{Feeds: 7, Topics: 7}, EditGap: bottest.EditGap})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestSQLite(t *testing.T) {
	bottest.ExerciseStore(t, func(t *testing.T) bottest.Store { return openFile(t) })
}
