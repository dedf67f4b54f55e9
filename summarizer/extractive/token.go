package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/summarizer"
)

// token is a word where it stands in the body.
type token struct {
	start, end int   // bytes of the body
	word       int32 // index into vocabulary.words
	capital    bool  // opens with a capital letter
	shout      bool  // two or more letters, all capitals
	number     bool  // opens with a digit
}

// word is a distinct lower-cased word of one text.
type word struct {
	text  string
	term  int32 // words with one stem share a term
	class class
}

// vocabulary numbers the words of one text. Terms are what sentences are compared
// by: stems, and in scripts without spaces single characters.
type vocabulary struct {
	lang   *language
	stem   *stemmer
	words  []word
	byText map[string]int32
	byStem map[string]int32
	terms  int32
	key    []byte
}

func newVocabulary(l *language, expect int) *vocabulary {
	return &vocabulary{
		lang: l, stem: newStemmer(l.code),
		words:  make([]word, 0, expect),
		byText: make(map[string]int32, expect), byStem: make(map[string]int32, expect),
	}
}

// add returns the number of the word whose lower-cased bytes are in v.key.
func (v *vocabulary) add() int32 {
	if i, ok := v.byText[string(v.key)]; ok {
		return i
	}
	text := string(v.key)
	w := word{text: text, class: v.lang.classes[text]}
	stem := text
	if w.class&stopword == 0 {
		stem = v.stem.stem(text)
	}
	term, ok := v.byStem[stem]
	if !ok {
		term = v.terms
		v.terms++
		v.byStem[stem] = term
	}
	w.term = term
	i := int32(len(v.words))
	v.words = append(v.words, w)
	v.byText[text] = i
	return i
}

// tokenize appends the words of one span to tokens.
func (v *vocabulary) tokenize(tokens []token, body string, s summarizer.Span) []token {
	for at := s.Start; at < s.End; {
		t, next := v.next(body, at, s.End)
		if t.end > t.start {
			t.word = v.add()
			tokens = append(tokens, t)
		}
		at = next
	}
	return tokens
}

// next reads the word at or after at; an empty token means that there was none
// before next.
func (v *vocabulary) next(body string, at, end int) (token, int) {
	r, size := decode(body, at)
	kind := kindOf(r)
	if kind == other {
		return token{}, at + size
	}
	v.key = v.key[:0]
	t := token{start: at, capital: unicode.IsUpper(r), number: kind == digit}
	letters, capitals := 0, 0
	for at < end {
		r, size = decode(body, at)
		k := kindOf(r)
		switch {
		case k == single && at > t.start:
			k = other // a character of a script without spaces is a word of its own
		case k == other && at > t.start && joins(body, r, at, size, end):
			if r == '’' {
				r = '\''
			}
			k = mark
		case k == letter:
			letters++
			if unicode.IsUpper(r) {
				capitals++
			}
		}
		if k == other {
			break
		}
		v.key = appendLower(v.key, r)
		at += size
		if r == '\'' && v.lang.elision {
			break
		}
		if kind == single && !marksFollow(body, at, end) {
			break
		}
	}
	t.end = at
	t.shout = letters > 1 && capitals == letters
	return t, max(at, t.start+1)
}

// marksFollow tells whether the next rune is a combining mark.
func marksFollow(body string, at, end int) bool {
	if at >= end {
		return false
	}
	r, _ := decode(body, at)
	return r >= 0x300 && kindOf(r) == mark
}

// joins tells whether the punctuation r stands inside a word: it's, 1,200.5.
func joins(body string, r rune, at, size, end int) bool {
	if r != '\'' && r != '’' && r != '.' && r != ',' || at+size >= end {
		return false
	}
	after, _ := decode(body, at+size)
	if r == '.' || r == ',' {
		return isDigit(rune(body[at-1])) && isDigit(after)
	}
	return kindOf(after) == letter
}

func appendLower(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	return utf8.AppendRune(b, unicode.ToLower(r))
}

func decode(s string, at int) (rune, int) {
	if c := s[at]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[at:])
}

// decodeLast reads the rune that ends at at.
func decodeLast(s string, at int) (rune, int) {
	if at <= 0 {
		return 0, 0
	}
	if c := s[at-1]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeLastRuneInString(s[:at])
}

// kind is what a rune means for finding words.
type kind uint8

const (
	other kind = iota
	letter
	digit
	mark   // continues a word, never opens one
	single // a word by itself: Han, Kana, Thai and others written without spaces
)

func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z':
			return letter
		case '0' <= r && r <= '9':
			return digit
		}
		return other
	case unspaced(r):
		if unicode.IsMark(r) {
			return mark
		}
		if unicode.IsLetter(r) {
			return single
		}
		return other
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	case unicode.IsMark(r) || r == 0x200c || r == 0x200d:
		return mark
	}
	return other
}

// unspaced tells whether r belongs to a script that writes no spaces between words.
func unspaced(r rune) bool {
	switch {
	case r < 0xe00:
		return false
	case r <= 0xeff: // Thai, Lao
		return true
	case r >= 0x1000 && r <= 0x109f, r >= 0x1780 && r <= 0x17ff: // Myanmar, Khmer
		return true
	case r >= 0x3005 && r <= 0x30ff, r >= 0x3400 && r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff:
		return r != '・'
	}
	return r >= 0x20000 && r <= 0x323af
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// wordCount is how many words people would count: "Rupp-Hooper" is one, and characters
// of scripts without spaces count as half a word.
func wordCount(body string, tokens []token) int {
	quarters := 0
	for i, t := range tokens {
		r, _ := decode(body, t.start)
		switch {
		case r >= 0x3000 && unspaced(r):
			quarters += 2 // Han and Kana: two to a word
		case unspaced(r):
			quarters++ // Thai and its like: four letters to a word
		case i == 0 || !glued(body[tokens[i-1].end:t.start]):
			quarters += 4
		}
	}
	return (quarters + 3) / 4
}

// glued tells whether what stands between two tokens makes them one word to people.
func glued(between string) bool {
	switch between {
	case "", "-", "‑", "/", ".", "'", "’", "@", ":", "%":
		return true
	}
	return false
}

// trimSpace shrinks a span to what is not white space.
func trimSpace(body string, s summarizer.Span) summarizer.Span {
	in := body[s.Start:s.End]
	left := len(in) - len(strings.TrimLeftFunc(in, unicode.IsSpace))
	in = strings.TrimRightFunc(in[left:], unicode.IsSpace)
	return summarizer.Span{Start: s.Start + left, End: s.Start + left + len(in)}
}
