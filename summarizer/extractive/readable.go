package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a sentence that people read in a chat, in words.
const (
	fewestWords = 5
	mostWords   = 45

	longestCaption = 12
	longestAnswer  = 18 // a longer one repeats what was asked
)

// judge notes the flaws of every sentence.
func (d *document) judge() {
	spaced := 0
	for i := range d.sentences {
		if spacedStop(d.textOf(&d.sentences[i])) {
			spaced++
		}
	}
	d.captions = spaced*3 < len(d.sentences)
	d.small = d.mostlySmall()
	seen := make(map[string]bool, len(d.sentences))
	for i := range d.sentences {
		s := &d.sentences[i]
		text := d.textOf(s)
		if seen[text] {
			s.flaws |= isRepeated
		}
		seen[text] = true
		d.trim(s)
		s.flaws |= d.flawsOf(i, text)
	}
}

// mostlySmall tells whether a text opens its sentences with small letters as often as not.
func (d *document) mostlySmall() bool {
	small := 0
	for i := range d.sentences {
		if r, _ := utf8.DecodeRuneInString(d.textOf(&d.sentences[i])); unicode.IsLower(r) {
			small++
		}
	}
	return small*3 > len(d.sentences)
}

// flawsOf lists what speaks against sentence i, whose text is given.
func (d *document) flawsOf(i int, text string) (f flaw) {
	s := &d.sentences[i]
	if s.words < fewestWords || d.opensSmall(s, text) || d.stopped && !endsSentence(text) || announces(text) {
		f |= isFragment
	}
	if d.isFurniture(s, text) || d.captions && s.words <= longestCaption && spacedStop(text) {
		f |= isFurniture
	}
	if s.keptWords > mostWords || s.keptWords > mostWords-dashes && d.fields(s) > mostWords {
		f |= isOverlong
	}
	if !balanced(text) {
		f |= isUnbalanced
	}
	if d.unspoken(s, text) {
		f |= isUnspoken
	}
	if d.leans(s) || d.answers(i) {
		f |= isLeaning
	}
	if asksAtEnd(text) || d.asked(i) {
		f |= isQuestion
	}
	return f
}

func asksAtEnd(text string) bool { return strings.ContainsAny(text[max(0, len(text)-6):], "?？؟") }

// asked tells whether a sentence leads to the question that ends its short paragraph: what
// an interviewer says.
func (d *document) asked(i int) bool {
	const most = 3 // sentences of such a paragraph
	last := i
	for last-i < most && last+1 < len(d.sentences) && d.sentences[last+1].block == d.sentences[i].block {
		last++
	}
	return last > i && last-i < most && d.sentences[i].words <= longestAnswer && asksAtEnd(d.textOf(&d.sentences[last]))
}

// opensSmall tells whether a sentence opens with a small letter though its text's
// sentences do not: the rest of another, torn apart. "iPhone" is a name.
func (d *document) opensSmall(s *sentence, text string) bool {
	word, _, _ := strings.Cut(text, " ")
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, openers))
	return unicode.IsLower(r) && strings.ToLower(word) == word && !d.small && s.openingCut == 0
}

// dashes is how many words more than we a plain reader counts in a sentence at most: it
// takes a dash between spaces for one.
const dashes = 8

// fields counts the words between spaces that a sentence keeps.
func (d *document) fields(s *sentence) int {
	n, at := 0, s.span.Start
	for _, c := range s.cuts {
		n += len(strings.Fields(d.body[at:c.Start]))
		at = c.End
	}
	return n + len(strings.Fields(d.body[at:s.span.End]))
}

// spacedStop tells whether a sentence ends in a stop behind a space, as captions do that
// lost their line ("March 19, 2015 .").
func spacedStop(text string) bool {
	return strings.HasSuffix(text, " .") && !strings.HasSuffix(text, "' .") && !strings.HasSuffix(text, "\" .")
}

// announces tells whether a sentence ends in a colon: what it says comes after it.
func announces(text string) bool {
	return strings.HasSuffix(strings.TrimRight(text, stops+" \u00a0"), ":") || strings.HasSuffix(text, "：")
}

