package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"crier/bot/jobs"
	"crier/feeds"
)

// note says that the index of words may not know some articles as they are.
type note struct {
	id    int64
	about []unindexed // at most mostNoted, the newest last; written in one transaction
}

const (
	mostNoted = 20        // articles
	longNote  = 128 << 10 // bytes of texts: then another note is begun
)

// unindexed is an article of a note. Every change makes a note of its own.
type unindexed struct {
	note    int64
	article string
	ranked  int64  // 0: no feed brings it (any more)
	id      int64  // its place in the index; 0: none yet
	known   string // the hash of what the index knows
	is      wording
}

// wording is what of an article the index is made of: many wait, and an article is large.
type wording struct{ url, canonical, title, language, text string }

func wordingOf(a feeds.Article) wording {
	return wording{a.URL, a.Canonical, a.Title, a.Language, a.Text}
}

func (w wording) article() feeds.Article {
	return feeds.Article{URL: w.url, Canonical: w.canonical, Title: w.title, Language: w.language, Text: w.text}
}

// toIndex notes that the words of articles are new or have changed.
func toIndex(ctx context.Context, q queries, wake func(string), articles ...string) error {
	for _, article := range articles {
		wake(jobs.BeltIndex)
		if _, err := keepNote(ctx, q, []unindexed{{article: article}}); err != nil {
			return err
		}
	}
	return nil
}

// noteEntries notes that the words of entries are new or have changed, and returns the
// notes that can be handed over.
func noteEntries(ctx context.Context, q queries, wake func(string), entries []unindexed) (notes []note, err error) {
	if len(entries) == 0 {
		return nil, nil
	}
	var n note
	length := 0
	write := func() error {
		if len(n.about) == 0 {
			return nil
		}
		var err error
		n.id, err = keepNote(ctx, q, n.about)
		notes, n, length = append(notes, n), note{}, 0
		return err
	}
	var others []string
	for i, u := range entries {
		if u.ranked == 0 {
			others = append(others, u.article)
			continue
		}
		if len(n.about) == mostNoted || length > longNote {
			if err := write(); err != nil {
				return nil, err
			}
		}
		if n.about == nil {
			n.about = make([]unindexed, 0, min(len(entries)-i, mostNoted))
		}
		n.about, length = append(n.about, u), length+len(u.is.text)
	}
	wake(jobs.BeltIndex)
	if err := write(); err != nil {
		return nil, err
	}
	return notes, toIndex(ctx, q, wake, others...)
}

// keepNote notes articles together. None has a line break in its name.
func keepNote(ctx context.Context, q queries, about []unindexed) (id int64, err error) {
	var names strings.Builder
	for i, u := range about {
		if i > 0 {
			names.WriteByte('\n')
		}
		names.WriteString(u.article)
	}
	return value[int64](ctx, q, `INSERT INTO unindexed (article) VALUES (?) RETURNING id`, names.String())
}

var errEnough = errors.New("enough")

// notes lists the newest notes about so many articles, as they were handed over or else
// as they are read.
func (db *DB) notes(ctx context.Context, bite int) (notes []note, err error) {
	many := 0
	var handed, unread []string
	err = db.read().each(ctx, func(s scanner) error {
		var id int64
		var names string
		if many >= bite {
			return errEnough
		}
		if err := s.Scan(&id, &names); err != nil {
			return err
		}
		n, here := db.handed.take(id)
		for _, u := range n.about {
			handed = append(handed, u.article)
		}
		if !here {
			n.id = id
			for name := range strings.SplitSeq(names, "\n") {
				n.about, unread = append(n.about, unindexed{article: name}), append(unread, name)
			}
		}
		notes, many = append(notes, n), many+len(n.about)
		return nil
	}, `SELECT id, article FROM unindexed ORDER BY id DESC LIMIT ?`, bite)
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if many < bite {
		db.handed.forget()
	}
	paged, err := db.pagesRead(ctx, notes, handed)
	if err != nil {
		return nil, err
	}
	return notes, db.readNoted(ctx, notes, append(unread, paged...))
}

// pagesRead lists the articles of handed notes whose page was read, for then it is the
// page that is searched, and has their notes know nothing of them.
func (db *DB) pagesRead(ctx context.Context, notes []note, handed []string) (articles []string, err error) {
	if len(handed) == 0 {
		return nil, nil
	}
	read := map[string]bool{}
	if err := db.read().each(ctx, func(s scanner) error {
		var article string
		err := s.Scan(&article)
		read[article] = true
		return err
	}, `SELECT a.id FROM IDS(?) AS j JOIN articles a ON a.id = j.value`, quoted(handed)); err != nil || len(read) == 0 {
		return nil, err
	}
	for _, n := range notes {
		for i, u := range n.about {
			if read[u.article] {
				n.about[i] = unindexed{article: u.article}
			}
		}
	}
	return slices.Collect(maps.Keys(read)), nil
}

// readNoted reads the articles of which notes know nothing.
func (db *DB) readNoted(ctx context.Context, notes []note, unread []string) error {
	if len(unread) == 0 {
		return nil
	}
	read := make(map[string]unindexed, len(unread))
	if err := db.read().each(ctx, func(s scanner) error {
		u, err := scanUnindexed(s)
		read[u.article] = u
		return err
	}, `SELECT u.value, COALESCE((SELECT MAX(r.ranked) FROM entries r WHERE r.article = u.value), 0),
			COALESCE(x.id, 0), COALESCE(x.hash, ''), COALESCE(e.url, ''), COALESCE(e.title, ''), '', COALESCE(e.language, ''), '', 0,
			COALESCE(CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, ''), '', COALESCE(ar.body, '')
		FROM IDS(?) AS u LEFT JOIN texts x ON x.article = u.value LEFT JOIN articles ar ON ar.id = u.value
		LEFT JOIN entries e ON e.id = (SELECT MAX(l.id) FROM entries l WHERE l.article = u.value)`, quoted(unread)); err != nil {
		return err
	}
	for _, n := range notes {
		for i, u := range n.about {
			if u.ranked == 0 {
				n.about[i] = read[u.article]
			}
		}
	}
	return nil
}

func scanUnindexed(s scanner) (u unindexed, err error) {
	a, err := scanCandidate(scanFunc(func(dest ...any) error {
		return s.Scan(append([]any{&u.article, &u.ranked, &u.id, &u.known}, dest...)...)
	}))
	u.is = wordingOf(a)
	return u, err
}

// indexed takes notes back, and tells which of them were there.
func indexed(ctx context.Context, q queries, texts []text) (waited map[int64]bool, err error) {
	notes := make([]int64, len(texts))
	for i, t := range texts {
		notes[i] = t.note
	}
	waited = map[int64]bool{}
	return waited, q.each(ctx, func(s scanner) error {
		note, err := scanID(s)
		waited[note] = true
		return err
	}, `DELETE FROM unindexed WHERE id IN (`+theseIDs+`) RETURNING id`, numbers(slices.Compact(notes)))
}
