package extractive

import "strings"

// phraseAt returns the language's phrase of a role that begins at token i, as the
// number of its tokens; 0 when there is none.
func (d *document) phraseAt(i, to int, r role) int {
	t := d.tokens[i]
	if d.classOf(t)&beginsPhrase == 0 {
		return 0
	}
	longest := 0
	for _, p := range d.lang.phrases[d.vocab.words[t.word].text] {
		if p.role == r && len(p.words) > longest && i+len(p.words) <= to && d.says(i, p) {
			longest = len(p.words)
		}
	}
	return longest
}

func (d *document) says(i int, p phrase) bool {
	for k, w := range p.words {
		if d.vocab.words[d.tokens[i+k].word].text != w {
			return false
		}
	}
	return p.tail == "" || strings.HasPrefix(d.body[d.tokens[i+len(p.words)-1].end:], p.tail)
}

// between is the text from the end of token i to the beginning of token i+1.
func (d *document) between(i int) string { return d.body[d.tokens[i].end:d.tokens[i+1].start] }
