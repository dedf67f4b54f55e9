package telegram

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
)

// Characters that steer the direction of text (Unicode Annex 9). The server takes
// the older embeddings U+202A–202E out, so isolates are used.
const (
	lri = '\u2066'
	pdi = '\u2069'
	lrm = "\u200e"
	rlm = "\u200f"

	isolate    = "\u2068" // first strong isolate
	endIsolate = "\u2069"
)

type direction bool

const (
	leftToRight direction = false
	rightToLeft direction = true
)

// strong reports which strong directions occur in s and which comes first.
func strong(s string) (ltr, rtl bool, first direction) {
	for _, r := range s {
		if r < 0x80 && (r|0x20 < 'a' || r|0x20 > 'z') {
			continue
		}
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			ltr = true
		case bidi.R, bidi.AL:
			if !ltr && !rtl {
				first = rightToLeft
			}
			rtl = true
		}
		if ltr && rtl {
			break
		}
	}
	return ltr, rtl, first
}

// directionOf is the direction in which a text of the language runs. A text that
// is all of one direction has that one, whatever its language is said to be.
func directionOf(text, lang string) direction {
	ltr, rtl, first := strong(text)
	if !ltr || !rtl {
		return direction(rtl)
	}
	if lang == "" {
		return first
	}
	switch script, _ := language.Make(lang).Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr":
		return rightToLeft
	default:
		return leftToRight
	}
}

// against reports whether s holds letters that run the other way.
func against(s string, base direction) bool {
	ltr, rtl, _ := strong(s)
	return base == rightToLeft && ltr || base == leftToRight && rtl
}

// mark is what begins a line whose letters run both ways: apps take a line's
// direction from its first strong character.
func mark(base direction) string {
	if base == rightToLeft {
		return rlm
	}
	return lrm
}

// isolateRuns isolates the runs of words in s that go against base: "example.org"
// in an Arabic footer.
func isolateRuns(s string, base direction) string {
	if !against(s, base) || strings.ContainsRune(s, lri+2) {
		return s
	}
	var out, run []string
	flush := func() {
		if len(run) > 0 {
			out = append(out, isolate+strings.Join(run, " ")+endIsolate)
			run = nil
		}
	}
	for _, w := range strings.Split(s, " ") {
		if against(w, base) {
			run = append(run, w)
			continue
		}
		flush()
		out = append(out, w)
	}
	flush()
	return strings.Join(out, " ")
}
