package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// subject finds who speaks by the verb at token at: the name before it, or behind it
// where a quotation or a comma stands before the verb ("…," said Ana Ruiz) or where
// the language puts verbs before their subjects. It tells whether a pronoun stands
// there.
func (d *document) subject(s *sentence, at int) (label string, byPronoun bool) {
	end := d.beforeHelpers(s, at)
	if end >= s.from {
		if label, byPronoun = d.subjectBefore(s, at, end); label != "" || byPronoun {
			return label, byPronoun
		}
		if label := d.agent(s, at); label != "" {
			return label, false
		}
	}
	if !d.inverted(s, at) || d.tells(at) {
		return "", false
	}
	return d.subjectBehind(s, at)
}

// tells tells whether who stands behind the verb at token at is told, not telling.
func (d *document) tells(at int) bool {
	switch d.vocab.words[d.tokens[at].word].text {
	case "told", "tells", "tell", "asked", "asks":
		return d.lang.code == "en"
	}
	return false
}

// subjectBefore reads the subject that ends at token end.
func (d *document) subjectBefore(s *sentence, at, end int) (label string, byPronoun bool) {
	switch {
	case d.agentAt(s, end):
		end--
	case d.classOf(d.tokens[end])&pronoun != 0 && strings.TrimSpace(d.between(end)) == "" || d.between(end) == "-":
		return "", d.classOf(d.tokens[end])&pronoun != 0
	}
	gap := strings.TrimSpace(d.between(end))
	switch {
	case gap == "":
		if d.lang.inverts && d.caseless(end) {
			if label, byPronoun = d.subjectBehind(s, at); label != "" {
				return label, byPronoun
			}
		}
		label = d.nameEnding(s, end)
		if d.lang.verbFinal && !startsUpper(label) {
			return d.openingName(s), false
		}
		if !startsUpper(label) && !d.caseless(end) && d.classOf(d.tokens[at])&report != 0 && end > s.from+2 {
			return "", false // "no illnesses reported"
		}
	case commaOnly(gap):
		if d.lang.inverts || d.lang.code == "en" && !d.tells(at) {
			if label, byPronoun = d.subjectBehind(s, at); label != "" || byPronoun && d.lang.inverts {
				return label, byPronoun
			}
		}
		label = d.beforeApposition(s, end)
	default:
		label = d.beforeQuote(s, at)
	}
	return label, false
}

// subjectBehind reads the subject behind the verb at token at.
func (d *document) subjectBehind(s *sentence, at int) (label string, byPronoun bool) {
	next := at + 1
	for next < s.to && (d.classOf(d.tokens[next])&(helper|timeWord) != 0 || d.tokens[next].number && next > at+1) && !d.tokens[next].shout {
		next++
	}
	if next >= s.to || strings.TrimSpace(d.between(next-1)) != "" && !isHyphen(d.between(next-1)) {
		return "", false
	}
	if d.classOf(d.tokens[next])&pronoun != 0 {
		return "", true
	}
	label = d.nameFrom(s, next)
	if label == "" || d.lang.code != "en" || at > s.from && strings.ContainsAny(d.between(at-1), "\"”»’'") {
		return label, false
	}
	// "…, said Ana Ruiz." but not "…, said the dam would hold".
	end := strings.Index(d.body[d.tokens[at].end:s.span.End], label)
	if end < 0 {
		return label, false
	}
	if !startsUpper(label) && d.classOf(d.tokens[at])&speech == 0 {
		return "", false // "announced the launch"
	}
	if rest := strings.TrimSpace(afterInitials(label, d.body[d.tokens[at].end+end+len(label):s.span.End])); rest != "" && !strings.ContainsAny(rest[:1], ",.;:!?-(") {
		return "", false
	}
	return label, false
}

// afterInitials is what stands behind a label: the stop of "the U.S." belongs to it.
func afterInitials(label, rest string) string {
	if strings.Contains(label, ".") {
		return strings.TrimPrefix(rest, ".")
	}
	return rest
}

// openingName reads the name that opens a sentence before a comma, as verb-final
// languages set a subject apart: "Ana Ruiz, … söyledi".
func (d *document) openingName(s *sentence) string {
	for at := s.from; at < min(s.to-1, s.from+longestName) && d.tokens[at].capital; at++ {
		if commaOnly(d.between(at)) {
			return d.label(s.from, at)
		}
	}
	return ""
}

// beforeHelpers goes back over what may stand between a subject and its verb: "has",
// "also", "on Monday".
func (d *document) beforeHelpers(s *sentence, at int) int {
	end := at - 1
	for end >= s.from && at-end < 5 && strings.TrimSpace(d.between(end)) == "" {
		c := d.classOf(d.tokens[end])
		beforeTime := c&stopword != 0 && end+1 < at && d.classOf(d.tokens[end+1])&timeWord != 0 // "on Monday"
		if c&(helper|timeWord) == 0 && !d.adverb(end) && !beforeTime {
			break
		}
		end--
	}
	return end
}

