package story

import "math"

// How far the evidence must go, as a logit: to swallow an event is worse than to tell
// one twice. What looks alike within hours seldom is two events; the next day the same
// people are in the news for another reason.
const (
	enough   = 0.7
	nextDay  = 2.3 // more after a day
	lone     = 0.5 // more where they share one name or number: a place tells where, not what
	ofAForm  = 0.4 // where one form was filled in, or a text edited
	nextForm = 1.8 // more of that after a day
	inFull   = 0.5 // is added within hours where both begin with one name in full and share another
)

// likeness is how sure it is that two articles are about one event, from 0 to 1;
// 0 where it is not sure enough.
func (f *Finder) likeness(a, b *article) float64 {
	sum, asked := f.weigh(a, b)
	if sum < asked {
		return 0
	}
	return 1 / (1 + math.Exp(-sum))
}

// weigh gives the evidence for one event as a logit, and how far it must go.
func (f *Finder) weigh(a, b *article) (sum, asked float64) {
	e, c := f.compare(a, b)
	sum = e.sum(&weights[c.of])
	day := min(e[apart], 1)
	switch {
	case c.of == oneForm:
		return sum, ofAForm + nextForm*day
	case c.met.n < 2:
		return sum, enough + lone + nextDay*day
	case c.inFull:
		sum += inFull * (1 - day)
	}
	return sum, enough + nextDay*day
}

func (e *evidence) sum(w *evidence) (sum float64) {
	for i, x := range e {
		sum += x * w[i]
	}
	return sum
}
