package story

import (
	"math"
	"math/bits"
	"sync"
)

const (
	cells    = 1 << 21 // in which words are counted; two words in one cell are both thought less rare
	imagined = 1000    // articles of the past, so that a new Finder knows which words are common
	faded    = 30_000  // articles after which all counts are halved, so that old times fade and cells suffice
	rarest   = 7       // a word that is rarer still tells no more
)

// commonness tells how seldom articles have a word. It takes four megabytes.
type commonness struct {
	cells    *[cells]uint16
	articles int
	log      float64 // of articles
	logs     *[1 << logBits]float64
}

func newCommonness() commonness {
	c := commonness{cells: new([cells]uint16), articles: imagined, log: math.Log(imagined), logs: logs()}
	for word, n := range commonWords().counts {
		c.cells[word%cells] += uint16(n)
	}
	return c
}

func (c *commonness) add(s *sketch) {
	for _, w := range s.words {
		c.count(w.hash)
	}
	for _, h := range s.sounds {
		c.count(h)
	}
	if c.articles++; c.articles == faded {
		c.articles /= 2
		for i := range c.cells {
			c.cells[i] /= 2
		}
	}
	c.log = math.Log(float64(c.articles))
}

// count stops where a cell is full: a feed may send words that all share one.
func (c *commonness) count(hash uint32) {
	if n := &c.cells[hash%cells]; *n < math.MaxUint16 {
		*n++
	}
}

func (c *commonness) rarity(hash uint32) float32 { return c.rarityOf(c.times(hash)) }

// times is in how many articles a word was.
func (c *commonness) times(hash uint32) uint32 { return uint32(c.cells[hash%cells]) }

func (c *commonness) rarityOf(times uint32) float32 {
	return max(0, min(rarest, float32(c.log-c.logOf(1+times))))
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
