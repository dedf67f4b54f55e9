package extractive

import (
	"strings"
	"unicode"

	"crier/summarizer"
)

// pairFinder knows the quotations and brackets of one block that close again.
type pairFinder struct {
	pairs []summarizer.Span // ascending, disjoint
	at    int               // where the last question was answered
}

// find looks for pairs in a span of body. A mark opens when it stands before a word
// and closes when it stands behind one; a pair longer than longestAside is not one.
func (f *pairFinder) find(body string, s summarizer.Span) {
	f.pairs, f.at = f.pairs[:0], 0
	open, close := -1, rune(0)
	for at := s.Start; at < s.End; {
		r, size := decode(body, at)
		switch {
		case open >= 0 && at-open > longestAside:
			at, open = open, -1 // it never closed: look behind it
			_, size = decode(body, at)
		case open >= 0 && (r == close || close == '“' && r == '”') && (r != '"' || !opensWord(body, at, size, s)):
			f.pairs = append(f.pairs, summarizer.Span{Start: open, End: at + size})
			open = -1
		case open < 0:
			if c := closing(r); c != 0 && (r != '"' || opensWord(body, at, size, s)) {
				open, close = at, c
			}
		}
		at += size
	}
}

// closing returns the mark that closes what r opens, or 0.
func closing(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“':
		return '”'
	case '„':
		return '“'
	case '«':
		return '»'
	case '「':
		return '」'
	case '『':
		return '』'
	case '(':
		return ')'
	case '（':
		return '）'
	}
	return 0
}

// opensWord tells whether a mark stands before a word rather than behind one.
func opensWord(body string, at, size int, s summarizer.Span) bool {
	if at+size >= s.End {
		return false
	}
	if at == s.Start {
		return true
	}
	before, _ := decodeLast(body, at)
	after, _ := decode(body, at+size)
	return !unicode.IsSpace(after) && (unicode.IsSpace(before) || strings.ContainsRune("([-–—:", before))
}

// inside tells whether at lies inside a pair. Questions come in ascending order.
func (f *pairFinder) inside(at int) bool {
	for f.at > 0 && f.pairs[f.at-1].End > at {
		f.at--
	}
	for f.at < len(f.pairs) && f.pairs[f.at].End <= at {
		f.at++
	}
	return f.at < len(f.pairs) && f.pairs[f.at].Start < at
}

// share tells how much of a span lies inside pairs of quotation marks.
func (f *pairFinder) share(body string, s summarizer.Span) float64 {
	n := 0
	for _, p := range f.pairs {
		if p.Start >= s.Start && p.End <= s.End && body[p.Start] != '(' {
			n += p.End - p.Start
		}
	}
	return float64(n) / float64(max(1, s.End-s.Start))
}

// balanced tells whether every quotation and bracket of s is closed in s.
func balanced(s string) bool {
	var n marks
	for at := 0; at < len(s); {
		r, size := decode(s, at)
		n.count(s, r, at, size)
		at += size
	}
	return n.even()
}

// marks counts the marks of a sentence.
type marks struct {
	straight              int // "
	round, square         int
	low, left, right      int // „ “ ”
	angle, corner         int
	curlyOpen, curlyClose int // ‘ ’
	open, shut            int // ' before a word; ' behind a stop
	lone, apostrophes     int // ' between spaces; ' behind a word
}

func (n *marks) count(s string, r rune, at, size int) {
	switch r {
	case '"':
		n.straight++
	case '(', '（':
		n.round++
	case ')', '）':
		n.round--
	case '[':
		n.square++
	case ']':
		n.square--
	case '„':
		n.low++
	case '“':
		n.left++
	case '”':
		n.right++
	case '«':
		n.angle++
	case '»':
		n.angle--
	case '「', '『':
		n.corner++
	case '」', '』':
		n.corner--
	case '‘':
		n.curlyOpen++
	case '’':
		n.curlyClose++
	case '\'':
		n.countSingle(s, at, size)
	}
}

// countSingle sorts a straight single mark by what stands around it.
func (n *marks) countSingle(s string, at, size int) {
	before, after := ' ', ' '
	if at > 0 {
		before, _ = decodeLast(s, at)
	}
	if at+size < len(s) {
		after, _ = decode(s, at+size)
	}
	switch {
	case unicode.IsSpace(before) && unicode.IsSpace(after):
		if strings.HasSuffix(strings.TrimRight(s[:at], " "), "s") {
			n.apostrophes++ // "the players ' union", as tokenized texts have it
			return
		}
		n.lone++
	case unicode.IsSpace(before) && unicode.IsLetter(after):
		n.open++
	case strings.ContainsRune(stops+",", before):
		n.shut++
	case !unicode.IsLetter(after):
		n.apostrophes++ // "players' " or the end of a quotation
	}
}

func (n *marks) even() bool {
	if n.straight%2 != 0 || n.round != 0 || n.square != 0 || n.angle != 0 || n.corner != 0 {
		return false
	}
	if n.low > 0 {
		n.left, n.right = n.low, n.left+n.right
	} else if n.left == 0 && n.right%2 == 0 {
		n.right = 0 // ”…” as Swedish and Finnish have it
	}
	return n.left == n.right && n.curlyOpen <= n.curlyClose && n.singlesEven()
}

// singlesEven tells whether the straight single marks can be paired: a lone one may
// open or close, one behind a word may close or be an apostrophe.
func (n *marks) singlesEven() bool {
	for tilt := -n.lone; tilt <= n.lone; tilt += 2 {
		if open := n.open - n.shut + tilt; open >= 0 && open <= n.apostrophes {
			return true
		}
	}
	return false
}
