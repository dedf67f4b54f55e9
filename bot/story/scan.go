package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word or a number of a text.
type token struct {
	text  string
	whole uint64 // hash of the text
	stem  uint32 // and of the text folded
	stands
}

// stands is how a token stands in its text.
type stands struct {
	opens  bool // it opens a sentence, where a capital letter says nothing
	joined bool // only a space parts it from the one before
}

// scan calls take with every word and number of the text. Numbers come normalized: 84,000,
// 84.000 and 84 000 are 84000; 6,4 is 6.4; 3-1 and 3:1 are 3:1.
func scan(text string, take func(token)) {
	opens, last := true, -1
	for i := 0; i < len(text); {
		t, n := token{stands: stands{opens, last >= 0 && i-last <= 1}}, 1
		switch c := text[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			n = readWord(text[i:], &t)
		case c >= utf8.RuneSelf:
			n = foreign(text[i:], &t)
		case '0' <= c && c <= '9':
			n = numberLen(text[i:])
			more := 0
			t.text, more = summed(scaled(normalized(text[i:i+n]), text[i+n:]), text[i+n:])
			n += more
		default:
			opens = opens || c == '.' || c == '!' || c == '?' || c == '\n' || c == ':'
		}
		if i += n; t.text != "" {
			if t.whole == 0 {
				t.whole, t.stem = hash64(t.text), foldedHash(t.text)
			}
			take(t)
			opens, last = false, i
		}
	}
}

// readWord makes a token of the word at the beginning, and tells how long it is. Nearly
// all are in small plain letters: their hashes come by the way.
func readWord(s string, t *token) int {
	n, h, stem, all := 0, uint64(hashOfNone), uint64(0), byte(small)
	for n < len(s) && plainInWord(s[n]) {
		h = (h ^ uint64(s[n])) * hashFactor
		all &= s[n]
		if n++; n == stemRunes {
			stem = h
		}
	}
	switch {
	case n < len(s) && s[n] >= utf8.RuneSelf:
		n = wordLen(s)
		t.text = s[:n]
		return n
	case n < stemRunes:
		stem = h
	}
	t.text, t.whole, t.stem = s[:n], h, fold(stem)
	if all != small {
		t.stem = foldedHash(t.text)
	}
	return n
}

const small = 0x20 // a bit that small letters and digits have, large ones not

// plainInWord reports whether a byte is a plain letter or digit; which of both, nobody
// can foresee, so that to ask for one after the other takes longer.
func plainInWord(c byte) bool {
	letter, figure := int(c|small-'a'), int(c-'0')
	return (letter-26)|(figure-10) < 0
}

// foreign makes a token of what begins with none of our letters and digits; it tells
// how long that is.
func foreign(text string, t *token) int {
	r, n := utf8.DecodeRuneInString(text)
	switch {
	case digit(r) >= 0:
		n, t.text = foreignNumber(text)
		t.text = scaled(t.text, text[n:])
	case isKatakana(r):
		n = len(text) - len(strings.TrimLeftFunc(text, isKatakana))
		t.text = text[:n]
	case unbroken(r):
		pair(text, n, t)
	case unicode.IsLetter(r):
		n = wordLen(text)
		t.text = text[:n]
	}
	return n
}

// pair makes a token of a letter and the next one where words are not parted by
// spaces: every two neighbours are a word.
func pair(text string, n int, t *token) {
	next, m := utf8.DecodeRuneInString(text[n:])
	if !unbroken(next) || isKatakana(next) {
		return
	}
	if first, _ := utf8.DecodeRuneInString(text); unicode.Is(unicode.Hiragana, first) && unicode.Is(unicode.Hiragana, next) {
		return // endings and particles
	}
	t.text = text[:n+m]
}

// isKatakana reports whether a letter is of those by which Japanese writes what it borrows.
func isKatakana(r rune) bool { return 0x30a1 <= r && r <= 0x30fa || r == 'ー' }

func wordLen(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Mc, r) && !unicode.IsDigit(r) || unbroken(r) {
			return i
		}
	}
	return len(s)
}

// numberLen takes digits and what joins them: one separator between two digits; a
// space only before a group of three.
func numberLen(s string) int {
	i := digitsLen(s)
	for i < len(s) {
		_, n := utf8.DecodeRuneInString(s[i:])
		d := digitsLen(s[i+n:])
		switch sep := s[i : i+n]; {
		case d == 0:
			return i
		case sep == "." || sep == "," || sep == ":" || sep == "-" || sep == "–":
		case d == 3 && (sep == " " || sep == "\u00a0" || sep == "\u202f" || sep == "'" || sep == "’"):
		default:
			return i
		}
		i += n + d
	}
	return i
}

// digit is the value of a digit of the Arabic, Persian, Devanagari or wide kind, else
// less than zero.
func digit(r rune) int {
	for _, zero := range [...]rune{'\u0660', '\u06f0', '\u0966', '\uff10'} {
		if r >= zero && r < zero+10 {
			return int(r - zero)
		}
	}
	return -1
}

// foreignNumber takes a number in such digits and writes it in ours.
func foreignNumber(s string) (n int, out string) {
	var b strings.Builder
	for i, r := range s {
		switch d := digit(r); {
		case d >= 0:
			b.WriteByte('0' + byte(d))
			n = i + utf8.RuneLen(r)
		case r == '٫' || r == '.':
			b.WriteByte('.')
		case r == '٬' || r == ',':
			b.WriteByte(',')
		default:
			return n, normalized(strings.TrimRight(b.String(), ".,"))
		}
		if i > 40 {
			break
		}
	}
	return n, normalized(strings.TrimRight(b.String(), ".,"))
}

func digitsLen(s string) int {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}

func normalized(s string) string {
	if digitsLen(s) == len(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		d := digitsLen(s[i:])
		b.WriteString(s[i : i+d])
		if i += d; i == len(s) {
			break
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		switch sep := s[i : i+n]; {
		case sep == ":" || sep == "-" || sep == "–":
			b.WriteByte(':')
		case digitsLen(s[i+n:]) != 3:
			b.WriteByte('.')
		}
		i += n
	}
	return b.String()
}

// foldedHash is the hash of a folded word. Nearly all are in plain letters.
func foldedHash(w string) uint32 {
	h := uint64(hashOfNone)
	for i := range min(len(w), stemRunes) {
		c := w[i]
		if c >= utf8.RuneSelf {
			return hash32(folded(w))
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * hashFactor
	}
	return fold(h)
}

// folded removes case and accents and cuts a word where inflections begin.
func folded(w string) string {
	plain := true
	for i := range len(w) {
		plain = plain && w[i] < utf8.RuneSelf
	}
	w = strings.ToLower(w)
	if plain {
		return w[:min(len(w), stemRunes)]
	}
	var b strings.Builder
	n := 0
	for _, r := range norm.NFD.String(w) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if n++; n > stemRunes {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
