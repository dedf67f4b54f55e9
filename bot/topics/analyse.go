package topics

import (
	"regexp/syntax"
	"slices"
	"unicode"
)

const (
	maxFragments = 32 // alternatives that an expression may be spelled out into
	maxLetters   = 10 // letters of a class that may be: the digits
	maxGroups    = 4
)

// facts is what is known of a regular expression.
type facts struct {
	core   *syntax.Regexp // what decides whether there is a match
	groups []group        // a match has one of the fragments of each
	plain  bool           // whatever has one of the only group's is a match
}

// group is fragments of which a match has one, and how far before it begins at most.
type group struct {
	any  []string
	back span
}

// analyse finds what every match of an expression has.
func analyse(source string) facts {
	re, err := syntax.Parse(caseBlind+source, syntax.Perl)
	if err != nil {
		return facts{} // the query's parser has compiled it: not reached
	}
	f := facts{core: trimmed(trimmed(re.Simplify(), false), true)}
	s := spell(f.core)
	f.groups = s.fragments()
	f.plain = s.pure && s.exact != nil && len(f.groups) == 1
	for len(f.groups) > maxGroups {
		least := 0
		for i, g := range f.groups {
			if shortest(g.any) < shortest(f.groups[least].any) {
				least = i
			}
		}
		f.groups = slices.Delete(f.groups, least, least+1)
	}
	return f
}

// trimmed drops from one end what a match may do without: with it or without it, a
// text has a match or has none. a+ begins and ends with one a as well.
func trimmed(re *syntax.Regexp, end bool) *syntax.Regexp {
	switch re.Op {
	case syntax.OpStar, syntax.OpQuest:
		return &syntax.Regexp{Op: syntax.OpEmptyMatch}
	case syntax.OpPlus, syntax.OpCapture:
		return trimmed(re.Sub[0], end)
	case syntax.OpAlternate:
		all := make([]*syntax.Regexp, len(re.Sub))
		for i, sub := range re.Sub {
			all[i] = trimmed(sub, end)
		}
		return &syntax.Regexp{Op: re.Op, Flags: re.Flags, Sub: all}
	case syntax.OpConcat:
		return trimmedRow(re, end)
	}
	return re
}

func trimmedRow(re *syntax.Regexp, end bool) *syntax.Regexp {
	for row := slices.Clone(re.Sub); len(row) > 0; {
		at, rest := 0, row[1:]
		if end {
			at, rest = len(row)-1, row[:len(row)-1]
		}
		if row[at] = trimmed(row[at], end); row[at].Op != syntax.OpEmptyMatch {
			return &syntax.Regexp{Op: re.Op, Flags: re.Flags, Sub: row}
		}
		row = rest
	}
	return &syntax.Regexp{Op: syntax.OpEmptyMatch}
}

// spelling is what is known of the texts that a part matches, case apart.
type spelling struct {
	exact  []string // all of them; nil: too many to tell
	pure   bool     // and wherever one of them stands, the part matches
	groups []group  // else what each of them has
}

// fragments are the groups that are of use.
func (s spelling) fragments() []group {
	all := s.groups
	if s.exact != nil {
		all = []group{{any: s.exact}}
	}
	return slices.DeleteFunc(all, func(g group) bool { return shortest(g.any) < gramSize || len(g.any) > maxFragments })
}

func spell(re *syntax.Regexp) spelling {
	switch re.Op {
	case syntax.OpLiteral:
		pure := re.Flags&syntax.FoldCase != 0 || !slices.ContainsFunc(re.Rune, hasCase)
		folded, _ := caseless(nil, string(re.Rune))
		return spelling{exact: []string{string(folded)}, pure: pure}
	case syntax.OpCharClass:
		return letters(re.Rune)
	case syntax.OpEmptyMatch:
		return spelling{exact: []string{""}, pure: true}
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
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
			return spelling{exact: unique(append(s.exact, "")), pure: s.pure}
		}
	case syntax.OpPlus:
		return spelling{groups: spell(re.Sub[0]).fragments()}
	}
	return spelling{}
}

func hasCase(r rune) bool { return unicode.SimpleFold(r) != r }

// letters lists a class of few letters.
func letters(ranges []rune) spelling {
	s := spelling{pure: true}
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if s.exact = append(s.exact, string(first(r))); len(s.exact) > 2*maxLetters {
				return spelling{}
			}
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				s.pure = s.pure && within(ranges, f)
			}
		}
	}
	if s.exact = unique(s.exact); len(s.exact) > maxLetters {
		return spelling{}
	}
	return s
}

// within reports whether one of the ranges has the letter.
func within(ranges []rune, r rune) bool {
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i] <= r && r <= ranges[i+1] {
			return true
		}
	}
	return false
}

// spellRow spells parts that follow each other: it joins those that are spelled out
// as long as they are few.
func spellRow(row []*syntax.Regexp) spelling {
	var out spelling
	var before span // of the parts so far
	now := spelling{exact: []string{""}, pure: true}
	from := before // where now begins
	for _, sub := range row {
		s := spell(sub)
		if s.exact != nil && len(now.exact)*len(s.exact) <= maxFragments {
			now.exact, now.pure = product(now.exact, s.exact), now.pure && s.pure
			before = before.then(spanOf(sub))
			continue
		}
		out.groups = append(out.groups, group{now.exact, from})
		for _, g := range s.groups {
			out.groups = append(out.groups, group{g.any, before.then(g.back)})
		}
		from, before = before, before.then(spanOf(sub))
		if now.exact = s.exact; now.exact == nil {
			now.exact, from = []string{""}, before
		}
	}
	if len(out.groups) == 0 {
		return now
	}
	out.groups = append(out.groups, group{now.exact, from})
	return out
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

// spellAny spells alternatives. Each that is not spelled out gives its longest group.
func spellAny(alternatives []*syntax.Regexp) spelling {
	all, longest := spelling{pure: true}, group{}
	spelled, known := true, true
	for _, sub := range alternatives {
		s := spell(sub)
		all.exact, all.pure = append(all.exact, s.exact...), all.pure && s.pure
		spelled = spelled && s.exact != nil
		groups := s.fragments()
		if known = known && len(groups) > 0; known {
			g := slices.MaxFunc(groups, func(a, b group) int { return shortest(a.any) - shortest(b.any) })
			longest = group{append(longest.any, g.any...), longest.back.or(g.back)}
		}
	}
	if all.exact = unique(all.exact); spelled && len(all.exact) <= maxFragments {
		return all
	}
	if longest.any = unique(longest.any); !known {
		return spelling{}
	}
	return spelling{groups: []group{longest}}
}

func unique(ss []string) []string {
	slices.Sort(ss)
	return slices.Compact(ss)
}

func shortest(ss []string) int {
	if len(ss) == 0 {
		return 0
	}
	return len(slices.MinFunc(ss, func(a, b string) int { return len(a) - len(b) }))
}
