package topics

import (
	"cmp"
	"strings"
)

// InTitles is the query narrowed to titles, in the letters in which it was typed; what it
// excludes it still excludes wherever that stands. It is not ok if it asks for titles alone
// already, or for a regular expression over all (the ends of a title are others), or would
// be too long.
func (q *Query) InTitles() (query string, ok bool) {
	ok = true
	wider := false
	asked(q.root, func(n node, title bool) {
		_, isRegex := n.(regex)
		ok, wider = ok && (title || !isRegex), wider || !title
	})
	out := q.underTitle()
	return out, ok && wider && cut(out, MaxQuery) == len(out)
}

// underTitle puts title: before what is asked for and stands under no field.
func (q *Query) underTitle() string {
	all, err := lex(q.text)
	if err != nil {
		return q.text // it was understood before: not reached
	}
	var out strings.Builder
	from, excluded := 0, false
	under := []string{""} // what each open group stands under
	for i, l := range all {
		field := cmp.Or(l.field, under[len(under)-1])
		if excluded {
			field = dropped
		}
		switch {
		case l.kind == opening:
			under = append(under, field)
		case l.kind == closing:
			under = under[:len(under)-1]
		case l.kind == term && field == "":
			out.WriteString(q.text[from:l.at])
			if i > 0 && all[i-1].kind == term && q.text[l.at-1] != ' ' { // as in a"b c"
				out.WriteString(" ")
			}
			out.WriteString("title:")
			from = l.at
		}
		excluded = l.kind == opNot
	}
	return out.String() + q.text[from:]
}

// Fewer is the query with less in it: the first of several alternatives, or the words
// that may stand anywhere as a phrase; ok is false if there is nothing to leave out.
func (q *Query) Fewer() (query string, ok bool) {
	switch n := q.root.(type) {
	case or:
		return q.firstOf(n), positive(n[0])
	case and:
		for _, c := range n {
			switch c.(type) {
			case word, spelt, hebrewWord:
			default:
				return "", false
			}
		}
		return `"` + strings.Join(q.terms(), " ") + `"`, true
	}
	return "", false
}

// firstOf is the first of the alternatives that the whole query is, as it was typed where
// no parentheses stand around them.
func (q *Query) firstOf(n or) string {
	all, err := lex(q.text)
	depth := 0
	for _, l := range all {
		switch l.kind {
		case opening:
			depth++
		case closing:
			depth--
		case opOr:
			if depth == 0 && err == nil {
				return strings.TrimSpace(q.text[:l.at])
			}
		}
	}
	return written(n[0], false)
}

// terms are what is asked for, as it was typed.
func (q *Query) terms() (all []string) {
	lexemes, _ := lex(q.text)
	for _, l := range lexemes {
		if l.kind == term {
			all = append(all, l.text)
		}
	}
	return all
}

// written is a part as it could be typed.
func written(n node, title bool) string {
	field := ""
	if title {
		field = "title:"
	}
	switch n := n.(type) {
	case and:
		return writtenRow(n, " ", title)
	case or:
		return writtenRow(n, " OR ", title)
	case not:
		if twice, ok := n.of.(not); ok {
			return writtenPart(twice.of, false)
		}
		return "NOT " + writtenPart(n.of, false)
	case inHead:
		return written(n.of, true)
	case word:
		return field + n.lower
	case numbered:
		return field + strings.Join(n.parts, "-")
	case hebrewWord:
		return field + n.folded
	case spelt:
		return field + n.as
	case prefix:
		return field + n.folded + "*"
	case phrase:
		return field + `"` + strings.Join(n, " ") + `"`
	case siteIs:
		return "site:" + n.host
	case langIs:
		return "lang:" + n.lang
	case regex:
		return field + "/" + n.source + "/"
	}
	return ""
}

func writtenRow(row []node, by string, title bool) string {
	parts := make([]string, len(row))
	for i, c := range row {
		parts[i] = writtenPart(c, title)
	}
	return strings.Join(parts, by)
}

// writtenPart writes a part of another: a row stands in parentheses.
func writtenPart(n node, title bool) string {
	out := written(n, title)
	switch n.(type) {
	case and, or:
		return "(" + out + ")"
	}
	return out
}
