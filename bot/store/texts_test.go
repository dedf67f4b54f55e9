package store_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/store"
	"crier/bot/topics"
	"crier/feeds"
)

func TestAnArticleThatCannotBeIndexedStandsInNobodysWay(t *testing.T) {
	var log bytes.Buffer
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), store.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed", Public: true}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	u := feeds.Update{Hash: "1"}
	for i := range 5 {
		u.Entries = append(u.Entries, feeds.Entry{GUID: fmt.Sprint(i), Title: fmt.Sprint("Storm ", i), Published: time.Now().Add(time.Duration(i) * time.Second)})
	}
	if _, err := db.RecordPoll(t.Context(), f, u, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := db.Fill(t.Context(), `CREATE TRIGGER no BEFORE INSERT ON texts WHEN new.article = (SELECT article FROM entries WHERE guid = '2') BEGIN SELECT RAISE(ABORT, 'not this one'); END`); err != nil {
		t.Fatal(err)
	}
	if did, err := db.Index(t.Context(), 10); did != 5 || err != nil {
		t.Errorf("indexed %d, %v", did, err)
	}
	if did, err := db.Index(t.Context(), 10); did != 0 || err != nil {
		t.Errorf("again: %d, %v", did, err)
	}
	q, _ := topics.Parse("storm")
	found, err := db.Search(t.Context(), commands.Search{Chat: bot.Address{Network: "n", Chat: "c"}, Query: q, Limit: 10})
	if err != nil || len(found) != 4 {
		t.Errorf("found %d, %v", len(found), err)
	}
	if !strings.Contains(log.String(), "not this one") {
		t.Errorf("logged %q", log.String())
	}
}

// What was indexed before the index knew that two characters are one is indexed anew,
// and nothing else is.
func TestChineseTextsAreIndexedAnew(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { indexedAnew(t, filepath.Join(t.TempDir(), "crier.db")) })
	t.Run("PostgreSQL", func(t *testing.T) {
		s := postgresServer(t)
		indexedAnew(t, s.fresh(t, s.template))
	})
}

func indexedAnew(t *testing.T, address string) {
	t.Helper()
	db := openAt(t, address)
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed", Public: true}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	u := feeds.Update{Hash: "1"}
	for i, title := range []string{"Storm", "Łódź", "臺灣總統府", "Ураган", "東京で"} {
		u.Entries = append(u.Entries, feeds.Entry{GUID: fmt.Sprint(i), Title: title, Published: time.Now()})
	}
	if _, err := db.RecordPoll(t.Context(), f, u, time.Now()); err != nil {
		t.Fatal(err)
	}
	if did, err := db.Index(t.Context(), 10); did != 5 || err != nil {
		t.Fatalf("indexed %d, %v", did, err)
	}
	if err := db.Fill(t.Context(), `DELETE FROM goose_db_version WHERE version_id = 24`); err != nil {
		t.Fatal(err)
	}
	if did, err := openAt(t, address).Index(t.Context(), 10); did != 2 || err != nil {
		t.Errorf("indexed %d anew, %v; want the two with ideographs", did, err)
	}
}
