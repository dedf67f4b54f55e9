package story

import (
	"math"
	"slices"
)

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

// What two articles in different scripts must share.
const (
	minHeard  = 3   // names that sound alike, and numbers, together
	resounded = 0.3 // of the weight of the sounds and numbers
)

// resonance is the likeness of two articles in different scripts, by their numbers
// and by how their names sound; one or more if they tell the same.
func (f *Finder) resonance(a, b *article) float64 {
	shared, heard := 0.0, 0
	for _, h := range a.sounds {
		if _, ok := slices.BinarySearch(b.sounds, h); ok {
			shared += float64(f.common.rarity(h))
			heard++
		}
	}
	both(a.words, b.words, func(x, y *feature) {
		if x != nil && y != nil && x.kind == number && y.kind == number {
			shared += float64(x.rarity) / sixteenth
			heard++
		}
	})
	if heard < minHeard {
		return 0
	}
	return shared / math.Sqrt(f.said(a)*f.said(b)) / resounded
}

// said is the weight of an article's sounds and numbers.
func (f *Finder) said(a *article) float64 {
	sum := 1.0
	for _, h := range a.sounds {
		sum += float64(f.common.rarity(h))
	}
	for i := range a.words {
		if a.words[i].kind == number {
			sum += float64(a.words[i].rarity) / sixteenth
		}
	}
	return sum
}
