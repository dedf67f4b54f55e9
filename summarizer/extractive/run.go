package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// In scripts that write no spaces a name cannot be told from the words around it but by
// the words that may not be part of one. A label is the run of characters between a
// clause's beginning and such a word.

// Bounds of a label in such a script, in characters.
const (
	shortestRun   = 2
	longestSpeech = 18
)

// clauseMarks end a clause, and so a run.
const clauseMarks = "，。、；：！？「」『』“”‘’《》〈〉（）()\"',.:;!?—–…【】\n"

// speakerInRun finds who speaks in a sentence: what stands before a verb of speech in
// its clause, or, where a topic is marked (Japanese は), the topic of the sentence.
func (d *document) speakerInRun(s *sentence) string {
	for at := s.from; at < s.to; at++ {
		if d.phraseAt(at, s.to, speaking) == 0 || at == s.from || d.insideCorner(s, at) {
			continue
		}
		if d.lang.topic != "" {
			return d.topicOf(s, at)
		}
		if label := d.runBefore(s, at); label != "" {
			return label
		}
	}
	return ""
}

func (d *document) insideCorner(s *sentence, at int) bool {
	before := d.body[s.span.Start:d.tokens[at].start]
	return strings.Count(before, "「") > strings.Count(before, "」") || strings.Count(before, "“") > strings.Count(before, "”")
}

// topicOf is what stands before the first topic marker of a sentence.
func (d *document) topicOf(s *sentence, at int) string {
	before := d.body[s.span.Start:d.tokens[at].start]
	end := strings.Index(before, d.lang.topic)
	if end < 0 {
		return ""
	}
	return d.run(before[:end])
}

// runBefore reads the label that ends before token at.
func (d *document) runBefore(s *sentence, at int) string {
	return d.run(d.body[s.span.Start:d.tokens[at].start])
}

// run is the label at the end of text: its last clause, up to the first bound in it.
func (d *document) run(text string) string {
	text = strings.TrimRight(text, " \u3000,，、")
	if i := strings.LastIndexAny(text, clauseMarks); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		text = text[i+size:]
	}
	if d.lang.spacesEnd {
		text = strings.TrimSpace(text)
		if i := strings.LastIndexByte(text, ' '); i >= 0 && len(text)-i < 3*longestSpeech {
			text = text[i+1:]
		}
	}
	for _, p := range d.lang.starts {
		text = strings.TrimPrefix(text, p)
	}
	for _, e := range d.lang.leads {
		if i := strings.LastIndex(text, e); i >= 0 && i+len(e) < len(text) {
			text = text[i+len(e):]
		}
	}
	return d.bounded(text)
}

// runBehind reads the label that begins at token from.
func (d *document) runBehind(s *sentence, from int) string {
	if from >= s.to {
		return ""
	}
	text := d.body[d.tokens[from].start:s.span.End]
	if i := strings.IndexAny(text, clauseMarks); i >= 0 {
		text = text[:i]
	}
	if text = strings.TrimSpace(text); d.lang.spacesEnd {
		text, _, _ = strings.Cut(text, " ")
	}
	return d.bounded(text)
}

// bounded cuts a run at the first word that no name has.
func (d *document) bounded(text string) string {
	for _, b := range d.lang.bounds {
		if i := strings.Index(text, b); i >= 0 {
			text = text[:i]
		}
	}
	if i := strings.IndexFunc(text, unicode.IsDigit); i >= 0 {
		text = text[:i]
	}
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	longest := longestSpeech
	if d.lang.spacesEnd {
		longest *= 2
	}
	if n < shortestRun || n > longest || d.lang.nobody[text] {
		return ""
	}
	return text
}
