package extractive

import (
	"strings"
)

// longestName is how many words a name may have.
const longestName = 7

// longest is how many words a name may have: more where syllables are written apart.
func (d *document) longest() int {
	if d.lang.loose {
		return longestName + 4
	}
	return longestName
}

// nameEnding reads backwards the name that ends at token end: "Deputy Minister Andrei
// Malyshev", "police", "the housing ministry".
func (d *document) nameEnding(s *sentence, end int) string {
	at := end
	for at >= s.from && end-at < d.longest() && d.partOfName(at, end) && (at == end || d.joined(at)) {
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
		at = d.both(s, at)
	}
	at = d.wholePhrase(s, at, end)
	if at == s.from && at < end && d.isArticleAt(at) {
		at++
	}
	if label, ok := d.beforePlace(s, at); ok {
		return label
	}
	if !d.tokens[at].capital && (d.asks(s, at) || d.hangs(s, at)) {
		return ""
	}
	if at == end && at == s.from && !d.lang.inverts && d.classOf(d.tokens[at])&stopword != 0 {
		return ""
	}
	return d.label(at, end)
}

// both goes back from the noun at token at to the one that it is joined with: "supporters
// and opponents".
func (d *document) both(s *sentence, at int) int {
	k := at - 1
	if k <= s.from || d.vocab.words[d.tokens[k].word].text != "and" || !d.joined(k) || !d.joined(k-1) || d.tokens[at].capital || d.tokens[k-1].capital || !d.partOfName(k-1, k-1) {
		return at
	}
	return k - 1
}

// beforePlace reads the name before the place that begins at token at: "the group CAGE in
// London said", "police in the US said". It tells whether a place is what stands there.
func (d *document) beforePlace(s *sentence, at int) (label string, ok bool) {
	if d.lang.code != "en" || !d.tokens[at].capital {
		return "", false
	}
	k := at - 1
	for k > s.from && d.isArticleAt(k) && d.joined(k) {
		k--
	}
	if k <= s.from || !d.joined(k) || !d.joined(k-1) {
		return "", false
	}
	switch d.vocab.words[d.tokens[k].word].text {
	case "in", "at", "from":
		label = d.nameEnding(s, k-1)
		return label, label != "" || k < at-1
	}
	return "", false
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

// nameFrom reads forwards the name that begins at token from.
func (d *document) nameFrom(s *sentence, from int) string {
	for from < s.to && d.classOf(d.tokens[from])&stopword != 0 && !d.tokens[from].shout && (!d.tokens[from].capital || from == s.from) {
		if d.classOf(d.tokens[from])&(pronoun|firstPerson|speech) != 0 || !d.isArticleAt(from) {
			return ""
		}
		from++
	}
	end := from
	for end < s.to && end-from < d.longest()+1 && (d.partOfName(end, from) || d.wordBehind(s, from, end)) {
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
	for end > from+1 && !d.lang.loose && !d.tokens[end-1].capital && !d.tokens[end-1].shout && !d.caseless(end-1) && (d.tokens[from].capital || isConnector(d.vocab.words[d.tokens[end-1].word].text)) {
		end--
	}
	if end > from && d.allSmall(from, end) && !d.caseless(from) {
		if at := d.nameBeyond(s, end); at > 0 {
			return d.nameFrom(s, at)
		}
	}
	if end == from+1 && d.genitive(s, from) {
		end++
	}
	label := d.label(from, end-1)
	for label == "" && end-from > 2 && !d.caseless(from) && !d.lang.loose { // too long: the name stands last
		from++
		if d.tokens[from].capital {
			label = d.label(from, end-1)
		}
	}
	return label
}

// nameBeyond finds the name that a small-lettered phrase leads to, from its end on: "said
// the mayor, Ana Ruiz", "l'adjointe à l'éducation, Nadia Ferrand", "prezydent miasta Jan
// Wilczek"; 0 when there is none.
func (d *document) nameBeyond(s *sentence, end int) int {
	const far = 5
	for k := end; k < min(s.to, end+far); k++ {
		gap := strings.TrimSpace(d.between(k - 1))
		switch {
		case d.tokens[k].capital && commaOnly(gap):
			return k
		case d.tokens[k].capital && gap == "" && d.lang.code != "en":
			if k+1 < s.to && d.tokens[k+1].capital && strings.TrimSpace(d.between(k)) == "" && d.describes(k-1) {
				return k
			}
			return 0
		case d.tokens[k].capital || gap != "" || d.classOf(d.tokens[k])&(speech|report|pronoun|relative) != 0:
			return 0
		}
	}
	return 0
}

// genitive tells whether the name at token at is but whose the word behind it is:
// "Göteborgs tingsrätt".
func (d *document) genitive(s *sentence, at int) bool {
	switch d.lang.code {
	case "sv", "nb", "da":
		return at+1 < s.to && d.tokens[at].capital && strings.HasSuffix(d.vocab.words[d.tokens[at].word].text, "s") &&
			d.between(at) == " " && d.partOfName(at+1, at+1)
	}
	return false
}

// allSmall tells whether no token of from..end has a capital.
func (d *document) allSmall(from, end int) bool {
	for k := from; k < end; k++ {
		if d.tokens[k].capital {
			return false
		}
	}
	return true
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
	if next == end || next >= s.to-1 || d.tokens[next].capital || !d.partOfName(next, next) {
		return end
	}
	return next
}

// wordBehind tells whether token end goes on with the small-lettered words from..end:
// English joins up to three ("international trade data").
func (d *document) wordBehind(s *sentence, from, end int) bool {
	most := 1
	if d.lang.code == "en" {
		most = 2
	}
	return end > from && end <= from+most && d.allSmall(from, end) && d.adjectiveBehind(s, end-1)
}

// adjectiveBehind tells whether the word behind the small-lettered noun at token from
// belongs to it: "médias italiens,", "source proche du …", "city officials".
func (d *document) adjectiveBehind(s *sentence, from int) bool {
	k := from + 1
	if d.tokens[from].capital || d.caseless(k) || !d.describes(from) || !d.partOfName(k, k) {
		return false
	}
	if d.lang.code == "en" {
		w := d.vocab.words[d.tokens[k].word].text
		return !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "ing") && !d.takesObject(s, k)
	}
	if k+1 >= s.to || !d.joined(k) {
		return true
	}
	return isConnector(d.vocab.words[d.tokens[k+1].word].text)
}

// takesObject tells whether a preposition goes on with token k: "officials familiar with …".
func (d *document) takesObject(s *sentence, k int) bool {
	if k+1 >= s.to || !d.joined(k) {
		return false
	}
	switch d.vocab.words[d.tokens[k+1].word].text {
	case "with", "to", "by":
		return true
	}
	return false
}
