package library

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"crier/feeds"
	"crier/summarizer"
)

// Options are what a Library is made of. All fields but Log and Now are needed.
type Options struct {
	Reader     feeds.Reader
	Summarizer summarizer.Summarizer
	Store      Store
	Log        *slog.Logger     // nil: nothing is logged
	Now        func() time.Time // nil: time.Now
}

// Library reads, keeps and summarizes articles. It is safe for concurrent use.
type Library struct {
	Options
	flights singleflight.Group
	recent  *lru.Cache[asked, summarizer.Summary]
}

// asked is a text and how long its summary shall be.
type asked struct {
	text summarizer.Text
	size summarizer.Size
}

// When a story breaks, a crowd asks for the same few summaries.
const (
	mostRecent = 256
	longRecent = 64 << 10 // bytes: a longer text is not remembered
)

// New returns a Library.
func New(o Options) *Library {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	recent, _ := lru.New[asked, summarizer.Summary](mostRecent) // it fails for sizes below one only
	return &Library{Options: o, recent: recent}
}

// readTime bounds one reading, whoever waits for it.
const readTime = 40 * time.Second

// How long a page that was read is taken as it is. A young article is corrected
// and added to; an old one hardly ever.
const (
	freshLive  = 2 * time.Minute
	freshYoung = 15 * time.Minute
	freshOld   = 24 * time.Hour
	young      = 48 * time.Hour
)

// Read gives the article at an address: from the store while it is fresh (two
// minutes for a live page, fifteen for an article of the last two days, else a
// day), else from its page. Those who ask for one address at the same time share
// one reading, which goes on for them when the first of them gives up. When a site
// does not answer, an older copy is better than nothing. Errors are *feeds.Problem
// values, or the store's.
func (l *Library) Read(ctx context.Context, url string, why feeds.Purpose) (Item, error) {
	return l.read(ctx, url, why, l.fresh)
}

// Reread is Read for an article that is known to have changed: however fresh the
// stored one is, its page is read.
func (l *Library) Reread(ctx context.Context, url string, why feeds.Purpose) (Item, error) {
	return l.read(ctx, url, why, func(Item) bool { return false })
}

func (l *Library) read(ctx context.Context, url string, why feeds.Purpose, fresh func(Item) bool) (Item, error) {
	url = strings.TrimSpace(url)
	old, err := l.Store.Article(ctx, ID(url))
	if err != nil && !errors.Is(err, ErrUnknown) {
		return Item{}, fmt.Errorf("looking for the article: %w", err)
	}
	if fresh(old) {
		return old, nil
	}
	it, err := l.fly(ctx, url, why)
	if err != nil && !old.Read.IsZero() && !old.Article.Carried && passing(feeds.KindOf(err)) {
		l.Log.InfoContext(ctx, "an older copy stands in for a page", "article", old.ID, "problem", string(feeds.KindOf(err)))
		return old, nil
	}
	return it, err
}

func (l *Library) fresh(it Item) bool {
	if it.Read.IsZero() || it.Article.Carried { // a feed's words are for those who may see the feed
		return false
	}
	return l.Now().Sub(it.Read) < freshness(it)
}

func freshness(it Item) time.Duration {
	switch {
	case it.Article.Kind == feeds.Live:
		return freshLive
	case !it.Article.Date.IsZero() && it.Read.Sub(it.Article.Date) > young:
		return freshOld
	default:
		return freshYoung
	}
}

// passing tells a site's bad moment from an answer about the page.
func passing(k feeds.ProblemKind) bool {
	switch k {
	case feeds.Unreachable, feeds.Timeout, feeds.Busy, feeds.ServerError:
		return true
	}
	return false
}

// fly reads the page together with all who wait for it.
func (l *Library) fly(ctx context.Context, url string, why feeds.Purpose) (Item, error) {
	key := fmt.Sprint(why, " ", url)
	done := l.flights.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTime)
		defer cancel()
		return l.fetch(ctx, url, why)
	})
	select {
	case <-ctx.Done():
		return Item{}, fmt.Errorf("waiting for %s: %w", feeds.Shown(url), ctx.Err())
	case r := <-done:
		it, _ := r.Val.(Item) // the one type that the function above returns
		return it, r.Err
	}
}

