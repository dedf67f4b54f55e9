package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// titleIsCut tells whether a title is missing, cut or part of the page's furniture:
// it opens in the middle of a sentence, ends in one, or names the site alone.
func (d *document) titleIsCut() bool {
	t := strings.TrimSpace(d.title)
	first, _ := utf8.DecodeRuneInString(t)
	last, _ := utf8.DecodeLastRuneInString(t)
	switch {
	case t == "", strings.EqualFold(t, strings.TrimSpace(d.site)):
		return true
	case strings.HasPrefix(t, "【"), strings.HasPrefix(t, "("): // a dateline
		return true
	case strings.HasSuffix(t, "...") || strings.ContainsRune("…,-–—:|&(/", last):
		return true
	case strings.ContainsRune(",.;:)…|&-–—", first):
		return true
	case strings.Count(t, "\"")%2 != 0 || strings.Count(t, "(") != strings.Count(t, ")") || strings.Count(t, "“") != strings.Count(t, "”"):
		return true
	}
	tokens := d.vocab.tokenize(nil, t, spanOf(t))
	if len(tokens) == 0 || d.bareFurniture(t, tokens) {
		return true
	}
	return unicode.IsLower(first) && d.opensInside(tokens) || d.endsInside(tokens)
}

// bareFurniture tells whether a title is a word such as "Home" or a site's name.
func (d *document) bareFurniture(title string, tokens []token) bool {
	if r, _ := decode(title, 0); unspaced(r) {
		return len(tokens) < 4
	}
	return len(tokens) < 2
}

// opensInside tells whether a title that opens with a small letter lost its beginning:
// "for Cultural Diplomacy", but not "iPhone 20 is here" or "eBay buys …".
func (d *document) opensInside(tokens []token) bool {
	if d.classOf(tokens[0])&stopword != 0 {
		return true
	}
	for _, t := range tokens[1:] {
		if t.capital {
			w := d.vocab.words[tokens[0].word].text
			return len(w) > 2 && !strings.ContainsAny(d.title[tokens[0].start:tokens[0].end], "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		}
	}
	return true
}

// endsInside tells whether a title stops at a word that something must follow, in the
// languages whose function words all stand before what they belong to.
func (d *document) endsInside(tokens []token) bool {
	switch d.vocab.words[tokens[len(tokens)-1].word].text {
	case "the", "a", "an", "of", "and", "or", "to", "for", "with", "from", "by", "at", "le", "la", "les", "des", "du", "de", "et", "der", "die", "das", "und", "el", "los", "y", "og", "ve", "ile":
		return true
	}
	return false
}
