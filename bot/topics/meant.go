package topics

import "strings"

// Meant is the query with the small words between its parts as operators: "storm or
// flood" asks for all three words, and few who type it mean that. Small is the first such
// word; ok is false if there is none.
func (q *Query) Meant() (query, small string, ok bool) {
	all, err := lex(q.text)
	if err != nil {
		return "", "", false
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
