package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/jobs"
	"crier/bot/store"
	"crier/feeds"
)

// To what is stored, a clock that is set back an hour is the same as times that are an
// hour later. A feed is polled as if it had just been: neither late by an hour, nor
// sooner than it wishes.
func TestAClockThatIsSetBackDelaysNoPoll(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { rewound(t, openAt(t, filepath.Join(t.TempDir(), "crier.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) {
		s := postgresServer(t)
		rewound(t, openAt(t, s.fresh(t, s.template)))
	})
}

func rewound(t *testing.T, db *store.DB) {
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	reader := bot.Address{Network: "n", Chat: "reader"}
	const fails = "https://example.org/fails" // for hours
	waits := map[string]time.Duration{"https://example.org/often": 5 * time.Minute, "https://example.org/seldom": 48 * time.Hour, fails: 20 * time.Minute}
	for url, wait := range waits {
		f, err := db.AddFeed(t.Context(), feeds.Source{URL: url}, feeds.Update{Hash: "x"})
		do(err)
		_, _, err = db.Follow(t.Context(), bot.Follow{Chat: reader, Kind: bot.Feed, Feed: f.ID, How: bot.Each}, nil)
		do(err)
		do(db.RecordUnchanged(t.Context(), []jobs.Rest{{Feed: f.ID, Next: time.Now().Add(wait)}}))
		if url == fails {
			do(db.Fill(t.Context(), `UPDATE feeds SET polled = polled - ? WHERE id = ?`, 5*time.Hour.Milliseconds(), f.ID))
			do(db.RecordFailures(t.Context(), []jobs.Failure{{Feed: f.ID, Next: time.Now().Add(wait)}}))
		}
	}
	rewind := func(want int) {
		t.Helper()
		if n, err := db.RewindPolls(t.Context()); err != nil || n != want {
			t.Errorf("%d feeds rewound, %v, want %d", n, err, want)
		}
	}
	rewind(0)
	do(db.Fill(t.Context(), `UPDATE feeds SET polled = polled + ?, failed = CASE WHEN failed > 0 THEN failed + ? ELSE 0 END, next_poll = next_poll + ?`,
		time.Hour.Milliseconds(), time.Hour.Milliseconds(), time.Hour.Milliseconds()))
	rewind(len(waits))
	rewind(0)
	for url, wait := range waits {
		f, err := db.FeedByURL(t.Context(), url)
		do(err)
		if off := time.Until(f.Polled); url != fails && (off > time.Minute || off < -time.Minute) {
			t.Errorf("%s was polled in %v", url, off)
		}
		do(db.Fill(t.Context(), `UPDATE feeds SET next_poll = next_poll - ? WHERE id = ?`, wait.Milliseconds()-time.Minute.Milliseconds(), f.ID))
		if due, err := db.ClaimFeeds(t.Context(), 10, 0); err != nil || len(due) != 0 {
			t.Errorf("%s is asked sooner than it is to be: %v, %v", url, due, err)
		}
		do(db.Fill(t.Context(), `UPDATE feeds SET next_poll = next_poll - ? WHERE id = ?`, 2*time.Minute.Milliseconds(), f.ID))
		if due, err := db.ClaimFeeds(t.Context(), 10, time.Hour); err != nil || len(due) != 1 {
			t.Errorf("%s is asked late: %v, %v", url, due, err)
		}
	}
}
