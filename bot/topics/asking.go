package topics

import (
	"math/bits"
	"slices"
	"strings"
)

// asking is one article put to an index: which of the index's terms it has.
type asking struct {
	x     *Index
	d     *Doc
	bits  []uint64 // by term
	terms []uint32 // those that are set
	spot  []int32  // by term: the last of a fragment's spots
	spots []spot
	ways  []way    // of the regular expression that is followed
	slots []uint64 // a bit for each query that matches
	ids   []int64
}

// ask finds all terms that the article has.
func (x *Index) ask(d *Doc) *asking {
	a, ok := x.scratch.Get().(*asking)
	if !ok {
		a = &asking{}
	}
	for _, id := range a.terms {
		a.bits[id>>6] = 0
	}
	if need := len(x.words.terms)/64 + 1; len(a.bits) < need {
		a.bits = make([]uint64, need+need/8)
		a.spot = make([]int32, 64*len(a.bits))
	}
	if need := len(x.ids)/64 + 1; len(a.slots) < need {
		a.slots = make([]uint64, need+need/8)
	}
	a.x, a.d, a.terms, a.spots = x, d, a.terms[:0], a.spots[:0]
	a.set(x.always)
	a.findWords()
	a.findStems()
	a.findPhrases()
	a.findBeginnings()
	a.findPlace()
	a.findFragments()
	return a
}

func (a *asking) set(id uint32) {
	if w := &a.bits[id>>6]; *w&(1<<(id&63)) == 0 {
		*w |= 1 << (id & 63)
		a.terms = append(a.terms, id)
	}
}

func (a *asking) has(id uint32) bool { return a.bits[id>>6]&(1<<(id&63)) != 0 }

// fulfils reports whether the article passes a post's check.
func (a *asking) fulfils(check uint32) bool {
	switch rest := check & subject; check &^ subject {
	case nothing:
		return true
	case andTerm:
		return a.has(rest)
	case butTerm:
		return !a.has(rest)
	default:
		return a.run(a.x.programs.at(rest))
	}
}

// allows reports whether a term's sort lets it be found where it was.
func allows(k sort, inTitle bool) bool { return inTitle || k&inTitleOnly == 0 }

func (a *asking) findWords() {
	v := &a.x.words
	for i := range a.d.words {
		w := &a.d.words[i]
		for id := range v.words.with(w.hash) {
			if t := &v.terms[id]; t.folded() == w.folded && allows(t.sort, w.inTitle) {
				a.set(id)
			}
		}
	}
}

func (a *asking) findStems() {
	v := &a.x.words
	f := v.langs[a.d.lang]
	if f == nil {
		return // stems are the folded words
	}
	for i := range a.d.stems {
		s := &a.d.stems[i]
		for id := range f.table.with(s.hash) {
			t := &v.terms[id]
			if t.sort&^inTitleOnly == anyForm && allows(t.sort, s.inTitle) && f.stem(id, t) == s.stem {
				a.set(id)
			}
		}
	}
}

// findPhrases looks for each two words side by side; where longer phrases begin
// with them, for those too.
func (a *asking) findPhrases() {
	if a.x.words.phrases.n == 0 {
		return
	}
	run := a.d.run
	for i := 0; i+1 < len(run); i++ {
		if run[i] == gap || run[i+1] == gap {
			continue
		}
		h := paired(paired(0, a.d.words[run[i]].hash), a.d.words[run[i+1]].hash)
		if a.setPhrase(h, i, 2) {
			a.findLonger(h, i)
		}
	}
}

func (a *asking) findLonger(h uint32, at int) {
	for n := 3; n <= a.x.words.longest && at+n <= len(a.d.run) && a.d.run[at+n-1] != gap; n++ {
		h = paired(h, a.d.words[a.d.run[at+n-1]].hash)
		a.setPhrase(h, at, n)
	}
}

