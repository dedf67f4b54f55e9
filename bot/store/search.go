package store

import (
	"context"
	"iter"
	"math"
	"slices"
	"time"

	"crier/bot/commands"
	"crier/bot/topics"
	"crier/feeds"
)

// What feeds brought is searched in two steps: an index of words gives articles that
// may match, the newest first, and the query itself decides about each. So a search
// finds exactly what a topic of the same words would, and the index needs to know
// nothing of languages but their names. Articles are read in bites of what is still
// wanted. What is to be in the index is written there by a belt of its own, see
// [DB.Index].

// Bounds of one search.
const (
	leastBite  = 10   // likely articles read at once, at least beyond what is wanted
	mostBite   = 250  // and at most, after the first
	searchMost = 1000 // articles looked at
	longWord   = 500  // bytes; longer ones are not indexed, and not looked for
)

// Search implements commands.Store.
func (db *DB) Search(ctx context.Context, s commands.Search) ([]feeds.Article, error) {
	l := looking{Search: s, db: db, judge: s.Query.Judge()}
	in := span{from: ms(s.Since) * textsAMoment, before: math.MaxInt64}
	likely := newest(ctx, db.read(), in)
	if n, narrowed := s.Query.Needs(); narrowed {
		likely = db.likely(ctx, n, in)
	}
	for ids, err := range likely {
		if err == nil {
			err = l.through(ctx, ids)
		}
		if err != nil {
			return nil, err
		}
		if l.enough() {
			break
		}
	}
	return l.found[min(s.Offset, len(l.found)):min(s.Offset+s.Limit, len(l.found))], nil
}

// span is a part of the index: the ids from one up to another.
type span struct{ from, before int64 }

// looking is a search under way.
type looking struct {
	commands.Search
	db             *DB
	judge          *topics.Judge
	likely, looked int // so many ids were gone through, and articles looked at
	found          []feeds.Article
}

func (l *looking) enough() bool {
	return len(l.found) >= l.Offset+l.Limit || l.looked >= searchMost
}

// through looks for what is still wanted among likely texts.
func (l *looking) through(ctx context.Context, ids []int64) error {
	for len(ids) > 0 && !l.enough() {
		n := min(l.bite(), len(ids))
		err := l.db.read().each(ctx, l.look, candidates, l.Chat.Network, l.Chat.Chat, l.Chat.Network, l.Chat.Chat, numbers(ids[:n]))
		if err != nil {
			return err
		}
		l.likely += n
		ids = ids[n:]
	}
	return nil
}

// bite is how many are read next: as many as what is wanted will take if the next ones
// are like those before, and a few more.
func (l *looking) bite() int {
	wanted := l.Offset + l.Limit - len(l.found)
	if l.likely == 0 {
		return wanted + leastBite
	}
	bite := min(4*l.likely, mostBite)
	if len(l.found) > 0 {
		bite = min(bite, wanted*l.likely*5/(4*len(l.found))+leastBite)
	}
	return bite
}

// look asks the query about one article.
func (l *looking) look(s scanner) error {
	if l.enough() {
		return nil
	}
	var follows bool // what a chat follows it reads, in whatever language
	a, err := scanVisible(scanFunc(func(dest ...any) error { return s.Scan(append([]any{&follows}, dest...)...) }))
	if err == nil && (follows || l.Reads(a.Language)) && l.judge.Match(a) {
		l.found = append(l.found, a)
	}
	l.looked++
	return err
}

// scanVisible is scanCandidate for a chat that may see the entry. What is kept of an
// article may be the words of another feed, which it may not see: then its own feed's
// words count.
func scanVisible(s scanner) (feeds.Article, error) {
	said, kept, err := scanTold(s)
	if kept == nil {
		return said, err
	}
	if !kept.Carried {
		if kept.Date.IsZero() {
			kept.Date = said.Date
		}
		return *kept, err
	}
	said.URL, said.Canonical, said.Language = kept.URL, kept.Canonical, first(said.Language, kept.Language)
	return said, err
}

// candidates reads the texts x of some ids with the entries by which a chat may see
// them, and whether it follows the feed: the arguments are own's, twice, and the ids.
// Texts without one drop out.
const candidates = `SELECT e.feed_id IN ` + own + `, e.url, e.title, e.author, e.language, e.image, e.ranked,
		CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, f.title, COALESCE(ar.body, '')
	FROM texts x JOIN entries e ON e.id = (SELECT MIN(v.id) FROM entries v
		WHERE v.article = x.article AND (v.feed_id IN (SELECT p.id FROM feeds p WHERE p.public) OR v.feed_id IN ` + own + `))
	JOIN feeds f ON f.id = e.feed_id LEFT JOIN articles ar ON ar.id = x.article
	WHERE x.id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j) ORDER BY x.id DESC`

// newest lists all texts, the newest first.
func newest(ctx context.Context, q queries, in span) iter.Seq2[[]int64, error] {
	return inBites(ctx, q, in, newestTexts)
}

const newestTexts = `SELECT x.id FROM texts x WHERE x.id >= ? AND x.id < ? ORDER BY x.id DESC LIMIT ?`

// inBites lists ids, ever more at once. The query's arguments are those that are given,
// the two ends of a span and how many.
func inBites(ctx context.Context, q queries, in span, query string, args ...any) iter.Seq2[[]int64, error] {
	return func(yield func([]int64, error) bool) {
		for bite := 64; ; bite *= 2 {
			ids, err := collect(ctx, q, scanID, query, append(slices.Clip(args), in.from, in.before, bite)...)
			if !yield(ids, err) || err != nil || len(ids) < bite {
				return
			}
			in.before = ids[len(ids)-1]
		}
	}
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
