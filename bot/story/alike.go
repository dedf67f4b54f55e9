package story

import "math"

// How far the evidence must go, as a logit.
const (
	enough = 0.45
	agreed = -0.3 // what a story's reports must come to on average
)

// likeness is how sure it is that two articles are about one event, from 0 to 1;
// 0 where it is not sure enough.
func (f *Finder) likeness(a, b *article) float64 {
	sum := f.logit(a, b)
	if sum < enough {
		return 0
	}
	return 1 / (1 + math.Exp(-sum))
}

func (f *Finder) logit(a, b *article) float64 {
	e := f.compare(a, b)
	return f.forest.logit(&e)
}
