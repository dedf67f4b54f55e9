package story

import (
	_ "embed"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"sync"
)

const (
	cells    = 1 << 19 // in which words are counted; two words in one cell are both thought less rare
	imagined = 1000    // articles of the past, so that a new Finder knows which words are common
	faded    = 200_000 // articles after which all counts are halved, so that old times fade
	rarest   = 8.5     // a word that is rarer still tells no more
)

// commonness tells how seldom articles have a word. It takes two megabytes.
type commonness struct {
	cells    *[cells]uint32
	articles int
	log      float64 // of articles
	logs     *[1 << logBits]float64
}

func newCommonness() commonness {
	c := commonness{cells: new([cells]uint32), articles: imagined, log: math.Log(imagined), logs: logs()}
	for _, w := range commonWords().counts {
		c.cells[w.hash%cells] += w.n
	}
	return c
}

func (c *commonness) add(s *sketch) {
	for _, w := range s.words {
		c.cells[w.hash%cells]++
	}
	for _, h := range s.sounds {
		c.cells[h%cells]++
	}
	if c.articles++; c.articles == faded {
		c.articles /= 2
		for i := range c.cells {
			c.cells[i] /= 2
		}
	}
	c.log = math.Log(float64(c.articles))
}

func (c *commonness) rarity(hash uint32) float32 { return c.rarityOf(c.times(hash)) }

// times is in how many articles a word was.
func (c *commonness) times(hash uint32) uint32 { return c.cells[hash%cells] }

func (c *commonness) rarityOf(times uint32) float32 {
	return min(rarest, float32(c.log-c.logOf(1+times)))
}

func (c *commonness) logOf(n uint32) float64 {
	more := max(0, bits.Len32(n)-logBits)
	return c.logs[n>>more] + float64(more)*math.Ln2
}

const logBits = 11 // of a number whose logarithm is asked for; the others tell too little

// logs are the logarithms of small numbers: hundreds are asked for an article.
//
//nolint:gochecknoglobals // never changes
var logs = sync.OnceValue(func() *[1 << logBits]float64 {
	var all [1 << logBits]float64
	for i := range all {
		all[i] = math.Log(float64(i))
	}
	return &all
})

// common.txt tells how it is written.
//
//go:embed common.txt
var commonText string

// known is what is known of words before the first article comes.
type known struct {
	counts   []count           // how many of the imagined articles have a word
	numerals map[uint32]uint32 // twelve → 12
	days     map[uint32]uint8  // Monday and lundi → the first bit
	either   [256]uint64       // a bit for each of both: nearly all words are none
}

// number is that of a word.
func (k *known) number(word uint32) (n uint32, ok bool) {
	if !k.mayKnow(word) {
		return 0, false
	}
	n, ok = k.numerals[word]
	return n, ok
}

// day is that of a word as a bit; none, if it is no day.
func (k *known) day(word uint32) uint8 {
	if !k.mayKnow(word) {
		return 0
	}
	return k.days[word]
}

func (k *known) mayKnow(word uint32) bool { return k.either[word>>24]&(1<<(word&63)) != 0 }

type count struct{ hash, n uint32 }

// commonWords reads common.txt and thinks of numbers.
//
//nolint:gochecknoglobals // never changes, and is read once
var commonWords = sync.OnceValue(func() *known {
	k := &known{numerals: map[uint32]uint32{}, days: map[uint32]uint8{}}
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
			number, names, _ := strings.Cut(words, " ")
			for w := range strings.FieldsSeq(names) {
				k.numerals[foldedHash(w)] = hash32(number)
			}
		case "d":
			scan(words[2:], func(t token) { k.days[foldedHash(t.text)] = 1 << (words[0] - '1') })
		}
	}
	for w := range k.numerals {
		k.either[w>>24] |= 1 << (w & 63)
	}
	for w := range k.days {
		k.either[w>>24] |= 1 << (w & 63)
	}
	imagineNumbers(most)
	for h, n := range most {
		k.counts = append(k.counts, count{h, n})
	}
	return k
})

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
