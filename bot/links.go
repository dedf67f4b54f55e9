package bot

import (
	"regexp"
	"slices"
	"strings"
)

const maxFound = 50 // links of one text

var linkPattern = regexp.MustCompile(`(?i)\bhttps?://[^\s<>|"“”«»` + "`" + `]+`)

// FindLinks lists the http and https addresses that are written out in a text, in
// order, each once, at most 50. Where an address ends is guessed as chat apps do: at a
// space, a quotation mark or an angle bracket, without the punctuation of the
// sentence around it; of "[words](address)" both sides are looked at apart.
func FindLinks(text string) []string {
	var out []string
	for _, found := range linkPattern.FindAllString(text, maxFound) {
		for side := range strings.SplitSeq(found, "](") {
			if l := linkPattern.FindString(trimLink(side)); l != "" && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// trimLink takes off what belongs to the sentence around an address.
func trimLink(l string) string {
	const ends = ".,;:!?'*_…。，、！？）」』】"
	l = strings.TrimRight(l, ends)
	for _, pair := range []string{"()", "[]", "{}"} {
		for strings.HasSuffix(l, pair[1:]) && strings.Count(l, pair[1:]) > strings.Count(l, pair[:1]) {
			l = strings.TrimRight(l[:len(l)-1], ends)
		}
	}
	return l
}
