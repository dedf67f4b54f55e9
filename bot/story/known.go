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
	listed   map[uint64]meaning  // what concepts.txt has, whole
	heads    map[uint64]meaning  // what of that may end a compound, backwards
	odds     map[uint32]odd      // of concepts
	days     map[uint32]uint8    // Monday and lundi → the first bit
	either   [1 << 11]uint64     // a bit for each of both: most words are none
}

// meaning is what a word is taken for.
type meaning struct {
	hash   uint32
	kind   kind
	shared bool // other words that begin so mean other things, which they are listed for
}

// unclear stands in the meanings for beginnings of words of which only those that are
// listed mean anything.
const unclear = concept + 1

// meaning is what a word is taken for, if others are, too.
func (k *known) meaning(t token) (m meaning, ok bool) {
	if !k.mayKnow(t.stem) {
		return m, false
	}
	if m, ok = k.meanings[t.stem]; m.shared {
		if of, listed := k.listing(t.text); listed {
			return meaning{of.hash, of.kind, true}, true
		}
	}
	return m, ok && m.kind != unclear
}

// tells reports whether a word means something although it is short.
func (k *known) tells(t token) bool {
	if len(t.text) != 3 || !k.mayKnow(t.stem) {
		return false
	}
	m, ok := k.meanings[t.stem]
	return ok && m.kind == concept
}

// mayMean reports whether words that begin so stand for more than a name: the Mayor is none.
func (k *known) mayMean(word uint32) bool { return k.mayKnow(word) && k.meanings[word].kind >= concept }

// day is that of a word as a bit; none, if it is no day.
func (k *known) day(word uint32) uint8 {
	if !k.mayKnow(word) {
		return 0
	}
	return k.days[word]
}

func (k *known) mayKnow(word uint32) bool { return k.either[word>>21]&(1<<(word&63)) != 0 }

func (k *known) mark(word uint32) { k.either[word>>21] |= 1 << (word & 63) }

// commonWords reads common.txt, often.txt, concepts.txt and odds.txt and thinks of numbers.
//
//nolint:gochecknoglobals // never changes, and is read once
var commonWords = sync.OnceValue(func() *known {
	k := &known{meanings: map[uint32]meaning{}, nouns: map[uint32]struct{}{}, listed: map[uint64]meaning{}, heads: map[uint64]meaning{}, odds: map[uint32]odd{}, days: map[uint32]uint8{}}
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
				k.meanings[foldedHash(w)] = meaning{hash: hash32(figure), kind: number}
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
		case "w":
			scan(words, func(t token) { k.meanings[foldedHash(t.text)] = meaning{kind: unclear, shared: true} })
		case "k":
			k.mean(most, words, concept)
		case "p":
			k.mean(most, words, name)
		}
	}
	for line := range strings.Lines(oftenText) {
		if words, ok := strings.CutPrefix(line, "h "); ok {
			scan(words, k.endsCompounds)
		}
	}
	if err := k.readOdds(oddsText, most); err != nil {
		panic(err) // part of the program, as a test shows
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

// listing is the meaning of a word that concepts.txt lists, perhaps without its ending: a
// name that only begins as one does is none.
func (k *known) listing(word string) (m meaning, ok bool) {
	for range 3 {
		if m, ok = k.listed[wholeHash(word)]; ok {
			return m, true
		}
		_, n := utf8.DecodeLastRuneInString(word)
		if word = word[:len(word)-n]; word == "" {
			return m, false
		}
	}
	return m, false
}

// lists reports whether a word has a listing.
func (k *known) lists(word string) bool {
	_, ok := k.listing(word)
	return ok
}

// endsCompounds notes that a word that is listed may be the last part of compounds.
func (k *known) endsCompounds(t token) {
	word := norm.NFC.String(t.text)
	if m, ok := k.listed[wholeHash(word)]; ok && m.kind == concept && utf8.RuneCountInString(word) >= leastHead {
		k.heads[backwards(word)] = m
	}
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
// article has it; more, if one of the words is as common as that. Of concepts odds.txt knows
// better.
func (k *known) mean(most map[uint32]uint32, words string, as kind) {
	m := meaning{kind: as}
	scan(words, func(t token) {
		if m.hash == 0 {
			m.hash = conceptHash(t.text)
			most[m.hash] = imagined / 50
		}
		h := foldedHash(t.text)
		k.listed[wholeHash(t.text)] = m
		of, taken := k.meanings[h]
		switch {
		case !taken:
			k.meanings[h] = m
		case of.hash != m.hash:
			of.shared = true
			k.meanings[h] = of
		}
		if !taken || of.hash == m.hash {
			most[m.hash] = max(most[m.hash], most[h])
		}
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
