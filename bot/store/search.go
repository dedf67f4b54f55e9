package store

import (
	"context"
	"math"
	"time"

	"crier/bot/commands"
	"crier/bot/topics"
	"crier/feeds"
)

// What feeds brought is searched in two steps: an index of words gives articles that
// may match, the newest first, and the query itself decides about each. So a search
// finds exactly what a topic of the same words would, and the index needs to know
// nothing of languages. What is to be in the index is written there by a belt of its
// own, see [DB.Index].

// Bounds of one search.
const (
	leastBite  = 10   // candidates read at once
	searchMost = 1000 // candidates looked at
	longWord   = 500  // bytes; longer ones are not indexed, and not looked for
)

// Search implements commands.Store.
func (db *DB) Search(ctx context.Context, s commands.Search) ([]feeds.Article, error) {
	l := looking{Search: s, db: db}
	whole := span{from: ms(s.Since) * textsAMoment, before: math.MaxInt64}
	parts := []span{whole}
	if l.needs, l.narrowed = s.Query.Needs(); l.narrowed {
		var err error
		if parts, err = db.parts(ctx, l.needs, whole); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if err := l.goThrough(ctx, p); err != nil {
			return nil, err
		}
	}
	return l.found[min(s.Offset, len(l.found)):min(s.Offset+s.Limit, len(l.found))], nil
}

// span is a part of the index: the ids from one up to another.
type span struct {
	from, before int64
	few          bool // texts are in it, and each is looked at, whatever the index knows
}

// looking is a search under way.
type looking struct {
	commands.Search
	db       *DB
	needs    topics.Needs
	narrowed bool // by needs
	looked   int
	found    []feeds.Article
}

// goThrough looks for what is still wanted in a part.
func (l *looking) goThrough(ctx context.Context, p span) error {
	bite := max(l.Offset+l.Limit, leastBite) // most candidates are what is looked for
	for l.looked < searchMost && len(l.found) < l.Offset+l.Limit {
		candidates, err := l.candidates(ctx, p, bite)
		if err != nil {
			return err
		}
		for _, c := range candidates {
			p.before = c.text
			if l.Reads(c.Language) && l.Query.Match(topics.NewDoc(c.Article)) {
				l.found = append(l.found, c.Article)
			}
		}
		if l.looked += len(candidates); len(candidates) < bite {
			break
		}
		bite = min(nextBite(l.looked, len(l.found), l.Offset+l.Limit), searchMost-l.looked)
	}
	return nil
}

// nextBite is how many candidates are read next: as many as what is wanted will take
// if the next ones are like those that were looked at, and a few more.
func nextBite(looked, found, wanted int) int {
	if found == 0 {
		return 4 * looked
	}
	return min(4*looked, (wanted-found)*looked*5/(4*found)+leastBite)
}

// candidate is an article that may be meant, and its place in the index.
type candidate struct {
	feeds.Article
	text int64
}

// shownEntry is the entry by which a chat may see the article of a text x: the two
// arguments are own's. Texts without one drop out. The joins are CROSS so that the
// index of words leads and the first rows are the last ones that are looked at.
const (
	shownEntry = ` CROSS JOIN entries e JOIN feeds f ON f.id = e.feed_id LEFT JOIN articles ar ON ar.id = x.article `
	isShown    = ` AND e.id = (SELECT MIN(v.id) FROM entries v WHERE v.article = x.article AND (v.feed_id IN (SELECT p.id FROM feeds p WHERE p.public) OR v.feed_id IN ` + own + `)) `
)

const candidateColumns = `SELECT x.id, e.url, e.title, e.author, e.language, e.image, e.ranked,
	CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, f.title, COALESCE(ar.body, '') `

func (l *looking) candidates(ctx context.Context, p span, bite int) ([]candidate, error) {
	if p.few || !l.narrowed {
		return collect(ctx, l.db.read(), scanText, candidateColumns+`FROM texts x `+shownEntry+` WHERE x.id >= ? AND x.id < ?`+isShown+`ORDER BY x.id DESC LIMIT ?`,
			p.from, p.before, l.Chat.Network, l.Chat.Chat, bite)
	}
	h := l.db.having(l.needs)
	return collect(ctx, l.db.read(), scanText, h.with+candidateColumns+`FROM `+h.from+` `+shownEntry+` WHERE `+h.where+isShown+`ORDER BY `+h.id+` DESC LIMIT ?`,
		append(h.how, h.wanted, p.from, p.before, l.Chat.Network, l.Chat.Chat, bite)...)
}

// having is how an engine's index of words is asked for texts x that have what is
// needed, between two ids: arguments of with or where are wanted and the two.
type having struct {
	with, from, where, id, wanted string
	how                           []any // arguments that say how the statement is run
}

// newest parts the index: so many of its newest texts, and then others so many times
// as far back as these reach. What many texts say is found in the first of them.
func newest(ctx context.Context, q queries, whole span, first int, times ...int64) ([]span, error) {
	var last, reached int64
	err := q.one(ctx, `SELECT COALESCE((SELECT MAX(id) FROM texts), 0), COALESCE((SELECT x.id FROM texts x WHERE x.id >= ? ORDER BY x.id DESC LIMIT 1 OFFSET ?), 0)`,
		whole.from, first-1).Scan(&last, &reached)
	if err != nil || reached == 0 {
		return []span{whole}, err
	}
	parts := []span{{from: reached, before: whole.before}}
	for _, n := range times {
		if from := last - (last-reached)*n; from > whole.from {
			parts = append(parts, span{from: from, before: parts[len(parts)-1].from})
		}
	}
	return append(parts, span{from: whole.from, before: parts[len(parts)-1].from}), nil
}

func scanText(s scanner) (c candidate, err error) {
	c.Article, err = scanCandidate(scanFunc(func(dest ...any) error { return s.Scan(append([]any{&c.text}, dest...)...) }))
	return c, err
}

// scanFunc is a row of which something was read already.
type scanFunc func(dest ...any) error

// Scan reads the rest.
func (f scanFunc) Scan(dest ...any) error { return f(dest...) }

// OldestSeen implements commands.Store.
func (db *DB) OldestSeen(ctx context.Context, s commands.Search) (time.Time, error) {
	ranked, err := value[int64](ctx, db.read(), `SELECT e.ranked FROM entries e JOIN feeds f ON f.id = e.feed_id
		WHERE `+visible+` AND e.ranked >= ? ORDER BY e.ranked LIMIT 1`, s.Chat.Network, s.Chat.Chat, ms(s.Since))
	return at(ranked), or(err, commands.ErrNothing)
}
