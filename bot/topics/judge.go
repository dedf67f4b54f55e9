package topics

import (
	"slices"
	"strings"

	"crier/feeds"
)

// Judge asks one query of many articles, one after the other, and answers as the query
// does. It remembers of every word what that means to the query and keeps nothing else
// of an article, which makes it ten times as quick as [NewDoc]. It is not safe for
// concurrent use.
type Judge struct {
	q      *Query
	leaves []node            // words, beginnings and phrases, as they stand in the query
	known  map[string]int32  // words of phrases, numbered from one
	spelt  map[string]uint64 // the leaves that ask for a spelling
	langs  map[string]*reading
	run    []int32 // of the article at hand: its words' numbers
}

// reading is what words mean to the query in articles of one language.
type reading struct {
	stemming stemming
	stems    []string // of the leaves that are words; nil: none is
	spelled  map[string]meaning
}

// meaning is what a word means to the query: the leaves that it fulfils, a bit each (a
// query has at most maxTerms), and its number among the words of phrases.
type meaning struct {
	leaves uint64
	number int32
}

// Judge returns a judge who asks this query.
func (q *Query) Judge() *Judge {
	j := &Judge{q: q, known: map[string]int32{}, spelt: map[string]uint64{}, langs: map[string]*reading{}}
	walk(q.root, func(n node) {
		switch n := n.(type) {
		case word, prefix, hebrewWord:
			j.leaves = append(j.leaves, n)
		case numbered:
			j.leaves = append(j.leaves, n)
			j.know(n.parts)
		case spelt:
			j.spelt[n.as] |= bit(len(j.leaves), true)
			j.leaves = append(j.leaves, n)
		case phrase:
			j.leaves = append(j.leaves, n)
			j.know(n)
		}
	})
	return j
}

// know numbers the words of a phrase.
func (j *Judge) know(p phrase) {
	for _, w := range p {
		if j.known[w] == 0 {
			j.known[w] = int32(len(j.known) + 1)
		}
	}
}

// Match reports whether the article is about the topic.
func (j *Judge) Match(a feeds.Article) bool {
	v := verdict{d: uncut(a)}
	if len(j.leaves) > 0 {
		r := j.reading(v.d.lang)
		j.run = j.run[:0]
		v.head = j.read(r, a.Title)
		head := len(j.run)
		j.run = append(j.run, gap)
		v.all = v.head | j.read(r, v.d.text[len(a.Title)+2:])
		for i, n := range j.leaves {
			p, ok := n.(phrase)
			if numbered, is := n.(numbered); is {
				p, ok = numbered.parts, true
			}
			if ok {
				v.all |= bit(i, j.says(p, j.run))
				v.head |= bit(i, j.says(p, j.run[:head]))
			}
		}
	}
	return v.of(j.q.root)
}

func bit(i int, is bool) uint64 {
	if is {
		return 1 << i
	}
	return 0
}

func (j *Judge) reading(lang string) *reading {
	r := j.langs[lang]
	if r == nil {
		r = &reading{stemming: newStemming(lang), spelled: map[string]meaning{}}
		for i, n := range j.leaves {
			if w, ok := n.(word); ok {
				r.stems = append(r.stems, make([]string, i+1-len(r.stems))...)
				r.stems[i] = r.stemming.of(w.lower, w.folded)
			}
		}
		j.langs[lang] = r
	}
	return r
}

// read notes the words of a part of an article and returns the leaves that they fulfil.
func (j *Judge) read(r *reading, part string) (leaves uint64) {
	for at, w := range pieces(part) {
		m, ok := r.spelled[w]
		if !ok {
			m = j.means(r, w)
			r.spelled[strings.Clone(w)] = m
		}
		leaves |= m.leaves
		if len(j.spelt) > 0 {
			leaves |= j.spelt[speltAs(w, part[at+len(w):])]
		}
		j.run = append(j.run, m.number)
	}
	return leaves
}

func (j *Judge) means(r *reading, w string) meaning {
	lower := strings.ToLower(w)
	folded := fold(lower)
	stem := folded
	if r.stems != nil {
		stem = r.stemming.of(lower, folded)
	}
	m := meaning{number: j.known[folded]}
	for i, n := range j.leaves {
		switch n := n.(type) {
		case word:
			m.leaves |= bit(i, n.folded == folded || r.stems[i] == stem)
		case numbered:
			m.leaves |= bit(i, n.whole == folded)
		case hebrewWord:
			m.leaves |= bit(i, slices.Contains(n.all, folded))
		case prefix:
			m.leaves |= bit(i, strings.HasPrefix(folded, n.folded))
		}
	}
	return m
}

// says reports whether the words of a phrase stand side by side somewhere.
func (j *Judge) says(p phrase, run []int32) bool {
	for i := 0; i+len(p) <= len(run); i++ {
		n := 0
		for n < len(p) && run[i+n] == j.known[p[n]] {
			n++
		}
		if n == len(p) {
			return true
		}
	}
	return false
}

// verdict is what is known of one article: the leaves that it fulfils anywhere, and in
// its title.
type verdict struct {
	d         Doc
	all, head uint64
	next      int // the leaf that comes next
}

// of answers a part of the query. Every part is asked, so that leaves are counted as
// the judge listed them.
func (v *verdict) of(n node) bool {
	switch n := n.(type) {
	case and:
		yes := true
		for _, c := range n {
			yes = v.of(c) && yes
		}
		return yes
	case or:
		yes := false
		for _, c := range n {
			yes = v.of(c) || yes
		}
		return yes
	case not:
		return !v.of(n.of)
	case inHead:
		if _, isRegex := n.of.(regex); isRegex {
			return n.match(&v.d)
		}
		return v.leaf(v.head)
	case word, prefix, phrase, spelt, hebrewWord, numbered:
		return v.leaf(v.all)
	default:
		return n.match(&v.d)
	}
}

func (v *verdict) leaf(in uint64) bool {
	v.next++
	return in&(1<<(v.next-1)) != 0
}
