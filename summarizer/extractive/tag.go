package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/summarizer"
)

// longestTag is how long a source tag may be, in bytes.
const longestTag = 60

// peelTag finds a source tag at the end of a block: "… partnership. — KCNA",
// "… said. (Reuters)". It returns where the prose ends and the name; a block that is
// nothing but a tag has no prose left.
func peelTag(body string, s summarizer.Span) (end int, name string) {
	text := body[s.Start:s.End]
	tail := max(0, len(text)-longestTag-8)
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	if at, name := dashTag(text[tail:], tail == 0); name != "" {
		return s.Start + tail + at, credited(name)
	}
	if at, name := bracketTag(text[tail:], tail == 0); name != "" {
		return s.Start + tail + at, credited(name)
	}
	return s.End, ""
}

// credited is the name alone in "Reporting by Maren Wire".
func credited(tag string) string {
	for _, by := range []string{"reporting by ", "report by ", "by ", "via ", "source "} {
		if len(tag) > len(by) && strings.EqualFold(tag[:len(by)], by) {
			return tag[len(by):]
		}
	}
	return tag
}

// dashTag reads "— KCNA" behind a stop; whole tells that text begins its block.
func dashTag(text string, whole bool) (int, string) {
	i := strings.LastIndexAny(text, "—–―")
	size := len("—")
	if i < 0 {
		if i = strings.LastIndex(text, "- "); i < 0 {
			return 0, ""
		}
		size = 1
	}
	before := strings.TrimRight(text[:i], "-–— \t\u00a0")
	if before == "" && !whole || before != "" && !endsSentence(before) {
		return 0, ""
	}
	name := strings.TrimSpace(text[i+size:])
	if !isName(strings.TrimRight(name, ".")) {
		return 0, ""
	}
	return len(before), strings.TrimRight(name, ".")
}

// bracketTag reads "(Reuters)" behind a stop, or before it.
func bracketTag(text string, whole bool) (int, string) {
	trimmed := strings.TrimRight(text, ". \t\u00a0")
	if !strings.HasSuffix(trimmed, ")") && !strings.HasSuffix(trimmed, "]") {
		return 0, ""
	}
	i := strings.LastIndexAny(trimmed, "([")
	if i < 0 {
		return 0, ""
	}
	before := strings.TrimRight(text[:i], " \t\u00a0")
	name := strings.TrimSpace(trimmed[i+1 : len(trimmed)-1])
	if before == "" && !whole || before != "" && !endsSentence(before) || !isName(name) {
		return 0, ""
	}
	if len(strings.Fields(name)) > 1 && !isAgency(strings.Fields(name)[0]) {
		return 0, "" // a bracketed aside, more likely than a source
	}
	return len(before), name
}

// isName tells whether s could name a source: a few words, the first capitalized or of
// a script without capitals, no stop, no call to action.
func isName(s string) bool {
	if s == "" || len(s) > longestTag || strings.ContainsAny(s, "!?:;\"“”。") {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 5 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(r) || unicode.IsLower(r) && len(words) > 1 {
		return false
	}
	return !strings.Contains(strings.TrimRight(s, "."), ". ")
}
