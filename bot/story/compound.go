package story

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Languages that write compound nouns as one word, of which the last part tells what it is:
// a Großbrand is a Brand, a stadsbibliotek a bibliotek.
func compounds(language string) bool {
	switch language {
	case "de", "nl", "sv", "da", "no", "nb", "nn":
		return true
	}
	return false
}

const (
	leastHead     = 4 // letters of the last part
	leastModifier = 3 // and of what is before it
	longestEnding = 2 // letters behind it
)

// headOf is the meaning of the longest last part of a word that concepts.txt lists, perhaps
// with an ending.
func (k *known) headOf(word string) (m meaning, ok bool) {
	word = norm.NFD.String(word)
	longest := 0
	for range longestEnding + 1 {
		h, letters := uint64(hashOfNone), 0
		for end := len(word); end > 0; {
			r, n := utf8.DecodeLastRuneInString(word[:end])
			if end -= n; unicode.Is(unicode.Mn, r) {
				continue
			}
			h = (h ^ uint64(unicode.ToLower(r))) * hashFactor
			if letters++; letters < leastHead || letters <= longest {
				continue
			}
			if utf8.RuneCountInString(word[:end]) < leastModifier {
				break
			}
			if of, listed := k.heads[h]; listed {
				m, ok, longest = of, true, letters
			}
		}
		_, n := utf8.DecodeLastRuneInString(word)
		word = word[:len(word)-n]
	}
	return m, ok
}

// backwards is the hash of a word from its end, without case and accents.
func backwards(word string) uint64 {
	h := uint64(hashOfNone)
	word = norm.NFD.String(word)
	for len(word) > 0 {
		r, n := utf8.DecodeLastRuneInString(word)
		if word = word[:len(word)-n]; !unicode.Is(unicode.Mn, r) {
			h = (h ^ uint64(unicode.ToLower(r))) * hashFactor
		}
	}
	return h
}

// contracted is a name in which a, o or u with an e behind stands for ä, ö or ü, as English
// papers write Duesseldorf, with the letter alone; as it is, if there is none.
func contracted(name string) string {
	for i := 1; i+2 < len(name); i++ {
		switch name[i] {
		case 'a', 'o', 'u':
			if name[i+1] == 'e' && consonantal(name[i-1]) && consonantal(name[i+2]) {
				return name[:i+1] + name[i+2:]
			}
		}
	}
	return name
}

func consonantal(c byte) bool {
	switch c | small {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	}
	return 'a' <= c|small && c|small <= 'z'
}
