package topics

import (
	"hash/maphash"
	"math"
	"math/bits"
	"strings"
)

// sort is what a term asks of an article. The same sort with inTitleOnly set asks
// it of the title.
type sort uint8

const (
	exactWord   sort = iota // this folded word
	anyForm                 // this folded word or one with the same stem
	beginning               // a word that begins so
	sideBySide              // these folded words, side by side
	atHost                  // the site or a part of it
	inLanguage              // the article's language
	fragment                // these bytes, case apart: what a regular expression needs
	everywhere              // nothing: no article is ruled out
	inTitleOnly sort = 1 << 4
)

// hashing keeps sorts that are looked up by the same string apart; words share one
// look-up.
func (k sort) hashing() uint32 {
	if k &^= inTitleOnly; k == anyForm {
		k = exactWord
	}
	return uint32(k) * 0x9E3779B1
}

// joint stands between the words of a phrase, and between the folded and the
// lower-case form of a word that folding changed.
const joint = "\x00"

// demand is one thing that queries ask of an article, kept once however many ask.
type demand struct {
	text  string // folded; then, if it differs, joint and the lower-case form
	posts []post // the queries to look at when an article has the term
	uses  uint32 // references from queries
	fold  uint16 // how much of text is the folded form
	sort  sort
}

func (t *demand) folded() string { return t.text[:t.fold] }

// lower is a word as it was typed, in lower case: what a stemmer wants.
func (t *demand) lower() string {
	if int(t.fold) == len(t.text) {
		return t.text
	}
	return t.text[t.fold+1:]
}

// rarity estimates how often articles have the term, up to a factor: what many
// queries ask for is common, long words are rare.
func (t *demand) rarity() float64 {
	n := float64(t.fold)
	r := float64(1+t.uses) / (n*n + 1)
	switch t.sort &^ inTitleOnly {
	case everywhere:
		return math.Inf(1)
	case inLanguage:
		return r * 1e6
	case beginning, fragment:
		r *= 50 / n
	}
	if t.sort&inTitleOnly != 0 {
		r /= 20
	}
	return r
}

// vocabulary holds the terms and finds them by what an article says. A term that
// no query needs any more gives its number back.
type vocabulary struct {
	seed  maphash.Seed
	terms []demand
	free  []uint32
	table table
	langs map[string]*forms

	starts   filter // which beginnings are asked for, by rolled hash
	grams    filter // which bytes fragments begin with
	longest  int    // the words of the longest phrase that was ever asked for
	patterns []pattern
	sources  map[string]uint32
	idle     []uint32 // numbers of patterns to use again
}

// filter rules most things out at the cost of one look: a set bit says that there
// may be such a term. Bits are never cleared.
type filter [1 << filterBits / 64]uint64

const filterBits = 18

func (f *filter) set(h uint32) { f[h>>(32-filterBits)>>6] |= 1 << (h >> (32 - filterBits) & 63) }
func (f *filter) has(h uint32) bool {
	return f[h>>(32-filterBits)>>6]&(1<<(h>>(32-filterBits)&63)) != 0
}

// rolled is the hash of a word's beginning with one byte more.
func rolled(h uint32, c byte) uint32 { return (h ^ uint32(c) + 1) * 0x9E3779B1 }

func newVocabulary() vocabulary {
	return vocabulary{seed: maphash.MakeSeed(), langs: map[string]*forms{}, sources: map[string]uint32{}}
}

func (v *vocabulary) hash(s string) uint32 { return uint32(maphash.String(v.seed, s)) }

// paired is the hash of words side by side, made of theirs.
func paired(h, next uint32) uint32 { return bits.RotateLeft32(h, 5)*0x85EBCA6B ^ next }

// key is the hash under which a term is found.
func (v *vocabulary) key(k sort, folded string) uint32 {
	switch k &^ inTitleOnly {
	case sideBySide:
		h := uint32(0)
		for w := range strings.SplitSeq(folded, joint) {
			h = paired(h, v.hash(w))
		}
		return h ^ k.hashing()
	case fragment:
		return gram(folded)
	}
	return v.hash(folded) ^ k.hashing()
}

// use returns the number of a term and counts the reference.
func (v *vocabulary) use(k sort, folded, lower string) uint32 {
	text := folded
	if lower != folded {
		text += joint + lower
	}
	h := v.key(k, folded)
	for id := range v.table.with(h) {
		if t := &v.terms[id]; t.sort == k && t.text == text {
			t.uses++
			return id
		}
	}
	id := v.number()
	v.terms[id] = demand{text: text, fold: uint16(len(folded)), sort: k, uses: 1}
	v.table.add(h, id)
	v.learn(id)
	return id
}

func (v *vocabulary) number() uint32 {
	if n := len(v.free); n > 0 {
		id := v.free[n-1]
		v.free = v.free[:n-1]
		return id
	}
	v.terms = append(v.terms, demand{})
	return uint32(len(v.terms) - 1)
}

// learn prepares what the new term needs to be found.
func (v *vocabulary) learn(id uint32) {
	t := v.terms[id]
	switch k := t.sort &^ inTitleOnly; k {
	case anyForm:
		for _, f := range v.langs {
			f.pending = append(f.pending, id)
		}
	case beginning:
		h := uint32(0)
		for i := range len(t.text) {
			h = rolled(h, t.text[i])
		}
		v.starts.set(h)
	case sideBySide:
		if n := strings.Count(t.text, joint) + 1; n > 2 {
			v.longest = max(v.longest, n)
			v.use(t.sort, firstPair(t.text), firstPair(t.text))
		}
	case fragment:
		v.grams.set(gram(t.text))
	}
}

// release takes one reference back.
func (v *vocabulary) release(id uint32) {
	t := &v.terms[id]
	if t.uses--; t.uses > 0 {
		return
	}
	gone := *t
	v.table.remove(v.key(gone.sort, gone.folded()), id)
	*t = demand{}
	v.free = append(v.free, id)
	switch gone.sort &^ inTitleOnly {
	case sideBySide:
		if n := strings.Count(gone.text, joint) + 1; n > 2 {
			v.release(v.find(gone.sort, firstPair(gone.text)))
		}
	}
}

// find gives the number of a term that is there and was not changed by folding.
func (v *vocabulary) find(k sort, text string) uint32 {
	for id := range v.table.with(v.key(k, text)) {
		if t := &v.terms[id]; t.sort == k && t.text == text {
			return id
		}
	}
	return notFound
}

// firstPair is the first two words of a phrase: where they do not stand side by
// side, the phrase need not be looked for.
func firstPair(phrase string) string {
	i := strings.Index(phrase, joint)
	j := strings.Index(phrase[i+1:], joint)
	return phrase[:i+1+j]
}

// notFound is the number of no term.
const notFound = ^uint32(0)

// Fragments are found by their first five bytes, shorter ones by three.
const (
	gramSize = 3
	longGram = 5
)

// gram is the hash under which a fragment is found.
func gram(s string) uint32 {
	h := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16
	if len(s) >= longGram {
		h |= uint64(s[3])<<24 | uint64(s[4])<<32
	}
	return gramHash(h)
}

func gramHash(gram uint64) uint32 { return uint32(gram * 0x9E3779B97F4A7C15 >> 32) }
