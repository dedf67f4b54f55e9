package topics

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// hebrewWord is a word of Hebrew, in which "the", "and", "in" and "to" are written as the
// first letters of the next word, and most words stand with one of them. No stemmer can
// tell them from letters of the word, so it finds what is spelled out here.
type hebrewWord struct {
	folded string
	all    []string // it and what it is with those before it
}

// What stands before words; before those of two letters, which would become others, less.
const (
	before      = "ה ו ב ל מ ש כ וה וב ול ומ וש וכ שה שב מה כש"
	beforeShort = "ה ו וה"
	leastBare   = 4 // letters that are a word without the ה before them
)

// hebrewLeaf is what a word asks for if it is Hebrew.
func hebrewLeaf(folded string) (n hebrewWord, ok bool) {
	letters := utf8.RuneCountInString(folded)
	if letters < 2 || strings.ContainsFunc(folded, func(r rune) bool { return !hebrew(r) }) {
		return n, false
	}
	n.folded = folded
	bare, definite := strings.CutPrefix(folded, "ה")
	if definite && letters > leastBare {
		n.take(bare, before)
	}
	if letters == 2 {
		n.take(folded, beforeShort)
	} else {
		n.take(folded, before)
	}
	return n, true
}

func (n *hebrewWord) take(w, before string) {
	n.all = append(n.all, w)
	for b := range strings.SplitSeq(before, " ") {
		if !slices.Contains(n.all, b+w) {
			n.all = append(n.all, b+w)
		}
	}
}

func (n hebrewWord) match(d *Doc) bool { return n.in(d, false) }

func (n hebrewWord) in(d *Doc, title bool) bool {
	return slices.ContainsFunc(n.all, func(w string) bool { return d.hasExactly(w, title) })
}

// needs says it for an index of texts.
func (n hebrewWord) needs(title bool) Needs {
	any := make([]Needs, len(n.all))
	for i, w := range n.all {
		any[i] = Needs{Words: []string{w}, Title: title}
	}
	return Needs{Any: any}
}

// writeHebrew asks for one of the spellings.
func (c *compiler) writeHebrew(n hebrewWord, title sort) {
	c.out = append(c.out, isAny|uint32(len(n.all)))
	for _, w := range n.all {
		c.term(exactWord|title, w, w)
	}
}
