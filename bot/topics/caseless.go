package topics

import (
	"unicode"
	"unicode/utf8"
)

// caseless appends to dst the text with every letter as the first of those that
// differ in case alone, which is how a case-blind regular expression compares them, and
// reports whether every letter is as long as it was.
func caseless(dst []byte, s string) (out []byte, aligned bool) {
	aligned = true
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		r = first(r)
		dst = utf8.AppendRune(dst, r)
		aligned = aligned && utf8.RuneLen(r) == n
		i += n
	}
	return dst, aligned
}

// first is the least of the letters that differ from r in case alone.
func first(r rune) rune {
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

// longestRun is the length of the longest run of white space, or of anything else.
func longestRun(s string) int {
	longest, start := 0, 0
	for i := 1; i < len(s); i++ {
		if isSpace(rune(s[i])) != isSpace(rune(s[i-1])) {
			longest, start = max(longest, i-start), i
		}
	}
	return max(longest, len(s)-start)
}

// isSpace is what \s means in RE2.
func isSpace(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' && r != '\v' }
