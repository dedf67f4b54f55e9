package store

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"crier/bot/topics"
)

// The engines' indexes of words. Both are told which words a text has and asked for
// texts that have some; neither cuts or stems anything itself.

// manyBegin is how many of the newest texts are all likely when words are wanted that
// begin in some way: the index gathers every such word before it gives the first, which
// takes long where there are many, and then some are near.
const manyBegin = 250

func (e *sqlite) likely(ctx context.Context, n topics.Needs, in span) iter.Seq2[[]int64, error] {
	return func(yield func([]int64, error) bool) {
		if n.Beginnings() {
			near, err := collect(ctx, e.read(), scanID, newestTexts, in.from, in.before, manyBegin)
			if !yield(near, err) || err != nil || len(near) < manyBegin {
				return
			}
			in.before = near[len(near)-1]
		}
		inBites(ctx, e.read(), in, `SELECT rowid FROM said WHERE said MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`, fts(n))(yield)
	}
}

// fts says it in FTS5's words.
func fts(n topics.Needs) string {
	switch {
	case len(n.None) > 0:
		return "(" + fts(topics.Needs{All: n.All}) + " NOT (" + joinNeeds(n.None, " OR ", fts) + "))"
	case len(n.All) > 0:
		return "(" + joinNeeds(n.All, " AND ", fts) + ")"
	case len(n.Any) > 0:
		return "(" + joinNeeds(n.Any, " OR ", fts) + ")"
	}
	said := ftsQuoted(strings.Join(n.Words, " "))
	if n.Begins {
		said += " *"
	}
	switch {
	case n.Title:
		return "(title : " + said + ")"
	case n.Text:
		return "(words : " + said + ")"
	}
	return said
}

func ftsQuoted(s string) string { return `"` + whole(s) + `"` }

// whole makes words what FTS5 takes for one each: it would part 3.25 at the point, and
// then say of a text that it has 25. The wide forms of these characters are in no word,
// for words are folded.
func whole(words string) string {
	if !strings.ContainsAny(words, parting) {
		return words
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(parting, r) {
			return r - '!' + '！'
		}
		return r
	}, words)
}

// parting is where FTS5 parts words.
const parting = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// spelled gives the title, the text and the rest, each as FTS5 is given it.
func (e *sqlite) spelled(s topics.Saying) []string {
	length := 0
	columns := [][][]string{{s.Title, s.TitleForms}, {s.Text}, {s.TextForms, s.Origin}}
	for _, lists := range columns {
		for _, words := range lists {
			for _, w := range words {
				length += len(w) + 1
			}
		}
	}
	var all strings.Builder
	all.Grow(length)
	var ends [3]int
	for i, lists := range columns {
		for _, words := range lists {
			for _, w := range words {
				all.WriteString(w)
				all.WriteByte(' ')
			}
		}
		ends[i] = all.Len()
	}
	said := all.String()
	return []string{whole(said[:ends[0]]), whole(said[ends[0]:ends[1]]), whole(said[ends[1]:])}
}

func joinNeeds(all []topics.Needs, by string, say func(topics.Needs) string) string {
	parts := make([]string, len(all))
	for i, n := range all {
		parts[i] = say(n)
	}
	return strings.Join(parts, by)
}

func (w *writeQueries) placeTexts(ctx context.Context, texts []*text) (placed, left []*text, err error) {
	rows, fresh := make([][]any, 0, len(texts)), make(map[int64]*text, len(texts))
	for _, t := range texts {
		switch {
		case !t.fresh:
			n, err := w.exec(ctx, `UPDATE texts SET hash = ? WHERE id = ? AND hash = ?`, t.hash, t.id, t.known)
			if err != nil {
				return nil, nil, err
			}
			if n == 0 {
				left = append(left, t)
			} else {
				placed = append(placed, t)
			}
		case fresh[t.id] != nil:
			left = append(left, t)
		default:
			rows, fresh[t.id] = append(rows, []any{t.id, t.article, t.hash}), t
		}
	}
	for some := range slices.Chunk(rows, rowsAtOnce) {
		if err := w.each(ctx, func(s scanner) error {
			id, err := scanID(s)
			placed = append(placed, fresh[id])
			delete(fresh, id)
			return err
		}, `INSERT INTO texts (id, article, hash)`+marks(some)+` ON CONFLICT DO NOTHING RETURNING id`, slices.Concat(some...)...); err != nil {
			return nil, nil, err
		}
	}
	return placed, slices.AppendSeq(left, maps.Values(fresh)), nil
}

// keepWords writes in the order of the texts' places, for the index goes to the disk
// whenever an id is smaller than the one before.
func (w *writeQueries) keepWords(ctx context.Context, texts []*text) error {
	slices.SortFunc(texts, func(a, b *text) int { return cmp.Compare(a.id, b.id) })
	for _, t := range texts {
		insert := `INSERT OR REPLACE`
		if t.fresh {
			insert = `INSERT`
		}
		if _, err := w.exec(ctx, insert+` INTO said (rowid, title, words, forms) VALUES (?, ?, ?, ?)`, t.id, t.said[0], t.said[1], t.said[2]); err != nil {
			return err
		}
	}
	return nil
}

func (readQueries) placeTexts(context.Context, []*text) (placed, left []*text, err error) {
	return nil, nil, errReading
}

func (readQueries) keepWords(context.Context, []*text) error { return errReading }
