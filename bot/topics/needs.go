package topics

import "slices"

// Needs is what a text must have for a query to match it: what an index of texts
// outside this room can look up. It says too little, never too much: whatever fulfils
// it is still to be asked the query itself.
type Needs struct {
	All, Any []Needs // each of these, or one of them; else it is a leaf:

	Words  []string // folded, side by side
	Forms  []string // of a single word: its stems in all languages, one of which does as well
	Begins bool     // the last word is only the beginning of one
	Title  bool     // in the title
}

// Needs gives what a text must have; ok is false if no word rules a text out, as in
// site:example.org.
func (q *Query) Needs() (n Needs, ok bool) { return needs(q.root) }

func needs(n node) (Needs, bool) {
	switch n := n.(type) {
	case and:
		var all []Needs
		for _, c := range n {
			if one, ok := needs(c); ok {
				all = append(all, one)
			}
		}
		return Needs{All: all}, len(all) > 0
	case or:
		any := make([]Needs, len(n))
		for i, c := range n {
			var ok bool
			if any[i], ok = needs(c); !ok {
				return Needs{}, false
			}
		}
		return Needs{Any: any}, true
	case inHead:
		one, ok := needs(n.of)
		one.Title = true
		return one, ok
	case word:
		return Needs{Words: []string{n.folded}, Forms: n.everyStem()}, true
	case prefix:
		return Needs{Words: []string{n.folded}, Begins: true}, true
	case phrase:
		return Needs{Words: n}, true
	}
	return Needs{}, false
}

// everyStem gives the word's stems in all languages that have a stemmer, itself aside.
func (n word) everyStem() []string {
	var all []string
	for _, lang := range stemmedLanguages() {
		if s := newStemming(lang).of(n.lower, n.folded); s != n.folded && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func stemmedLanguages() []string {
	return []string{"ar", "da", "de", "en", "es", "fi", "fr", "hu", "it", "nb", "nl", "pt", "ro", "ru", "sv", "tr"}
}
