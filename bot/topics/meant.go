package topics

import (
	"strings"
	"unicode"
)

// Meant is the query with the small words between its parts as operators: "storm or
// flood" asks for all three words, and few who type it mean that. Small is the first such
// word; if there is none, the first comma, which may part alternatives: "storm, flood". Not
// ok: there is neither.
func (q *Query) Meant() (query, small string, ok bool) {
	all, err := lex(q.text)
	if err != nil {
		return "", "", false
	}
	if query, comma := q.alternatives(all); comma != "" {
		return query, comma, true
	}
	var out strings.Builder
	from := 0
	for i := 1; i+1 < len(all); i++ {
		operator := operatorMeant(all[i])
		if operator == "" || !complete(all[i-1]) || !opens(all[i+1]) {
			continue
		}
		if small == "" {
			small = all[i].text
		}
		out.WriteString(q.text[from:all[i].at] + operator)
		from = all[i].at + len(all[i].text)
	}
	out.WriteString(q.text[from:])
	if _, err := parse(out.String()); err != nil {
		return "", "", false
	}
	return out.String(), small, small != ""
}

// alternatives is the query with OR for its commas, if these and blanks are all that joins
// its words; else empty.
func (q *Query) alternatives(all []lexeme) (query, comma string) {
	var out strings.Builder
	from := 0
	for i, l := range all {
		if l.kind != term || operatorMeant(l) != "" {
			return "", ""
		}
		if l.comma > 0 && i > 0 {
			out.WriteString(strings.TrimRightFunc(q.text[from:l.comma], parting) + " OR ")
			from, comma = len(q.text)-len(strings.TrimLeftFunc(q.text[l.comma:], parting)), ","
		}
	}
	out.WriteString(strings.TrimRightFunc(q.text[from:], parting))
	if _, err := parse(out.String()); err != nil {
		return "", ""
	}
	return out.String(), comma
}

// parting reports whether a character only stands between words.
func parting(r rune) bool { return unicode.IsSpace(r) || narrow(r) == ',' }

// operatorMeant is the operator that a word may have been meant as.
func operatorMeant(l lexeme) string {
	if l.kind != term || l.field != "" || l.quoted || l.prefix || l.regex {
		return ""
	}
	switch strings.ToLower(l.text) {
	case "or", "oder":
		return "OR"
	case "and", "und":
		return "AND"
	case "not", "nicht":
		return "NOT"
	}
	return ""
}

// complete and opens report whether an operator may stand behind or before a piece.
func complete(l lexeme) bool { return l.kind == term && operatorMeant(l) == "" || l.kind == closing }
func opens(l lexeme) bool {
	return complete(l) && l.kind == term || l.kind == opening || l.kind == opNot
}
