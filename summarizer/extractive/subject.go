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
	if !d.inverted(s, at) {
		return "", false
	}
	return d.subjectBehind(s, at)
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
		label = d.nameEnding(s, end)
		if !startsUpper(label) && !d.caseless(end) && d.classOf(d.tokens[at])&report != 0 && end > s.from+2 {
			return "", false // "no illnesses reported"
		}
	case commaOnly(gap):
		if label, byPronoun = d.subjectBehind(s, at); label != "" || byPronoun && d.lang.inverts {
			return label, byPronoun
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
	if rest := strings.TrimSpace(d.body[d.tokens[at].end+end+len(label) : s.span.End]); rest != "" && !strings.ContainsAny(rest[:1], ",.;:!?-(") {
		return "", false
	}
	return label, false
}

// beforeHelpers goes back over what may stand between a subject and its verb: "has",
// "also", "on Monday".
func (d *document) beforeHelpers(s *sentence, at int) int {
	end := at - 1
	for end >= s.from && at-end < 5 && strings.TrimSpace(d.between(end)) == "" {
		c := d.classOf(d.tokens[end])
		if c&(helper|timeWord) == 0 && !d.adverb(end) && !(end+1 < at && d.classOf(d.tokens[end+1])&timeWord != 0 && c&stopword != 0) {
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

// longestName is how many words a name may have.
const longestName = 7

// nameEnding reads backwards the name that ends at token end: "Deputy Minister Andrei
// Malyshev", "police", "the housing ministry".
func (d *document) nameEnding(s *sentence, end int) string {
	at := end
	for at >= s.from && end-at < longestName && d.partOfName(at, end) && (at == end || d.joined(at)) {
		at--
	}
	at++
	if at > end {
		return ""
	}
	if d.caseless(end) {
		return d.label(at, end)
	}
	for at < end && !d.tokens[at].capital {
		at++
	}
	if at == end && !d.tokens[at].capital { // "the housing ministry": an adjective helps
		if k := at - 1; k > s.from && d.describes(k) && (d.isArticleAt(k-1) || strings.HasSuffix(d.vocab.words[d.tokens[k-1].word].text, "'s")) {
			at = k
		}
	}
	at = d.wholePhrase(s, at, end)
	if at == s.from && at < end && d.isArticleAt(at) {
		at++
	}
	if at > s.from+1 && d.tokens[at].capital && d.lang.code == "en" {
		switch d.vocab.words[d.tokens[at-1].word].text {
		case "in", "at", "from": // "the group CAGE in London said"
			if d.joined(at-1) && d.joined(at-2) {
				if label := d.nameEnding(s, at-2); startsUpper(label) {
					return label
				}
			}
		}
	}
	if !d.tokens[at].capital && (d.asks(s, at) || d.hangs(s, at)) {
		return ""
	}
	if at == end && at == s.from && !d.lang.inverts && d.classOf(d.tokens[at])&stopword != 0 {
		return ""
	}
	return d.label(at, end)
}

// wholePhrase goes back from a name that is but the end of a longer one: "Lufthansa" of
// "head of Lufthansa".
func (d *document) wholePhrase(s *sentence, at, end int) int {
	for k := at; k-2 >= s.from && end-k < longestName+3; {
		for k-1 > s.from && d.isArticleAt(k-1) && d.joined(k-1) && !isConnector(d.vocab.words[d.tokens[k-1].word].text) {
			k--
		}
		c := k - 1
		for c > s.from && isConnector(d.vocab.words[d.tokens[c].word].text) && isConnector(d.vocab.words[d.tokens[c-1].word].text) {
			c--
		}
		if c-1 < s.from || !isConnector(d.vocab.words[d.tokens[c].word].text) || isConjunction(d.vocab.words[d.tokens[c].word].text) || !d.joined(c-1) || !d.joined(c) {
			break
		}
		head := c - 1
		if t := d.tokens[head]; t.number || d.classOf(t)&(stopword|speech|report|pronoun|timeWord|helper) != 0 {
			break
		}
		if d.tokens[end].end-d.tokens[head].start > longestLabel {
			break
		}
		k, at = head, head
	}
	return at
}

func isConjunction(w string) bool {
	switch w {
	case "and", "et", "y", "und", "for", "den", "the", "du":
		return w != "du" && w != "for"
	}
	return false
}

// hangs tells whether the small-lettered noun at token at belongs to a preposition rather
// than to the verb: "people briefed on the case say".
func (d *document) hangs(s *sentence, at int) bool {
	k := at - 1
	for k > s.from && d.isArticleAt(k) && !isConnector(d.vocab.words[d.tokens[k].word].text) || k > s.from && d.vocab.words[d.tokens[k].word].text == "the" {
		k--
	}
	if k < s.from || d.lang.code != "en" || !d.joined(k) {
		return false
	}
	switch d.vocab.words[d.tokens[k].word].text {
	case "of", "in", "on", "at", "by", "for", "with", "from", "to", "into", "about", "over", "under", "after", "before", "no", "as", "than", "near", "against", "during":
		return true
	}
	return false
}

// asks tells whether a question word stands before token at: "what the numbers say".
func (d *document) asks(s *sentence, at int) bool {
	for k := at - 1; k >= max(s.from, at-2); k-- {
		switch d.vocab.words[d.tokens[k].word].text {
		case "what", "how", "where", "whatever", "as", "than":
			return true
		}
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

// nameFrom reads forwards the name that begins at token from.
func (d *document) nameFrom(s *sentence, from int) string {
	for from < s.to && d.classOf(d.tokens[from])&stopword != 0 && !d.tokens[from].shout && (!d.tokens[from].capital || from == s.from) {
		if d.classOf(d.tokens[from])&(pronoun|firstPerson|speech) != 0 || !d.isArticleAt(from) {
			return ""
		}
		from++
	}
	end := from
	for end < s.to && end-from < longestName+1 && (d.partOfName(end, from) || end == from+1 && d.adjectiveBehind(s, from)) {
		end++
		if end < s.to && !d.joined(end-1) {
			break
		}
		if next := d.nounBehind(s, from, end); next > end {
			end = next + 1 // "source proche du dossier"
			if end < s.to && !d.joined(end-1) {
				break
			}
		}
	}
	for end > from+1 && !d.tokens[end-1].capital && !d.tokens[end-1].shout && !d.caseless(end-1) && (d.tokens[from].capital || isConnector(d.vocab.words[d.tokens[end-1].word].text)) {
		end--
	}
	if end < s.to-1 && end > from && !d.tokens[from].capital && !d.caseless(from) && commaOnly(d.between(end-1)) && d.tokens[end].capital {
		return d.nameFrom(s, end) // "said the mayor, Ana Ruiz"
	}
	return d.label(from, end-1)
}

// nounBehind finds the small-lettered noun that connectors at token end join to a phrase
// that began at token from; end when there is none.
func (d *document) nounBehind(s *sentence, from, end int) int {
	if d.tokens[from].capital || d.lang.code == "en" {
		return end
	}
	next := end
	for next < s.to-1 && isConnector(d.vocab.words[d.tokens[next].word].text) && !isConjunction(d.vocab.words[d.tokens[next].word].text) && d.joined(next) {
		next++
	}
	if next == end || next >= s.to-1 || d.tokens[next].capital || !d.describes(next) {
		return end
	}
	return next
}

// adjectiveBehind tells whether the word behind the small-lettered noun at token from
// belongs to it: "médias italiens,", "source proche du …", "city officials".
func (d *document) adjectiveBehind(s *sentence, from int) bool {
	k := from + 1
	if d.tokens[from].capital || d.caseless(k) || !d.describes(from) || !d.partOfName(k, k) {
		return false
	}
	if d.lang.code == "en" || k+1 >= s.to || !d.joined(k) {
		return true
	}
	return isConnector(d.vocab.words[d.tokens[k+1].word].text)
}

// owner finds whose report or data is cited: "a report by the World Bank" is the World
// Bank's. It returns from when nobody's.
func (d *document) owner(s *sentence, from int) int {
	for k := from; k < min(s.to-1, from+4) && !d.tokens[k].capital && !d.caseless(k); k++ {
		if strings.TrimSpace(d.between(k)) != "" {
			return from
		}
		if k == from || !isOwning(d.vocab.words[d.tokens[k].word].text) {
			continue
		}
		for k++; k < s.to && !d.tokens[k].capital && d.isArticleAt(k); k++ {
		}
		if k < s.to && d.tokens[k].capital {
			return k
		}
		return from
	}
	return from
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
	case "the", "a", "an", "le", "la", "les", "l'", "un", "une", "des", "du", "el", "los", "las", "una", "il", "i", "gli", "lo", "uno", "der", "die", "das", "den", "dem", "ein", "eine", "einer", "einem", "o", "os", "as", "de", "het", "en", "et", "ei", "um", "uma", "een":
		return true
	}
	return false
}

func isConnector(w string) bool {
	switch w {
	case "of", "for", "and", "de", "la", "du", "des", "d'", "l'", "von", "van", "der", "del", "di", "della", "dello", "delle", "dei", "degli", "al", "bin", "da", "dos", "den", "the", "et", "y", "und", "für", "do":
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
	if d.caseless(i) {
		return !t.number && d.classOf(t)&(stopword|speech|report|pronoun|timeWord|helper|agentMark) == 0
	}
	if isConnector(d.vocab.words[t.word].text) {
		return i != edge
	}
	return i == edge && !t.number && d.classOf(t)&(stopword|speech|report|pronoun|timeWord|helper) == 0
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
