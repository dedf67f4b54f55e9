package topics

import (
	"encoding/binary"
	"math"
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

// apart keeps the hashes of what is asked for in titles apart from others: hardly any
// word stands in a title, and the other words need not meet it.
func (k sort) apart(hash uint32) uint32 {
	if k&inTitleOnly != 0 {
		return ^hash
	}
	return hash
}

// joint stands between the words of a phrase, and between the folded and the
// lower-case form of a word that folding changed.
const joint = "\x00"

// demand is one thing that queries ask of an article, kept once however many ask. It
// takes one line of the processor's cache: of a million each is fetched from far away,
// and nearly always nothing else need be.
type demand struct {
	letters [39]byte // the text: folded; then, if it differs, joint and the lower-case form
	size    uint8    // of the text in letters; or elsewhere
	sort    sort
	longer  uint8  // of two words side by side: how long phrases are that begin with them
	fold    uint16 // how much of the text is the folded form
	uses    uint32 // references from queries
	first   post   // of the queries to look at when an article has the term
	rest    uint32 // where the others are; zero: there are none
}

// hasLength is the bit of demand.longer for phrases of so many words. The last bit is for
// all that are longer still.
func hasLength(words int) uint8 { return 1 << min(words-3, 7) }

// elsewhere is the size of a text that is too long: letters begin with its place among
// the long ones and its size.
const elsewhere = ^uint8(0)

func (t *demand) elsewhere() (place uint32, size int) {
	return binary.LittleEndian.Uint32(t.letters[:]), int(binary.LittleEndian.Uint32(t.letters[4:]))
}

// name gives a term its text.
func (v *vocabulary) name(id uint32, text string) {
	t := &v.terms[id]
	if len(text) <= len(t.letters) {
		t.size = uint8(copy(t.letters[:], text))
		return
	}
	t.size = elsewhere
	place := v.long.keep(roomy(len(text)))
	copy(v.long.at(place), text)
	binary.LittleEndian.PutUint32(t.letters[:], place)
	binary.LittleEndian.PutUint32(t.letters[4:], uint32(len(text)))
}

// unname gives back what name took.
func (v *vocabulary) unname(id uint32) {
	if t := &v.terms[id]; t.size == elsewhere {
		place, size := t.elsewhere()
		v.long.drop(place, roomy(size))
	}
}

// roomy makes few sizes of many, so that what is given back fits again.
func roomy(size int) int { return (size + 15) &^ 15 }

// text is that of a term, to be read before another term is made.
func (v *vocabulary) text(id uint32) []byte {
	t := &v.terms[id]
	if t.size == elsewhere {
		place, size := t.elsewhere()
		return v.long.at(place)[:size]
	}
	return t.letters[:t.size]
}

func (v *vocabulary) folded(id uint32) []byte { return v.text(id)[:v.terms[id].fold] }

// lower is a word as it was typed, in lower case: what a stemmer wants.
func (v *vocabulary) lower(id uint32) []byte {
	text, fold := v.text(id), int(v.terms[id].fold)
	if fold == len(text) {
		return text
	}
	return text[fold+1:]
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
