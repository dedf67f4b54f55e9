package topics

import (
	"regexp/syntax"
	"slices"
)

// span is how far a part of a match can reach.
type span struct {
	fixed int  // bytes, of what has a fixed length
	runs  int  // how many parts are nothing but white space, or have none
	feeds bool // there may be a new line
	line  bool // further, but not over the end of a line
	whole bool // there is no limit
}

// reach is the limit in a text whose longest run without white space is known.
func (s span) reach(longest int) int { return s.fixed + s.runs*longest }

// open reports whether nothing limits the part.
func (s span) open() bool { return s.whole || s.line && s.feeds }

// then is how far one part reaches behind another.
func (s span) then(t span) span {
	return span{s.fixed + t.fixed, s.runs + t.runs, s.feeds || t.feeds, s.line || t.line, s.whole || t.whole}
}

// or is how far one of two parts reaches.
func (s span) or(t span) span {
	u := s.then(t)
	u.fixed, u.runs = max(s.fixed, t.fixed), max(s.runs, t.runs)
	return u
}

func spanOf(re *syntax.Regexp) span {
	s := span{feeds: covers(re, '\n')}
	s.add(re)
	return s
}

func (s *span) add(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		s.fixed += 4 * len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		s.fixed += 4
	case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		switch {
		case onlySpace(re) || !slices.ContainsFunc([]rune(" \t\n\f\r"), func(r rune) bool { return covers(re, r) }):
			s.runs++
		case !covers(re, '\n'):
			s.line = true
		default:
			s.whole = true
		}
	default:
		for _, sub := range re.Sub {
			s.add(sub)
		}
	}
}

// covers reports whether a match may contain the letter.
func covers(re *syntax.Regexp, r rune) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, r)
	case syntax.OpAnyChar:
		return true
	case syntax.OpAnyCharNotNL:
		return r != '\n'
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= r && r <= re.Rune[i+1] {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return covers(sub, r) })
}

// onlySpace reports whether all that a match contains is white space.
func onlySpace(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return !slices.ContainsFunc(re.Rune, func(r rune) bool { return !isSpace(r) })
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if !isSpace(r) {
					return false
				}
			}
		}
		return true
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	}
	return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !onlySpace(sub) })
}
