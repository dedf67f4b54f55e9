package topics

import "math"

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
