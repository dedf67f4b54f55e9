package topics

import (
	"slices"
	"strings"
	"sync"
)

// Index answers which of many queries match an article. For each query it keeps
// the few terms of which one must stand in an article for the query to match; only
// queries with such a term present are asked in full. It is safe for concurrent
// use, and changes need no rebuild.
type Index struct {
	mu      sync.RWMutex
	queries map[int64]*Query
	byLang  map[string]postings // made when the first article of a language comes
}

// postings leads from a term to the queries that need it.
type postings map[string][]int64

// always is the term of queries that no single term can rule out.
const always = ""

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{queries: map[int64]*Query{}, byLang: map[string]postings{}}
}

// Len is the number of queries.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.queries)
}

// Add puts a query under an id, in place of the one that had it.
func (x *Index) Add(id int64, q *Query) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	x.queries[id] = q
	for lang, p := range x.byLang {
		p.add(id, q, lang)
	}
}

// Remove takes the query out; an unknown id is nothing to remove.
func (x *Index) Remove(id int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id int64) {
	q, ok := x.queries[id]
	if !ok {
		return
	}
	delete(x.queries, id)
	for lang, p := range x.byLang {
		for _, t := range required(q.root, lang) {
			p[t] = slices.DeleteFunc(p[t], func(other int64) bool { return other == id })
			if len(p[t]) == 0 {
				delete(p, t)
			}
		}
	}
}

// Match returns the ids of the queries that match, ascending.
func (x *Index) Match(d Doc) []int64 {
	x.ready(d.lang)
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []int64
	asked := map[int64]bool{}
	ask := func(term string) {
		for _, id := range x.byLang[d.lang][term] {
			if !asked[id] {
				asked[id] = true
				if x.queries[id].Match(d) {
					out = append(out, id)
				}
			}
		}
	}
	d.terms(ask)
	slices.Sort(out)
	return out
}

// ready makes the postings of a language if no article of it came before.
func (x *Index) ready(lang string) {
	x.mu.RLock()
	_, ok := x.byLang[lang]
	x.mu.RUnlock()
	if ok {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.byLang[lang]; ok {
		return
	}
	p := postings{}
	for id, q := range x.queries {
		p.add(id, q, lang)
	}
	x.byLang[lang] = p
}

func (p postings) add(id int64, q *Query, lang string) {
	for _, t := range required(q.root, lang) {
		p[t] = append(p[t], id)
	}
}

// required gives terms of which at least one stands in every article of the
// language that the part matches; {always} if there is no such set.
func required(n node, lang string) []string {
	switch n := n.(type) {
	case word:
		return distinct("w"+n.folded, "s"+stem(lang, n.lower))
	case prefix:
		return []string{"p" + firstTwo(n.folded)}
	case phrase:
		return []string{"w" + slices.MaxFunc(n, func(a, b string) int { return len(a) - len(b) })}
	case inHead:
		return required(n.of, lang)
	case siteIs:
		return []string{"h" + n.host}
	case and:
		return requiredByAll(n, lang)
	case or:
		return requiredByAny(n, lang)
	default:
		return []string{always}
	}
}

// requiredByAll takes the one part whose terms are the longest: long words are the
// rare ones, as a rule.
func requiredByAll(parts and, lang string) []string {
	var best []string
	score := -1
	for _, c := range parts {
		terms := required(c, lang)
		if s := len(slices.MinFunc(terms, func(a, b string) int { return len(a) - len(b) })); s > score {
			best, score = terms, s
		}
	}
	return best
}

func requiredByAny(parts or, lang string) []string {
	var all []string
	for _, c := range parts {
		terms := required(c, lang)
		if slices.Contains(terms, always) {
			return []string{always}
		}
		all = append(all, terms...)
	}
	return distinct(all...)
}

func distinct(ss ...string) []string {
	slices.Sort(ss)
	return slices.Compact(ss)
}

// terms calls ask with every term that the article has.
func (d *Doc) terms(ask func(string)) {
	ask(always)
	last := ""
	for _, w := range d.body.sorted {
		ask("w" + w)
		if p := firstTwo(w); p != last && p != "" {
			ask("p" + p)
			last = p
		}
	}
	for s := range d.body.stems {
		ask("s" + s)
	}
	for h := d.host; h != ""; {
		ask("h" + h)
		_, h, _ = strings.Cut(h, ".")
	}
}

// firstTwo is the first two letters of a word; empty if it has fewer.
func firstTwo(s string) string {
	n := 0
	for i := range s {
		if n == 2 {
			return s[:i]
		}
		n++
	}
	if n == 2 {
		return s
	}
	return ""
}
