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
//   - Slow pages hold up nobody: many entries are under way at a time, and few of
//     one feed's host.
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
	"runtime/debug"
	"strings"
	"time"

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

// Options are what an Announcer is made of. All fields but Again and Now are needed.
type Options struct {
	Store   Store
	Library Library
	Words   func(card.News) bot.Reply                                // how an alert looks: bot/card's
	Ended   func(lang, feed string) bot.Reply                        // how the end of a feed is told: bot/card's
	Also    func(r bot.Reply, lang string, names []string) bot.Reply // the alert that names these sources too: bot/card's
	Again   func()                                                   // rings the belt: entries that were left for want of room may be taken now
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
}

// Announcer announces entries. It is safe for concurrent use.
type Announcer struct {
	Options
	index   matcher
	stories stories
	turns   turns
}

// New returns an Announcer.
func New(o Options) *Announcer {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Announcer{
		Options: o, index: matcher{queries: topics.NewIndex()}, stories: stories{Finder: story.New(story.Options{})},
		turns: turns{hosts: map[string]int{}, freed: make(chan struct{}, 1)},
	}
}

// readTime bounds the reading of one page.
const readTime = 40 * time.Second

// Announce takes what is pending, as much as there is room for, and returns how many
// entries it took: none means that none was left. It does not wait for them, so that
// a page that is slow holds up no other; Rest does. One entry's failure is logged; it
// stays pending and is handed out again later.
func (a *Announcer) Announce(ctx context.Context) (int, error) {
	told, err := a.farewells(ctx)
	if err != nil {
		return told, err
	}
	room, busy := a.turns.wait(ctx)
	if ctx.Err() != nil {
		return told, nil
	}
	pending, err := a.Store.Pending(ctx, room, busy...)
	if err != nil {
		return told, fmt.Errorf("taking pending entries: %w", err)
	}
	if len(pending) == 0 {
		return told, nil
	}
	if err := a.index.refresh(ctx, a.Store); err != nil {
		return told, err
	}
	for _, p := range pending {
		host := p.Source.Host()
		a.turns.take(host)
		a.turns.underWay.Go(func() {
			if err := a.entry(ctx, p); err != nil && ctx.Err() == nil {
				a.Log.ErrorContext(ctx, "announcing an entry", "entry", p.Entry.ID, "feed", p.Source.ID, "error", err)
			}
			if a.turns.leave(host) && a.Again != nil {
				a.Again()
			}
		})
	}
	return told + len(pending), nil
}

// Rest returns when all that was taken is announced.
func (a *Announcer) Rest() { a.turns.underWay.Wait() }

// entry takes one entry all the way to its deliveries. One whose words make some
// part of it panic has failed like any other.
func (a *Announcer) entry(ctx context.Context, p Pending) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
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
		return a.correct(ctx, p, follows, it, summary)
	}
	if err := a.index.refresh(ctx, a.Store); err != nil { // reading may have taken long
		return err
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
		if err == nil && enough(it.Article, carried) {
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

// enough reports whether a page says at least what its feed does. Feeds repeat menus
// and pitches, so a free page may be somewhat shorter.
func enough(page, carried feeds.Article) bool {
	if !page.Free {
		return len(page.Text) >= len(carried.Text)
	}
	return len(page.Text) >= len(carried.Text)/2
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
		Language: strings.ToLower(lang), Image: e.Image, Text: text, Free: true, Carried: true,
	}
}
