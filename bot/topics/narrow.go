package topics

import "strings"

// InTitles is the query narrowed to titles; what it excludes it still excludes wherever
// that stands. It is not ok if it asks for titles alone already, or for a regular
// expression over all (the ends of a title are others), or would be too long.
func (q *Query) InTitles() (query string, ok bool) {
	ok = true
	wider := false
	asked(q.root, func(n node, title bool) {
		_, isRegex := n.(regex)
		ok, wider = ok && (title || !isRegex), wider || !title
	})
	out := written(q.root, true)
	return out, ok && wider && cut(out, MaxQuery) == len(out)
}

// Fewer is the query with less in it: the first of several alternatives, or the words
// that may stand anywhere as a phrase; ok is false if there is nothing to leave out.
func (q *Query) Fewer() (query string, ok bool) {
	switch n := q.root.(type) {
	case or:
		return written(n[0], false), positive(n[0])
	case and:
		var all phrase
		for _, c := range n {
			switch c := c.(type) {
			case word:
				all = append(all, c.folded)
			case spelt:
				all = append(all, c.folded)
			case hebrewWord:
				all = append(all, c.folded)
			default:
				return "", false
			}
		}
		return written(all, false), true
	}
	return "", false
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
