package story

import "strings"

const longestCredit = 48 // bytes of a name that a paragraph ends with

// uncredited is a text without the agencies that its paragraphs end with, as "— Reuters":
// they tell who wrote, which very different reports share.
func uncredited(text string) string {
	at := strings.Index(text, dash)
	if at < 0 {
		return text
	}
	var b strings.Builder
	kept := 0
	for at < len(text) {
		rest := text[at+len(dash):]
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest)
		}
		if isCredit(rest[:end]) {
			b.WriteString(text[kept:at])
			kept = at + len(dash) + end
		}
		next := strings.Index(rest, dash)
		if next < 0 {
			break
		}
		at += len(dash) + next
	}
	b.WriteString(text[kept:])
	return b.String()
}

const dash = " — "

func isCredit(s string) bool {
	s = strings.TrimSpace(s)
	return 1 < len(s) && len(s) <= longestCredit && capitalised(s) && !strings.ContainsAny(s, ".,;:!?")
}