// isFurniture tells whether a sentence belongs to the page rather than to the article.
func (d *document) isFurniture(s *sentence, text string) bool {
	capitals := 0
	for i := s.from; i < s.to; i++ {
		t := d.tokens[i]
		if t.shout || t.number {
			capitals++
		}
		if d.phraseAt(i, s.to, anywhere) > 0 {
			return true
		}
		early := i == s.from || s.words <= 2*fewestWords
		if n := d.phraseAt(i, s.to, furniture); n > 0 && early && (s.words <= 4*n+8 && i == s.from || s.words <= 3*n+2) {
			return true
		}
	}
	if d.pointsHere(s) {
		return true
	}
	if s.from < s.to && d.classOf(d.tokens[s.from])&byline != 0 && s.words <= 2*fewestWords && d.allNames(s) {
		return true
	}
	return s.words > 3 && capitals*4 > 3*(s.to-s.from) || isCaption(text)
}

// pointsHere tells whether a sentence asks its reader to press its last word: "Shop the
// whole list of sales here."
func (d *document) pointsHere(s *sentence) bool {
	if s.to == s.from || d.lang.code != "en" || d.vocab.words[d.tokens[s.to-1].word].text != "here" || s.words > 4*fewestWords {
		return false
	}
	switch d.vocab.words[d.tokens[s.from].word].text {
	case "shop", "get", "see", "read", "find", "buy", "book", "check", "visit", "watch", "listen", "download", "discover", "browse", "learn", "view", "register", "apply", "order", "try", "explore", "catch":
		return true
	}
	return false
}

// allNames tells whether all words behind the first are capitalized or of no weight.
func (d *document) allNames(s *sentence) bool {
	for i := s.from + 1; i < s.to; i++ {
		if t := d.tokens[i]; !t.capital && !t.number && d.classOf(t)&stopword == 0 {
			return false
		}
	}
	return true
}

// isCaption tells whether a sentence describes a picture: "Grieving: …", "(left)".
func isCaption(text string) bool {
	for _, side := range [...]string{"(left)", "(right)", "(centre)", "(center)", "(pictured", "pictured above", "pictured left", "pictured right", "pictured)", "(above)", ", pictured,", "(AP Photo", "/Getty"} {
		if strings.Contains(text, side) {
			return true
		}
	}
	colon := strings.Index(text[:min(len(text), 32)], ": ")
	return colon > 0 && strings.Count(text[:colon], " ") <= 1 && opensUpper(text) && opensUpper(text[colon+2:]) && !strings.ContainsAny(text[colon:], "\"“")
}

// unspoken tells whether a sentence is somebody's words without saying whose.
func (d *document) unspoken(s *sentence, text string) bool {
	opens := strings.IndexAny(text, "\"“„«「『'‘»”") == 0 || listMarker(text) > 0
	if !opens && s.quoted < 0.6 {
		return false
	}
	for i := s.from; i < s.to; i++ {
		if d.classOf(d.tokens[i])&speech != 0 && !d.tokens[i].capital || d.phraseAt(i, s.to, according) > 0 || d.phraseAt(i, s.to, after) > 0 {
			return false
		}
	}
	return true
}

// answers tells whether a sentence opens the answer to a question that is a block of its
// own, as interviews have them, and is too little to stand without it: short, without a
// name or a figure.
func (d *document) answers(i int) bool {
	s := &d.sentences[i]
	if i == 0 || s.words >= longestAnswer || !s.opens || !d.sentences[i-1].opens || d.sentences[i-1].flaws&isQuestion == 0 {
		return false
	}
	for k := s.from; k < s.to; k++ {
		if t := d.tokens[k]; t.number || t.capital && k > s.from && d.classOf(t)&stopword == 0 {
			return false
		}
	}
	return true
}

// leans tells whether a sentence opens with a word that only the sentence before it
// explains.
func (d *document) leans(s *sentence) bool {
	at := s.from + s.openingCut
	if at >= s.to {
		return false
	}
	c := d.classOf(d.tokens[at])
	switch {
	case c&(pronoun|opener) != 0:
		return c&pronoun != 0 || at+1 >= s.to || d.classOf(d.tokens[at+1])&timeWord == 0 // "this week" points at no sentence
	case d.lang.proDrop && c&(speech|report) != 0:
		return at+1 >= s.to || !d.tokens[at+1].capital // "Añadió que …"
	}
	return false
}
