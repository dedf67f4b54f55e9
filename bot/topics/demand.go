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

// elsewhere is the size of a text that is too long: letters begin with its number among
// the long ones.
const elsewhere = ^uint8(0)

// texts are numbered.
type texts struct {
	texts [][]byte
	free  []uint32
}

func (l *texts) put(text []byte) uint32 {
	if n := len(l.free); n > 0 {
		i := l.free[n-1]
		l.free, l.texts[i] = l.free[:n-1], text
		return i
	}
	l.texts = append(l.texts, text)
	return uint32(len(l.texts) - 1)
}

// unname gives back what name took.
func (v *vocabulary) unname(id uint32) {
	if t := &v.terms[id]; t.size == elsewhere {
		i := binary.LittleEndian.Uint32(t.letters[:])
		v.long.texts[i], v.long.free = nil, append(v.long.free, i)
	}
}

// near reads the text of a term that is long, so that it is there when it is compared.
func (v *vocabulary) near(id uint32) uint32 {
	if t := &v.terms[id]; t.size == elsewhere {
		return uint32(v.text(id)[0])
	}
	return 0
}

// name gives a term its text.
func (v *vocabulary) name(id uint32, text string) {
	t := &v.terms[id]
	if len(text) > len(t.letters) {
		t.size = elsewhere
		binary.LittleEndian.PutUint32(t.letters[:], v.long.put([]byte(text)))
		return
	}
	t.size = uint8(copy(t.letters[:], text))
}

// text is that of a term, to be read before another term is made.
func (v *vocabulary) text(id uint32) []byte {
	t := &v.terms[id]
	if t.size == elsewhere {
		return v.long.texts[binary.LittleEndian.Uint32(t.letters[:])]
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
