package store

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"crier/bot/topics"
)

// PostgreSQL's index of words: a tsvector that Crier writes itself. Words bear their
// places, so that those of a phrase stand side by side there; stems bear none.

const (
	// titleMark stands before the words of a title, which stand there without it, too.
	// No word begins so.
	titleMark = "^"

	// someMark is in the index for articles of which it does not know all places: a
	// phrase may stand there wherever its words do.
	someMark = "^^"

	// PostgreSQL keeps places up to 16,383, and 255 of one word.
	lastPlace  = 16_383
	mostPlaces = 255
)

// likely looks through ever larger parts of the index, for all that a part has is found
// before the first of it is told: what many texts say is among the newest. Each
// statement is planned anew, because how it is best done depends on how common its
// words are.
func (e *postgres) likely(ctx context.Context, n topics.Needs, in span) iter.Seq2[[]int64, error] {
	return func(yield func([]int64, error) bool) {
		var first, last int64
		if err := e.read().one(ctx, `SELECT COALESCE(MIN(n.id), 0), COALESCE(MAX(n.id), 0) FROM (`+newestTexts+`) n`, in.from, in.before, 128).Scan(&first, &last); err != nil {
			yield(nil, err)
			return
		}
		got := 0
		for reach := last - first + 1; in.before > in.from; reach *= int64(further(got)) {
			from := max(last-reach, in.from)
			ids, err := collect(ctx, e.read(), scanID, `SELECT id FROM texts WHERE said @@ CAST(CAST(? AS TEXT) AS TSQUERY) AND id >= ? AND id < ?`,
				pgx.QueryExecModeCacheDescribe, tsquery(n), from, in.before)
			slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
			if !yield(ids, err) || err != nil {
				return
			}
			in.before, got = from, got+len(ids)
		}
	}
}

// further is how many times as far is looked next, to find some hundred more.
func further(got int) int {
	if got == 0 {
		return 8
	}
	return min(8, max(2, 1+100/got))
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
	return "(" + strings.Join(words, " <-> ") + " | " + tsQuoted(someMark) + " & " + strings.Join(words, " & ") + ")"
}

func tsQuoted(s string) string {
	return `'` + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(s) + `'`
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

func (p pgQueries) keepTexts(ctx context.Context, texts []text) error {
	for i := range texts {
		t := &texts[i]
		said := tsvector(t.Saying)
		if err := t.find(func() (int64, error) {
			return p.exec(ctx, keepPlace(*t, `INSERT INTO texts (id, article, hash, said) VALUES (?, ?, ?, CAST(CAST(? AS TEXT) AS TSVECTOR))`, `, said = excluded.said`),
				t.id, t.article, t.hash, said)
		}); err != nil {
			return err
		}
	}
	return nil
}
