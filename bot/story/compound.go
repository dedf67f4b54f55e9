package story

import (
	"unicode"
	"unicode/utf8"
)

// compounds reports whether a language writes compound nouns as one word, of which the last
// part tells what it is: a Großbrand is a Brand, a stadsbibliotek a bibliotek.
func compounds(language string) bool {
	switch language {
	case "de", "nl", "sv", "da", "no", "nb", "nn":
		return true
	}
	return false
}

const (
	leastHead       = 4  // letters of the last part
	leastModifier   = 3  // and of what is before it
	longestEnding   = 2  // letters behind it
	longestCompound = 80 // bytes: no language writes longer ones
)

// headOf is the meaning of the longest last part of a word that may end one, perhaps with an
// ending.
func (k *known) headOf(word string) (m meaning, ok bool) {
	longest, letters := 0, utf8.RuneCountInString(word)
	for range longestEnding + 1 {
		h, rest := uint64(hashOfNone), word
		for n := 1; n <= letters-leastModifier; n++ {
			r, size := utf8.DecodeLastRuneInString(rest)
			rest, h = rest[:len(rest)-size], behind(h, r)
			if of, listed := k.heads[h]; listed && n > longest {
				m, ok, longest = of, true, n
			}
		}
		_, size := utf8.DecodeLastRuneInString(word)
		word = word[:len(word)-size]
		letters--
	}
	return m, ok
}

// backwards is the hash of a word from its end, without case.
func backwards(word string) uint64 {
	h := uint64(hashOfNone)
	for len(word) > 0 {
		r, size := utf8.DecodeLastRuneInString(word)
		word, h = word[:len(word)-size], behind(h, r)
	}
	return h
}

func behind(h uint64, r rune) uint64 { return (h ^ uint64(unicode.ToLower(r))) * hashFactor }

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
