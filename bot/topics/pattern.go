package topics

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a regular expression of queries, kept once however many have it.
type pattern struct {
	re        *regexp.Regexp
	source    string
	fragments []uint32 // terms of which a text that matches has one; none: unknown
	span      span
	uses      uint32
}

// usePattern returns the number of a regular expression and counts the reference.
func (v *vocabulary) usePattern(n regex) uint32 {
	if id, ok := v.sources[n.source]; ok {
		v.patterns[id].uses++
		return id
	}
	p := pattern{re: n.re, source: n.source, uses: 1}
	var all []string
	all, p.span = analyse(n.source)
	for _, f := range all {
		p.fragments = append(p.fragments, v.use(fragment, f, f))
	}
	id := uint32(len(v.patterns))
	if last := len(v.idle) - 1; last >= 0 {
		id, v.idle = v.idle[last], v.idle[:last]
		v.patterns[id] = p
	} else {
		v.patterns = append(v.patterns, p)
	}
	v.sources[n.source] = id
	return id
}

func (v *vocabulary) releasePattern(id uint32) {
	p := &v.patterns[id]
	if p.uses--; p.uses > 0 {
		return
	}
	delete(v.sources, p.source)
	for _, f := range p.fragments {
		v.release(f)
	}
	*p = pattern{}
	v.idle = append(v.idle, id)
}

// findFragments sets the terms for fragments in the text. Most places are ruled out
// by the first bytes.
func (a *asking) findFragments() {
	if len(a.x.words.sources) == 0 {
		return
	}
	next := uint64(0) // five bytes from here on
	text := a.d.plain
	for i := range min(longGram-1, len(text)) {
		next |= uint64(text[i]) << (8 * (i + 1))
	}
	for i := 0; i+gramSize <= len(text); i++ {
		next >>= 8
		if i+longGram <= len(text) {
			next |= uint64(text[i+longGram-1]) << (8 * (longGram - 1))
			a.tryFragments(gramHash(next), text[i:])
		}
		a.tryFragments(gramHash(next&(1<<(8*gramSize)-1)), text[i:])
	}
}

func (a *asking) tryFragments(h uint32, text []byte) {
	v := &a.x.words
	if !v.grams.has(h) {
		return
	}
	for id := range v.table.with(h) {
		if t := &v.terms[id]; t.sort == fragment && len(t.text) <= len(text) && string(text[:len(t.text)]) == t.text {
			a.set(id)
		}
	}
}

// found reports whether the text matches a regular expression. A match has one of
// the fragments and reaches only so far around it: what lies beyond need not be
// read.
func (a *asking) found(id uint32) bool {
	p := &a.x.words.patterns[id]
	if len(p.fragments) == 0 || p.span.whole || len(a.d.plain) != len(a.d.text) {
		return p.re.MatchString(a.d.text)
	}
	places := 0
	for _, f := range p.fragments {
		if !a.has(f) {
			continue
		}
		text := a.x.words.terms[f].text
		for from := 0; ; {
			i := bytes.Index(a.d.plain[from:], []byte(text))
			if i < 0 {
				break
			}
			if places++; places > maxPlaces {
				return p.re.MatchString(a.d.text)
			}
			if yes, sure := a.foundAround(p, from+i, from+i+len(text)); yes || !sure {
				return yes || p.re.MatchString(a.d.text)
			}
			from += i + 1
		}
	}
	return false
}

// maxPlaces is from how many places on the whole text is read at once.
const maxPlaces = 16

// foundAround looks for a match that has the fragment at one place. It is not sure
// of a match that touches the edge of what it looked at: the expression may ask
// what lies beyond.
func (a *asking) foundAround(p *pattern, start, end int) (yes, sure bool) {
	from, to := a.around(p.span, start, end)
	at := p.re.FindStringIndex(a.d.text[from:to])
	if at == nil {
		return false, true
	}
	inside := (from == 0 || at[0] > 0) && (to == len(a.d.text) || at[1] < to-from)
	return inside, inside
}

// around is the part of the text in which a match that has a place must lie, with
// at least one letter more on both sides.
func (a *asking) around(s span, start, end int) (from, to int) {
	text := a.d.text
	from, to = start-s.reach(a.d.longest)-utf8.UTFMax, end+s.reach(a.d.longest)+utf8.UTFMax
	if s.line {
		from, to = strings.LastIndexByte(text[:start], '\n'), strings.IndexByte(text[end:], '\n')+end+1
		if to == end {
			to = len(text)
		}
	}
	from, to = max(from, 0), min(to, len(text))
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return from, to
}

// caseless appends to dst the text with every letter as the first of those that
// differ in case alone, which is how a case-blind regular expression compares them.
func caseless(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = utf8.AppendRune(dst, first(r))
		i += n
	}
	return dst
}

// first is the least of the letters that differ from r in case alone.
func first(r rune) rune {
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

// longestRun is the length of the longest run of white space, or of anything else.
func longestRun(s string) int {
	longest, start := 0, 0
	for i := 1; i < len(s); i++ {
		if isSpace(rune(s[i])) != isSpace(rune(s[i-1])) {
			longest, start = max(longest, i-start), i
		}
	}
	return max(longest, len(s)-start)
}

// isSpace is what \s means in RE2.
func isSpace(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' && r != '\v' }

func distinct(ids []uint32) []uint32 {
	slices.Sort(ids)
	return slices.Compact(ids)
}
