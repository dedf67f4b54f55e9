package story

import (
	"math"
	"slices"
)

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
