package extractive

import (
	"strings"
)

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
				if label := d.nameEnding(s, at-2); label != "" {
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
	for end > from+1 && !d.lang.loose && !d.tokens[end-1].capital && !d.tokens[end-1].shout && !d.caseless(end-1) && (d.tokens[from].capital || isConnector(d.vocab.words[d.tokens[end-1].word].text)) {
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
	if next == end || next >= s.to-1 || d.tokens[next].capital || !d.partOfName(next, next) {
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
