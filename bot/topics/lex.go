package topics

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	eof kind = iota
	term
	opAnd
	opOr
	opNot
	opening
	closing
)

// lexeme is one piece of a query as it was typed.
type lexeme struct {
	kind   kind
	at     int // byte offset in the query
	text   string
	field  string // "title", "site", "lang" or empty; of a ( what stands in it is under it
	quoted bool
	prefix bool
	regex  bool
	comma  int // the byte offset of a comma before it, zero if there is none
}

// lexer cuts a query into pieces.
type lexer struct {
	s     string
	pos   int
	comma int // since the last piece, zero: none
	out   []lexeme
}

func lex(s string) ([]lexeme, *SyntaxError) {
	l := lexer{s: s}
	for {
		l.skipSpace()
		if l.pos == len(s) {
			return l.out, nil
		}
		known := len(l.out)
		if err := l.next(); err != nil {
			return nil, err
		}
		l.out[known].comma, l.comma = l.comma, 0
	}
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.s) {
		r, n := utf8.DecodeRuneInString(l.s[l.pos:])
		switch {
		case narrow(r) == ',':
			l.comma = l.pos
		case !unicode.IsSpace(r) && !l.loneSign(narrow(r), l.s[l.pos+n:]):
			return
		}
		l.pos += n
	}
}

// loneSign reports whether a sign ends a sentence, with a blank before it as in French.
func (l *lexer) loneSign(r rune, behind string) bool {
	if r != '?' && r != '!' && r != ':' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(behind)
	before, _ := utf8.DecodeLastRuneInString(l.s[:l.pos])
	return (behind == "" || unicode.IsSpace(next)) && unicode.IsSpace(before)
}

func (l *lexer) next() *SyntaxError {
	r, n := utf8.DecodeRuneInString(l.s[l.pos:])
	switch r, end := narrow(r), l.pos+n; {
	case r == '(':
		l.operator(opening, n)
	case r == ')':
		l.operator(closing, n)
	case r == '|':
		l.operator(opOr, len(l.s[l.pos:])-len(strings.TrimLeftFunc(l.s[l.pos:], isPipe)))
	case isMinus(r) && end < len(l.s) && l.s[end] != ' ', r == '!' && opensWord(l.s[end:]):
		l.operator(opNot, n)
	default:
		return l.term("")
	}
	return nil
}

func (l *lexer) operator(k kind, size int) {
	l.out = append(l.out, lexeme{kind: k, at: l.pos})
	l.pos += size
}

// term reads a quoted phrase, a regular expression, a field with its value, an
// operator in words or a bare word.
func (l *lexer) term(field string) *SyntaxError {
	at := l.pos
	if q, n := quoteAt(l.s[at:]); q {
		return l.quotedTerm(at, n, field)
	}
	if l.s[at] == '/' && (field == "" || field == "title") {
		return l.regexTerm(at, field)
	}
	w := l.bare()
	if name, rest, ok := cutField(w); ok && field == "" {
		l.pos -= len(rest)
		return l.fieldTerm(at, name, rest)
	}
	if _, ok := foreignField(l.s[at:]); ok && field == "" {
		return &SyntaxError{At: at, Hint: NoField}
	}
	if k, ok := operators(w); ok && field == "" {
		l.out = append(l.out, lexeme{kind: k, at: at})
		return nil
	}
	stripped := strings.TrimRightFunc(w, func(r rune) bool { return narrow(r) == '*' })
	if r, n := utf8.DecodeRuneInString(w); isMinus(narrow(r)) && n == len(w) && field == "" {
		return &SyntaxError{At: at, Hint: LooseMinus}
	}
	l.out = append(l.out, lexeme{kind: term, at: at, text: stripped, field: field, prefix: stripped != w})
	return nil
}

// fieldTerm reads what stands behind a field's colon: a group, or one value.
func (l *lexer) fieldTerm(at int, name, rest string) *SyntaxError {
	if rest != "" {
		return l.term(name)
	}
	next, size := utf8.DecodeRuneInString(l.s[l.pos:])
	switch {
	case narrow(next) == '(':
		l.out = append(l.out, lexeme{kind: opening, at: at, field: name})
		l.pos += size
		return nil
	case isQuote(next):
		return l.term(name)
	}
	return &SyntaxError{At: at, Hint: FieldValue}
}

func (l *lexer) quotedTerm(at, open int, field string) *SyntaxError {
	rest := l.s[at+open:]
	end := closingQuote(rest)
	if end < 0 {
		return &SyntaxError{At: at, Hint: OpenQuote}
	}
	_, size := utf8.DecodeRuneInString(rest[end:])
	l.pos = at + open + end + size
	l.out = append(l.out, lexeme{kind: term, at: at, text: rest[:end], field: field, quoted: true})
	return nil
}

// closingQuote is where a phrase ends, -1 if it does not.
func closingQuote(s string) int {
	for at, r := range s {
		if isQuote(r) && !inAcronym(s, at) {
			return at
		}
	}
	return -1
}

func (l *lexer) regexTerm(at int, field string) *SyntaxError {
	end := at + 1
	for end < len(l.s) && l.s[end] != '/' {
		if l.s[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(l.s) || end == at+1 {
		return &SyntaxError{At: at, Hint: BadRegex}
	}
	l.pos = end + 1
	l.out = append(l.out, lexeme{kind: term, at: at, text: l.s[at+1 : end], field: field, regex: true})
	return nil
}

// bare reads up to the next space, parenthesis or quote.
func (l *lexer) bare() string {
	at := l.pos
	end := 0
	for at+end < len(l.s) {
		r, n := utf8.DecodeRuneInString(l.s[at+end:])
		if endsWord(r) && (r != ',' || !l.inNumber(at+end)) || isQuote(r) && !inAcronym(l.s, at+end) {
			break
		}
		end += n
	}
	l.pos = at + end
	return l.s[at:l.pos]
}

// endsWord reports whether a character ends a word: a space, a parenthesis, a comma or a |.
func endsWord(r rune) bool {
	n := narrow(r)
	return unicode.IsSpace(r) || n == '(' || n == ')' || n == ',' || n == '|'
}

func isPipe(r rune) bool { return narrow(r) == '|' }

// narrow is a sign as it is on Western keyboards: those of the East give wide ones, and
// commas of their own. A semicolon is a comma.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		r += '!' - '！'
	}
	switch r {
	case '、', '،', ';', '؛':
		return ','
	}
	return r
}

// inNumber reports whether a comma stands between digits: 1,000.
func (l *lexer) inNumber(at int) bool {
	return at > 0 && at+1 < len(l.s) && digit(l.s[at-1]) && digit(l.s[at+1])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func isQuote(r rune) bool {
	switch narrow(r) {
	case '"', '“', '”', '„', '«', '»':
		return true
	}
	return false
}

// isMinus tells the signs that phones and word processors make of a minus.
func isMinus(r rune) bool { return r == '-' || r == '−' || r == '–' }

// opensWord reports whether a word, a phrase or a group begins, as behind the ! that some
// query languages have for a minus.
func opensWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || isQuote(r) || narrow(r) == '('
}

func quoteAt(s string) (bool, int) {
	r, n := utf8.DecodeRuneInString(s)
	return isQuote(r), n
}

// operators in words are upper case only: "and" is a word that people look for.
func operators(w string) (kind, bool) {
	switch w {
	case "AND", "&", "&&", "+":
		return opAnd, true
	case "OR":
		return opOr, true
	case "NOT":
		return opNot, true
	}
	return eof, false
}