// adverb tells whether token i is an adverb by its ending: "reportedly", "préalablement".
func (d *document) adverb(i int) bool {
	if d.tokens[i].capital {
		return false
	}
	w := d.vocab.words[d.tokens[i].word].text
	switch d.lang.code {
	case "en":
		return len(w) > 5 && strings.HasSuffix(w, "ly")
	case "fr":
		return len(w) > 7 && strings.HasSuffix(w, "ment")
	case "es", "it", "pt":
		return len(w) > 7 && strings.HasSuffix(w, "mente")
	}
	return false
}

// inverted tells whether the subject of the verb at token at may stand behind it.
func (d *document) inverted(s *sentence, at int) bool {
	spoken := d.classOf(d.tokens[at])&speech != 0
	if d.lang.verbFirst || d.lang.inverts && spoken {
		return true
	}
	for at > s.from && d.classOf(d.tokens[at-1])&helper != 0 && strings.TrimSpace(d.between(at-1)) == "" {
		at--
	}
	if at == s.from {
		return false
	}
	if !spoken {
		return strings.ContainsAny(d.between(at-1), "\"”»") // what is announced may stand behind
	}
	return strings.ContainsAny(d.between(at-1), ",\"”»“'’?!،–—-")
}

// agentAt tells whether token i is a particle that marks the subject before it, as
// Hindi and Urdu have it.
func (d *document) agentAt(s *sentence, i int) bool {
	return i > s.from && d.classOf(d.tokens[i])&agentMark != 0
}

// agent looks back from a verb for a name that such a particle marks.
func (d *document) agent(s *sentence, at int) string {
	if !d.lang.agents {
		return ""
	}
	for i := at - 1; i > s.from; i-- {
		if d.agentAt(s, i) {
			return d.nameEnding(s, i-1)
		}
	}
	return ""
}

// beforeApposition reads the name before ", the minister," which ends at token end.
func (d *document) beforeApposition(s *sentence, end int) string {
	for at := end - 1; at > s.from && end-at < 14; at-- {
		if commaOnly(strings.TrimPrefix(d.between(at), ")")) {
			if d.insideQuote(s, at) {
				return ""
			}
			label := d.nameEnding(s, d.beforeBracket(s, at))
			if !d.tokens[end].capital && !startsUpper(label) && !d.caseless(at) && at > s.from+longestName {
				return "" // of another clause
			}
			if named := d.nameEnding(s, end); d.tokens[end].capital && !startsUpper(label) && startsUpper(named) {
				return named // "the mayor, Ana Ruiz, said"
			}
			return label
		}
	}
	return ""
}

// beforeBracket steps back from token at over the bracket that it closes: "Acme (NYSE:
// ACM)," ends with Acme.
func (d *document) beforeBracket(s *sentence, at int) int {
	if !strings.HasPrefix(d.between(at), ")") {
		return at
	}
	for k := at - 1; k >= max(s.from, at-longestName); k-- {
		if strings.Contains(d.between(k), "(") {
			return k
		}
	}
	return at
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// beforeQuote reads the name before a quotation that the verb at token at follows, as
// verb-final languages have it: Ana Ruiz, "…" dedi.
func (d *document) beforeQuote(s *sentence, at int) string {
	if d.lang.inverts || d.lang.verbFirst || d.lang.code == "en" {
		return ""
	}
	before := d.body[s.span.Start:d.tokens[at].start]
	open := strings.LastIndexAny(before, "“«")
	if open < 0 {
		if open = strings.LastIndexByte(before, '"'); open > 0 {
			open = strings.LastIndexByte(before[:open], '"')
		}
	}
	if open <= 0 {
		return ""
	}
	if end := d.tokenFrom(s, s.span.Start+open) - 1; end >= s.from {
		return d.nameEnding(s, end)
	}
	return ""
}

// topicSpeaker finds who speaks where case endings mark the subject and verbs stand
// last, as in Korean: the words up to the first that has such an ending.
func (d *document) topicSpeaker(s *sentence) string {
	spoken := false
	for at := s.from; at < s.to && !spoken; at++ {
		spoken = d.classOf(d.tokens[at])&(speech|report) != 0 && !d.insideQuote(s, at)
	}
	from := s.from + s.openingCut
	for at := from; spoken && at < min(s.to, from+longestName-1); at++ {
		if d.classOf(d.tokens[at])&pronoun != 0 {
			return ""
		}
		word := d.body[d.tokens[at].start:d.tokens[at].end]
		if strings.HasSuffix(word, "은") || strings.HasSuffix(word, "는") || strings.HasSuffix(word, "이") || strings.HasSuffix(word, "가") {
			return d.label(from, at)
		}
	}
	return ""
}
