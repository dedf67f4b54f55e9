package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
)

// units is a text's length in UTF-16 code units: never less than the code points
// that the server counts, and the measure of its entities.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// clean makes foreign text fit to be shown: valid UTF-8, no control characters,
// and no direction marks that would reach beyond the text.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\t' || r == '\r' || r == '\u00a0':
			return ' '
		case unicode.IsControl(r) || r == '\ufeff' || r >= '\u202a' && r <= '\u202e':
			return -1
		}
		return r
	}, s)
	if !balanced(s) {
		s = strings.Map(func(r rune) rune {
			if r >= lri && r <= pdi {
				return -1
			}
			return r
		}, s)
	}
	return strings.TrimSpace(s)
}

// oneLine is clean without line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		switch {
		case r >= lri && r < pdi:
			depth++
		case r == pdi:
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// visible reports whether there is anything to see: the server refuses texts of
// spaces and invisible characters.
func visible(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
	}) >= 0
}

// cut shortens s to at most most units: after a whole sentence if one fits, else
// after a word, never inside a character. What was cut is told by "…".
func cut(s string, most int) string {
	if units(s) <= most {
		return s
	}
	end, length := 0, 0
	for it := sentences.FromString(s); it.Next(); {
		if length += units(it.Value()); length > most {
			break
		}
		end = it.End()
	}
	if whole := strings.TrimSpace(s[:end]); units(whole) >= most/4 && whole != "" {
		return whole
	}
	return cutWord(s, most)
}

func cutWord(s string, most int) string {
	end, space, length := 0, 0, 1 // one for the ellipsis
	for it := graphemes.FromString(s); it.Next(); {
		if length += units(it.Value()); length > most {
			break
		}
		end = it.End()
		if strings.TrimSpace(it.Value()) == "" {
			space = it.Start()
		}
	}
	if space > end/2 {
		end = space
	}
	kept := strings.TrimSpace(s[:end])
	if most < 1 {
		return ""
	}
	return kept + "…"
}

// firstRunes is at most n code points of s.
func firstRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n-1])) + "…"
}
