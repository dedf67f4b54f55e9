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
	s = acronyms(s)
	return func(yield func(int, string) bool) {
		for at := 0; at < len(s); {
			if end, next := plain(s, at); end > at {
				if !yield(at, s[at:end]) {
					return
				}
				at = next
				continue
			}
			it := words.FromString(s[at:]) // it looks back at nothing
			it.Next()
			w := it.Value()
			if !part(at, w, yield) {
				return
			}
			at += len(w)
		}
	}
}

// plain is where a word of ASCII letters and digits ends, if only a blank follows it or a
// sign and a blank, which is most of what Latin letters write, and where to go on; end is
// from if that is not so.
func plain(s string, from int) (end, next int) {
	for end = from; end < len(s) && alphanumeric(s[end]); end++ {
	}
	next = end
	if next < len(s) && sign(s[next]) {
		next++
	}
	switch {
	case next == len(s):
	case s[next] != ' ':
		return from, from
	case next+1 < len(s) && s[next+1] < utf8.RuneSelf: // no mark that belongs to the blank
		next++
	}
	return end, next
}

func alphanumeric(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

func sign(b byte) bool { return b == ',' || b == '.' || b == ';' || b == ':' || b == '!' || b == '?' }

// part yields the pieces of one word of UAX #29.
func part(at int, w string, yield func(int, string) bool) bool {
	if strings.IndexByte(w, '.') >= 0 {
		w = undotted(w)
	}
	if ascii(w) && strings.IndexByte(w, '\'') < 0 {
		return !wordlike(w) || yield(at, w)
	}
	from, marked := 0, false
	for i := 0; i < len(w); {
		r, n := utf8.DecodeRuneInString(w[i:])
		switch {
		case mark(r):
			marked = true
		case apostrophe(r):
			if !give(at+from, w[from:i], yield) {
				return false
			}
			from = i + n
		case joined(r) && i > from:
			if !give(at+from, w[from:i], yield) {
				return false
			}
			from = i
		}
		i += n
	}
	if marked {
		return give(at+from, strings.Map(unmarked, w[from:]), yield)
	}
	return give(at+from, w[from:], yield)
}

func give(at int, w string, yield func(int, string) bool) bool { return !wordlike(w) || yield(at, w) }

// undotted is an acronym without the points between its letters: U.S is US.
func undotted(w string) string {
	var letters []rune
	for i, r := range []rune(w) {
		switch {
		case i%2 == 0 && unicode.IsLetter(r):
			letters = append(letters, r)
		case i%2 == 0 || r != '.':
			return w
		}
	}
	return string(letters)
}

// mark reports whether a sign says of a word that it is an acronym: many leave it out.
func mark(r rune) bool { return r == '"' || r == '״' || r == inWord }

func unmarked(r rune) rune {
	if mark(r) {
		return -1
	}
	return r
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' || r == '׳' }

// curled is the quotation mark that word processors put into Hebrew acronyms, and inWord
// a sign of as many bytes that UAX #29 takes for a part of the word, as it does " and ״.
const (
	curled = "”"
	inWord = '‧'
)

// acronyms keeps the Hebrew acronyms of a text whole.
func acronyms(s string) string {
	var whole []byte
	for at := 0; ; at += len(curled) {
		next := strings.Index(s[at:], curled)
		if next < 0 {
			break
		}
		if at += next; inAcronym(s, at) {
			if whole == nil {
				whole = []byte(s)
			}
			copy(whole[at:], string(inWord))
		}
	}
	if whole == nil {
		return s
	}
	return string(whole)
}

// inAcronym reports whether a quotation mark stands between letters of a Hebrew word.
func inAcronym(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	_, size := utf8.DecodeRuneInString(s[at:])
	after, _ := utf8.DecodeRuneInString(s[at+size:])
	return hebrew(before) && hebrew(after)
}

func hebrew(r rune) bool { return r >= 'א' && r <= 'ת' }

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
