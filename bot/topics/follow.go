package topics

import (
	"regexp/syntax"
	"unicode/utf8"
)

// A regular expression is followed here for so many steps, and for so many a byte of the
// text, before package regexp, which never takes longer than the text is long, reads the
// whole text.
const (
	maxSteps  = 4096
	byteSteps = 4
)

// way is a choice left open: where to go on in the expression and in the text.
type way struct {
	pc uint32
	at int
}

// follow reports whether the text matches from a place on. Package regexp prepares for
// texts of any size and takes a hundred times as long for a few letters. Once the steps
// are negative the answer means nothing.
func (a *asking) follow(p *pattern, at int, steps *int) bool {
	a.ways = append(a.ways[:0], way{uint32(p.core.Start), at})
	for len(a.ways) > 0 {
		last := len(a.ways) - 1
		w := a.ways[last]
		a.ways = a.ways[:last]
		for {
			if *steps--; *steps < 0 {
				return false
			}
			in := &p.core.Inst[w.pc]
			if in.Op == syntax.InstMatch {
				return true
			}
			if in.Op == syntax.InstAlt {
				if w.at = a.leap(p, w, steps); w.at < 0 {
					break
				}
				// What comes after a run is nearer than the end of the text.
				a.ways = append(a.ways, way{in.Out, w.at})
				w.pc = in.Arg
				continue
			}
			if n, ok := takes(in, a.d.text, w.at); ok {
				w.at += n
			} else {
				break
			}
			w.pc = in.Out
		}
	}
	return false
}

// takes reports whether the text is at a place as an instruction wants it, and how
// many bytes it takes.
func takes(in *syntax.Inst, text string, at int) (n int, ok bool) {
	switch in.Op {
	case syntax.InstNop, syntax.InstCapture:
		return 0, true
	case syntax.InstEmptyWidth:
		before, after := rune(-1), rune(-1)
		if at > 0 {
			before, _ = utf8.DecodeLastRuneInString(text[:at])
		}
		if at < len(text) {
			after, _ = utf8.DecodeRuneInString(text[at:])
		}
		return 0, syntax.EmptyOp(in.Arg)&^syntax.EmptyOpContext(before, after) == 0
	}
	if at == len(text) {
		return 0, false
	}
	r, n := utf8.DecodeRuneInString(text[at:])
	switch in.Op {
	case syntax.InstRuneAny:
		return n, true
	case syntax.InstRuneAnyNotNL:
		return n, r != '\n'
	case syntax.InstRune, syntax.InstRune1:
		return n, in.MatchRune(r)
	}
	return 0, false
}
