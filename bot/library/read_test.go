package library_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// shelf is a store in memory that does what the contract says.
type shelf struct {
	mu    sync.Mutex
	items map[string]library.Item
	leads map[string]string
	broke error
}

func newShelf() *shelf { return &shelf{items: map[string]library.Item{}, leads: map[string]string{}} }

func (s *shelf) Article(_ context.Context, id string) (library.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broke != nil {
		return library.Item{}, s.broke
	}
	if to, ok := s.leads[id]; ok {
		id = to
	}
	if it, ok := s.items[id]; ok {
		return it, nil
	}
	return library.Item{}, library.ErrUnknown
}

func (s *shelf) SaveArticle(_ context.Context, it library.Item, addresses []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[it.ID] = it
	for _, a := range addresses {
		s.leads[library.ID(a)] = it.ID
	}
	return s.broke
}

func (s *shelf) Remember(_ context.Context, addresses []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range addresses {
		s.items[library.ID(a)] = library.Item{ID: library.ID(a), Article: feeds.Article{URL: a}}
	}
	return nil
}

// site answers after a while and counts how often it is asked.
type site struct {
	mu      sync.Mutex
	asked   int
	takes   time.Duration
	article feeds.Article
	err     error
}

func (s *site) Read(ctx context.Context, url string, _ feeds.Purpose) (feeds.Article, error) {
	s.mu.Lock()
	s.asked++
	s.mu.Unlock()
	select {
	case <-ctx.Done():
		return feeds.Article{}, &feeds.Problem{Kind: feeds.Timeout, Err: ctx.Err()}
	case <-time.After(s.takes):
	}
	a := s.article
	if a.URL == "" {
		a.URL = url
	}
	return a, s.err
}

func (s *site) Open(_ context.Context, name string, body []byte, _ string) (feeds.Article, error) {
	if s.err != nil {
		return feeds.Article{}, s.err
	}
	return feeds.Article{Title: name, Text: string(body), Free: true}, nil
}

type lead struct{}

func (lead) Summarize(_ context.Context, t summarizer.Text, o summarizer.Options) (summarizer.Summary, error) {
	if t.Body == "" {
		return summarizer.Summary{}, summarizer.ErrTooShort
	}
	return summarizer.Summary{Language: t.Language, Method: t.Title + "/" + t.Site, WordsOut: int(o.Size)}, nil
}

const address = "https://example.org/news/1?utm_source=x"

func TestAnArticleIsReadOnceWhileItIsFresh(t *testing.T) {
	for name, c := range map[string]struct {
		article feeds.Article
		fresh   time.Duration
	}{
		"a live page":       {feeds.Article{Kind: feeds.Live}, 2 * time.Minute},
		"without a date":    {feeds.Article{}, 15 * time.Minute},
		"a young article":   {feeds.Article{Date: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(-30 * time.Hour)}, 15 * time.Minute},
		"an old article":    {feeds.Article{Date: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)}, 24 * time.Hour},
		"an old, live page": {feeds.Article{Kind: feeds.Live, Date: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)}, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &site{article: c.article}
				s.article.Canonical = "https://example.org/news/1"
				l := library.New(library.Options{Reader: s, Summarizer: lead{}, Store: newShelf()})
				read := func(url string, want int) {
					t.Helper()
					it, err := l.Read(t.Context(), url, feeds.ForPerson)
					if err != nil || it.ID != library.ID("https://example.org/news/1") || s.asked != want {
						t.Errorf("item %s, asked %d times, want %d; %v", it.ID, s.asked, want, err)
					}
				}
				read(address, 1)
				time.Sleep(c.fresh - time.Second)
				read("https://example.org/news/1", 1)
				read(" "+address, 1)
				time.Sleep(2 * time.Second)
				read(address, 2)
			})
		})
	}
}

func TestThoseWhoAskAtTheSameTimeShareOneReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{takes: 5 * time.Second, article: feeds.Article{Title: "A"}}
		l := library.New(library.Options{Reader: s, Summarizer: lead{}, Store: newShelf()})
		first, leave := context.WithCancel(t.Context())
		var gone error
		var wg sync.WaitGroup
		wg.Go(func() { _, gone = l.Read(first, address, feeds.ForPerson) })
		titles := make([]string, 20)
		for i := range titles {
			wg.Go(func() {
				it, err := l.Read(t.Context(), address, feeds.ForPerson)
				if err == nil {
					titles[i] = it.Article.Title
				}
			})
		}
		time.Sleep(time.Second)
		leave()
		wg.Wait()
		if !errors.Is(gone, context.Canceled) {
			t.Errorf("who left got %v", gone)
		}
		if s.asked != 1 || strings.Join(titles, "") != strings.Repeat("A", 20) {
			t.Errorf("asked %d times, got %q", s.asked, titles)
		}
	})
}

func TestAnOlderCopyStandsInForASiteThatDoesNotAnswer(t *testing.T) {
	for kind, stands := range map[feeds.ProblemKind]bool{
		feeds.Timeout: true, feeds.Unreachable: true, feeds.Busy: true, feeds.ServerError: true,
		feeds.NotFound: false, feeds.Gone: false, feeds.Login: false,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &site{article: feeds.Article{Title: "A"}}
			l := library.New(library.Options{Reader: s, Summarizer: lead{}, Store: newShelf()})
			if _, err := l.Read(t.Context(), address, feeds.ForPerson); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			s.err = &feeds.Problem{Kind: kind}
			it, err := l.Read(t.Context(), address, feeds.ForPerson)
			if stands != (err == nil) || stands != (it.Article.Title == "A") {
				t.Errorf("%s: %q, %v", kind, it.Article.Title, err)
			}
			if !stands && feeds.KindOf(err) != kind {
				t.Errorf("%s became %v", kind, err)
			}
		})
	}
}

