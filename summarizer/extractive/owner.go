package extractive

import (
	"strings"
)

// How many words may stand between what is cited and whose it is.
const (
	ownerNear = 4
	ownerFar  = 10 // behind a document: "data released on Friday by the Office for …"
)

// owner finds whose report or data is cited from token from on: "a report by the World
// Bank" is the World Bank's, "a study in the journal Insects" the journal's. It returns
// from when nobody's.
func (d *document) owner(s *sentence, from int) int {
	near := ownerNear
	if d.isDocument(s, from) {
		near = ownerFar
	}
	for k := from; k < min(s.to-1, from+near); k++ {
		t := d.tokens[k]
		if t.capital && d.classOf(t)&timeWord == 0 || d.caseless(k) || strings.TrimSpace(d.between(k)) != "" {
			return from
		}
		owning := isOwning(d.vocab.words[t.word].text) || near == ownerFar && d.inJournal(k)
		if k == from || !owning {
			continue
		}
		if at := d.ownerAt(s, k+1); at > 0 {
			return at
		}
		if near == ownerNear {
			return from
		}
	}
	return from
}

// ownerAt finds a name at token k, behind articles and "the journal"; 0 when there is none.
func (d *document) ownerAt(s *sentence, k int) int {
	for k < s.to && !d.tokens[k].capital && (d.isArticleAt(k) || isJournal(d.vocab.words[d.tokens[k].word].text)) {
		k++
	}
	if k < s.to && d.tokens[k].capital && d.classOf(d.tokens[k])&timeWord == 0 {
		return k
	}
	return 0
}

// isDocument tells whether one of the first words from token from on is a document.
func (d *document) isDocument(s *sentence, from int) bool {
	for k := from; k < min(s.to, from+3) && !d.tokens[k].capital; k++ {
		if d.lang.things[d.vocab.words[d.tokens[k].word].text] {
			return true
		}
	}
	return false
}

// inJournal tells whether "in the journal" or "in the magazine" begins at token k.
func (d *document) inJournal(k int) bool {
	switch d.vocab.words[d.tokens[k].word].text {
	case "in", "dans", "en", "im", "nella", "na", "no":
	default:
		return false
	}
	for n := k + 1; n < min(len(d.tokens), k+3); n++ {
		if isJournal(d.vocab.words[d.tokens[n].word].text) {
			return true
		}
	}
	return false
}

func isJournal(word string) bool {
	switch word {
	case "journal", "magazine", "newspaper", "daily", "revue", "magazin", "fachmagazin", "zeitschrift", "revista", "rivista":
		return true
	}
	return false
}
