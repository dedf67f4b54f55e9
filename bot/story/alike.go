package story

import "math"

// How far the evidence must go, as a logit.
const (
	enough  = 0.0    // where no article is known, but it is known which words are rare
	wiser   = 0.75   // more for each time that e times as many are known: more look alike by chance
	wisest  = 10_000 // from so many on not
	unaware = 2.2    // more where no article is known: which of its own words are common is not known either
	aware   = 30     // articles that halve that
	others  = 0.6    // how much all of a story's reports count beside the one that is most like an article
)

// limit is how far the evidence must go when as many articles are known as now.
func (f *Finder) limit() float64 {
	known := float64(f.common.articles - imagined)
	more := math.Log1p(min(known, wisest) / imagined)
	return enough + wiser*more + unaware/(1+known/aware)
}

// logit is how sure it is that two articles are about one event.
func (f *Finder) logit(a, b *article) float64 {
	e := f.compare(a, b)
	return f.forest.logit(&e)
}
