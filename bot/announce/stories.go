package announce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/bot/story"
	"crier/summarizer"
)

// news is an entry that was read, and who wants to be told.
type news struct {
	Pending
	item      library.Item
	summary   summarizer.Summary
	followers []bot.Follow // of its feed
	wishes    map[bot.Address]wish
	profiles  map[bot.Address]bot.Profile
}

// stories is what this process knows of the stories in the store.
type stories struct {
	*story.Finder
	mu   sync.Mutex // held from finding a place until it is taken: the store takes one at a time anyway
	seen int64      // reports up to this one are known
}

const (
	maxNames = 6                  // sources that one message names, its own among them
	overrun  = 50                 // times that other processes may come in between
	calm     = 3 * time.Hour      // nobody is told how a story went on whom it was told about so short ago
	history  = 8 * 24 * time.Hour // reports older than this are not asked for
)

// catchUp learns of the reports that came since the last time, whoever brought them.
func (s *stories) catchUp(ctx context.Context, from Store, now time.Time) error {
	for {
		found, seen, err := from.Reports(ctx, s.seen, now.Add(-min(history, s.Window)))
		if err != nil {
			return fmt.Errorf("asking for the stories of late: %w", err)
		}
		for _, r := range found {
			s.Add(r.Article, r.Sketch, r.At, story.Place{Story: r.Story, Chapter: r.Chapter})
		}
		if s.seen = seen; len(found) == 0 {
			return nil
		}
	}
}

// publish finds the story of the news and commits all that follows from it.
func (a *Announcer) publish(ctx context.Context, n news) error {
	art := n.item.Article
	sketch := story.Sketch(story.Article{ID: n.item.ID, Title: art.Title, Text: art.Text, Language: art.Language, Published: timed(n.Entry.Published)})
	return a.commit(ctx, func() (Publication, error) { return a.publication(ctx, n, sketch) })
}

// timed is a time of publication that is more than a day without an hour, else none.
func timed(published time.Time) time.Time {
	if published.Truncate(24 * time.Hour).Equal(published) {
		return time.Time{}
	}
	return published
}

// commit publishes what make makes. When another process adds to a story in
// between, it is made again, of things as they stand then.
func (a *Announcer) commit(ctx context.Context, make func() (Publication, error)) error {
	a.stories.mu.Lock()
	defer a.stories.mu.Unlock()
	for range overrun {
		if err := a.stories.catchUp(ctx, a.Store, a.Now()); err != nil {
			return err
		}
		pub, err := make()
		if err != nil {
			return err
		}
		chats, err := a.Store.Publish(ctx, pub)
		if errors.Is(err, ErrRevised) {
			continue
		}
		if err != nil {
			return fmt.Errorf("publishing: %w", err)
		}
		a.Log.InfoContext(ctx, "announced", "article", pub.Item.ID, "entry", pub.Entry, "story", pub.Story, "chats", chats, "revised", len(pub.Revised))
		return nil
	}
	return fmt.Errorf("publishing: %w", ErrRevised)
}

// correct gives those who were told of an article its new words, and says that it
// was corrected. Nobody is told who was not, and nothing is said that looks as before.
// What only the feed says is told to those alone who may see the feed.
func (a *Announcer) correct(ctx context.Context, p Pending, followers []bot.Follow, it library.Item, s summarizer.Summary) error {
	var among []int64
	if it.Article.Carried && !p.Source.Public {
		among = numbers(followers)
	}
	return a.commit(ctx, func() (Publication, error) {
		pub := Publication{Entry: p.Entry.ID, Item: it, Addresses: []string{p.Entry.URL}}
		name, ok := a.stories.Story(it.ID)
		if !ok {
			return pub, nil // told so long ago that it is no use
		}
		if among != nil && len(among) == 0 {
			return pub, nil // nobody may know
		}
		tale, err := a.Store.Told(ctx, name)
		if err != nil {
			return pub, fmt.Errorf("asking what was told of a story: %w", err)
		}
		for _, w := range tale.Wordings {
			if w.About.Article != it.ID || alike(a.word(it, s, w.About), w.Reply) {
				continue
			}
			w.About.Corrected, w.Follows = true, among
			w.Reply = a.word(it, s, w.About)
			pub.Revised = append(pub.Revised, w)
		}
		return pub, nil
	})
}

// alike reports whether people would see no difference.
func alike(r, s bot.Reply) bool {
	a, err := json.Marshal(r)
	b, err2 := json.Marshal(s)
	return err == nil && err2 == nil && bytes.Equal(a, b)
}

// publication is all that the news leads to as things stand.
func (a *Announcer) publication(ctx context.Context, n news, sketch []byte) (Publication, error) {
	now := a.Now()
	place := a.stories.Find(n.item.ID, sketch, now)
	var tale Tale
	if place.Relation != story.First {
		var err error
		if tale, err = a.Store.Told(ctx, place.Story); err != nil {
			return Publication{}, fmt.Errorf("asking what was told of a story: %w", err)
		}
	}
	pub := Publication{
		Entry: n.Entry.ID, Item: n.item, Addresses: []string{n.Entry.URL},
		Story: place.Story, Chapter: place.Chapter, Source: card.Source(n.item.Article), Sketch: sketch, Seen: a.stories.seen,
	}
	pub.Posts = a.posts(n, pub, tale, now)
	if place.Relation != story.Update {
		pub.Revised = a.alsos(n, pub, tale)
	}
	return pub, nil
}

// posts words the news for all who want it. Of a story that has gone on, those who
// have it are told so, and the others are told as of any other.
func (a *Announcer) posts(n news, pub Publication, tale Tale, now time.Time) []Post {
	var posts []Post
	names := About{Names: []string{pub.Source}}
	for _, s := range tale.Sources {
		names = names.naming(s)
	}
	for v, to := range n.variants() {
		posts = append(posts, a.post(n, v, to, names))
		if pub.Chapter != pub.Story {
			p := a.post(n, v, to, About{Names: []string{pub.Source}, Update: true})
			p.Again = now.Add(-calm)
			posts = append(posts, p)
		}
	}
	return posts
}

// alsos gives the messages of the story's latest chapter the name of one more
// source: all of them if everybody may see it, else those of its followers' chats.
func (a *Announcer) alsos(n news, pub Publication, tale Tale) []Wording {
	var follows []int64
	if !n.Source.Public {
		if follows = numbers(n.followers); len(follows) == 0 {
			return nil
		}
	}
	var revised []Wording
	for _, w := range tale.Wordings {
		about := w.About.naming(pub.Source)
		if w.Chapter != pub.Chapter || len(about.Names) == len(w.About.Names) {
			continue
		}
		w.About, w.Follows = about, follows
		w.Reply = a.Also(w.Reply, about.Lang, about.others())
		revised = append(revised, w)
	}
	return revised
}

// numbers are those of follows; not nil if there are none.
func numbers(follows []bot.Follow) []int64 {
	ids := make([]int64, len(follows))
	for i, f := range follows {
		ids[i] = f.ID
	}
	return ids
}

// naming is the same with one more source, unless it is named already or there are
// too many.
func (a About) naming(source string) About {
	same := func(name string) bool { return strings.EqualFold(name, source) }
	if source == "" || len(a.Names) >= maxNames || slices.ContainsFunc(a.Names, same) {
		return a
	}
	a.Names = append(slices.Clone(a.Names), source)
	return a
}

// others are the sources besides its own.
func (a About) others() []string {
	if len(a.Names) < 2 {
		return nil
	}
	return a.Names[1:]
}
