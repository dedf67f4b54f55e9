package topics

import "slices"

// Needs is what a text must have for a query to match it: what an index of texts
// outside this room can look up. It says too little, never too much: whatever fulfils
// it is still to be asked the query itself.
type Needs struct {
	All, Any []Needs // each of these, or one of them; else it is a leaf:
	None     []Needs // beside All: leaves that rule a text out; an index may leave them out

	Words  []string // folded, side by side
	Begins bool     // the last word is only the beginning of one
	Title  bool     // in the title
	Text   bool     // in the text, as a word and not only as the stem of one
}

// Needs gives what a text must have; ok is false if nothing rules a text out, as in a
// regular expression.
func (q *Query) Needs() (n Needs, ok bool) { return needs(q.root) }

func needs(n node) (Needs, bool) {
	switch n := n.(type) {
	case and:
		var all, none []Needs
		for _, c := range n {
			if excluded, ok := c.(not); ok {
				none = append(none, matches(excluded.of)...)
			} else if one, ok := needs(c); ok {
				all = append(all, one)
			}
		}
		return Needs{All: all, None: none}, len(all) > 0
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
		_, isRegex := n.of.(regex)
		return needsOf(n.of, true), !isRegex
	case word, prefix, phrase, spelt, hebrewWord, numbered:
		return needsOf(n, false), true
	case siteIs:
		return Needs{Words: []string{siteMark + n.host}}, true
	case langIs:
		return Needs{Words: []string{langMark + n.lang}}, true
	}
	return Needs{}, false
}

// matches gives what makes a text match for certain, each by itself: not all that does.
func matches(n node) []Needs {
	switch n := n.(type) {
	case or:
		var any []Needs
		for _, c := range n {
			any = append(any, matches(c)...)
		}
		return any
	case word:
		return []Needs{{Words: []string{n.folded}, Text: true}}
	}
	return nil // of a beginning, an index would have to gather all words first
}

// Beginnings reports whether words are needed that only begin in some way.
func (n Needs) Beginnings() bool {
	return n.Begins || slices.ContainsFunc(n.All, Needs.Beginnings) || slices.ContainsFunc(n.Any, Needs.Beginnings)
}

// Where an article comes from is told in words that none of an article's can be.
const (
	siteMark = "§"
	langMark = "§§"
)

// needsOf gives what a word, prefix or phrase needs. A word is needed as it is, or as
// its stem in an article of a language that makes that of it: in another language the
// same letters may be the commonest word of all.
func needsOf(n node, title bool) Needs {
	switch n := n.(type) {
	case prefix:
		return Needs{Words: []string{n.folded}, Begins: true, Title: title}
	case phrase:
		return Needs{Words: n, Title: title}
	case numbered:
		return n.needs(title)
	case hebrewWord:
		return n.needs(title)
	case spelt:
		return Needs{Words: []string{n.folded}, Title: title}
	case word:
		any := []Needs{{Words: []string{n.folded}, Title: title}}
		for _, f := range n.forms() {
			any = append(any, Needs{All: []Needs{{Words: []string{f.stem}, Title: title}, {Any: f.languages}}})
		}
		if len(any) == 1 {
			return any[0]
		}
		return Needs{Any: any}
	}
	return Needs{}
}

// form is a stem and the languages, as needs, in which it is that of a word.
type form struct {
	stem      string
	languages []Needs
}

// forms gives the word's stems in all languages that have a stemmer, itself aside.
func (n word) forms() []form {
	var all []form
	for _, lang := range stemmedLanguages() {
		s := newStemming(lang).of(n.lower, n.folded)
		if s == n.folded {
			continue
		}
		i := slices.IndexFunc(all, func(f form) bool { return f.stem == s })
		if i < 0 {
			i, all = len(all), append(all, form{stem: s})
		}
		all[i].languages = append(all[i].languages, Needs{Words: []string{langMark + lang}})
	}
	return all
}

func stemmedLanguages() []string {
	return []string{"ar", "da", "de", "en", "es", "fi", "fr", "hu", "it", "nb", "nl", "nn", "no", "pt", "ro", "ru", "sv", "tr"}
}
