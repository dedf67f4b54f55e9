package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"crier/feeds"
)

// Feeds that give days and no hours bring thousands of articles of one moment: each
// finds a place, in few tries, near that moment.
func TestArticlesOfOneMomentFindPlaces(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	const all = 3000
	moment := time.Now().Add(-time.Hour).Truncate(time.Hour)
	for poll := range all / feeds.MaxEntries {
		u := feeds.Update{Hash: fmt.Sprint("poll ", poll)}
		for i := range feeds.MaxEntries {
			u.Entries = append(u.Entries, feeds.Entry{GUID: fmt.Sprint(poll, "-", i), Title: fmt.Sprint("Storm ", poll, " ", i), Published: moment})
		}
		if _, err := db.RecordPoll(t.Context(), f, u, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	for did := 1; did > 0; {
		if did, err = db.Index(t.Context(), 500); err != nil {
			t.Fatal(err)
		}
	}
	var n, last int64
	if err := db.read().one(t.Context(), `SELECT COUNT(*), MAX(id) FROM texts`).Scan(&n, &last); err != nil {
		t.Fatal(err)
	}
	want := int64(all / feeds.MaxEntries * feeds.MaxEntries)
	if late := last/textsAMoment - ms(moment); n != want || late > 1000 {
		t.Errorf("%d of %d articles are in the index, the last %d ms after their moment", n, want, late)
	}
}

// Two processes index at the same time: what one has read before a correction does not
// overwrite what the other has read after it.
func TestWhoIsLateLeavesTheIndexAsItIs(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	says := func(words string) {
		t.Helper()
		if _, err := db.RecordPoll(t.Context(), f, feeds.Update{Hash: words, Entries: []feeds.Entry{{GUID: "1", Title: words}}}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	says("Storm over Velm")
	late, err := db.waiting(t.Context(), 10)
	if err != nil || len(late) != 1 {
		t.Fatalf("%d wait, %v", len(late), err)
	}
	says("Hail over Velm")
	if did, err := db.Index(t.Context(), 1); did != 1 || err != nil { // the newest note
		t.Fatalf("indexed %d, %v", did, err)
	}
	if err := db.writeTexts(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if did, err := db.Index(t.Context(), 10); did != 1 || err != nil {
		t.Errorf("of the older note %d were left, %v", did, err)
	}
	for words, want := range map[string]int{"hail": 1, "storm": 0} {
		if n, err := value[int](t.Context(), db.read(), `SELECT COUNT(*) FROM said WHERE said MATCH ?`, words); n != want || err != nil {
			t.Errorf("%s is in the index %d times, %v", words, n, err)
		}
	}
}
