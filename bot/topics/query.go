package topics

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Query is a parsed topic. It is immutable and safe for concurrent use.
type Query struct {
	text string
	root node
}

// String is the query as it was written.
func (q *Query) String() string { return q.text }

// Same reports whether another query asks for the same, typed another way: in other
// case, with | for OR.
func (q *Query) Same(other *Query) bool {
	return written(q.root, false) == written(other.root, false)
}

// Match reports whether the article is about the topic.
func (q *Query) Match(d Doc) bool { return q.root.match(&d) }

// Languages reports whether the query itself names languages (lang:) or asks for words of
// another script than Latin, which articles in a chat's reading languages may never have:
// so these need not narrow it further.
func (q *Query) Languages() bool { return namesLanguages(q.root) }

func namesLanguages(n node) bool {
	switch n := n.(type) {
	case and:
		return slices.ContainsFunc(n, namesLanguages)
	case or:
		return slices.ContainsFunc(n, namesLanguages)
	case not:
		_, ok := n.of.(langIs)
		return ok
	case inHead:
		return namesLanguages(n.of)
	case regex:
		return foreign(n.source)
	case langIs:
		return true
	case word:
		return foreign(n.folded)
	case prefix:
		return foreign(n.folded)
	case numbered:
		return foreign(n.whole)
	case hebrewWord:
		return true
	case phrase:
		return slices.ContainsFunc(n, foreign)
	}
	return false
}

// foreign reports whether a word has letters that no Latin text has.
func foreign(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Common) })
}

// node is one part of a query.
type node interface{ match(*Doc) bool }

type (
	and    []node
	or     []node
	not    struct{ of node }
	word   struct{ lower, folded string } // stemmed in the article's language
	prefix struct{ folded string }
	phrase []string          // folded words side by side
	inHead struct{ of leaf } // title:
	siteIs struct{ host string }
	langIs struct{ lang string }
	regex  struct {
		re     *regexp.Regexp
		source string
	}
)

// leaf is a part that can be looked for in the title alone.
type leaf interface {
	node
	in(d *Doc, title bool) bool
}

func (n and) match(d *Doc) bool {
	for _, c := range n {
		if !c.match(d) {
			return false
		}
	}
	return true
}

func (n or) match(d *Doc) bool {
	for _, c := range n {
		if c.match(d) {
			return true
		}
	}
	return false
}

func (n not) match(d *Doc) bool    { return !n.of.match(d) }
func (n word) match(d *Doc) bool   { return n.in(d, false) }
func (n prefix) match(d *Doc) bool { return n.in(d, false) }
func (n phrase) match(d *Doc) bool { return n.in(d, false) }
func (n inHead) match(d *Doc) bool { return n.of.in(d, true) }
func (n langIs) match(d *Doc) bool { return d.lang == n.lang }
func (n regex) match(d *Doc) bool  { return n.in(d, false) }

func (n siteIs) match(d *Doc) bool {
	return d.host == n.host || strings.HasSuffix(d.host, "."+n.host)
}

func (n word) in(d *Doc, title bool) bool {
	return d.hasWord(n.folded, newStemming(d.lang).of(n.lower, n.folded), title)
}

func (n prefix) in(d *Doc, title bool) bool { return d.hasPrefix(n.folded, title) }
func (n phrase) in(d *Doc, title bool) bool { return d.hasPhrase(n, title) }
func (n regex) in(d *Doc, title bool) bool  { return n.re.MatchString(d.seen(title)) }

// walk visits every part of a query.
func walk(n node, visit func(node)) {
	visit(n)
	switch n := n.(type) {
	case and:
		for _, c := range n {
			walk(c, visit)
		}
	case or:
		for _, c := range n {
			walk(c, visit)
		}
	case not:
		walk(n.of, visit)
	case inHead:
		walk(n.of, visit)
	}
}

// positive reports whether the part can only match an article that has something
// the query asks for.
func positive(n node) bool {
	switch n := n.(type) {
	case not:
		return false
	case and:
		for _, c := range n {
			if positive(c) {
				return true
			}
		}
		return false
	case or:
		for _, c := range n {
			if !positive(c) {
				return false
			}
		}
		return true
	default:
		return true
	}
}
