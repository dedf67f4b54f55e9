package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/summarizer"
)

// What must be left of a sentence for a cut to be made, in words; and how long a
// bracketed aside may be to stay.
const (
	leastKept  = 7
	shortAside = 24 // bytes
	// Nothing makes a longer sentence readable, in words.
	longestTrimmed = 4 * mostWords
)

// trim finds what a sentence can lose and stay grammatical and true: an opening
// connective, a bracketed aside, a comment at its end and, when it is overlong, a
// relative clause. Cuts stand in s.cuts, ascending.
func (d *document) trim(s *sentence) {
	s.cuts, s.openingCut, s.keptWords = nil, 0, s.words
	if s.words <= leastKept || s.words > longestTrimmed {
		return
	}
	d.cutOpening(s)
	d.cutAsides(s)
	d.cutTail(s, tailWord)
	if s.keptWords > mostWords-dashes && max(s.keptWords, d.fields(s)) > mostWords {
		d.cutTail(s, relative)
	}
}

// cut adds a cut if enough stays. The tokens from..to are what it takes.
func (d *document) cut(s *sentence, c summarizer.Span, from, to int) bool {
	n := wordCount(d.body, d.tokens[from:to])
	if s.keptWords-n < leastKept {
		return false
	}
	s.keptWords -= n
	s.cuts = append(s.cuts, c)
	return true
}

// cutOpening leaves out "However, " and "Meanwhile, in Washington, ".
func (d *document) cutOpening(s *sentence) {
	n := d.phraseAt(s.from, s.to, connective)
	if n == 0 || s.from+n >= s.to || d.tokens[s.from].start != s.span.Start || !commaOnly(d.between(s.from+n-1)) {
		return
	}
	n += d.placeAfter(s, s.from+n)
	end := d.tokens[s.from+n].start
	if strings.ContainsAny(d.body[s.span.Start:end], "\"“”«»„") {
		return
	}
	if d.cut(s, summarizer.Span{Start: s.span.Start, End: end}, s.from, s.from+n) {
		s.openingCut = n
	}
}

func commaOnly(between string) bool {
	return strings.TrimSpace(between) == "," || strings.TrimSpace(between) == "،" || strings.TrimSpace(between) == "，"
}

// placeAfter counts the tokens of "in Washington," at token i.
func (d *document) placeAfter(s *sentence, i int) int {
	const longest = 4
	if i+2 >= s.to || d.vocab.words[d.tokens[i].word].text != "in" {
		return 0
	}
	for k := i + 1; k < min(i+longest, s.to-1); k++ {
		if !d.tokens[k].capital {
			return 0
		}
		if commaOnly(d.between(k)) {
			return k + 1 - i
		}
	}
	return 0
}

// cutAsides leaves out long asides in round brackets, with the space before them.
func (d *document) cutAsides(s *sentence) {
	text := d.textOf(s)
	for at := 0; at < len(text); {
		open := strings.IndexByte(text[at:], '(')
		if open < 0 {
			return
		}
		open += at
		close := strings.IndexByte(text[open:], ')')
		if close < 0 {
			return
		}
		at = open + close + 1
		aside := text[open:at]
		if open == 0 || len(aside) < shortAside || strings.Count(aside, "(") > 1 || !balanced(text[:open]) {
			continue
		}
		from := d.tokenFrom(s, s.span.Start+open)
		start := len(strings.TrimRight(text[:open], " \t\u00a0"))
		d.cut(s, summarizer.Span{Start: s.span.Start + start, End: s.span.Start + at}, from, d.tokenFrom(s, s.span.Start+at))
	}
}

// tokenFrom is the first token of s at or behind a byte of the body.
func (d *document) tokenFrom(s *sentence, at int) int {
	for i := s.from; i < s.to; i++ {
		if d.tokens[i].start >= at {
			return i
		}
	}
	return s.to
}

// cutTail leaves out the last clause that a comma and a word of class c open, up to
// the final stop.
func (d *document) cutTail(s *sentence, c class) {
	end := s.span.End
	for end > s.span.Start {
		r, size := utf8.DecodeLastRuneInString(d.body[s.span.Start:end])
		if !strings.ContainsRune(stops, r) && !unicode.IsSpace(r) {
			break
		}
		end -= size
	}
	for i := s.to - 1; i > s.from+leastKept-1; i-- {
		t := d.tokens[i]
		if d.classOf(t)&c == 0 || !commaOnly(d.between(i-1)) || s.cutAt(t.start) {
			continue
		}
		start := d.tokens[i-1].end
		tail := d.body[start:end]
		if strings.ContainsAny(tail, "\"“”«»„()'‘") || !balanced(d.body[s.span.Start:start]) {
			return
		}
		if d.mentionsSource(i, s.to) {
			return
		}
		d.cutEnd(s, summarizer.Span{Start: start, End: end}, i)
		return
	}
}

// cutEnd adds a cut that reaches to the end, or lengthens the one that does.
func (d *document) cutEnd(s *sentence, c summarizer.Span, from int) {
	if n := len(s.cuts); n > 0 && s.cuts[n-1].End == c.End {
		last := s.cuts[n-1]
		if d.cut(s, c, from, d.tokenFrom(s, last.Start)) {
			s.cuts = append(s.cuts[:n-1], c)
		}
		return
	}
	d.cut(s, c, from, s.to)
}

// mentionsSource tells whether the tokens name who says so: that is never cut.
func (d *document) mentionsSource(from, to int) bool {
	for i := from; i < to; i++ {
		if d.classOf(d.tokens[i])&(speech|report) != 0 || d.phraseAt(i, to, according) > 0 {
			return true
		}
	}
	return false
}

// cutAt tells whether a byte of the body is cut already.
func (s *sentence) cutAt(at int) bool {
	for _, c := range s.cuts {
		if c.Start <= at && at < c.End {
			return true
		}
	}
	return false
}
