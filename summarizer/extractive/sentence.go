package extractive

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/sentences"

	"crier/summarizer"
)

// splitter finds the sentences of a block: the boundaries of Unicode's UAX #29, less
// those after abbreviations, initials and ordinals and inside quotations, plus those
// that a lost space hides ("home.The").
type splitter struct {
	lang  *language
	body  string
	pairs pairFinder
}

// longestAside is how long a quotation or bracket may be, in bytes, and still be kept
// in one sentence with what stands around it.
const longestAside = 360

// split appends the sentences of one block.
func (sp *splitter) split(into []summarizer.Span, s summarizer.Span) []summarizer.Span {
	sp.pairs.find(sp.body, s)
	start := s.Start
	emit := func(end int) {
		if end = sp.afterLoneQuote(start, end, s.End); end <= start {
			return
		}
		into = sp.splitHidden(into, trimSpace(sp.body, summarizer.Span{Start: start, End: end}))
		start = end
	}
	it := sentences.FromString(sp.body[s.Start:s.End])
	for it.Next() {
		end := s.Start + it.End()
		if end < s.End && !sp.breaks(start, end, s.End) {
			continue
		}
		emit(end)
	}
	if start < s.End {
		emit(s.End)
	}
	return into
}

// breaks tells whether the boundary at end, found by UAX #29, ends a sentence.
func (sp *splitter) breaks(start, end, limit int) bool {
	if sp.pairs.inside(end) {
		return false
	}
	r, _ := decode(sp.body, end)
	if unicode.IsLower(r) || strings.ContainsRune(",;)]»”’", r) {
		return false
	}
	before := strings.TrimRightFunc(sp.body[start:end], unicode.IsSpace)
	if !strings.HasSuffix(before, ".") {
		return true
	}
	before = before[:len(before)-1]
	at := len(before)
	for at > 0 {
		r, size := decodeLast(before, at)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' {
			break
		}
		at -= size
	}
	return !sp.abbreviated(before[at:], sp.body[end:limit])
}

// abbreviated tells whether a stop after word belongs to the word, given what follows.
func (sp *splitter) abbreviated(word, rest string) bool {
	if word == "" {
		return false
	}
	if sp.lang.ordinals && len(word) <= 2 && isDigit(rune(word[0])) {
		return true
	}
	lower := strings.ToLower(word)
	if sp.lang.number[lower] {
		return rest != "" && isDigit(rune(rest[0]))
	}
	if sp.lang.abbr[lower] && !strings.Contains(word, ".") {
		return true
	}
	if initials(word) {
		// "U.S. The …" ends a sentence, "U.S. President" and "J. Smith" do not.
		next := leadingWord(rest)
		if len(next) == 1 && next >= "A" && strings.HasPrefix(rest[1:], ".") {
			return true // "K. V. Iyer"
		}
		return len(next) > 1 && sp.lang.classes[strings.ToLower(next)]&stopword == 0
	}
	return sp.lang.abbr[lower]
}

// initials tells whether word is one letter, or letters with stops between: U.S, e.g.
func initials(word string) bool {
	letters := 0
	for _, part := range strings.Split(word, ".") {
		n := 0
		for range part {
			n++
		}
		if n != 1 || isDigit(rune(part[0])) {
			return false
		}
		letters++
	}
	r, _ := decode(word, 0)
	return letters > 1 || unicode.IsUpper(r)
}

func leadingWord(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	if i < 0 {
		return s
	}
	return s[:i]
}

// afterLoneQuote moves a boundary behind a closing mark that stands by itself, as
// tokenized texts have it: `… enough. ' Then …`.
func (sp *splitter) afterLoneQuote(start, end, limit int) int {
	if end+1 >= limit || sp.body[end] != '\'' && sp.body[end] != '"' || sp.body[end+1] != ' ' {
		return end
	}
	var n marks
	for at := start; at < end; {
		r, size := decode(sp.body, at)
		n.count(sp.body[start:end], r, at-start, size)
		at += size
	}
	if sp.body[end] == '"' && n.straight%2 != 0 || sp.body[end] == '\'' && !n.singlesEven() {
		return end + 2
	}
	return end
}

// splitHidden appends a sentence, in two where a space between sentences was lost.
func (sp *splitter) splitHidden(into []summarizer.Span, s summarizer.Span) []summarizer.Span {
	if s.Start == s.End {
		return into
	}
	for at := s.Start + 4; at+2 < s.End; at++ {
		c := sp.body[at]
		if c != '.' && c != '!' && c != '?' || sp.pairs.inside(at) {
			continue
		}
		next := at + 1
		switch {
		case lostSpace(sp.body, at, s.End):
		case sp.body[next] == ' ' && sp.body[next+1] != ' ' && sp.begins(at, next+1, s.End):
			next++
		default:
			continue
		}
		into = append(into, summarizer.Span{Start: s.Start, End: at + 1})
		s.Start = next
	}
	if s.Start < s.End {
		into = append(into, s)
	}
	return sp.splitLong(into)
}

// begins tells whether a sentence begins at next, behind the stop at at, though UAX #29
// lets it go on there: speech behind a dash ("… snow. – We wait"), a number with a word
// ("… snow. 23-åringen fell").
func (sp *splitter) begins(at, next, end int) bool {
	before, _ := decodeLast(sp.body, at)
	if !unicode.IsLetter(before) && !strings.ContainsRune(closers, before) {
		return false
	}
	word := at
	for word > 0 && at-word < 32 {
		r, size := decodeLast(sp.body, word)
		if !unicode.IsLetter(r) {
			break
		}
		word -= size
	}
	if sp.body[at] == '.' && (at-word < 2 || sp.lang.abbr[strings.ToLower(sp.body[word:at])]) {
		return false
	}
	r, size := decode(sp.body, next)
	rest := sp.body[next:end]
	if r == '-' || r == '–' || r == '—' {
		after := strings.TrimLeft(rest[size:], " \u00a0")
		return len(after) < len(rest)-size && opensUpper(after)
	}
	if !isDigit(r) || sp.lang.number[strings.ToLower(sp.body[word:at])] {
		return false
	}
	digits := strings.TrimLeft(rest, "0123456789")
	return len(rest)-len(digits) <= 4 && strings.HasPrefix(digits, "-")
}

// lostSpace tells whether a stop at at has words of two sentences on its sides:
// "home.The man", but not "example.Com" or "Node.js".
func lostSpace(body string, at, end int) bool {
	for i := at - 4; i < at; i++ {
		if body[i] < 'a' || body[i] > 'z' {
			return false
		}
	}
	if c := body[at+1]; c < 'A' || c > 'Z' {
		return false
	}
	for i := at + 2; i < end; i++ {
		if c := body[i]; c < 'a' || c > 'z' {
			return c == ' ' || c == ','
		}
	}
	return false
}
