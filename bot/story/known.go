package story

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// common.txt tells how it is written.
//
//go:embed common.txt
var commonText string

// concepts.txt tells how it is written.
//
//go:embed concepts.txt
var conceptText string

// known is what is known of words before the first article comes.
type known struct {
	counts   []count            // how many of the imagined articles have a word
	meanings map[uint32]meaning // twelve → 12, Streik → strike, Allemagne → germany
	days     map[uint32]uint8   // Monday and lundi → the first bit
	either   [1 << 11]uint64    // a bit for each of both: most words are none
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

type count struct{ hash, n uint32 }

// commonWords reads common.txt and concepts.txt and thinks of numbers.
//
//nolint:gochecknoglobals // never changes, and is read once
var commonWords = sync.OnceValue(func() *known {
	k := &known{meanings: map[uint32]meaning{}, days: map[uint32]uint8{}}
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
	for h, n := range most {
		k.counts = append(k.counts, count{h, n})
	}
	return k
})

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
