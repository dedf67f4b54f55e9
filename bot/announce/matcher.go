package announce

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/bot"
	"crier/bot/topics"
	"crier/feeds"
)

// matcher holds the topics of all chats, ready to be asked. It knows queries by the
// ids of their follows and nothing else: what a chat wants done about a match is read
// when there is one, so a million topics cost a million queries.
type matcher struct {
	mu      sync.Mutex // of refresh: one at a time
	version int64
	queries *topics.Index
}

func (m *matcher) len() int { return m.queries.Len() }

// parsers is how many queries are understood side by side while all are loaded.
const parsers = 4

// refresh takes over what chats have changed since the last time.
func (m *matcher) refresh(ctx context.Context, s Store) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var g errgroup.Group
	bites := make(chan []Change, 2*parsers)
	for range parsers {
		g.Go(func() error {
			for bite := range bites {
				m.take(bite)
			}
			return nil
		})
	}
	var bite []Change
	var seen map[int64]bool // of a load of all: what is there
	version, err := s.Topics(ctx, m.version, func(c Change) {
		if c.All {
			seen = map[int64]bool{}
			return
		}
		if seen != nil {
			seen[c.Follow] = true
		}
		if bite = append(bite, c); len(bite) == cap(bite) {
			bites <- bite
			bite = make([]Change, 0, 512)
		}
	})
	bites <- bite
	close(bites)
	_ = g.Wait() // the functions return nil
	if err != nil {
		return fmt.Errorf("loading topics: %w", err)
	}
	if seen != nil && m.queries.Len() > len(seen) {
		m.queries.Keep(func(id int64) bool { return seen[id] })
	}
	m.version = version
	return nil
}

// take brings changes to the index. A query that cannot be understood, as one of an
// older version of the language, matches nothing.
func (m *matcher) take(changes []Change) {
	for _, c := range changes {
		if q, err := topics.Parse(c.Query); err == nil {
			m.queries.Add(c.Follow, q)
		} else {
			m.queries.Remove(c.Follow)
		}
	}
}

// wish is what speaks for a chat: the best of the follows that tell it whatever it reads,
// and of those that need it to read the article's language. The zero ID is none.
type wish struct {
	always, reading bot.Follow
	language        string // the article's
}

// speaker is the one follow that decides how a chat is told.
func (w wish) speaker(p bot.Profile) (f bot.Follow, ok bool) {
	f = w.always
	if reads(p, w.language) {
		f = Better(f, w.reading)
	}
	return f, f.ID != 0
}

// Better is the follow that speaks before the other.
func Better(f, g bot.Follow) bot.Follow {
	if f.ID == 0 || g.ID != 0 && rank(g) > rank(f) {
		return g
	}
	return f
}

// wishes picks for each chat the follows that decide how it is told: an alert before a
// digest before the queue, a topic before a feed. A feed is a chat's own in all of its
// threads, as it is for a search.
func (m *matcher) wishes(ctx context.Context, s Store, src feeds.Source, art feeds.Article, followers []bot.Follow, now time.Time) (map[bot.Address]wish, error) {
	out := map[bot.Address]wish{}
	follows, owners := map[bot.Address]bool{}, map[bot.Address]bool{}
	for _, f := range followers {
		follows[f.Chat], owners[bot.Address{Network: f.Chat.Network, Chat: f.Chat.Chat}] = true, true
		out[f.Chat] = wish{always: Better(out[f.Chat].always, Quieted(f, now))}
	}
	ids := m.queries.Match(topics.NewDoc(art))
	if len(ids) == 0 || !src.Public && len(owners) == 0 {
		return out, nil
	}
	matched, err := s.TopicsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("loading the topics that match: %w", err)
	}
	for _, f := range matched {
		if !src.Public && !owners[bot.Address{Network: f.Chat.Network, Chat: f.Chat.Chat}] {
			continue
		}
		w := out[f.Chat]
		w.language = primary(art.Language)
		if q, err := topics.Parse(f.Query); follows[f.Chat] || err == nil && q.Languages() {
			w.always = Better(w.always, Quieted(f, now))
		} else {
			w.reading = Better(w.reading, Quieted(f, now))
		}
		out[f.Chat] = w
	}
	return out, nil
}

// Quieted is a follow as it speaks while it is muted: for the queue alone.
func Quieted(f bot.Follow, now time.Time) bot.Follow {
	if f.Muted.After(now) {
		f.How = bot.Quiet
	}
	return f
}

func rank(f bot.Follow) int {
	n := map[bot.How]int{bot.Each: 4, bot.Daily: 2, bot.Quiet: 0}[f.How]
	if f.Kind == bot.Topic {
		n++
	}
	return n
}

// LoadTopics loads all topics of a store, as an Announcer does with its first entry,
// and returns how many it knows then.
func LoadTopics(ctx context.Context, s Store) (int, error) {
	m := matcher{queries: topics.NewIndex()}
	err := m.refresh(ctx, s)
	return m.len(), err
}
