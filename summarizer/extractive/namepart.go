package extractive

import (
	"strings"
	"unicode"
)

func isConjunction(w string) bool {
	switch w {
	case "and", "et", "y", "und", "for", "den", "the", "du":
		return w != "du" && w != "for"
	}
	return false
}

// joined tells whether token i and the next belong together.
func (d *document) joined(i int) bool {
	b := d.between(i)
	return strings.TrimSpace(b) == "" || isHyphen(b) || b == ". "
}

// describes tells whether token k may be the adjective of a noun behind it.
func (d *document) describes(k int) bool {
	t := d.tokens[k]
	return !t.capital && !t.number && d.joined(k) && d.classOf(t)&(stopword|speech|report|pronoun|timeWord|helper) == 0
}

func (d *document) isArticleAt(i int) bool {
	return isArticle(d.vocab.words[d.tokens[i].word].text)
}

// caseless tells whether token i is of a script without capitals.
func (d *document) caseless(i int) bool {
	r, _ := decode(d.body, d.tokens[i].start)
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
}

func isOwning(w string) bool {
	switch w {
	case "by", "from", "of", "de", "du", "des", "d'", "del", "della", "dell'", "do", "da", "von", "vom", "der", "van", "av", "fra", "från":
		return true
	}
	return false
}

func isHyphen(between string) bool { return between == "-" || between == "‑" || between == "." }

func isArticle(w string) bool {
	switch w {
	case "the", "a", "an", "le", "la", "les", "l'", "un", "une", "des", "du", "el", "los", "las", "una", "il", "i", "gli", "lo", "uno", "der", "die", "das", "den", "dem", "ein", "eine", "einer", "einem", "o", "os", "as", "de", "het", "en", "et", "ei", "um", "uma", "een", "ο", "η", "οι", "το", "τα", "του", "της", "των":
		return true
	}
	return false
}

func isConnector(w string) bool {
	switch w {
	case "of", "for", "and", "de", "la", "du", "des", "d'", "l'", "von", "van", "der", "del", "di", "della", "dello", "delle", "dei", "degli", "al", "bin", "da", "dos", "den", "the", "et", "y", "und", "für", "do", "του", "της", "των":
		return true
	}
	return false
}

// partOfName tells whether token i may belong to a name of which token edge is one end.
func (d *document) partOfName(i, edge int) bool {
	t := d.tokens[i]
	if t.capital && d.classOf(t)&(pronoun|opener|timeWord) == 0 {
		return true
	}
	if d.caseless(i) || d.lang.loose && i != edge {
		return !t.number && d.classOf(t)&(stopword|speech|report|pronoun|timeWord|helper|agentMark) == 0
	}
	if isConnector(d.vocab.words[t.word].text) {
		return i != edge
	}
	if t.number || d.classOf(t)&(stopword|speech|report|pronoun|timeWord|helper) != 0 {
		return false
	}
	// "press-service" is one word
	return i == edge || i > 0 && i == edge+1 && isHyphen(d.between(edge)) || i == edge-1 && isHyphen(d.between(i))
}

// nameBefore reads the source that stands before a phrase such as Turkish "göre",
// back to the last comma or the beginning of the sentence.
func (d *document) nameBefore(s *sentence, at int) string {
	from := at
	for from > s.from && at-from < longestName-1 && (from == at || d.joined(from-1)) {
		if d.classOf(d.tokens[from-1])&(pronoun|opener|timeWord) != 0 && from < at {
			break
		}
		from--
		if from > s.from && !d.joined(from-1) {
			break
		}
	}
	return d.label(from, at-1)
}

// label is the text of the tokens from..to, if it is short enough to be a label.
func (d *document) label(from, to int) string {
	if from > to || to >= len(d.tokens) {
		return ""
	}
	text := d.body[d.tokens[from].start:d.tokens[to].end]
	text = strings.TrimSuffix(strings.TrimSuffix(text, "'s"), "’s")
	text = d.withoutEnding(text)
	if head, _, ok := strings.Cut(text, " of the "); ok && strings.Contains(head, " ") {
		text = head
	}
	if len(text) > longestLabel*d.width(from) || strings.ContainsAny(text, "\n\"“”()") || d.tokens[from].number || from == to && d.classOf(d.tokens[from])&(timeWord|stopword) != 0 && !d.tokens[from].shout {
		return ""
	}
	if i := strings.LastIndexByte(text, ' '); d.lang.nobody[strings.ToLower(text[i+1:])] {
		return ""
	}
	return text
}

// width is how many bytes a letter of the token's script takes, for bounds of length.
func (d *document) width(i int) int {
	_, size := decode(d.body, d.tokens[i].start)
	return max(1, size)
}

// withoutEnding leaves out a case ending that the language hangs on names: "Reuters'a",
// "기상청에".
func (d *document) withoutEnding(text string) string {
	if d.lang.apostrophes {
		if at := strings.LastIndexAny(text, "'’"); at > 0 && len(text)-at < 10 {
			return text[:at]
		}
		for _, genitive := range [...]string{"nin ", "nın ", "nun ", "nün ", "in ", "ın ", "un ", "ün "} {
			for _, mark := range [...]string{"'", "’"} {
				if head, _, ok := strings.Cut(text, mark+genitive); ok {
					return head // "TCDD'nin verilerine"
				}
			}
		}
	}
	for _, e := range d.lang.endings {
		if rest, ok := strings.CutSuffix(text, e); ok && len(rest) > 2*len("에") {
			return rest
		}
	}
	return text
}
