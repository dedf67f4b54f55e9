package extractive

import (
	"strings"
	"unicode/utf8"
)

// Lengths that tell prose from furniture, in characters.
const (
	shortLine = 60  // a line so short without a stop is a heading or a menu
	longLine  = 200 // a line so long is prose even without a stop
)

// clean keeps the blocks that are prose and reads the source tags at their ends.
func (d *document) clean(blocks []block) {
	d.stopped = mostlyStopped(d.body, blocks)
	d.labelled(blocks)
	seen := make(map[string]int, len(blocks))
	for _, b := range blocks {
		seen[d.body[b.span.Start:b.span.End]]++
	}
	kept := blocks[:0]
	about := false // the block before heads what a company says of itself
	for _, b := range blocks {
		text := d.body[b.span.Start:b.span.End]
		boilerplate := about
		if about = headsBoilerplate(text); about || boilerplate {
			continue
		}
		n := seen[text]
		if n < 0 || n > 1 && utf8.RuneCountInString(text) < longLine {
			continue // said twice: a menu or a call to action
		}
		seen[text] = -1
		if text == d.title {
			continue // the page repeats its headline
		}
		b.span.End, b.tag = peelTag(d.body, b.span)
		if b.tag != "" && b.span.End == b.span.Start {
			if len(kept) > 0 && kept[len(kept)-1].tag == "" {
				kept[len(kept)-1].tag = b.tag
			}
			continue
		}
		if d.isProse(d.body[b.span.Start:b.span.End]) {
			kept = append(kept, b)
		}
	}
	d.blocks = kept
}

// headsBoilerplate tells whether a block is the heading of what a press release ends with:
// "About Acme Inc."
func headsBoilerplate(text string) bool {
	if len(text) > shortLine {
		return false
	}
	for _, about := range [...]string{"About ", "Über ", "À propos de ", "À propos d'", "Acerca de ", "Sobre ", "Informazioni su ", "Over ", "Om ", "О компании ", "Hakkında"} {
		if rest, ok := strings.CutPrefix(text, about); ok && opensUpper(rest) && !strings.ContainsAny(rest, ",?!\"“") && strings.Count(rest, " ") < 5 && (!endsSentence(rest) || isLegalForm(lastWord(rest))) {
			return true
		}
	}
	return false
}

func lastWord(s string) string {
	s = strings.TrimRight(s, ".")
	return s[strings.LastIndexByte(s, ' ')+1:]
}

// isProse tells whether a line or paragraph is running text. Where texts end their
// sentences with stops, what has none is a heading, a caption or a link.
func (d *document) isProse(text string) bool {
	if len(text) > 4*longLine {
		return true
	}
	n := utf8.RuneCountInString(text)
	if !d.stopped {
		return n >= shortLine/2
	}
	if endsSentence(text) {
		return true
	}
	return n >= longLine || n >= shortLine && strings.ContainsAny(text[:len(text)-1], ".।۔") && strings.Contains(text, ". ")
}

// mostlyStopped tells whether the longer blocks of a text end with stops. Thai has
// none, and some pages lose theirs: there length alone must tell.
func mostlyStopped(body string, blocks []block) bool {
	long, stopped := 0, 0
	for _, b := range blocks {
		text := body[b.span.Start:b.span.End]
		if len(text) < 2*shortLine {
			continue
		}
		long++
		if end, _ := peelTag(body, b.span); endsSentence(body[b.span.Start:end]) {
			stopped++
		}
	}
	return long == 0 || stopped*10 >= long*3
}
