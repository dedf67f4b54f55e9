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
	if d.transcript && d.blocks[s.block].tag != "" {
		return d.blocks[s.block].tag // who speaks, whomever the speaker cites
	}
	label, tag := d.whose(i, d.speaker(i, 0)), d.blocks[s.block].tag
	if label != "" && (tag == "" || isProper(label)) { // a tag tells more than "police"
		return d.short(label)
	}
	if tag != "" {
		return d.short(tag)
	}
	return d.agency
}

// isProper tells whether a label has a name in it, as far as its script can show that.
func isProper(label string) bool {
	return strings.ToLower(label) != label || strings.ToUpper(label) == label
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
	if label := d.cited(s); label != "" {
		return label
	}
	if d.lang.unspaced {
		return d.speakerInRun(s)
	}
	if len(d.lang.endings) > 0 {
		return d.topicSpeaker(s)
	}
	for _, kind := range [...]class{speech, report} {
		for at := s.from; at < s.to; at++ {
			if d.classOf(d.tokens[at])&kind == 0 && (kind == speech || !d.hears(s, at)) || !d.speaks(s, at) {
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
	}
	return ""
}

// cited finds the source of "according to …" and its like.
func (d *document) cited(s *sentence) string {
	for at := s.from; at < s.to; at++ {
		if n := d.phraseAt(at, s.to, according); n > 0 && !d.insideQuote(s, at) {
			if label := d.labelBehind(s, at+n); label != "" {
				return label
			}
		}
		if n := d.phraseAt(at, s.to, after); n > 0 && at > s.from && !d.insideQuote(s, at) {
			if label := d.labelBefore(s, at); label != "" {
				return label
			}
		}
	}
	return ""
}

func (d *document) labelBehind(s *sentence, from int) string {
	if d.lang.unspaced {
		return d.runBehind(s, from)
	}
	start := from
	for start < s.to && d.isArticleAt(start) && !d.tokens[start].capital {
		start++
	}
	if owner := d.owner(s, start); owner > start {
		return d.nameFrom(s, owner)
	}
	return d.nameFrom(s, from)
}

func (d *document) labelBefore(s *sentence, at int) string {
	if d.lang.unspaced {
		return d.runBefore(s, at)
	}
	return d.nameBefore(s, at)
}

// speaks tells whether token at is a verb by which somebody says what the sentence says.
func (d *document) speaks(s *sentence, at int) bool {
	t := d.tokens[at]
	if d.classOf(t)&(speech|report) == 0 && !d.hears(s, at) || t.capital && at > s.from {
		return false
	}
	if d.lang.code == "en" && d.appeals(s, at) || at > s.from && d.lang.code == "en" && d.passive(at) || at > s.from && d.reflexive(at-1) {
		return false
	}
	return !d.insideQuote(s, at) && (!d.weak(at) || d.introduces(s, at))
}

// appeals tells whether the verb at token at asks for something rather than says it:
// "called on the governors to …".
func (d *document) appeals(s *sentence, at int) bool {
	if at+1 >= s.to {
		return false
	}
	switch d.vocab.words[d.tokens[at].word].text {
	case "called", "calls":
		switch d.vocab.words[d.tokens[at+1].word].text {
		case "on", "for", "off", "upon", "out":
			return true
		}
	}
	return false
}

// reflexive tells whether token i makes the verb behind it say nothing: "se déclare".
func (d *document) reflexive(i int) bool {
	switch d.vocab.words[d.tokens[i].word].text {
	case "se", "s'", "si":
		switch d.lang.code {
		case "fr", "es", "it", "pt":
			return true
		}
	}
	return false
}

// weak tells whether a verb of speech has other uses: "has added a product".
func (d *document) weak(at int) bool {
	if d.lang.code != "en" {
		return false
	}
	switch d.vocab.words[d.tokens[at].word].text {
	case "added", "adds", "called", "calls", "notes", "noted", "asked", "asks", "declared", "declares", "described", "describes", "states", "claims", "replied", "reported", "claimed":
		return true
	}
	return false
}

// introduces tells whether the verb at token at stands beside what is said: a quotation,
// a clause with "that" or a comma.
func (d *document) introduces(s *sentence, at int) bool {
	if s.quoted > 0 || at+1 < s.to && d.vocab.words[d.tokens[at+1].word].text == "that" {
		return true
	}
	for k := at - 1; k >= max(s.from, at-4); k-- {
		if commaOnly(d.between(k)) {
			return true
		}
	}
	return false
}

// hears tells whether token at says what a court was told: "Leeds Crown Court heard".
func (d *document) hears(s *sentence, at int) bool {
	if at == s.from || d.vocab.words[d.tokens[at].word].text != "heard" {
		return false
	}
	switch d.vocab.words[d.tokens[at-1].word].text {
	case "court", "inquest", "tribunal", "jury", "hearing", "inquiry", "committee":
		return true
	}
	return false
}

// insideQuote tells whether token at stands inside a quotation of its sentence.
func (d *document) insideQuote(s *sentence, at int) bool {
	var open, last rune = 0, ' '
	for _, r := range d.body[s.span.Start:d.tokens[at].start] {
		switch {
		case open != 0:
			if closes(open, r) {
				open = 0
			}
		case r == '"' || r == '“' || r == '„' || r == '«' || r == '「' || r == '『':
			open = r
		case (r == '”' || r == '»') && (unicode.IsSpace(last) || unicode.IsPunct(last)): // as Swedish and German print them
			open = r
		}
		last = r
	}
	return open != 0
}

// closes tells whether r ends a quotation that open began.
func closes(open, r rune) bool {
	switch open {
	case '„':
		return r == '“' || r == '”' || r == '"'
	case '“':
		return r == '”' || r == '“'
	case '«':
		return r == '»'
	case '»':
		return r == '«' || r == '»'
	case '「':
		return r == '」'
	case '『':
		return r == '』'
	}
	return r == open
}

// passive tells whether the verb at token at has no speaker as its subject.
func (d *document) passive(at int) bool {
	switch d.vocab.words[d.tokens[at-1].word].text {
	case "is", "are", "was", "were", "be", "been", "being", "to", "not", "the", "a", "an", "so", "that", "which", "what", "let's", "let":
		return true
	}
	return false
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
