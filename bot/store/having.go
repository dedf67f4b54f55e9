package store

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

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
func whole(words string) string { return string(appendWhole(nil, words)) }

func appendWhole(said []byte, words string) []byte {
	from := 0
	for i := range len(words) {
		if b := words[i]; parting(b) {
			said = utf8.AppendRune(append(said, words[from:i]...), rune(b)-'!'+'！')
			from = i + 1
		}
	}
	return append(said, words[from:]...)
}

// parting says whether FTS5 parts words at a character.
func parting(b byte) bool {
	return b >= '!' && b <= '/' || b >= ':' && b <= '@' || b >= '[' && b <= '`' || b >= '{' && b <= '~'
}

// spelled gives the title, the text and the rest, each as FTS5 is given it.
func (e *sqlite) spelled(s topics.Saying) []string {
	var room [4 << 10]byte // more than what most feeds say
	all := room[:0]
	var ends [5]int
	for i, words := range [...][]string{s.Title, s.TitleForms, s.Text, s.TextForms, s.Origin} {
		for _, w := range words {
			all = append(appendWhole(all, w), ' ')
		}
		ends[i] = len(all)
	}
	said := string(all)
	return []string{said[:ends[1]], said[ends[1]:ends[2]], said[ends[2]:]}
}

func joinNeeds(all []topics.Needs, by string, say func(topics.Needs) string) string {
	parts := make([]string, len(all))
	for i, n := range all {
		parts[i] = say(n)
	}
	return strings.Join(parts, by)
}

func (w *writeQueries) placeTexts(ctx context.Context, texts []*text) (placed, left []*text, err error) {
	var fresh []*text
	taken := make(map[int64]bool, len(texts))
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
		case taken[t.id]:
			left = append(left, t)
		default:
			fresh, taken[t.id] = append(fresh, t), true
		}
	}
	sortByPlace(fresh)
	for some := range slices.Chunk(fresh, rowsAtOnce) {
		n, err := w.exec(ctx, `INSERT INTO texts (id, article, hash)`+marks(len(some), 3)+` ON CONFLICT DO NOTHING`, placesOf(some)...)
		if err != nil {
			return nil, nil, err
		}
		if int(n) == len(some) {
			placed = append(placed, some...)
			continue
		}
		in, out, err := w.there(ctx, some)
		if err != nil {
			return nil, nil, err
		}
		placed, left = append(placed, in...), append(left, out...)
	}
	return placed, left, nil
}

func placesOf(texts []*text) []any {
	row := make([]any, 0, 3*len(texts))
	for _, t := range texts {
		row = append(row, t.id, t.article, t.hash)
	}
	return row
}

// there parts texts of which some were there or gave way to another. One that was there as
// it is cannot be told from one that was placed: its words are written once more, over
// themselves.
func (w *writeQueries) there(ctx context.Context, texts []*text) (in, out []*text, err error) {
	for _, t := range texts {
		n, err := value[int](ctx, w, `SELECT COUNT(*) FROM texts WHERE id = ? AND article = ? AND hash = ?`, t.id, t.article, t.hash)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			out = append(out, t)
			continue
		}
		t.fresh = false
		in = append(in, t)
	}
	return in, out, nil
}

// keepWords writes in the order of the texts' places, for the index goes to the disk
// whenever an id is smaller than the one before.
func (w *writeQueries) keepWords(ctx context.Context, texts []*text) error {
	sortByPlace(texts)
	const values = ` INTO said (rowid, title, words, forms) VALUES (?, ?, ?, ?)`
	for _, t := range texts {
		insert := `INSERT OR REPLACE` + values
		if t.fresh {
			insert = `INSERT` + values
		}
		if _, err := w.exec(ctx, insert, t.id, t.said[0], t.said[1], t.said[2]); err != nil {
			return err
		}
	}
	return nil
}

func sortByPlace(texts []*text) {
	slices.SortFunc(texts, func(a, b *text) int { return cmp.Compare(a.id, b.id) })
}

func (readQueries) placeTexts(context.Context, []*text) (placed, left []*text, err error) {
	return nil, nil, errReading
}

func (readQueries) keepWords(context.Context, []*text) error { return errReading }