// setPhrase sets the terms of n words at a position and reports whether there are
// any, here or only for titles.
func (a *asking) setPhrase(h uint32, at, n int) bool {
	v := &a.x.words
	any := false
	for id := range v.phrases.with(h) {
		t := &v.terms[id]
		if a.reads(t.text, at, n) {
			any = true
			if allows(t.sort, at+n <= a.d.head) {
				a.set(id)
			}
		}
	}
	return any
}

// reads reports whether n words at a position are the phrase.
func (a *asking) reads(phrase string, at, n int) bool {
	for _, w := range a.d.run[at : at+n] {
		next, rest, _ := strings.Cut(phrase, joint)
		if next != a.d.words[w].folded {
			return false
		}
		phrase = rest
	}
	return phrase == ""
}

// findBeginnings tries every beginning of every word. Words are sorted, so that
// what two of them share is tried once; those of the title are tried in full.
func (a *asking) findBeginnings() {
	if a.x.words.starts.table.n == 0 {
		return
	}
	last := ""
	for _, i := range a.d.order {
		w := &a.d.words[i]
		if w.inTitle {
			a.tryBeginnings(w.folded, 0, true)
		} else {
			a.tryBeginnings(w.folded, shared(last, w.folded), false)
		}
		last = w.folded
	}
}

// tryBeginnings tries those that are longer than the bytes already tried.
func (a *asking) tryBeginnings(w string, tried int, inTitle bool) {
	v := &a.x.words
	o := &v.starts
	h := o.seed
	for n := 1; n <= len(w); n++ {
		if h = rolled(h, w[n-1]); n < o.least {
			continue
		}
		if !o.on.has(short(h)) {
			return
		}
		if n <= tried {
			continue
		}
		for id := range o.table.with(short(h)) {
			if t := &v.terms[id]; t.text == w[:n] && allows(t.sort, inTitle) {
				a.set(id)
			}
		}
	}
}

// shared is how many bytes two words begin with alike.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// findPlace sets the terms for the language and for the site with all its parents.
func (a *asking) findPlace() {
	a.setNamed(inLanguage, a.d.lang)
	for h := a.d.host; h != ""; {
		a.setNamed(atHost, h)
		_, h, _ = strings.Cut(h, ".")
	}
}

func (a *asking) setNamed(k sort, name string) {
	v := &a.x.words
	if id := v.find(k, name); id != notFound {
		a.set(id)
	}
}

// matched gives the ids of the queries whose bits are set, and clears these.
func (a *asking) matched() []int64 {
	a.ids = a.ids[:0]
	for i, w := range a.slots {
		if w == 0 {
			continue
		}
		for ; w != 0; w &= w - 1 {
			a.ids = append(a.ids, a.x.ids[i<<6+bits.TrailingZeros64(w)])
		}
		a.slots[i] = 0
	}
	return slices.Clone(a.ids)
}

// ascending sorts ids and drops those that are there twice. Radix sort: a thousand
// matches are common, and sorting must not take longer than matching.
func ascending(ids []int64) []int64 {
	if len(ids) < 256 || slices.IsSorted(ids) {
		slices.Sort(ids)
		return slices.Compact(ids)
	}
	const digit = 11
	differ, flip := uint64(0), uint64(1)<<63
	for _, id := range ids {
		differ |= uint64(id) ^ uint64(ids[0])
	}
	spare := make([]int64, len(ids))
	for shift := 0; shift < bits.Len64(differ); shift += digit {
		if differ>>shift&(1<<digit-1) == 0 {
			continue
		}
		var at [1<<digit + 1]int
		for _, id := range ids {
			at[(uint64(id)^flip)>>shift&(1<<digit-1)+1]++
		}
		for i := range at[1:] {
			at[i+1] += at[i]
		}
		for _, id := range ids {
			k := (uint64(id) ^ flip) >> shift & (1<<digit - 1)
			spare[at[k]] = id
			at[k]++
		}
		ids, spare = spare, ids
	}
	return slices.Compact(ids)
}
