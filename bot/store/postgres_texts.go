package store

import (
	"cmp"
	"context"
	"hash/fnv"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"crier/bot/topics"
)

// PostgreSQL's index of words: a tsvector that Crier writes itself. Words bear their
// places, so that those of a phrase stand side by side there; stems bear none. But places
// are looked up in each text that has the words, thousands if they are common ones: so
// the index says of a text, too, which words stand side by side.

const (
	// titleMark stands before the words of a title, which stand there without it, too.
	// No word begins so.
	titleMark = "^"

	// someMark is in the index for articles of which it does not know all places: a
	// phrase may stand there wherever its words do.
	someMark = "^^"

	// pairMark stands before the number of two words that stand side by side. Many pairs
	// share one: the index grows with the numbers that there are, and of the texts that
	// have both words and their number, few have not the pair. No word begins so.
	pairMark    = "+"
	pairNumbers = 4096

	// PostgreSQL keeps places up to 16,383, and 255 of one word.
	lastPlace  = 16_383
	mostPlaces = 255
)

// likely reads the newest texts first, for what many texts say is among them, and goes on
// as long as many of them have it. For what is rarer it looks through ever larger parts
// of the index: all that a part has is found before the first of it is told. Each of
// these statements is planned anew, because how it is best done depends on how common its
// words are.
func (e *postgres) likely(ctx context.Context, n topics.Needs, in span) iter.Seq2[[]int64, error] {
	return func(yield func([]int64, error) bool) {
		query := tsquery(n)
		looked, got, first := 0, 0, int64(0)
		for bite := 125; many*got >= looked; bite *= 2 {
			read, ids, err := e.saying(ctx, query, in, bite)
			if !yield(ids, err) || err != nil || len(read) < bite {
				return
			}
			looked, got, first, in.before = looked+bite, got+len(ids), max(first, read[0]), read[bite-1]
		}
		for reach := first - in.before; in.before > in.from; {
			reach *= further(got)
			from := max(first-reach, in.from)
			ids, err := collect(ctx, e.read(), scanID, `SELECT id FROM texts WHERE said @@ CAST(CAST(? AS TEXT) AS TSQUERY) AND id >= ? AND id < ?`,
				pgx.QueryExecModeCacheDescribe, query, from, in.before)
			slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
			if !yield(ids, err) || err != nil {
				return
			}
			in.before, got = from, got+len(ids)
		}
	}
}

// many is in how many texts, at most, something must be found once for the newest to be
// read one by one: asking the index for it would take longer.
const many = 20

// saying reads the newest texts, and tells which of them have it.
func (e *postgres) saying(ctx context.Context, query string, in span, most int) (read, ids []int64, err error) {
	err = e.read().each(ctx, func(s scanner) error {
		var id int64
		var has bool
		err := s.Scan(&id, &has)
		read = append(read, id)
		if has {
			ids = append(ids, id)
		}
		return err
	}, `SELECT id, said @@ CAST(CAST(? AS TEXT) AS TSQUERY) FROM texts WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?`, query, in.from, in.before, most)
	return read, ids, err
}

// further is how many times as far is looked next, to find some dozens more.
func further(got int) int64 {
	if got == 0 {
		return 32
	}
	return 2 + 64/int64(got)
}

// tsquery says it in PostgreSQL's words.
func tsquery(n topics.Needs) string {
	switch {
	case len(n.All) > 0:
		return "(" + joinNeeds(n.All, " & ", tsquery) + ")"
	case len(n.Any) > 0:
		return "(" + joinNeeds(n.Any, " | ", tsquery) + ")"
	}
	mark := ""
	if n.Title {
		mark = titleMark
	}
	words := make([]string, len(n.Words))
	for i, w := range n.Words {
		words[i] = tsQuoted(mark + w)
	}
	if n.Begins {
		words[len(words)-1] += ":*"
	}
	if len(words) == 1 {
		return words[0]
	}
	phrase := "(" + strings.Join(words, " <-> ") + " | " + tsQuoted(someMark) + " & " + strings.Join(words, " & ") + ")"
	side := n.Words
	if n.Begins {
		side = side[:len(side)-1]
	}
	for p := range pairs(side) {
		phrase += " & " + tsQuoted(p)
	}
	return "(" + phrase + ")"
}

// pairs gives what stands in the index for each two words that stand side by side.
func pairs(words []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		h := fnv.New32a()
		for i := 1; i < len(words); i++ {
			h.Reset()
			_, _ = h.Write([]byte(words[i-1] + " " + words[i]))
			if !yield(pairMark + strconv.FormatUint(uint64(h.Sum32()%pairNumbers), 36)) {
				return
			}
		}
	}
}

func tsQuoted(s string) string {
	return `'` + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `'`, `''`) + `'`
}

// tsvector writes what an article says as PostgreSQL reads it.
func tsvector(s topics.Saying) string {
	v := places{at: map[string][]int{}}
	for i, w := range s.Title {
		v.add(w, i+1)
		v.add(titleMark+w, i+1)
	}
	for i, w := range s.Text {
		v.add(w, len(s.Title)+2+i) // no phrase reaches from the title into the text
	}
	for _, f := range s.TitleForms {
		v.add(f, 0)
		v.add(titleMark+f, 0)
	}
	for _, w := range slices.Concat(s.TextForms, s.Origin) {
		v.add(w, 0)
	}
	for _, words := range [][]string{s.Title, s.Text} {
		for p := range pairs(words) {
			v.add(p, 0)
		}
	}
	return v.String()
}

// places are words and where each stands.
type places struct {
	words []string
	at    map[string][]int
	some  bool // some are missing
}

// add notes a word; place 0 is none.
func (p *places) add(word string, place int) {
	at, known := p.at[word]
	if !known {
		p.words = append(p.words, word)
	}
	switch {
	case place == 0:
	case place > lastPlace || len(at) == mostPlaces:
		p.some = true
	default:
		at = append(at, place)
	}
	p.at[word] = at
}

// String is the tsvector.
func (p *places) String() string {
	var b strings.Builder
	if p.some {
		b.WriteString(tsQuoted(someMark))
	}
	for _, w := range p.words {
		b.WriteString(" " + tsQuoted(w))
		for i, place := range p.at[w] {
			between := byte(',')
			if i == 0 {
				between = ':'
			}
			b.WriteByte(between)
			b.WriteString(strconv.Itoa(place))
		}
	}
	return b.String()
}

func (e *postgres) spelled(s topics.Saying) []string { return []string{tsvector(s)} }

func (p pgQueries) placeTexts(ctx context.Context, texts []*text) (placed, left []*text, err error) {
	for _, t := range texts {
		keep, args := `INSERT INTO texts (hash, said, article, id) VALUES (?, CAST(CAST(? AS TEXT) AS TSVECTOR), ?, ?) ON CONFLICT DO NOTHING`, []any{t.hash, t.said[0], t.article, t.id}
		if !t.fresh {
			keep, args = `UPDATE texts SET hash = ?, said = CAST(CAST(? AS TEXT) AS TSVECTOR) WHERE article = ? AND id = ? AND hash = ?`, append(args, t.known)
		}
		n, err := p.exec(ctx, keep, args...)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			left = append(left, t)
		} else {
			placed = append(placed, t)
		}
	}
	return placed, left, nil
}

// keepWords has nothing to do: the words are in the row.
func (pgQueries) keepWords(context.Context, []*text) error { return nil }
