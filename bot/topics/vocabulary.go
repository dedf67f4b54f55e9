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

	words       table    // exactWord and anyForm
	phrases     table    // sideBySide
	named       table    // atHost, inLanguage and everywhere
	starts      openings // beginning
	titleStarts openings // beginning, in the title alone
	grams       openings // fragment

	crowds arena[uint32] // of those who wait
	long   arena[byte]   // texts of terms that have no room for them

	longest  int // the words of the longest phrase that was ever asked for
	patterns []pattern
	sources  map[patternKey]uint32
	idle     []uint32 // numbers of patterns to use again
}

func newVocabulary() vocabulary {
	empty := maphash.String(seed, "")
	return vocabulary{
		langs: map[string]*forms{}, sources: map[patternKey]uint32{}, crowds: newArena[uint32](), long: newArena[byte](),
		starts: openings{least: 2, seed: empty}, titleStarts: openings{least: 2, seed: empty},
		grams: openings{least: gramSize, seed: empty},
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
		return &v.words, k.apart(hashed(folded))
	case beginning, fragment:
		o := v.openings(k)
		return &o.table, o.hash(folded)
	case sideBySide:
		h := uint32(0)
		for w := range strings.SplitSeq(folded, joint) {
			h = paired(h, hashed(w))
		}
		return &v.phrases, k.apart(h)
	default:
		return &v.named, hashed(folded)
	}
}

// openings are those among which a sort of terms is found.
func (v *vocabulary) openings(k sort) *openings {
	switch k {
	case beginning:
		return &v.starts
	case beginning | inTitleOnly:
		return &v.titleStarts
	default:
		return &v.grams
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
		if v.is(id, k, text) {
			v.terms[id].uses++
			return id
		}
	}
	id := v.number()
	v.terms[id] = demand{fold: uint16(len(folded)), sort: k, uses: 1, first: post{slot: nobody}}
	v.name(id, text)
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
	switch k := v.terms[id].sort; k &^ inTitleOnly {
	case beginning, fragment:
		v.openings(k).add(id, v)
		return
	case anyForm:
		for _, f := range v.langs {
			f.pending = append(f.pending, id)
		}
	case sideBySide:
		text := string(v.text(id))
		if n := strings.Count(text, joint) + 1; n > 2 {
			v.longest = max(v.longest, n)
			pair := firstPair(text)
			v.terms[v.use(k, pair, pair)].longer |= hasLength(n)
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
	k, text, folded := t.sort, string(v.text(id)), string(v.folded(id))
	switch k &^ inTitleOnly {
	case beginning, fragment:
		v.openings(k).remove(id, v)
	case anyForm:
		for _, f := range v.langs {
			f.forget(v, id)
		}
		fallthrough
	default:
		in, h := v.place(k, folded)
		in.remove(h, id)
	}
	v.unname(id)
	*t = demand{}
	v.free = append(v.free, id)
	if k&^inTitleOnly == sideBySide && strings.Count(text, joint) > 1 {
		v.release(v.find(k, firstPair(text)))
	}
}

// find gives the number of a term that is there and was not changed by folding.
func (v *vocabulary) find(k sort, text string) uint32 {
	in, h := v.place(k, text)
	for id := range in.with(h) {
		if v.is(id, k, text) {
			return id
		}
	}
	return notFound
}

// is reports whether a term is of a sort and has a text.
func (v *vocabulary) is(id uint32, k sort, text string) bool {
	return v.terms[id].sort == k && string(v.text(id)) == text
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
