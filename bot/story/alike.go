package story

import "math"

// How far the evidence must go, as a logit. The next day the same people are in the news
// for another reason.
const (
	enough   = 0.5
	nextDay  = 0.3  // more after a day
	ofAForm  = 0.4  // where one form was filled in, or a text edited
	nextForm = 1.8  // more of that after a day
	agreed   = -0.1 // what a story's reports must come to on average
)

// likeness is how sure it is that two articles are about one event, from 0 to 1;
// 0 where it is not sure enough.
func (f *Finder) likeness(a, b *article) float64 {
	e, _ := f.compare(a, b)
	of := tonguesOf(a, b)
	sum := e.sum(&weights[of])
	asked, later := enough, nextDay
	if of == oneForm {
		asked, later = ofAForm, nextForm
	}
	if sum < asked+later*min(e[apart], 1) {
		return 0
	}
	return 1 / (1 + math.Exp(-sum))
}

func (e *evidence) sum(w *evidence) (sum float64) {
	for i, x := range e {
		sum += x * w[i]
	}
	return sum
}

func (f *Finder) logit(a, b *article) float64 {
	e, _ := f.compare(a, b)
	return e.sum(&weights[tonguesOf(a, b)])
}
