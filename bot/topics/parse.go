package topics

import (
	"fmt"
	"regexp"
	"strings"
)

// Limits of a query: what a person types, with room to spare. A regular
// expression is RE2: linear in the text whatever it says.
const (
	MaxQuery = 500 // characters
	maxTerms = 60
	maxDepth = 20
	maxRegex = 200 // bytes
)

// SyntaxError says where a query cannot be understood and what would help.
type SyntaxError struct {
	At   int    // byte offset in the query
	Hint Hint   // bot/lang has words for it under "query.<hint>"
	Fix  string // a query close to it that can be understood; empty: there is no telling
}

// Error is for logs; people are told through the hint.
func (e *SyntaxError) Error() string { return fmt.Sprintf("query: %s at byte %d", e.Hint, e.At) }

// Hint is what is wrong with a query.
type Hint string

// The hints.
const (
	Empty       Hint = "empty"        // nothing to look for
	TooLong     Hint = "too_long"     // over MaxQuery characters or too many terms
	OnlyNot     Hint = "only_not"     // excludes without asking for anything
	OpenQuote   Hint = "open_quote"   // a " without its partner
	OpenParen   Hint = "open_paren"   // a ( without its partner
	CloseParen  Hint = "close_paren"  // a ) without its partner
	Operand     Hint = "operand"      // AND, OR or NOT without words beside it
	NoWord      Hint = "no_word"      // signs alone, without a letter or a digit
	BadRegex    Hint = "bad_regex"    // between the slashes stands no RE2 expression
	FieldValue  Hint = "field_value"  // title:, site: or lang: without a word
	BadLanguage Hint = "bad_language" // after lang: stands no language
	ShortPrefix Hint = "short_prefix"
)

// Parse understands a query; the error is a *SyntaxError. It never returns a query
// that would match every article.
func Parse(text string) (*Query, error) {
	q, err := parse(text)
	if err != nil {
		err.Fix = corrected(text, err)
		return nil, err
	}
	return q, nil
}

func parse(text string) (*Query, *SyntaxError) {
	if at := cut(text, MaxQuery); at < len(text) {
		return nil, &SyntaxError{At: at, Hint: TooLong}
	}
	lexemes, err := lex(text)
	if err != nil {
		return nil, err
	}
	if len(lexemes) == 0 {
		return nil, &SyntaxError{At: 0, Hint: Empty}
	}
	p := parser{in: lexemes, end: len(text)}
	root, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.i < len(p.in) {
		return nil, &SyntaxError{At: p.in[p.i].at, Hint: CloseParen}
	}
	if !positive(root) {
		return nil, &SyntaxError{At: 0, Hint: OnlyNot}
	}
	return &Query{text: text, root: root}, nil
}

// cut is where a text's first n characters end.
func cut(text string, n int) int {
	for at := range text {
		if n--; n < 0 {
			return at
		}
	}
	return len(text)
}

// parser is recursive descent: or → and → not → atom.
type parser struct {
	in    []lexeme
	i     int
	end   int
	terms int
	field string // of the group: its terms are under it that have none of their own
}

func (p *parser) peek() kind {
	if p.i == len(p.in) {
		return eof
	}
	return p.in[p.i].kind
}

func (p *parser) at() int {
	if p.i == len(p.in) {
		return p.end
	}
	return p.in[p.i].at
}