// fetch reads and keeps a page. A page that trips up its reader must not take the
// process along, which a flight would let it.
func (l *Library) fetch(ctx context.Context, url string, why feeds.Purpose) (it Item, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading a page of %s: panic: %v\n%s", feeds.Shown(url), p, debug.Stack())
		}
	}()
	a, err := l.Reader.Read(ctx, url, why)
	if err != nil {
		return Item{}, err
	}
	if a.URL == "" {
		a.URL = url
	}
	return l.save(ctx, a, url)
}

// Keep stores an article that was not read from its page: what a feed carries.
func (l *Library) Keep(ctx context.Context, a feeds.Article) (Item, error) {
	return l.save(ctx, a)
}

// Text keeps a text that somebody pasted, so that buttons can name it. Its id is
// made of the text itself.
func (l *Library) Text(ctx context.Context, title, text string) (Item, error) {
	a := feeds.Article{Title: title, Text: text, Free: true, Kind: ""}
	it := Item{ID: ID("text:" + title + "\n" + text), Article: a, Read: l.Now()}
	if err := l.Store.SaveArticle(ctx, it, nil); err != nil {
		return Item{}, fmt.Errorf("keeping a text: %w", err)
	}
	return it, nil
}

// File reads and keeps a file that somebody sent, so that buttons can name it. Its id
// is made of what it says. Errors are *feeds.Problem values with the file's name as
// their Host, or the store's.
func (l *Library) File(ctx context.Context, name string, body []byte, contentType string) (it Item, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading a file: panic: %v\n%s", p, debug.Stack())
		}
	}()
	a, err := l.Reader.Open(ctx, name, body, contentType)
	if err != nil {
		return Item{}, err
	}
	it = Item{ID: ID("text:" + a.Title + "\n" + a.Text), Article: a, Read: l.Now()}
	if err := l.Store.SaveArticle(ctx, it, nil); err != nil {
		return Item{}, fmt.Errorf("keeping a file: %w", err)
	}
	return it, nil
}

func (l *Library) save(ctx context.Context, a feeds.Article, more ...string) (Item, error) {
	if a.Canonical == "" {
		a.Canonical = a.URL
	}
	it := Item{ID: ID(a.Canonical), Article: a, Read: l.Now()}
	if err := l.Store.SaveArticle(ctx, it, append(more, a.URL, a.Canonical)); err != nil {
		return Item{}, fmt.Errorf("keeping the article: %w", err)
	}
	return it, nil
}

// Get gives the article of an id, as it was when it was last read; if only its
// address is known, it is read. It returns ErrUnknown for an id never seen.
func (l *Library) Get(ctx context.Context, id string) (Item, error) {
	it, err := l.Store.Article(ctx, id)
	if err != nil {
		return Item{}, fmt.Errorf("looking for article %q: %w", id, err)
	}
	if !it.Read.IsZero() {
		return it, nil
	}
	return l.Read(ctx, it.Article.URL, feeds.ForPerson)
}

// Summarize makes a summary of the item, or gives the one that was made lately, which
// is not to be changed; errors are the summarizer's.
func (l *Library) Summarize(ctx context.Context, it Item, size summarizer.Size) (summarizer.Summary, error) {
	a := it.Article
	t := summarizer.Text{Title: a.Title, Body: a.Text, Language: a.Language, Site: a.Site}
	key, brief := asked{t, size}, len(a.Text) <= longRecent
	if brief {
		if s, found := l.recent.Get(key); found {
			return s, nil
		}
	}
	s, err := l.Summarizer.Summarize(ctx, t, summarizer.Options{Size: size})
	if err != nil {
		return summarizer.Summary{}, fmt.Errorf("summarizing %s: %w", it.ID, err)
	}
	if brief {
		l.recent.Add(key, s)
	}
	return s, nil
}
