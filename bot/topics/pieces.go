package topics

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// pieces yields the words of a text and where they begin: those of UAX #29 that have a
// letter or a digit, parted further at apostrophes ("l'eau", "minister's") and, where
// the script joins what people look for by itself, at every character.
func pieces(s string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		at := 0
		for it := words.FromString(s); it.Next(); {
			w := it.Value()
			if !part(at, w, yield) {
				return
			}
			at += len(w)
		}
	}
}

// part yields the pieces of one word of UAX #29.
func part(at int, w string, yield func(int, string) bool) bool {
	if ascii(w) && strings.IndexByte(w, '\'') < 0 {
		return !wordlike(w) || yield(at, w)
	}
	from := 0
	for i := 0; i < len(w); {
		r, n := utf8.DecodeRuneInString(w[i:])
		switch {
		case apostrophe(r):
			if !give(at, w, from, i, yield) {
				return false
			}
			from = i + n
		case joined(r) && i > from:
			if !give(at, w, from, i, yield) {
				return false
			}
			from = i
		}
		i += n
	}
	return give(at, w, from, len(w), yield)
}

func give(at int, w string, from, to int, yield func(int, string) bool) bool {
	return !wordlike(w[from:to]) || yield(at+from, w[from:to])
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' }

// joined reports whether a character is a word by itself: UAX #29 keeps runs of
// Katakana together, of which compounds are made without a blank, and Hangul, where
// particles stand behind nouns. Ideographs, Hiragana and Thai it parts already.
func joined(r rune) bool {
	return r >= 0xAC00 && r <= 0xD7A3 || r >= 0x30A1 && r <= 0x30FA
}

// single reports whether a word is one character of a script in which the next word
// follows without a blank: what follows it is open anyway.
func single(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && (joined(r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar))
}
