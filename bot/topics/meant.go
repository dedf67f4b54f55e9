package topics

import (
	"strings"
	"unicode"
	"unicode/utf8"
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

// leastBegins is how many letters a word has that others may well begin with.
const leastBegins = 4

// Wider is the query with the beginnings of words for its words: Klima* for Klima, which in
// German stands in Klimawandel; ok is false if it has no word that is long enough.
func (q *Query) Wider() (query string, ok bool) {
	all, err := lex(q.text)
	if err != nil {
		return "", false
	}
	var out strings.Builder
	from, excluded := 0, false
	for _, l := range all {
		plain := l.kind == term && !l.quoted && !l.prefix && !l.regex && (l.field == "" || l.field == "title") && len(tokens(l.text)) == 1
		if plain && !excluded && operatorMeant(l) == "" && utf8.RuneCountInString(l.text) >= leastBegins {
			out.WriteString(q.text[from:l.at+len(l.text)] + "*")
			from, ok = l.at+len(l.text), true
		}
		if l.kind == opening && excluded {
			return "", false // more would be excluded
		}
		excluded = l.kind == opNot
	}
	out.WriteString(q.text[from:])
	_, err = parse(out.String())
	return out.String(), ok && err == nil
}

// InSites is the query with an ending for each site that is asked for by a name without
// one, as site:bbc; ok is false if there is none.
func (q *Query) InSites(ending string) (query string, ok bool) {
	all, err := lex(q.text)
	if err != nil {
		return "", false
	}
	var out strings.Builder
	from := 0
	var under []string // what each open group stands under
	for i, l := range all {
		field := l.field
		if field == "" && len(under) > 0 {
			field = under[len(under)-1]
		}
		switch {
		case l.kind == opening:
			under = append(under, field)
		case l.kind == closing:
			under = under[:len(under)-1]
		case l.kind == term && field == "site" && bareName(l) && (i == 0 || all[i-1].kind != opNot):
			end := l.at + len(l.text)
			out.WriteString(q.text[from:end] + ending)
			from, ok = end, true
		}
	}
	query = out.String() + q.text[from:]
	return query, ok && cut(query, MaxQuery) == len(query)
}

// bareName reports whether a site's name may lack its ending: one of two letters is a
// country's.
func bareName(l lexeme) bool {
	switch l.text {
	case "com", "org", "net", "edu", "gov", "int", "mil", "info", "localhost":
		return false
	}
	return !l.quoted && !l.regex && len(l.text) > 2 && !strings.ContainsAny(l.text, ".:/")
}

// parting reports whether a character only stands between words.
func parting(r rune) bool { return unicode.IsSpace(r) || narrow(r) == ',' }

// operatorMeant is the operator that a word may have been meant as.
func operatorMeant(l lexeme) string {
	if l.kind != term || l.field != "" || l.quoted || l.prefix || l.regex {
		return ""
	}
	switch strings.ToLower(l.text) {
	case "or", "oder", "ou", "o":
		return "OR"
	case "and", "und", "et", "y":
		return "AND"
	case "not", "nicht", "without", "ohne", "except", "außer":
		return "NOT"
	}
	return ""
}

// complete and opens report whether an operator may stand behind or before a piece.
func complete(l lexeme) bool { return l.kind == term && operatorMeant(l) == "" || l.kind == closing }
func opens(l lexeme) bool {
	return complete(l) && l.kind == term || l.kind == opening || l.kind == opNot
}
