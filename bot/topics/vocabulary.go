package topics

import (
	"hash/maphash"
	"math/bits"
	"strings"
)

// seed makes hashes differ from process to process, so that nobody can choose words
// that share one; within a process an article is hashed once for all indexes.
//
//nolint:gochecknoglobals // never changes
var seed = maphash.MakeSeed()

func hashed(s string) uint32 { return uint32(maphash.String(seed, s)) }

// vocabulary holds the terms and finds them by what an article says. A term that
// no query needs any more gives its number back.
type vocabulary struct {
	terms []demand
	free  []uint32
	langs map[string]*forms

	words   table    // exactWord and anyForm
	phrases table    // sideBySide
	named   table    // atHost, inLanguage and everywhere
	starts  openings // beginning
	grams   openings // fragment

	longest  int // the words of the longest phrase that was ever asked for
	patterns []pattern
	sources  map[string]uint32
	idle     []uint32 // numbers of patterns to use again
}

func newVocabulary() vocabulary {
	empty := maphash.String(seed, "")
	return vocabulary{
		langs: map[string]*forms{}, sources: map[string]uint32{},
		starts: openings{least: 2, seed: empty}, grams: openings{least: gramSize, seed: empty},
	}
}

// gramSize is the least number of bytes of a fragment.
const gramSize = 3

// paired is the hash of words side by side, made of theirs.
func paired(h, next uint32) uint32 { return bits.RotateLeft32(h, 5)*0x85EBCA6B ^ next }

// place is the table in which terms of a sort are found, and the hash of one there.
func (v *vocabulary) place(k sort, folded string) (*table, uint32) {
	switch k &^ inTitleOnly {
	case exactWord, anyForm:
		return &v.words, hashed(folded)
	case beginning:
		return &v.starts.table, v.starts.hash(folded)
	case fragment:
		return &v.grams.table, v.grams.hash(folded)
	case sideBySide:
		h := uint32(0)
		for w := range strings.SplitSeq(folded, joint) {
			h = paired(h, hashed(w))
		}
		return &v.phrases, h
	default:
		return &v.named, hashed(folded)
	}
}

// use returns the number of a term and counts the reference.
func (v *vocabulary) use(k sort, folded, lower string) uint32 {
	text := folded
	if lower != folded {
		text += joint + lower
	}
	in, h := v.place(k, folded)
	for id := range in.with(h) {
		if t := &v.terms[id]; t.sort == k && t.text == text {
			t.uses++
			return id
		}
	}
	id := v.number()
	v.terms[id] = demand{text: text, fold: uint16(len(folded)), sort: k, uses: 1}
	v.learn(id, in, h)
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
func (v *vocabulary) learn(id uint32, in *table, hash uint32) {
	switch t := &v.terms[id]; t.sort &^ inTitleOnly {
	case beginning:
		v.starts.add(id, v.terms)
		return
	case fragment:
		v.grams.add(id, v.terms)
		return
	case anyForm:
		for _, f := range v.langs {
			f.pending = append(f.pending, id)
		}
	case sideBySide:
		if n := strings.Count(t.text, joint) + 1; n > 2 {
			v.longest = max(v.longest, n)
			pair := firstPair(t.text)
			v.use(t.sort, pair, pair)
		}
	}
	in.add(hash, id)
}

// release takes one reference back.
func (v *vocabulary) release(id uint32) {
	t := &v.terms[id]
	if t.uses--; t.uses > 0 {
		return
	}
	gone := *t
	switch gone.sort &^ inTitleOnly {
	case beginning:
		v.starts.remove(id, v.terms)
	case fragment:
		v.grams.remove(id, v.terms)
	default:
		in, h := v.place(gone.sort, gone.folded())
		in.remove(h, id)
	}
	*t = demand{}
	v.free = append(v.free, id)
	if gone.sort&^inTitleOnly == sideBySide && strings.Count(gone.text, joint) > 1 {
		v.release(v.find(gone.sort, firstPair(gone.text)))
	}
}

// find gives the number of a term that is there and was not changed by folding.
func (v *vocabulary) find(k sort, text string) uint32 {
	in, h := v.place(k, text)
	for id := range in.with(h) {
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
