package topics

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Hits is where an article has what a query asks for: what "why did I get this?" is
// answered with.
type Hits struct {
	InTitle, InText int    // how many places
	First           string // the first of them with some words around it, as written; empty: none
}

// around is about how many bytes of an article stand before and after a hit.
const around = 40

// Hits counts the words, phrases, beginnings and regular expressions that the query
// asks for; what it excludes, and where an article comes from, are no places.
func (q *Query) Hits(d Doc) Hits {
	f := finding{d: &d, said: spoke(d)}
	f.look(q.root)
	slices.Sort(f.places)
	places := slices.Compact(f.places)
	if len(places) == 0 {
		return Hits{}
	}
	inTitle, _ := slices.BinarySearch(places, d.title)
	return Hits{InTitle: inTitle, InText: len(places) - inTitle, First: excerpt(d.text, places[0])}
}

// mention is one word of an article where it stands.
type mention struct {
	at           int
	lower, plain string
	spelt        string
	inTitle      bool
}

// finding collects the places of hits, in bytes of the article's text.
type finding struct {
	d      *Doc
	said   []mention
	places []int
}

func spoke(d Doc) []mention {
	var out []mention
	for at, w := range pieces(d.text) {
		lower := strings.ToLower(w)
		out = append(out, mention{at, lower, fold(lower), speltAs(w, d.text[at+len(w):]), at < d.title})
	}
	return out
}

// look collects the places of a part.
func (f *finding) look(n node) {
	switch n := n.(type) {
	case and:
		for _, c := range n {
			f.look(c)
		}
	case or:
		for _, c := range n {
			f.look(c)
		}
	case inHead:
		f.leaf(n.of, true)
	case word, prefix, phrase, spelt, hebrewWord, numbered, regex:
		f.leaf(n, false)
	}
}

func (f *finding) leaf(n node, title bool) {
	if r, ok := n.(regex); ok {
		for _, m := range r.re.FindAllStringIndex(f.d.seen(title), -1) {
			f.places = append(f.places, m[0])
		}
		return
	}
	says := f.test(n)
	for i, m := range f.said {
		if (!title || m.inTitle) && says(i) {
			f.places = append(f.places, m.at)
		}
	}
}

// test tells of a part whether it stands at a word.
func (f *finding) test(n node) func(i int) bool {
	switch n := n.(type) {
	case word:
		stemming := newStemming(f.d.lang)
		want := stemming.of(n.lower, n.folded)
		return func(i int) bool {
			m := f.said[i]
			return m.plain == n.folded || stemming.of(m.lower, m.plain) == want
		}
	case numbered:
		return func(i int) bool { return n.at(f.said[i:]) }
	case hebrewWord:
		return func(i int) bool { return slices.Contains(n.all, f.said[i].plain) }
	case spelt:
		return func(i int) bool { return f.said[i].spelt == n.as }
	case prefix:
		return func(i int) bool { return strings.HasPrefix(f.said[i].plain, n.folded) }
	case phrase:
		return func(i int) bool {
			if i+len(n) > len(f.said) || f.said[i].inTitle != f.said[i+len(n)-1].inTitle {
				return false
			}
			return slices.EqualFunc(n, f.said[i:i+len(n)], func(w string, m mention) bool { return w == m.plain })
		}
	}
	return func(int) bool { return false }
}

// excerpt is the text around a place, cut at words and lines.
func excerpt(text string, at int) string {
	from, to := max(0, at-around), min(len(text), at+2*around)
	for from > 0 && text[from-1] != ' ' && text[from-1] != '\n' {
		from--
	}
	for to < len(text) && text[to] != ' ' && text[to] != '\n' {
		to++
	}
	before, after := text[from:at], text[at:to]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before, from = before[i+1:], 0
	}
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after, to = after[:i], len(text)
	}
	out := strings.TrimSpace(before + after)
	if from > 0 {
		out = "…" + out
	}
	if to < len(text) {
		out += "…"
	}
	return strings.ToValidUTF8(out, string(utf8.RuneError))
}
