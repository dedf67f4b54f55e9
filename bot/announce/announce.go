// Package announce turns a new entry into what people are told: it reads the
// article once, summarizes it once, finds the chats that asked for it and puts one
// delivery for each in the queue.
//
// Decisions that bind this room:
//
//   - Everything an entry leads to is one [Publication], committed whole or not at
//     all. A process that dies in between leaves the entry pending.
//   - Chats that get the same words share one row of words: what differs is the
//     language, the reason and whether buttons may be private.
//   - The page is read on behalf of the feed, so robots.txt is honoured; what
//     cannot be read is told by the feed's own words, never dropped.
//   - A topic sees public feeds and those that its own chat follows, never a feed
//     that only another chat added.
//   - A story is found by bot/story from the reports in the store, its own and those
//     of other processes, and committed under the store's lock. Whoever finds that
//     another report came in between asks again: so one event is one story, however
//     many processes announce, and no process keeps anything that is lost with it.
//   - A chat that has a story gets no second alert; the message that it has is edited
//     to name further sources. It is named only sources that it may see: those of
//     public feeds, and of feeds that it follows itself.
package announce

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/bot/story"
	"crier/bot/topics"
	"crier/feeds"
	"crier/summarizer"
)

// Library is where articles are read and kept.
type Library interface {
	Read(ctx context.Context, url string, why feeds.Purpose) (library.Item, error)
	Reread(ctx context.Context, url string, why feeds.Purpose) (library.Item, error)
	Keep(ctx context.Context, a feeds.Article) (library.Item, error)
	Summarize(ctx context.Context, it library.Item, size summarizer.Size) (summarizer.Summary, error)
}

// Options are what an Announcer is made of. All fields but Now are needed.
type Options struct {
	Store   Store
	Library Library
	Words   func(card.News) bot.Reply                                // how an alert looks: bot/card's
	Ended   func(lang, feed string) bot.Reply                        // how the end of a feed is told: bot/card's
	Also    func(r bot.Reply, lang string, names []string) bot.Reply // the alert that names these sources too: bot/card's
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
}

// Announcer announces entries. It is safe for concurrent use.
type Announcer struct {
	Options
	index   matcher
	stories stories
}

// New returns an Announcer.
func New(o Options) *Announcer {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Announcer{Options: o, index: matcher{queries: topics.NewIndex()}, stories: stories{Finder: story.New(story.Options{})}}
}

const (
	batch    = 32 // entries taken at once
	abreast  = 4  // entries read at the same time
	readTime = 40 * time.Second
)

// Announce announces what is pending, at most one batch, and returns how many
// entries it dealt with: none means that nothing is left. One entry's failure does
// not hold back the others; it stays pending and is tried again later.
func (a *Announcer) Announce(ctx context.Context) (int, error) {
	told, failed := a.farewells(ctx)
	pending, err := a.Store.Pending(ctx, batch)
	if err != nil {
		return told, fmt.Errorf("taking pending entries: %w", err)
	}
	if err := a.index.refresh(ctx, a.Store); err != nil {
		return 0, err
	}
	var (
		mu   sync.Mutex
		errs = []error{failed}
		g    errgroup.Group
	)
	g.SetLimit(abreast)
	for _, p := range pending {
		g.Go(func() error {
			if err := a.entry(ctx, p); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, fmt.Errorf("announcing entry %d of feed %d: %w", p.Entry.ID, p.Source.ID, err))
			}
			return nil
		})
	}
	_ = g.Wait() // the functions return nil: failures are in errs
	return told + len(pending), errors.Join(errs...)
}

// entry takes one entry all the way to its deliveries.
func (a *Announcer) entry(ctx context.Context, p Pending) error {
	follows, err := a.Store.Followers(ctx, p.Source.ID)
	if err != nil {
		return fmt.Errorf("listing followers: %w", err)
	}
	if len(follows) == 0 && a.index.len() == 0 && !p.Correction {
		return a.Store.Skip(ctx, p.Entry.ID, "nobody asks for it")
	}
	it, err := a.read(ctx, p)
	if err != nil {
		return err
	}
	summary, err := a.Library.Summarize(ctx, it, summarizer.Medium)
	if err != nil && !errors.Is(err, summarizer.ErrTooShort) && !errors.Is(err, summarizer.ErrNoArticle) {
		return fmt.Errorf("summarizing: %w", err)
	}
	if p.Correction {
		return a.correct(ctx, p, it, summary)
	}
	wishes, err := a.index.wishes(ctx, a.Store, p.Source, it.Article, follows, a.Now())
	if err != nil {
		return err
	}
	profiles, err := a.profiles(ctx, wishes)
	if err != nil {
		return err
	}
	n := news{Pending: p, item: it, summary: summary, followers: follows, wishes: wishes, profiles: profiles}
	return a.publish(ctx, n)
}

// read gives the article of an entry: its page or what the feed carries, whichever
// says more.
func (a *Announcer) read(ctx context.Context, p Pending) (library.Item, error) {
	carried := fromFeed(p)
	if p.Entry.URL != "" {
		ctx, cancel := context.WithTimeout(ctx, readTime)
		defer cancel()
		read := a.Library.Read
		if p.Correction {
			read = a.Library.Reread
		}
		it, err := read(ctx, p.Entry.URL, feeds.ForFeed)
		if err == nil && len(it.Article.Text) >= len(carried.Text)/2 {
			return it, nil
		}
		if err != nil {
			a.Log.InfoContext(ctx, "page not readable, using the feed's words", "feed", p.Source.ID, "problem", string(feeds.KindOf(err)))
		}
	}
	it, err := a.Library.Keep(context.WithoutCancel(ctx), carried)
	if err != nil {
		return library.Item{}, fmt.Errorf("keeping the feed's words: %w", err)
	}
	return it, nil
}

// fromFeed makes an article of what the entry itself carries.
func fromFeed(p Pending) feeds.Article {
	e := p.Entry
	text := e.Content
	if len(text) < len(e.Summary) {
		text = e.Summary
	}
	lang := e.Language
	if lang == "" {
		lang = p.Source.Language
	}
	url := e.URL
	if url == "" {
		url = p.Source.URL + "#" + e.GUID
	}
	return feeds.Article{
		URL: url, Canonical: url, Title: e.Title, Author: e.Author, Date: e.Published, Site: p.Source.Title,
		Language: strings.ToLower(lang), Image: e.Image, Text: text, Free: true,
	}
}
