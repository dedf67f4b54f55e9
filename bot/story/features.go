package story

import (
	"unicode"
	"unicode/utf8"
)

// leadBytes is how much of a text tells what happened; the rest is background that
// other stories share.
const leadBytes = 1200

// stemRunes is where words are cut: inflections, and many cognates in other
// languages, agree up to here.
const stemRunes = 6

// kind is what a feature is. A word that is a name somewhere is a name.
type kind uint8

const (
	plainWord kind = iota
	name           // capitalised inside a sentence
	number
)

// feature is a distinct word or number of an article's title and first sentences.
type feature struct {
	hash    uint64
	rarity  float32 // when the article came
	kind    kind
	inTitle bool
	run     uint16 // capitalised words side by side are one name: which of the article's
}

// read gives the features of an article, and all words of its text in order.
func (f *Finder) read(a Article) (found []feature, words []uint64) {
	at := map[uint64]int{}
	run, capital := uint16(0), false
	take := func(t token, inTitle bool) {
		if upper := capitalised(t.text); !upper || !capital || !t.joined {
			run++
			capital = upper
		}
		k, ok := kindOf(t.text, t.opens)
		if !ok {
			return
		}
		h := f.hash(folded(t.text))
		i, known := at[h]
		if !known {
			i = len(found)
			at[h] = i
			found = append(found, feature{hash: h, run: run})
		}
		found[i].kind, found[i].inTitle = max(found[i].kind, k), found[i].inTitle || inTitle
	}
	scan(a.Title, func(t token) { take(t, true) })
	left := leadBytes
	scan(a.Text, func(t token) {
		if left -= len(t.text) + 1; left > 0 {
			take(t, false)
		}
		words = append(words, f.hash(t.text))
	})
	return found, words
}

func capitalised(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// isDate reports whether a capitalised word only names a day or a month: all that
// happened that day shares it.
func isDate(w string) bool {
	switch w {
	case "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
		"Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember":
		return true
	}
	return false
}

// kindOf says what a word is; not ok is one that tells nothing: a short word, a
// single digit.
func kindOf(w string, opens bool) (kind, bool) {
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsDigit(r):
		return number, len(w) > 1
	case unicode.IsUpper(r):
		if opens || isDate(w) {
			return plainWord, len(w) > 3
		}
		return name, len(w) > 2
	case len(w) == n:
		return plainWord, unicode.Is(unicode.Han, r)
	}
	return plainWord, len(w) > 3
}
