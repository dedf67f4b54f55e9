package topics

import (
	"regexp/syntax"
	"strings"
)

// leap is a run of any letters in an expression: what stands behind it is found at once
// instead of letter by letter.
type leap struct {
	pc   uint32 // the choice between one letter more and what follows the run
	next string // how that begins, without case
	line bool   // the run ends with the line
}

// leaps finds the runs of any letters in an expression.
func leaps(prog *syntax.Prog) []leap {
	var all []leap
	for pc := range prog.Inst {
		in := &prog.Inst[pc]
		if in.Op != syntax.InstAlt {
			continue
		}
		for _, way := range [][2]uint32{{in.Out, in.Arg}, {in.Arg, in.Out}} {
			letter := &prog.Inst[way[0]]
			any, line := letter.Op == syntax.InstRuneAny, letter.Op == syntax.InstRuneAnyNotNL
			if next := literal(prog, way[1]); (any || line) && letter.Out == uint32(pc) && next != "" {
				all = append(all, leap{uint32(pc), next, line})
			}
		}
	}
	return all
}

// literal is what a match has from an instruction on, case apart, as far as that is
// only one text.
func literal(prog *syntax.Prog, pc uint32) string {
	var out []byte
	for {
		switch in := &prog.Inst[pc]; {
		case in.Op == syntax.InstRune1, in.Op == syntax.InstRune && len(in.Rune) == 1:
			out, _ = caseless(out, string(in.Rune[0]))
			pc = in.Out
		case in.Op == syntax.InstNop, in.Op == syntax.InstCapture, in.Op == syntax.InstEmptyWidth:
			pc = in.Out
		default:
			return string(out)
		}
	}
}

// leapBytes is how many bytes are searched in the time of one step.
const leapBytes = 32

// leap is the next place at which a run may end; negative: there is none.
func (a *asking) leap(p *pattern, from way, steps *int) int {
	for _, l := range p.leaps {
		if l.pc != from.pc {
			continue
		}
		rest := a.d.plain[from.at:]
		if l.line {
			if end := strings.IndexByte(rest, '\n'); end >= 0 {
				rest = rest[:min(end+len(l.next), len(rest))]
			}
		}
		far := strings.Index(rest, l.next)
		if far < 0 {
			*steps -= len(rest) / leapBytes
			return -1
		}
		*steps -= far / leapBytes
		return from.at + far
	}
	return from.at
}
