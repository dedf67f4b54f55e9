package story

import "strings"

// isNoun reports whether a German word with a capital letter inside a sentence is no name:
// it is one of often.txt, or ends as nouns do.
func (k *known) isNoun(t token) bool {
	if abbreviation(t.text) {
		return false
	}
	if _, ok := k.nouns[t.stem]; ok {
		return true
	}
	for _, end := range nounEndings {
		if len(t.text) > len(end)+2 && strings.HasSuffix(t.text, end) {
			return true
		}
	}
	return false
}

var nounEndings = [...]string{
	"ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tät", "täten", "tion", "tionen", "nis", "nisse", "nissen",
	"ismus", "chen", "ling", "linge", "erinnen", "ment", "enz", "anz",
}

// nameOpenings takes for names the words that open sentences, always with a capital letter,
// at least twice, and are no usual ones: no sentence may have them inside.
func (d *drawing) nameOpenings() {
	if d.language == "de" {
		return
	}
	for i := range d.words {
		w := &d.words[i]
		if w.kind == plainWord && d.opens[i] > 1 && !d.low[i] && !d.known.usual(w.hash) {
			w.kind = name
		}
	}
}