func (p *parser) or(depth int) (node, *SyntaxError) {
	n, err := p.and(depth)
	if err != nil {
		return nil, err
	}
	all := or{n}
	for p.peek() == opOr {
		p.i++
		if n, err = p.and(depth); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (p *parser) and(depth int) (node, *SyntaxError) {
	n, err := p.not(depth)
	if err != nil {
		return nil, err
	}
	all := and{n}
	for p.peek() != eof && p.peek() != opOr && p.peek() != closing {
		if p.peek() == opAnd {
			p.i++
		}
		if n, err = p.not(depth); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (p *parser) not(depth int) (node, *SyntaxError) {
	if p.peek() != opNot {
		return p.atom(depth)
	}
	p.i++
	n, err := p.atom(depth)
	return not{n}, err
}

func (p *parser) atom(depth int) (node, *SyntaxError) {
	if p.terms++; p.terms > maxTerms || depth > maxDepth {
		return nil, &SyntaxError{At: p.at(), Hint: TooLong}
	}
	if p.peek() == opening {
		return p.group(depth)
	}
	if p.peek() == closing && depth == 0 {
		return nil, &SyntaxError{At: p.at(), Hint: CloseParen}
	}
	if p.peek() != term {
		return nil, &SyntaxError{At: p.at(), Hint: Operand}
	}
	l := p.in[p.i]
	p.i++
	if l.field == "" {
		l.field = p.field
	}
	return l.node()
}

func (p *parser) group(depth int) (node, *SyntaxError) {
	at, around := p.at(), p.field
	if own := p.in[p.i].field; own != "" {
		p.field = own
	}
	p.i++
	n, err := p.or(depth + 1)
	p.field = around
	if err != nil {
		return nil, err
	}
	if p.peek() != closing {
		return nil, &SyntaxError{At: at, Hint: OpenParen}
	}
	p.i++
	return n, nil
}

// node makes the part of the query that a term stands for.
func (l lexeme) node() (node, *SyntaxError) {
	switch {
	case l.field == "site" && !l.regex:
		return l.siteNode()
	case l.field == "lang" && !l.regex:
		return l.langNode()
	}
	n, err := l.leaf()
	if err != nil || l.field != "title" {
		return n, err
	}
	return inHead{n}, nil
}

// leaf is what a term asks for, in the title or anywhere.
func (l lexeme) leaf() (leaf, *SyntaxError) {
	if l.regex {
		return l.regexLeaf()
	}
	return l.words()
}

// siteNode takes a host however it was written: with its scheme, a path, a port, www. or
// a star for what is below it.
func (l lexeme) siteNode() (node, *SyntaxError) {
	_, rest, ok := strings.Cut(l.text, "://")
	if !ok {
		rest = l.text
	}
	name, _, _ := strings.Cut(rest, "/")
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "*."), ":")
	h := plainHost(name)
	if h == "" {
		return nil, l.wrong(FieldValue)
	}
	return siteIs{h}, nil
}

func (l lexeme) langNode() (node, *SyntaxError) {
	if l.text == "" {
		return nil, l.wrong(FieldValue)
	}
	code, ok := languageOf(l.text)
	if !ok {
		return nil, l.wrong(BadLanguage)
	}
	return langIs{code}, nil
}

func (l lexeme) wrong(h Hint) *SyntaxError { return &SyntaxError{At: l.at, Hint: h} }

// caseBlind makes a regular expression find large and small letters alike.
const caseBlind = "(?i)"

func (l lexeme) regexLeaf() (leaf, *SyntaxError) {
	re, err := regexp.Compile(caseBlind + l.text)
	if err != nil || len(l.text) > maxRegex || re.MatchString("") || re.MatchString(between) {
		return nil, l.wrong(BadRegex)
	}
	return regex{re: re, source: l.text}, nil
}

func (l lexeme) words() (leaf, *SyntaxError) {
	ws := tokens(l.text)
	if len(ws) == 0 {
		return nil, l.wrong(NoWord)
	}
	folded := make(phrase, len(ws))
	for i, w := range ws {
		folded[i] = fold(w)
	}
	switch last := ws[len(ws)-1]; {
	case l.prefix && single(last):
		return folded, nil // whatever follows it is another word
	case l.prefix && (len(ws) > 1 || len([]rune(folded[0])) < 2):
		return nil, l.wrong(ShortPrefix)
	case l.prefix:
		return prefix{folded[0]}, nil
	}
	if n, ok := numberedLeaf(l.text, folded); ok && !l.quoted {
		return n, nil
	}
	switch {
	case len(ws) > 1:
		return folded, nil
	case l.spelt() != "":
		return spelt{as: l.spelt(), folded: folded[0]}, nil
	case l.quoted:
		return folded, nil
	}
	if n, ok := hebrewLeaf(folded[0]); ok {
		return n, nil
	}
	return word{lower: ws[0], folded: folded[0]}, nil
}

// spelt is how the term's first word is spelt, if that counts.
func (l lexeme) spelt() string {
	for at, w := range pieces(l.text) {
		return speltAs(w, l.text[at+len(w):])
	}
	return ""
}
