package extractive

import (
	"strings"
)

// whose makes a label of sentence i say more, or nothing: "the ministry" is the health
// ministry that an earlier sentence named, "Breed" is London Breed, "World Bank data" are
// the World Bank's, and a study or a company of which nothing more is known is nobody.
func (d *document) whose(i int, label string) string {
	words := strings.Fields(label)
	if len(words) == 0 {
		return ""
	}
	last := strings.ToLower(words[len(words)-1])
	if len(words) == 1 {
		if full := d.namedBefore(i, label); full != "" {
			return full
		}
	}
	if !d.lang.things[last] || len(words) > 1 && startsUpper(words[len(words)-1]) { // "World Health Organization"
		return label
	}
	rest := strings.Join(words[:len(words)-1], " ")
	if rest != "" && isProper(rest) {
		return strings.TrimSuffix(strings.TrimSuffix(rest, "'s"), "’s")
	}
	return d.onlyFirm(last)
}

// namedBefore finds how an earlier sentence named what a label of one word stands for.
func (d *document) namedBefore(i int, label string) string {
	proper := startsUpper(label)
	for j := i - 1; j >= 0; j-- {
		s := &d.sentences[j]
		for k := s.from + 1; k < s.to && s.words <= longestTrimmed; k++ {
			t := d.tokens[k]
			if t.end-t.start != len(label) || d.body[t.start:t.end] != label || !d.joined(k-1) {
				continue
			}
			if full := d.nameAround(s, k, proper); full != "" {
				return full
			}
		}
	}
	return ""
}

// nameAround reads the name that has token k in it: "grid company Nordnetz", "health
// ministry", "Mayor London Breed"; "" where the token stands alone.
func (d *document) nameAround(s *sentence, k int, proper bool) string {
	if !proper && k+1 < s.to && d.tokens[k+1].capital && strings.TrimSpace(d.between(k)) == "" && d.lang.code == "en" {
		return d.nameFrom(s, k+1)
	}
	full := d.nameEnding(s, k)
	switch {
	case !strings.Contains(full, " "), proper && strings.ContainsFunc(full, func(r rune) bool { return r == '.' || r == ',' }):
		return ""
	}
	from := d.tokenFrom(s, s.span.Start+strings.Index(d.textOf(s), full))
	if from >= s.to || d.classOf(d.tokens[from])&(stopword|timeWord|speech|report) != 0 {
		return ""
	}
	for n := from; proper && n < k; n++ {
		if !d.tokens[n].capital {
			return "" // "President of Norway" is not Norway
		}
	}
	return full
}

// onlyFirm is the one company that a text names as such, if a label means a company.
func (d *document) onlyFirm(label string) string {
	switch label {
	case "company", "firm", "group", "maker", "retailer", "bank", "airline", "operator", "unternehmen", "konzern", "firma", "entreprise", "groupe", "société", "empresa", "grupo", "compañía", "azienda", "gruppo":
	default:
		return ""
	}
	only := ""
	for i := range d.sentences {
		s := &d.sentences[i]
		for k := s.from + 1; k < s.to && s.words <= longestTrimmed; k++ {
			if !isLegalForm(d.body[d.tokens[k].start:d.tokens[k].end]) || !d.joined(k-1) || !d.tokens[k-1].capital {
				continue
			}
			name := d.nameEnding(s, k)
			if name == "" || only != "" && name != only {
				return ""
			}
			only = name
		}
	}
	return only
}

// isLegalForm tells whether a word marks a company's name.
func isLegalForm(word string) bool {
	switch word {
	case "AG", "SE", "Inc", "Ltd", "Corp", "SA", "GmbH", "PLC", "plc", "LLC", "NV", "AB", "ASA", "SpA", "Oyj", "KGaA", "SAS", "Pty", "Bhd", "Tbk":
		return true
	}
	return false
}
