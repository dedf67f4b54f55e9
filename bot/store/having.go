package store

import (
	"cmp"
	"context"
	"errors"
	"iter"
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

// spaced writes lists of words as FTS5 is given them.
func spaced(lists ...[]string) string {
	length := 0
	for _, words := range lists {
		for _, w := range words {
			length += len(w) + 1
		}
	}
	var b strings.Builder
	b.Grow(length)
	for _, words := range lists {
		for _, w := range words {
			b.WriteString(w)
			b.WriteByte(' ')
		}
	}
	return whole(b.String())
}

func joinNeeds(all []topics.Needs, by string, say func(topics.Needs) string) string {
	parts := make([]string, len(all))
	for i, n := range all {
		parts[i] = say(n)
	}
	return strings.Join(parts, by)
}

// keepTexts writes in the order of the texts' places, for the index goes to the disk
// whenever an id is smaller than the one before.
func (w *writeQueries) keepTexts(ctx context.Context, texts []text) error {
	slices.SortFunc(texts, func(a, b text) int { return cmp.Compare(a.id, b.id) })
	var places [][]any
	for _, t := range texts {
		if t.fresh {
			places = append(places, []any{t.id, t.article, t.hash})
		} else if _, err := w.exec(ctx, `UPDATE texts SET hash = ? WHERE id = ?`, t.hash, t.id); err != nil {
			return err
		}
	}
	if err := insertRows(ctx, w, `INSERT INTO texts (id, article, hash)`, places, ``); err != nil {
		return err
	}
	for _, t := range texts {
		insert := `INSERT OR REPLACE`
		if t.fresh {
			insert = `INSERT`
		}
		if _, err := w.exec(ctx, insert+` INTO said (rowid, title, words, forms) VALUES (?, ?, ?, ?)`, t.id,
			spaced(t.Title, t.TitleForms), spaced(t.Text), spaced(t.TextForms, t.Origin)); err != nil {
			return err
		}
	}
	return nil
}

func (readQueries) keepTexts(context.Context, []text) error {
	return errors.New("writing outside a transaction")
}
