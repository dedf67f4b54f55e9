package topics

import (
	"regexp/syntax"
	"slices"
)

// maxFragments is how many alternatives a regular expression may be spelled out
// into.
const maxFragments = 32

// span is how far a match of a regular expression can reach.
type span struct {
	fixed int  // bytes, of what has a fixed length
	runs  int  // how many parts are nothing but white space, or have none
	line  bool // further, but not over the end of the line
	whole bool // there is no limit
}

// reach is the limit in a text whose longest run without white space is known.
func (s span) reach(longest int) int { return s.fixed + s.runs*longest }

// analyse finds the fragments of which every text that matches has one, and how far
// a match reaches. No fragments: there are none of three bytes or more.
func analyse(source string) ([]string, span) {
	re, err := syntax.Parse("(?i)"+source, syntax.Perl)
	if err != nil {
		return nil, span{whole: true} // Parse has compiled it: not reached
	}
	re = re.Simplify()
	var s span
	s.add(re)
	s.whole = s.whole || s.line && covers(re, '\n')
	f := spell(re)
	return better(f.needed, f.exact), s
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

// spelling is what is known of the texts that a part matches, case apart.
type spelling struct {
	exact  []string // all of them; nil: too many to tell
	needed []string // else each contains one of these; nil: unknown
}

func spell(re *syntax.Regexp) spelling {
	switch re.Op {
	case syntax.OpLiteral:
		return spelling{exact: []string{string(caseless(nil, string(re.Rune)))}}
	case syntax.OpCharClass:
		return spelling{exact: letters(re.Rune)}
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return spelling{exact: []string{""}}
	case syntax.OpCapture:
		return spell(re.Sub[0])
	case syntax.OpConcat:
		return spellRow(re.Sub)
	case syntax.OpAlternate:
		return spellAny(re.Sub)
	case syntax.OpQuest:
		if s := spell(re.Sub[0]); s.exact != nil && len(s.exact) < maxFragments {
			return spelling{exact: unique(append(s.exact, ""))}
		}
	case syntax.OpPlus:
		s := spell(re.Sub[0])
		return spelling{needed: better(s.needed, s.exact)}
	}
	return spelling{}
}

// letters lists a class of few letters.
func letters(ranges []rune) []string {
	var out []string
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] >= maxFragments || len(out) > maxFragments {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			out = append(out, string(first(r)))
		}
	}
	return unique(out)
}

func spellRow(row []*syntax.Regexp) spelling {
	all, so, needed := true, []string{""}, []string(nil)
	for _, sub := range row {
		s := spell(sub)
		if s.exact != nil && len(so)*len(s.exact) <= maxFragments {
			so = product(so, s.exact)
			continue
		}
		all, needed = false, better(better(needed, so), s.needed)
		so = s.exact
		if so == nil {
			so = []string{""}
		}
	}
	if all {
		return spelling{exact: so}
	}
	return spelling{needed: better(needed, so)}
}

func product(as, bs []string) []string {
	out := make([]string, 0, len(as)*len(bs))
	for _, a := range as {
		for _, b := range bs {
			out = append(out, a+b)
		}
	}
	return unique(out)
}

func spellAny(alternatives []*syntax.Regexp) spelling {
	var exact, needed []string
	spelled, known := true, true
	for _, sub := range alternatives {
		s := spell(sub)
		n := better(s.needed, s.exact)
		exact, needed = append(exact, s.exact...), append(needed, n...)
		spelled, known = spelled && s.exact != nil, known && n != nil
	}
	if !spelled || len(exact) > maxFragments {
		exact = nil
	}
	if !known {
		needed = nil
	}
	return spelling{exact: unique(exact), needed: unique(needed)}
}

func unique(ss []string) []string {
	slices.Sort(ss)
	return slices.Compact(ss)
}

// better is the set whose shortest string is longer; a set with a string shorter
// than a gram, or with too many, is none.
func better(a, b []string) []string {
	if shortest(b) < gramSize || len(b) > maxFragments {
		b = nil
	}
	if shortest(a) < gramSize || len(a) > maxFragments {
		a = nil
	}
	if shortest(b) > shortest(a) {
		return b
	}
	return a
}

func shortest(ss []string) int {
	if len(ss) == 0 {
		return 0
	}
	return len(slices.MinFunc(ss, func(a, b string) int { return len(a) - len(b) }))
}
