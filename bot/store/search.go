package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
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
// nothing of languages.

// Bounds of one search.
const (
	searchBite = 24   // candidates read at once
	searchMost = 1000 // candidates looked at
	longWord   = 500  // bytes; longer ones are not indexed, and not looked for
)

// Search implements commands.Store.
func (db *DB) Search(ctx context.Context, s commands.Search) (found []feeds.Article, err error) {
	n, narrowed := s.Query.Needs()
	before := int64(math.MaxInt64)
	for looked := 0; looked < searchMost && len(found) < s.Offset+s.Limit; {
		candidates, err := db.candidates(ctx, s, n, narrowed, before)
		if err != nil {
			return nil, err
		}
		for _, c := range candidates {
			before = c.text
			if s.Reads(c.Language) && s.Query.Match(topics.NewDoc(c.Article)) {
				found = append(found, c.Article)
			}
		}
		if looked += len(candidates); len(candidates) < searchBite {
			break
		}
	}
	return found[min(s.Offset, len(found)):min(s.Offset+s.Limit, len(found))], nil
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

func (db *DB) candidates(ctx context.Context, s commands.Search, n topics.Needs, narrowed bool, before int64) ([]candidate, error) {
	from := textID(ms(s.Since), "")
	if !narrowed {
		return collect(ctx, db.read(), scanText, candidateColumns+`FROM texts x `+shownEntry+` WHERE x.id >= ? AND x.id < ?`+isShown+`ORDER BY x.id DESC LIMIT ?`,
			from, before, s.Chat.Network, s.Chat.Chat, searchBite)
	}
	h := db.having(n)
	return collect(ctx, db.read(), scanText, candidateColumns+`FROM `+h.from+` `+shownEntry+` WHERE `+h.where+isShown+`ORDER BY `+h.id+` DESC LIMIT ?`,
		h.wanted, from, before, s.Chat.Network, s.Chat.Chat, searchBite)
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

// textID is an article's place in the index: its time of publication and, so that no
// two have the same, ten bits of its name.
func textID(ranked int64, article string) int64 {
	if article == "" {
		return ranked << 10
	}
	sum := sha256.Sum256([]byte(article))
	return ranked<<10 | int64(binary.BigEndian.Uint16(sum[:])&1023)
}

// saying is what an article says, ready for the index.
type saying struct {
	hash string // of what it was made of
	topics.Saying
}

func sayingHash(a feeds.Article) string {
	sum := sha256.Sum256([]byte(a.Language + "\x00" + a.Title + "\x00" + a.Text))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func sayingOf(a feeds.Article) saying {
	s := topics.Said(a)
	for _, list := range []*[]string{&s.Title, &s.Text, &s.TitleForms, &s.TextForms} {
		*list = shortWords(*list)
	}
	return saying{Saying: s}
}

func shortWords(all []string) []string {
	return slices.DeleteFunc(all, func(w string) bool { return len(w) > longWord })
}

// indexArticle writes what an article says into the index, if any feed has brought it
// and it is not there as it is.
func indexArticle(ctx context.Context, q queries, article string, a feeds.Article) error {
	ranked, err := value[int64](ctx, q, `SELECT COALESCE(MAX(ranked), 0) FROM entries WHERE article = ?`, article)
	if err != nil || ranked == 0 {
		return err
	}
	var id int64
	var hash string
	err = q.one(ctx, `SELECT id, hash FROM texts WHERE article = ?`, article).Scan(&id, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	fresh := sayingHash(a)
	if fresh == hash {
		return nil
	}
	if id == 0 {
		if id, err = freeText(ctx, q, textID(ranked, article)); err != nil {
			return err
		}
	}
	s := sayingOf(a)
	s.hash = fresh
	return q.keepText(ctx, id, article, s)
}

// freeText is the next free place for a text.
func freeText(ctx context.Context, q queries, id int64) (int64, error) {
	for ; ; id++ {
		taken, err := value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM texts WHERE id = ?)`, id)
		if err != nil || !taken {
			return id, err
		}
	}
}

// indexEntry writes an entry whose page was not read into the index.
func indexEntry(ctx context.Context, q queries, article string, e feeds.Entry) error {
	read, err := value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?)`, article)
	if err != nil || read {
		return err
	}
	text := e.Content
	if text == "" {
		text = e.Summary
	}
	return indexArticle(ctx, q, article, feeds.Article{Title: e.Title, Text: text, Language: e.Language})
}

// indexMissing brings into the index what was stored before there was one.
func (db *DB) indexMissing(ctx context.Context, bite int) (more bool, err error) {
	missing, err := collect(ctx, db.read(), func(s scanner) (c candidate, err error) {
		var name string
		c.Article, err = scanCandidate(scanFunc(func(dest ...any) error { return s.Scan(append([]any{&name}, dest...)...) }))
		c.Canonical = name
		return c, err
	}, `SELECT e.article, e.url, e.title, e.author, e.language, e.image, e.ranked, CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, '', COALESCE(ar.body, '')
		FROM entries e LEFT JOIN articles ar ON ar.id = e.article
		WHERE NOT EXISTS (SELECT 1 FROM texts x WHERE x.article = e.article) ORDER BY e.id LIMIT ?`, bite)
	if err != nil || len(missing) == 0 {
		return false, err
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		for _, c := range missing {
			if err := indexArticle(ctx, q, c.Canonical, c.Article); err != nil {
				return err
			}
		}
		return nil
	})
	return len(missing) == bite, err
}

// OldestSeen implements commands.Store.
func (db *DB) OldestSeen(ctx context.Context, s commands.Search) (time.Time, error) {
	ranked, err := value[int64](ctx, db.read(), `SELECT e.ranked FROM entries e JOIN feeds f ON f.id = e.feed_id
		WHERE `+visible+` AND e.ranked >= ? ORDER BY e.ranked LIMIT 1`, s.Chat.Network, s.Chat.Chat, ms(s.Since))
	return at(ranked), or(err, commands.ErrNothing)
}

// listed is a list of words as JSON.
func listed(words []string) string {
	b, _ := json.Marshal(words) // strings always marshal
	return string(b)
}
