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
func (db *DB) Search(ctx context.Context, s commands.Search) (found []feeds.Article, err error) {
	n, narrowed := s.Query.Needs()
	before := int64(math.MaxInt64)
	bite := max(s.Offset+s.Limit, leastBite) // most candidates are what is looked for
	for looked := 0; looked < searchMost && len(found) < s.Offset+s.Limit; {
		candidates, err := db.candidates(ctx, s, n, narrowed, before, bite)
		if err != nil {
			return nil, err
		}
		for _, c := range candidates {
			before = c.text
			if s.Reads(c.Language) && s.Query.Match(topics.NewDoc(c.Article)) {
				found = append(found, c.Article)
			}
		}
		if looked += len(candidates); len(candidates) < bite {
			break
		}
		bite = min(nextBite(looked, len(found), s.Offset+s.Limit), searchMost-looked)
	}
	return found[min(s.Offset, len(found)):min(s.Offset+s.Limit, len(found))], nil
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
	isShown    = ` AND e.id = (SELECT MIN(v.id) FROM entries v JOIN feeds f ON f.id = v.feed_id WHERE v.article = x.article AND ` + visible + `) `
)

const candidateColumns = `SELECT x.id, e.url, e.title, e.author, e.language, e.image, e.ranked,
	CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, f.title, COALESCE(ar.body, '') `

func (db *DB) candidates(ctx context.Context, s commands.Search, n topics.Needs, narrowed bool, before int64, bite int) ([]candidate, error) {
	from := ms(s.Since) * textsAMoment
	if !narrowed {
		return collect(ctx, db.read(), scanText, candidateColumns+`FROM texts x `+shownEntry+` WHERE x.id >= ? AND x.id < ?`+isShown+`ORDER BY x.id DESC LIMIT ?`,
			from, before, s.Chat.Network, s.Chat.Chat, bite)
	}
	h := db.having(n)
	return collect(ctx, db.read(), scanText, candidateColumns+`FROM `+h.from+` `+shownEntry+` WHERE `+h.where+isShown+`ORDER BY `+h.id+` DESC LIMIT ?`,
		h.wanted, from, before, s.Chat.Network, s.Chat.Chat, bite)
}

// having is how an engine's index of words is asked for texts x that have what is
// needed, between two ids: arguments of where are wanted and the two.
type having struct{ from, where, id, wanted string }

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
