package story

import "math"

const (
	cells = 1 << 19 // in which words are counted; two words in one cell are both thought less rare
	early = 100     // so many articles of other stories are imagined while few are known
	faded = 200_000 // articles after which all counts are halved, so that old times fade
)

// commonness tells how seldom articles have a word. It takes two megabytes.
type commonness struct {
	cells    []uint32
	articles int
}

func (c *commonness) add(s *sketch) {
	if c.cells == nil {
		c.cells = make([]uint32, cells)
	}
	for _, w := range s.words {
		c.cells[w.hash%cells]++
	}
	for _, h := range s.sounds {
		c.cells[h%cells]++
	}
	if c.articles++; c.articles < faded {
		return
	}
	c.articles /= 2
	for i := range c.cells {
		c.cells[i] /= 2
	}
}

func (c *commonness) rarity(hash uint32) float32 {
	n := uint32(0)
	if c.cells != nil {
		n = c.cells[hash%cells]
	}
	return float32(math.Log(float64(c.articles+early) / float64(1+n)))
}
