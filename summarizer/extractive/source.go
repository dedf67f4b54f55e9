package extractive

import (
	"strings"
	"unicode"
)

// longestLabel is how long a source label may be, in bytes.
const longestLabel = 48

// sourceOf names who says what a sentence says: its own speech first, then the tag of
// its paragraph, then the agency of the dateline; "" is the publisher itself.
func (d *document) sourceOf(i int) string {
	s := &d.sentences[i]
	if label := d.speaker(i, 0); label != "" {
		return d.short(label)
	}
	if tag := d.blocks[s.block].tag; tag != "" {
		return d.short(tag)
	}
	return d.agency
}

// mostBack is how many sentences back a pronoun's speaker is looked for.
const mostBack = 2

// speaker finds the source that sentence i names by "according to …" or a verb of
// speech. "She said" is answered by the sentence before.
func (d *document) speaker(i, back int) string {
	s := &d.sentences[i]
	if s.words > longestTrimmed {
		return ""
	}
	for at := s.from; at < s.to; at++ {
		if n := d.phraseAt(at, s.to, according); n > 0 {
			if label := d.nameFrom(s, at+n); label != "" {
				return label
			}
		}
		if n := d.phraseAt(at, s.to, after); n > 0 && at > s.from {
			if label := d.nameBefore(s, at); label != "" {
				return label
			}
		}
	}
	for at := s.from; at < s.to; at++ {
		if d.tokens[at].capital || d.classOf(d.tokens[at])&(speech|report) == 0 || d.insideQuote(s, at) || at > s.from && d.passive(at) {
			continue
		}
		label, byPronoun := d.subject(s, at)
		if byPronoun && back < mostBack && i > 0 {
			return d.speaker(i-1, back+1)
		}
		if label != "" {
			return label
		}
	}
	return ""
}

// insideQuote tells whether token at stands inside a quotation of its sentence.
func (d *document) insideQuote(s *sentence, at int) bool {
	before := d.body[s.span.Start:d.tokens[at].start]
	return strings.Count(before, "\"")%2 != 0 || strings.Count(before, "“") > strings.Count(before, "”") ||
		strings.Count(before, "«") > strings.Count(before, "»")
}

// passive tells whether the verb at token at has no speaker as its subject.
func (d *document) passive(at int) bool {
	switch d.vocab.words[d.tokens[at-1].word].text {
	case "is", "are", "was", "were", "be", "been", "being", "to", "not", "the", "a", "an", "so", "that", "which":
		return true
	}
	return false
}

// subject finds who speaks by the verb at token at: the name before it, or behind it
// where a quotation stands before it. It tells whether a pronoun stands there.
func (d *document) subject(s *sentence, at int) (label string, byPronoun bool) {
	if at > s.from {
		if d.classOf(d.tokens[at-1])&pronoun != 0 {
			return "", true
		}
		if strings.TrimSpace(d.between(at-1)) == "" {
			if label := d.nameEnding(s, at-1); label != "" {
				return label, false
			}
		} else if commaOnly(d.between(at - 1)) {
			if label := d.beforeApposition(s, at-1); label != "" {
				return label, false
			}
		}
	}
	if at+1 < s.to && strings.TrimSpace(d.between(at)) == "" {
		return d.nameFrom(s, at+1), false
	}
	return "", false
}

// beforeApposition reads the name before ", the minister," which ends at token end.
func (d *document) beforeApposition(s *sentence, end int) string {
	for at := end - 1; at > s.from && end-at < 14; at-- {
		if commaOnly(d.between(at)) {
			if d.insideQuote(s, at) {
				return ""
			}
			return d.nameEnding(s, at)
		}
	}
	return ""
}

// nameEnding reads backwards the name that ends at token end: "Deputy Minister Andrei
// Malyshev", "police", "the ministry".
func (d *document) nameEnding(s *sentence, end int) string {
	at := end
	for at >= s.from && end-at < 7 && d.partOfName(at, end) && (at == end || strings.TrimSpace(d.between(at)) == "" || isHyphen(d.between(at)) || d.between(at) == ". ") {
		at--
	}
	at++
	for at <= end && !d.tokens[at].capital && at < end {
		at++
	}
	return d.label(at, end)
}

// nameFrom reads forwards the name that begins at token from.
func (d *document) nameFrom(s *sentence, from int) string {
	for from < s.to && d.classOf(d.tokens[from])&stopword != 0 && !d.tokens[from].shout {
		if d.classOf(d.tokens[from])&(pronoun|firstPerson|speech) != 0 || !isArticle(d.vocab.words[d.tokens[from].word].text) {
			return ""
		}
		from++
	}
	end := from
	for end < s.to && end-from < 8 && d.partOfName(end, from) {
		end++
		if end < s.to && strings.TrimSpace(d.between(end-1)) != "" && !isHyphen(d.between(end-1)) && d.between(end-1) != ". " {
			break
		}
	}
	for end > from+1 && !d.tokens[end-1].capital && !d.tokens[end-1].shout {
		end--
	}
	return d.label(from, end-1)
}

func isHyphen(between string) bool { return between == "-" || between == "‑" || between == "." }

func isArticle(w string) bool {
	switch w {
	case "the", "a", "an", "le", "la", "les", "l'", "un", "une", "des", "du", "el", "los", "las", "il", "i", "gli", "der", "die", "das", "den", "dem", "o", "os", "as", "de", "het", "en", "et", "ei":
		return true
	}
	return false
}

// partOfName tells whether token i may belong to a name of which token edge is one end.
func (d *document) partOfName(i, edge int) bool {
	t := d.tokens[i]
	if t.capital && d.classOf(t)&(pronoun|opener) == 0 {
		return true
	}
	switch d.vocab.words[t.word].text {
	case "of", "for", "and", "de", "la", "du", "des", "d'", "l'", "von", "van", "der", "del", "di", "al", "bin", "da", "dos", "den", "the", "et", "y", "und":
		return i != edge
	}
	return i == edge && !t.number && d.classOf(t)&(stopword|speech|report|pronoun|timeWord) == 0
}

// nameBefore reads the source that stands before a phrase such as Turkish "göre",
// back to the last comma or the beginning of the sentence.
func (d *document) nameBefore(s *sentence, at int) string {
	from := at
	for from > s.from && at-from < 6 && (from == at || strings.TrimSpace(d.between(from-1)) == "" || isHyphen(d.between(from-1))) {
		from--
		if from > s.from && strings.TrimSpace(d.between(from-1)) != "" && !isHyphen(d.between(from-1)) {
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
	if r, _ := decode(text, 0); unspaced(r) {
		return "" // where words are not told apart, neither are names
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "'s"), "’s")
	if len(text) > longestLabel || strings.ContainsAny(text, "\n\"“”()") || d.tokens[from].number || from == to && d.classOf(d.tokens[from])&(timeWord|stopword) != 0 && !d.tokens[from].shout {
		return ""
	}
	return text
}

// short replaces a name by the acronym that the text itself gives for it: "World
// Health Organization (WHO)".
func (d *document) short(label string) string {
	if !strings.Contains(label, " ") {
		return label
	}
	i := strings.Index(d.body, label+" (")
	if i < 0 {
		return label
	}
	rest := d.body[i+len(label)+2:]
	end := strings.IndexByte(rest[:min(len(rest), 12)], ')')
	if end < 2 || strings.ToUpper(rest[:end]) != rest[:end] || strings.IndexFunc(rest[:end], unicode.IsLetter) != 0 {
		return label
	}
	return rest[:end]
}
