package story

import "strings"

const longestCredit = 48 // bytes of a name that a paragraph ends with

// uncredited is a text without the agencies that its paragraphs end with, as "— Reuters":
// they tell who wrote, which very different reports share.
func uncredited(text string) string {
	var kept strings.Builder
	start, from := 0, 0
	for {
		i := strings.Index(text[from:], dash)
		if i < 0 {
			break
		}
		at := from + i
		from = at + len(dash)
		line, _, _ := strings.Cut(text[from:], "\n")
		if strings.HasSuffix(text[:at], " ") && strings.HasPrefix(line, " ") && isCredit(line) {
			kept.WriteString(text[start : at-1])
			from += len(line)
			start = from
		}
	}
	if start == 0 {
		return text
	}
	kept.WriteString(text[start:])
	return kept.String()
}

const dash = "—"

func isCredit(s string) bool {
	s = strings.TrimSpace(s)
	return 1 < len(s) && len(s) <= longestCredit && capitalised(s) && !strings.ContainsAny(s, ".,;:!?")
}
