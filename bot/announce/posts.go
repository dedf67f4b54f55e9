package announce

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/bot/topics"
	"crier/feeds"
	"crier/summarizer"
)

// matcher holds the topics of all chats, ready to be asked.
type matcher struct {
	mu      sync.RWMutex
	version int64
	queries *topics.Index
	follows map[int64]bot.Follow
	narrow  map[int64]bool // the query names languages itself
}

func (m *matcher) len() int { return m.queries.Len() }

// refresh takes over what chats have changed since the last time.
func (m *matcher) refresh(ctx context.Context, s Store) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	list, version, err := s.Topics(ctx, m.version)
	if err != nil {
		return fmt.Errorf("loading topics: %w", err)
	}
	if version == m.version && m.follows != nil {
		return nil
	}
	m.version = version
	before := m.follows
	m.follows, m.narrow = make(map[int64]bot.Follow, len(list)), map[int64]bool{}
	for _, f := range list {
		if q, err := topics.Parse(f.Query); err == nil {
			if old, ok := before[f.ID]; !ok || old.Query != f.Query {
				m.queries.Add(f.ID, q)
			}
			m.follows[f.ID], m.narrow[f.ID] = f, q.Languages()
		}
	}
	for id := range before {
		if _, ok := m.follows[id]; !ok {
			m.queries.Remove(id)
		}
	}
	return nil
}

// wish is the one follow that speaks for a chat, and whether only some reading
// languages fit.
type wish struct {
	follow   bot.Follow
	language string // the article's, if the chat must read it; empty: any
}

// wishes picks for each chat the follow that decides how it is told: an alert
// before a digest before the queue, a topic before a feed.
func (m *matcher) wishes(src feeds.Source, art feeds.Article, followers []bot.Follow, now time.Time) map[bot.Address]wish {
	out := map[bot.Address]wish{}
	own := map[bot.Address]bool{}
	for _, f := range followers {
		own[f.Chat] = true
		better(out, wish{follow: quieted(f, now)})
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, id := range m.queries.Match(topics.NewDoc(art)) {
		f, ok := m.follows[id]
		if !ok || !src.Public && !own[f.Chat] {
			continue
		}
		w := wish{follow: quieted(f, now)}
		if !m.narrow[id] && !own[f.Chat] {
			w.language = primary(art.Language)
		}
		better(out, w)
	}
	return out
}

func quieted(f bot.Follow, now time.Time) bot.Follow {
	if f.Muted.After(now) {
		f.How = bot.Quiet
	}
	return f
}

func better(out map[bot.Address]wish, w wish) {
	old, ok := out[w.follow.Chat]
	if !ok || rank(w.follow) > rank(old.follow) {
		out[w.follow.Chat] = w
	}
}

func rank(f bot.Follow) int {
	n := map[bot.How]int{bot.Each: 4, bot.Daily: 2, bot.Quiet: 0}[f.How]
	if f.Kind == bot.Topic {
		n++
	}
	return n
}

func (a *Announcer) profiles(ctx context.Context, wishes map[bot.Address]wish) (map[bot.Address]bot.Profile, error) {
	chats := make([]bot.Address, 0, len(wishes))
	for at := range wishes {
		chats = append(chats, at)
	}
	list, err := a.Store.Profiles(ctx, chats)
	if err != nil {
		return nil, fmt.Errorf("loading profiles: %w", err)
	}
	out := make(map[bot.Address]bot.Profile, len(list))
	for i, p := range list {
		out[chats[i]] = p
	}
	return out, nil
}

// variant is what the words of an alert depend on besides the article.
type variant struct {
	lang, reason string
	kind         bot.Kind
	topic        bool
}

// posts groups the chats by the words they get.
func (a *Announcer) posts(it library.Item, s summarizer.Summary, wishes map[bot.Address]wish, profiles map[bot.Address]bot.Profile) []Post {
	groups := map[variant][]Target{}
	for at, w := range wishes {
		p := profiles[at]
		if !reads(p, w.language) {
			continue
		}
		v := variant{lang: p.Lang, reason: w.follow.Name, kind: at.Kind, topic: w.follow.Kind == bot.Topic}
		groups[v] = append(groups[v], Target{Chat: at, Follow: w.follow.ID, How: w.follow.How})
	}
	posts := make([]Post, 0, len(groups))
	for v, to := range groups {
		posts = append(posts, Post{To: to, Lang: v.lang, Reply: a.Words(card.News{
			Lang: v.lang, Kind: v.kind, Reason: v.reason, Topic: v.topic, Item: it, Summary: s,
		})})
	}
	return posts
}

// reads reports whether the chat reads the language: by default its own and
// English. An article that does not tell its language is read by all.
func reads(p bot.Profile, language string) bool {
	return language == "" || language == "en" || language == primary(p.Lang)
}

func primary(lang string) string {
	p, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return p
}
