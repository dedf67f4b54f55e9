package store

import (
	"path/filepath"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/outbox"
)

// Whatever a lane asks for every message must not go through all that waits.
func TestLanesGoByNumber(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	l, err := db.Lease(t.Context(), "n", "me", 1e9)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Take(t.Context(), l, []int64{1, 2}); err != nil {
		t.Fatal(err)
	}
	if err := db.Settle(t.Context(), l, outbox.Settlement{IDs: []int64{1, 2}, Words: []int64{1, 1}, Verdict: bot.Delivered}); err != nil {
		t.Fatal(err)
	}
	e := db.engine.(*sqlite)
	for _, kept := range []*statements{&e.writing, &e.reading} {
		for query := range kept.kept {
			if !strings.Contains(query, "deliveries") {
				continue
			}
			args := make([]any, strings.Count(query, "?"))
			for i := range args {
				args[i] = "[[1]]"
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
				t.Logf("%.40s: %s", query, detail)
				if strings.Contains(detail, "SCAN d") || strings.Contains(detail, "deliveries_waiting") {
					t.Errorf("%s\n%s", query, detail)
				}
			}
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
