package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/topics"
)

// A search must read the index of words from its newest end and stop when it has
// enough: nothing may be sorted, nor entries be gone through.
func TestASearchStopsWhenItHasEnough(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, text := range []string{"storm", "/storm/"} {
		q, err := topics.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Search(t.Context(), commands.Search{Chat: bot.Address{Network: "n"}, Query: q, Since: time.Now(), Limit: 1}); err != nil {
			t.Fatal(err)
		}
	}
	e := db.engine.(*sqlite)
	seen := 0
	for query := range e.reading.kept {
		if !strings.Contains(query, "texts x") && !strings.Contains(query, "said MATCH") {
			continue
		}
		seen++
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = "1"
		}
		rows, err := e.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+sqliteWords.Replace(query), args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			t.Log(detail)
			if strings.Contains(detail, "TEMP B-TREE FOR ORDER BY") || strings.Contains(detail, "SCAN e") || strings.Contains(detail, "SCAN f") {
				t.Errorf("%s\n%s", query, detail)
			}
		}
		_ = rows.Close()
	}
	if seen != 2 { // of the index of words, and of the newest; articles are read by their numbers
		t.Errorf("%d ways of searching were seen", seen)
	}
}
