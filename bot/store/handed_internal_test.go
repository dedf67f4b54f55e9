package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crier/bot/library"
	"crier/feeds"
)

// shelved is a store with a feed, as one process has it.
type shelved struct {
	*testing.T
	db   *DB
	feed feeds.Source
}

func shelve(t *testing.T, file string) shelved {
	t.Helper()
	db, err := Open(t.Context(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	f, err := db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	return shelved{t, db, f}
}

func (s shelved) poll(f feeds.Source, entries ...feeds.Entry) {
	s.Helper()
	if _, err := s.db.RecordPoll(s.Context(), f, feeds.Update{Hash: fmt.Sprint(time.Now().UnixNano()), Entries: entries}, time.Now()); err != nil {
		s.Fatal(err)
	}
}

func (s shelved) index(want int) {
	s.Helper()
	did := 0
	for n := 1; n > 0; did += n {
		var err error
		if n, err = s.db.Index(s.Context(), 7); err != nil {
			s.Fatal(err)
		}
	}
	if did != want {
		s.Errorf("indexed %d, not %d", did, want)
	}
}

// knows is what the index has: the hashes of texts, and how many say each of some words.
func (s shelved) knows(words ...string) string {
	s.Helper()
	hashes, err := collect(s.Context(), s.db.read(), func(r scanner) (h string, err error) { return h, r.Scan(&h) }, `SELECT article || ' ' || hash || ' ' || id FROM texts ORDER BY article`)
	if err != nil {
		s.Fatal(err)
	}
	for _, w := range words {
		n, err := value[int](s.Context(), s.db.read(), `SELECT COUNT(*) FROM said WHERE said MATCH ?`, w)
		if err != nil {
			s.Fatal(err)
		}
		hashes = append(hashes, fmt.Sprint(w, n))
	}
	return strings.Join(hashes, "\n")
}

func storms(n int) (all []feeds.Entry) {
	at := time.Now().Add(-time.Hour).Truncate(time.Hour)
	for i := range n {
		e := feeds.Entry{GUID: fmt.Sprint(i), URL: fmt.Sprint("https://example.org/", i), Title: fmt.Sprint("Storm ", i), Summary: "It reached the town.", Language: "en", Published: at}
		if i%2 == 0 {
			e.Content = "Hail broke windows."
		}
		all = append(all, e)
	}
	return all
}

// What is handed over is indexed as what is read, which is what happens to it if the
// process dies.
func TestWhatIsHandedOverIsIndexedAsWhatIsRead(t *testing.T) {
	var knows []string
	for _, dies := range []bool{false, true} {
		s := shelve(t, filepath.Join(t.TempDir(), "crier.db"))
		s.poll(s.feed, storms(45)...)
		if n := len(s.db.handed.notes); n != 3 {
			t.Errorf("%d notes were handed over", n)
		}
		if dies {
			s.db.handed.forget()
		}
		s.index(45)
		knows = append(knows, s.knows("storm", "hail", "reached"))
		if s.db.handed.bytes != 0 || len(s.db.handed.notes) != 0 {
			t.Errorf("%d bytes in %d notes are left", s.db.handed.bytes, len(s.db.handed.notes))
		}
	}
	if knows[0] != knows[1] || !strings.HasSuffix(knows[0], "storm45\nhail23\nreached22") {
		t.Errorf("handed over it is\n%s\nread it is\n%s", knows[0], knows[1])
	}
}

// Two feeds bring an article in other words, and one is corrected before anything is in
// the index: it knows what was said last.
func TestWordsThatWereHandedOverGiveWayToLaterOnes(t *testing.T) {
	s := shelve(t, filepath.Join(t.TempDir(), "crier.db"))
	other, err := s.db.AddFeed(t.Context(), feeds.Source{URL: "https://example.com/feed"}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	e := storms(2)
	s.poll(s.feed, e...)
	s.index(2)
	e[0].Content, e[1].Summary = "Snow fell.", "Fog came."
	s.poll(other, e...)
	e[1].Summary = "Rain fell."
	s.poll(other, e...)
	s.index(4) // one of three is noted anew, for it was there
	if got := s.knows("storm", "hail", "snow", "fog", "rain"); !strings.HasSuffix(got, "storm2\nhail0\nsnow1\nfog0\nrain1") {
		t.Errorf("the index knows\n%s", got)
	}
}

// Another process indexes what this one has handed to itself.
func TestWhatAnotherProcessIndexedIsForgotten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "crier.db")
	one, other := shelve(t, file), shelve(t, file)
	one.poll(one.feed, storms(5)...)
	other.index(5)
	one.index(0)
	if n := len(one.db.handed.notes); n != 0 {
		t.Errorf("%d notes are kept", n)
	}
	if got := one.knows("storm"); !strings.HasSuffix(got, "storm5") {
		t.Errorf("the index knows\n%s", got)
	}
}

// Two feeds bring the same words of an article: the index knows them once, and forgets them
// when they are corrected.
func TestWordsThatAreThereAsTheyAreAreThereOnce(t *testing.T) {
	s := shelve(t, filepath.Join(t.TempDir(), "crier.db"))
	other, err := s.db.AddFeed(t.Context(), feeds.Source{URL: "https://example.com/feed"}, feeds.Update{Hash: "0"})
	if err != nil {
		t.Fatal(err)
	}
	e := storms(3)
	s.poll(s.feed, e[0], e[1])
	s.index(2)
	s.poll(other, e...)
	s.index(3)
	for i := range e {
		e[i].Title = "Calm"
	}
	s.poll(other, e...)
	s.index(3)
	if got := s.knows("storm", "calm"); !strings.HasSuffix(got, "storm0\ncalm3") {
		t.Errorf("the index knows\n%s", got)
	}
}

// Of an article whose page was read the page is searched, whatever feeds say of it then.
func TestAPageThatWasReadGoesBeforeWordsThatWereHandedOver(t *testing.T) {
	s := shelve(t, filepath.Join(t.TempDir(), "crier.db"))
	e := storms(3)
	page := feeds.Article{URL: e[0].URL, Canonical: e[0].URL, Title: "Storm 0", Text: "Sirens were heard."}
	if err := s.db.SaveArticle(t.Context(), library.Item{ID: library.ID(e[0].URL), Read: time.Now(), Article: page}, nil); err != nil {
		t.Fatal(err)
	}
	s.poll(s.feed, e...)
	s.index(4)
	if got := s.knows("storm", "sirens", "hail"); !strings.HasSuffix(got, "storm3\nsirens1\nhail1") {
		t.Errorf("the index knows\n%s", got)
	}
}