// bomb is a reader with a fault.
type bomb struct{}

func (bomb) Read(context.Context, string, feeds.Purpose) (feeds.Article, error) {
	panic("a fault of our own")
}

func (bomb) Open(context.Context, string, []byte, string) (feeds.Article, error) {
	panic("a fault of our own")
}

func TestAFileIsKeptUnderAnIDOfWhatItSays(t *testing.T) {
	store := newShelf()
	l := library.New(library.Options{Reader: &site{}, Summarizer: lead{}, Store: store})
	it, err := l.File(t.Context(), "notes.txt", []byte("Some words."), "text/plain")
	if err != nil || it.Article.Text != "Some words." || it.Read.IsZero() {
		t.Fatalf("%+v, %v", it, err)
	}
	if kept, err := l.Get(t.Context(), it.ID); err != nil || kept.Article.Title != "notes.txt" {
		t.Errorf("%+v, %v", kept, err)
	}
	l = library.New(library.Options{Reader: &site{err: &feeds.Problem{Kind: feeds.PDFLocked}}, Summarizer: lead{}, Store: store})
	if _, err := l.File(t.Context(), "a.pdf", nil, ""); feeds.KindOf(err) != feeds.PDFLocked {
		t.Errorf("got %v", err)
	}
	l = library.New(library.Options{Reader: bomb{}, Summarizer: lead{}, Store: store})
	if _, err := l.File(t.Context(), "a.pdf", nil, ""); err == nil {
		t.Error("a panic was no error")
	}
}

func TestAPanicWhileReadingIsAnErrorForAllWhoWait(t *testing.T) {
	l := library.New(library.Options{Reader: bomb{}, Summarizer: lead{}, Store: newShelf()})
	_, err := l.Read(t.Context(), address, feeds.ForPerson)
	if err == nil || !strings.Contains(err.Error(), "a fault of our own") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

func TestAReadingEndsEvenIfTheSiteDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := library.New(library.Options{Reader: &site{takes: time.Hour}, Summarizer: lead{}, Store: newShelf()})
		start := time.Now()
		_, err := l.Read(t.Context(), address, feeds.ForFeed)
		if feeds.KindOf(err) != feeds.Timeout || time.Since(start) > time.Minute {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestAnIDReopensWhateverIsKnown(t *testing.T) {
	s := &site{article: feeds.Article{Title: "A"}}
	store := newShelf()
	l := library.New(library.Options{Reader: s, Summarizer: lead{}, Store: store})
	if _, err := l.Get(t.Context(), library.ID(address)); !errors.Is(err, library.ErrUnknown) {
		t.Errorf("an id that nobody saw: %v", err)
	}
	if err := store.Remember(t.Context(), []string{address}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		it, err := l.Get(t.Context(), library.ID(address))
		if err != nil || it.Article.Title != "A" || s.asked != 1 {
			t.Errorf("%+v, asked %d times, %v", it, s.asked, err)
		}
	}
	text, err := l.Text(t.Context(), "", "Some words.")
	if err != nil {
		t.Fatal(err)
	}
	same, err := l.Text(t.Context(), "", "Some words.")
	if err != nil || same.ID != text.ID || len(text.ID) != 24 {
		t.Errorf("ids %s and %s, %v", text.ID, same.ID, err)
	}
	if it, err := l.Get(t.Context(), text.ID); err != nil || it.Article.Text != "Some words." {
		t.Errorf("%+v, %v", it, err)
	}
	kept, err := l.Keep(t.Context(), feeds.Article{URL: "https://example.org/2", Text: "From the feed.", Title: "B", Site: "S", Language: "en"})
	if err != nil || kept.ID != library.ID("https://example.org/2") || kept.Read.IsZero() {
		t.Errorf("%+v, %v", kept, err)
	}
	sum, err := l.Summarize(t.Context(), kept, summarizer.Long)
	if err != nil || sum.Method != "B/S" || sum.Language != "en" || sum.WordsOut != int(summarizer.Long) {
		t.Errorf("%+v, %v", sum, err)
	}
	if _, err := l.Summarize(t.Context(), library.Item{}, summarizer.Medium); !errors.Is(err, summarizer.ErrTooShort) {
		t.Errorf("nothing to summarize: %v", err)
	}
	store.broke = errors.New("broken")
	for _, err := range []error{
		second(l.Get(t.Context(), text.ID)), second(l.Read(t.Context(), address, feeds.ForPerson)),
		second(l.Text(t.Context(), "", "x")), second(l.Keep(t.Context(), feeds.Article{})),
	} {
		if !errors.Is(err, store.broke) {
			t.Errorf("a broken store: %v", err)
		}
	}
}

func second(_ library.Item, err error) error { return err }

// What only a feed said may be for one chat's eyes: whoever asks for the address has
// its page read.
func TestAFeedsWordsStandInForNobodyElsesPage(t *testing.T) {
	s := &site{err: &feeds.Problem{Kind: feeds.Timeout}}
	l := library.New(library.Options{Reader: s, Summarizer: lead{}, Store: newShelf()})
	if _, err := l.Keep(t.Context(), feeds.Article{URL: address, Canonical: address, Text: "For subscribers.", Carried: true, Free: true}); err != nil {
		t.Fatal(err)
	}
	if it, err := l.Read(t.Context(), address, feeds.ForPerson); err == nil {
		t.Errorf("read %q", it.Article.Text)
	}
	if s.asked != 1 {
		t.Errorf("the page was asked for %d times", s.asked)
	}
}
