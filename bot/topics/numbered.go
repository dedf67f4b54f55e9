package topics

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// numbered is a name with a number behind it, which people write as they like: F-16, F16 or
// F 16, covid-19 or COVID19.
type numbered struct {
	parts phrase
	whole string
}

// numberedLeaf is what words that were typed as one ask for, if they are such.
func numberedLeaf(typed string, folded phrase) (n numbered, ok bool) {
	switch {
	case len(folded) == 1:
		name := strings.TrimRightFunc(folded[0], unicode.IsDigit)
		folded = phrase{name, folded[0][len(name):]}
	case len(folded) != 2 || strings.Count(typed, "-") != 1:
		return n, false
	}
	name, number := folded[0], folded[1]
	is := number != "" && !strings.ContainsFunc(number, notDigit) && name != "" && !strings.ContainsFunc(name, notLetter)
	if !is || utf8.RuneCountInString(name) == 1 && !strings.Contains("bcdfghjklmnpqrstvwxz", name) { // "a 1" is no name
		return n, false
	}
	return numbered{folded, name + number}, true
}

func notDigit(r rune) bool  { return !unicode.IsDigit(r) }
func notLetter(r rune) bool { return !unicode.IsLetter(r) || single(string(r)) }

func (n numbered) match(d *Doc) bool { return n.in(d, false) }

func (n numbered) in(d *Doc, title bool) bool {
	return d.hasExactly(n.whole, title) || d.hasPhrase(n.parts, title)
}

func (n numbered) needs(title bool) Needs {
	return Needs{Any: []Needs{{Words: n.parts, Title: title}, {Words: []string{n.whole}, Title: title}}}
}

func (n numbered) places(d *Doc, found func(int32)) {
	d.places(n.parts, found)
	if i, ok := d.byKey[n.whole]; ok {
		each(d.at[i], found)
	}
}

// at reports whether it stands where a text goes on so.
func (n numbered) at(said []mention) bool {
	return said[0].plain == n.whole ||
		len(said) > 1 && said[0].inTitle == said[1].inTitle && slices.Equal(n.parts, phrase{said[0].plain, said[1].plain})
}

func (c *compiler) writeNumbered(n numbered, title sort) {
	c.out = append(c.out, isAny|2)
	joined := strings.Join(n.parts, joint)
	c.term(sideBySide|title, joined, joined)
	c.term(exactWord|title, n.whole, n.whole)
}
