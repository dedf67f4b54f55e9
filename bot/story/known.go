package story

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// common.txt tells how it is written.
//
//go:embed common.txt
var commonText string

// concepts.txt tells how it is written.
//
//go:embed concepts.txt
var conceptText string

// often.txt tells how it is written.
//
//go:embed often.txt
var oftenText string

// known is what is known of words before the first article comes.
type known struct {
	counts   map[uint32]uint32   // how many of the imagined articles have a word
	meanings map[uint32]meaning  // twelve → 12, Streik → strike, Allemagne → germany
	nouns    map[uint32]struct{} // German ones
	listed   map[uint64]struct{} // what concepts.txt has, whole
	days     map[uint32]uint8    // Monday and lundi → the first bit
	either   [1 << 11]uint64     // a bit for each of both: most words are none
}

// meaning is what a word is taken for.
type meaning struct {
	hash uint32
	kind kind
}

// meaning is that of a word, if it has one that others have, too.
func (k *known) meaning(word uint32) (m meaning, ok bool) {
	if !k.mayKnow(word) {
		return m, false
	}
	m, ok = k.meanings[word]
	return m, ok
}

// day is that of a word as a bit; none, if it is no day.
func (k *known) day(word uint32) uint8 {
	if !k.mayKnow(word) {
		return 0
	}
	return k.days[word]
}

func (k *known) mayKnow(word uint32) bool { return k.either[word>>21]&(1<<(word&63)) != 0 }

func (k *known) mark(word uint32) { k.either[word>>21] |= 1 << (word & 63) }

// commonWords reads common.txt, often.txt and concepts.txt and thinks of numbers.
//
//nolint:gochecknoglobals // never changes, and is read once
var commonWords = sync.OnceValue(func() *known {
	k := &known{meanings: map[uint32]meaning{}, nouns: map[uint32]struct{}{}, listed: map[uint64]struct{}{}, days: map[uint32]uint8{}}
	most := map[uint32]uint32{}
	for line := range strings.Lines(commonText) {
		class, words, _ := strings.Cut(line, " ")
		switch class {
		case "a":
			imagine(most, words, imagined*3/10)
		case "b":
			imagine(most, words, imagined/10)
		case "c":
			imagine(most, words, imagined*3/100)
		case "n":
			figure, names, _ := strings.Cut(words, " ")
			for w := range strings.FieldsSeq(names) {
				k.meanings[foldedHash(w)] = meaning{hash32(figure), number}
			}
		case "d":
			scan(words[2:], func(t token) { k.days[foldedHash(t.text)] = 1 << (words[0] - '1') })
		}
	}
	for line := range strings.Lines(oftenText) {
		switch class, words, _ := strings.Cut(line, " "); class {
		case "e":
			imagine(most, words, imagined*15/1000)
		case "f":
			imagine(most, words, imagined*6/1000)
		case "g":
			scan(words, func(t token) { k.nouns[t.stem] = struct{}{} })
		}
	}
	for line := range strings.Lines(conceptText) {
		switch class, words, _ := strings.Cut(line, " "); class {
		case "k":
			k.mean(most, words, concept)
		case "p":
			k.mean(most, words, name)
		}
	}
	for w := range k.meanings {
		k.mark(w)
	}
	for w := range k.days {
		k.mark(w)
	}
	imagineNumbers(most)
	k.counts = most
	return k
})

// usual reports whether a word is counted.
func (k *known) usual(word uint32) bool {
	_, ok := k.counts[word]
	return ok
}

// lists reports whether a word, or what is left of it without an ending, is one of
// concepts.txt: a name that only begins as one does is none.
func (k *known) lists(word string) bool {
	for range 3 {
		if _, ok := k.listed[wholeHash(word)]; ok {
			return true
		}
		_, n := utf8.DecodeLastRuneInString(word)
		if word = word[:len(word)-n]; word == "" {
			return false
		}
	}
	return false
}

// wholeHash is of a word without case and accents.
func wholeHash(w string) uint64 {
	h := uint64(hashOfNone)
	for _, r := range norm.NFD.String(w) {
		if !unicode.Is(unicode.Mn, r) {
			h = (h ^ uint64(unicode.ToLower(r))) * hashFactor
		}
	}
	return h
}

// mean says that words mean the same, which the first of them stands for. Every fiftieth
// article has it; more, if one of the words is as common as that.
func (k *known) mean(most map[uint32]uint32, words string, as kind) {
	m := meaning{kind: as}
	scan(words, func(t token) {
		if m.hash == 0 {
			m.hash = hash32("=" + t.text)
			most[m.hash] = imagined / 50
		}
		h := foldedHash(t.text)
		k.listed[wholeHash(t.text)] = struct{}{}
		if _, taken := k.meanings[h]; !taken {
			k.meanings[h] = m
		}
		most[m.hash] = max(most[m.hash], most[h])
	})
}

// imagine says that so many articles have the words.
func imagine(most map[uint32]uint32, words string, n uint32) {
	scan(words, func(t token) {
		h := foldedHash(t.text)
		most[h] = max(most[h], n)
		if h, ok := soundHash(t.text, ""); ok {
			most[h] = max(most[h], n)
		}
	})
}

// imagineNumbers says how common numbers are: small, round and short ones, days of a
// month and years more than others.
func imagineNumbers(most map[uint32]uint32) {
	put := func(n uint32, format string, a ...any) { most[hash32(fmt.Sprintf(format, a...))] = n }
	for i := 10; i < 100; i++ {
		put(imagined*6/100, "%d", i)
		if i > 31 && i%10 != 0 {
			put(imagined*3/100, "%d", i)
		}
		put(imagined/100, "%d.%d", i/10, i%10)
		put(imagined/200, "%d:%d", i/10, i%10)
		put(imagined/200, "%d:%02d", i%24, i%12*5)
	}
	for i := 100; i < 1000; i++ {
		put(imagined/500, "%d", i)
		if i%100 == 0 {
			for zeros := 1; zeros < 1e9; zeros *= 10 {
				put(imagined/50, "%d", i*zeros)
			}
		}
	}
	for i := 1900; i < 2100; i++ {
		put(imagined/50, "%d", i)
	}
	for i := 2015; i < 2035; i++ {
		put(imagined/12, "%d", i)
	}
}
