package feeds

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tokens are the words and signs of a text, comparable as a browser's finder
// compares: without regard to case, accents, white space and soft hyphens.
type tokens struct {
	text string
	all  []token
}

type token struct {
	hash       uint64 // of the folded letters
	start, end int    // bytes of the text
	line       int
	word       bool // letters and digits, else one sign
	dense      bool // a letter of a script without spaces
}

// tokenize cuts a text into runs of letters and digits, single letters of scripts
// that use no spaces, and single signs.
func tokenize(text string) tokens {
	t := tokens{text: text, all: make([]token, 0, len(text)/5)}
	line, open := 0, false
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff':
		case unicode.IsSpace(r):
			open = false
			if r == '\n' {
				line++
			}
		case isWordRune(r):
			dense := r >= 0x0E00 && isDense(r)
			if last := len(t.all) - 1; open && !dense {
				t.all[last].hash, t.all[last].end = fold(t.all[last].hash, r), i+size
			} else {
				t.all = append(t.all, token{hash: fold(seed, r), start: i, end: i + size, line: line, word: true, dense: dense})
				open = !dense
			}
		default:
			open = false
			t.all = append(t.all, token{hash: fold(seed, plainQuote(r)), start: i, end: i + size, line: line})
		}
		i += size
	}
	return t
}

const (
	seed  = 14695981039346656037 // FNV-1a
	prime = 1099511628211
)

// fold adds a letter to a hash: lower-case, its accents left out.
func fold(hash uint64, r rune) uint64 {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return (hash ^ uint64(r)) * prime
	}
	if unicode.Is(unicode.Mn, r) {
		return hash
	}
	var bytes [utf8.UTFMax]byte
	n := utf8.EncodeRune(bytes[:], r)
	if d := norm.NFD.Properties(bytes[:n]).Decomposition(); len(d) > 0 && (r < 0xAC00 || r > 0xD7A3) {
		r, _ = utf8.DecodeRune(d)
	}
	return (hash ^ uint64(unicode.ToLower(r))) * prime
}

func plainQuote(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛':
		return '\''
	case '“', '”', '„', '‟', '«', '»':
		return '"'
	}
	return r
}

func isWordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

func isDense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// occurrences finds where a sequence stands, at most so many times.
func (t tokens) occurrences(seq []token, most int) []run {
	var out []run
	for i := 0; i+len(seq) <= len(t.all) && len(out) < most; i++ {
		if t.matches(i, seq) {
			out = append(out, run{i, i + len(seq)})
		}
	}
	return out
}

func (t tokens) matches(at int, seq []token) bool {
	if at < 0 || at+len(seq) > len(t.all) {
		return false
	}
	for k, want := range seq {
		if t.all[at+k].hash != want.hash {
			return false
		}
	}
	return true
}

// around finds a quote that the page interrupts (a note's number, a hidden mark) by
// its first and last tokens at a fitting distance.
func (t tokens) around(quote []token) []run {
	const edge = 5
	if len(quote) < 3*edge {
		return nil
	}
	var out []run
	ends := t.occurrences(quote[len(quote)-edge:], 64)
	for _, start := range t.occurrences(quote[:edge], 64) {
		for _, end := range ends {
			if n := end.to - start.from; n > len(quote)*3/4 && n < len(quote)*3/2+20 {
				out = append(out, run{start.from, end.to})
				break
			}
		}
	}
	return out
}

// agreement counts how many tokens around a place are as in the text.
func (t tokens) agreement(at run, before, after []token) int {
	n := 0
	for i := 1; i <= len(before) && at.from-i >= 0 && t.all[at.from-i].hash == before[len(before)-i].hash; i++ {
		n++
	}
	for i := 0; i < len(after) && at.to+i < len(t.all) && t.all[at.to+i].hash == after[i].hash; i++ {
		n++
	}
	return n
}

// count says how often the page has the run's sequence, at most twice.
func (t tokens) count(r run) int { return len(t.occurrences(t.all[r.from:r.to], 2)) }

// isFirst says whether a finder would come upon this place before its likes.
func (t tokens) isFirst(r run) bool {
	found := t.occurrences(t.all[r.from:r.to], 1)
	return len(found) == 1 && found[0] == r
}

// firstAfter says whether the run is the first of its likes from a token on.
func (t tokens) firstAfter(from int, r run) bool {
	for i := from; i < r.from; i++ {
		if t.matches(i, t.all[r.from:r.to]) {
			return false
		}
	}
	return true
}

func (t tokens) oneLine(r run) bool {
	return r.from < r.to && t.all[r.from].line == t.all[r.to-1].line
}

func (t tokens) bytes(r run) int { return t.all[r.to-1].end - t.all[r.from].start }

// wordsIn counts words; three letters of a script without spaces are one.
func (t tokens) wordsIn(r run) int {
	n, dense := 0, 0
	for _, w := range t.all[r.from:r.to] {
		if w.dense {
			dense++
		} else if w.word {
			n++
		}
	}
	return n + dense/3
}

// cuts gives the places inside a run where it may be cut in two: at white space,
// and in scripts without spaces beside signs, since only a dictionary knows the
// borders of their words.
func (t tokens) cuts(r run) []int {
	var out []int
	for i := r.from + 1; i < r.to; i++ {
		if t.mayCut(i) {
			out = append(out, i)
		}
	}
	return out
}

func (t tokens) mayCut(i int) bool {
	if i <= 0 || i >= len(t.all) {
		return true
	}
	a, b := t.all[i-1], t.all[i]
	if a.end < b.start {
		return true
	}
	return a.dense && !b.word || b.dense && !a.word
}

// maxSigns bounds how far words of context are looked for among signs.
const maxSigns = 100

// before gives at least n words before a run: of its line, or of the end of the
// line above.
func (t tokens) before(at run, n int) (run, bool) {
	prefix := run{at.from, at.from}
	for i := at.from - 1; i >= max(0, at.from-maxSigns) && t.all[i].line == t.all[at.from-1].line; i-- {
		prefix.from = i
		if t.mayCut(i) && t.wordsIn(prefix) >= n {
			return prefix, true
		}
	}
	return prefix, false
}

// after gives at least n words after a run, likewise.
func (t tokens) after(at run, n int) (run, bool) {
	suffix := run{at.to, at.to}
	for i := at.to; i < min(len(t.all), at.to+maxSigns) && t.all[i].line == t.all[at.to].line; i++ {
		suffix.to = i + 1
		if t.mayCut(i+1) && t.wordsIn(suffix) >= n {
			return suffix, true
		}
	}
	return suffix, false
}
