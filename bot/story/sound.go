package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// script is how a word is written.
type script uint8

const (
	digits script = iota
	latin
	cyrillic
	greek
	arabic
	hebrew
	han
	devanagari
	otherScript
	hangul
)

// cased reports whether names begin with a large letter.
func (s script) cased() bool { return s <= greek }

func scriptOf(w string) script {
	r, _ := utf8.DecodeRuneInString(w)
	switch {
	case 'a' <= r|0x20 && r|0x20 <= 'z':
		return latin
	case unicode.IsDigit(r):
		return digits
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Greek, r):
		return greek
	case unicode.Is(unicode.Arabic, r):
		return arabic
	case unicode.Is(unicode.Hebrew, r):
		return hebrew
	case unicode.Is(unicode.Devanagari, r):
		return devanagari
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unbroken(r):
		return han
	}
	return otherScript
}

// unbroken reports whether words of the letter's script are written without spaces.
func unbroken(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// scripts counts words by script.
type scripts [hangul + 1]int

func (s *scripts) most() script {
	best := otherScript
	for i, n := range s {
		if n > s[best] {
			best = script(i)
		}
	}
	return best
}

// Sounds: letters that one name is written with in one script or another fall into
// one class, as in Soundex; vowels and h are not heard but at the beginning. The
// dots are letters that are not heard.
const (
	soundRunes = 4 // where a name is cut, before its endings
	minSound   = 3
)

// softHash is the hash of the other sound of a name in a script that has one letter for
// b and v, and one for p and f.
func softHash(w string) (h uint32, ok bool) {
	var room [2 + 2*soundRunes]byte
	said := appendSound(append(room[:0], '~'), w, "")
	for i, c := range said {
		if c == 'P' {
			said[i], ok = 'F', true
		}
	}
	return hash32(said), ok
}

// soundHash is the hash of a name's sound; not ok: it is too short to tell names apart.
func soundHash(w, language string) (h uint32, ok bool) {
	var room [2 + 2*soundRunes]byte
	said := appendSound(append(room[:0], '~'), w, language)
	return hash32(said), len(said) > 1
}

// appendSound appends a name's sound, the same for Халвард and Halvard; nothing if it
// is too short to tell names apart.
func appendSound(to []byte, w, language string) []byte {
	read := smallLetter
	switch scriptOf(w) {
	case han:
		if r, _ := utf8.DecodeRuneInString(w); !isKatakana(r) {
			return to
		}
	case otherScript, digits:
		return to
	case arabic:
		w = bare(w)
	case hangul:
		w = norm.NFD.String(w)         // syllables in letters
		read = utf8.DecodeRuneInString // large letters that follow were never heard
	}
	out, last := to, byte(0)
	r, n := read(w)
	for begins := true; n > 0 && len(out)-len(to) < soundRunes; begins = false {
		w = w[n:]
		next, m := read(w)
		c := class(r, next, language, begins)
		switch {
		case c == 0 && begins:
			out = append(out, 'A')
		case c != 0 && c != last:
			out = append(out, c)
		}
		if last = c; r == 'x' {
			out, last = append(out, 'S'), 'S'
		}
		r, n = next, m
	}
	if n := len(out) - len(to); n < minSound || n == minSound && out[len(to)] == 'A' {
		return to
	}
	return out[:min(len(out), len(to)+soundRunes)]
}

// smallLetter is the first letter of a word, made small, and how long it is; zeros at
// the end.
func smallLetter(w string) (r rune, n int) {
	if w == "" {
		return 0, 0
	}
	if c := w[0]; c < utf8.RuneSelf {
		if c-'A' < 26 {
			c |= small
		}
		return rune(c), 1
	}
	r, n = utf8.DecodeRuneInString(w)
	return unicode.ToLower(r), n
}

// class of a letter; 0: it is not heard.
func class(r, next rune, language string, begins bool) byte {
	const plain = "-P?T-FK--??LMN-?KLST-FF?-S" // a and on; of some it depends
	if 'a' <= r && r <= 'z' {
		if c := plain[r-'a']; c != '?' {
			return audible(c)
		}
		return ambiguous(r, next, language)
	}
	if (r == 'و' || r == 'ו') && !begins {
		return 0
	}
	return consonant(r)
}

// ambiguous gives the class of a plain letter that depends on the next one or on the
// language.
func ambiguous(r, next rune, language string) byte {
	switch {
	case r == 'c' && next == 'h' && language == "de", r == 'k' && next == 'h': // х, خ
		return 0
	case r == 'c' && (next == 'h' || next == 'e' || next == 'i' || next == 'y'):
		return 'S'
	case r == 'p' && next == 'h':
		return 'F'
	case r == 'p':
		return 'P'
	case r != 'j':
		return 'K' // x is ks
	}
	switch language {
	case "en", "fr", "pt", "tr", "es":
		return 'S'
	}
	return 0
}

// consonant gives the class of a consonant in any of the other scripts.
func consonant(r rune) byte {
	switch r {
	case 'б', 'п', 'π', 'ب', 'پ', 'ב', 'פ', 'ף':
		return 'P'
	case 'ф', 'в', 'φ', 'β', 'ف', 'ڤ', 'و', 'ו':
		return 'F'
	case 'ţ', 'ț', 'ď', 'ť', 'ð', 'þ', 'д', 'т', 'δ', 'τ', 'θ', 'ت', 'د', 'ط', 'ض', 'ث', 'ذ', 'ד', 'ט', 'ת':
		return 'T'
	case 'ç', 'ş', 'ș', 'ś', 'š', 'ß', 'ž', 'ż', 'ź', 'ć', 'č', 'с', 'з', 'ц', 'ч', 'ш', 'щ', 'ж', 'σ', 'ς', 'ζ', 'ξ',
		'ظ', 'س', 'ص', 'ز', 'ش', 'ج', 'چ', 'ژ', 'ז', 'ס', 'צ', 'ץ', 'ש':
		return 'S'
	case 'ğ', 'к', 'г', 'ґ', 'κ', 'γ', 'ك', 'ک', 'ق', 'غ', 'گ', 'ג', 'כ', 'ך', 'ק':
		return 'K'
	case 'ł', 'л', 'λ', 'ل', 'ל', 'ř', 'р', 'ρ', 'ر', 'ר':
		return 'L' // one letter in Japanese
	case 'м', 'μ', 'م', 'מ', 'ם':
		return 'M'
	case 'ñ', 'ń', 'ň', 'н', 'ν', 'ن', 'נ', 'ן':
		return 'N'
	}
	return syllable(r)
}

// syllable gives the class of the consonant with which a letter of Katakana or
// Devanagari begins, and of a letter of Hangul, which differ at the end of a syllable.
func syllable(r rune) byte {
	const (
		katakana = "----------KKKKKKKKKKSSSSSSSSSSTTSS-SSTTTTNNNNN-PP-PPFPP-PP-PPMMMMM------LLLLL-FFF-NF" // U+30A1 and on
		indic    = "KKKKNSSSSNTTTTNTTTTNNPFPPMyLLLLLFSSS"                                                 // U+0915 and on
		opening  = "KKNTTLMPPSS-SSSKTP-"                                                                  // U+1100 and on
		closing  = "KKKNNNTLLLLLLLLMPPTTNTTKTP-"                                                          // U+11A8 and on
	)
	c := byte('-')
	switch {
	case 'ァ' <= r && r < 'ァ'+rune(len(katakana)):
		c = katakana[r-'ァ']
	case 'क' <= r && r < 'क'+rune(len(indic)):
		c = indic[r-'क']
	case 0x1100 <= r && r < 0x1100+rune(len(opening)):
		c = opening[r-0x1100]
	case 0x11a8 <= r && r < 0x11a8+rune(len(closing)):
		c = closing[r-0x11a8]
	}
	return audible(c)
}

// audible is a class, unless the mark of a letter that is not heard stands there.
func audible(c byte) byte {
	if c == '-' || c == 'y' {
		return 0
	}
	return c
}

// bare takes the article and the particles off an Arabic word.
func bare(w string) string {
	for _, prefix := range [...]string{"وال", "بال", "فال", "كال", "ال", "لل"} {
		if rest, ok := strings.CutPrefix(w, prefix); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return w
}
