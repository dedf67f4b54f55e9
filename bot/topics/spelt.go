package topics

import "strings"

// A word of which more counts than its letters. "WHO" is not "who", and "C++" is not the C
// of a vitamin: case and signs are no part of other words.
//
// An article is told to have such a word besides the plain one, in a spelling that no plain
// word has, so whatever finds words finds it.
type spelt struct {
	as     string // in capitals, or with its signs
	folded string // the plain word
}

// asSpelt begins what an article is told to have: no word has this sign.
const asSpelt = "="

// speltAs is how a word is spelt if that counts, given the text behind it; else empty.
func speltAs(w, behind string) string {
	switch {
	case len(w) == 1 && strings.HasPrefix(behind, "++"):
		return strings.ToLower(w) + "++"
	case len(w) == 1 && strings.HasPrefix(behind, "#"):
		return strings.ToLower(w) + "#"
	case len(w) < 2 || len(w) > 4 || w[0] < 'A' || w[0] > 'Z':
		return ""
	}
	switch w { // each is another word, too, and one of the commonest of some language
	case "AI", "AIDS", "EU", "ICE", "IS", "IT", "LA", "PM", "UN", "US", "WHO":
		return w
	}
	return ""
}

// InAnyCase is the query with the words that it finds in capitals alone in small letters,
// in which any are found; word is the first of them, and ok is false if there is none.
func (q *Query) InAnyCase() (query, word string, ok bool) {
	all, err := lex(q.text)
	if err != nil {
		return "", "", false
	}
	var out strings.Builder
	from := 0
	for _, l := range all {
		as := l.spelt()
		if l.kind != term || l.quoted || l.regex || len(tokens(l.text)) != 1 || as != strings.ToUpper(as) || as == "" {
			continue
		}
		if word == "" {
			word = l.text
		}
		end := l.at + len(l.text)
		out.WriteString(q.text[from:l.at] + strings.ToLower(as))
		from = end
	}
	out.WriteString(q.text[from:])
	return out.String(), word, word != ""
}

func (n spelt) match(d *Doc) bool { return n.in(d, false) }

func (n spelt) in(d *Doc, title bool) bool {
	return d.hasExactly(asSpelt+n.as, title)
}
