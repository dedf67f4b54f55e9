package feeds

import "unicode/utf8"

// MostlyUTF8 says whether bytes are UTF-8, but for a slip such as a summary that was cut
// within a character: text of another charset seldom holds a valid sequence of UTF-8 by
// chance. What it says counts more than what servers, pages and feeds declare.
func MostlyUTF8(body []byte) bool {
	if utf8.Valid(body) {
		return true
	}
	bad, good := 0, 0
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		body = body[n:]
	}
	return bad*2 <= good
}
