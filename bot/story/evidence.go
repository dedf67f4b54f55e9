package story

import "math"

// relation is how the languages of two articles go together.
type tongues uint8

const (
	oneTongue  tongues = iota // the same language
	oneForm                   // the same language, and runs of words in common
	oneUncased                // the same language, of whose letters none is large: any word may be a name
	twoTongues                // written with the same letters
	twoScripts                // names are heard, not read
	relations
)

func tonguesOf(a, b *article) tongues {
	switch {
	case a.script != b.script:
		return twoScripts
	case a.language != b.language:
		return twoTongues
	case a.printed && b.printed && a.print.like(&b.print) >= formed:
		return oneForm
	case !a.script.cased():
		return oneUncased
	}
	return oneTongue
}

// What speaks for or against two articles being about one event.
const (
	relation     = iota // how their languages go together
	names               // how much the names tell that both have
	numbers             // the same of numbers
	words               // of other words
	concepts            // of concepts
	leads               // of all that both titles or beginnings have
	ledConcepts         // of the concepts among that
	rarestName          // how much the name tells that tells most
	secondName          // and the next
	rarestNumber        // the same of numbers
	distinct            // how many names and numbers both have
	knownNames          // share of the names of the one that has less of them
	knownFigure         // share of its numbers
	knownConcept        // share of its concepts
	allConcepts         // share of those of the one that has more
	likeNames           // share of all names of both
	likeWords           // share of all that both say
	knownTitle          // share of the names of one title that the other article has, the lesser
	bestTitle           // the greater
	knownLead           // share of the names and numbers of one beginning that the other article has, the lesser
	bestLead            // the greater
	newTitle            // how much the names tell of one title that the other article has not, the lesser
	newestTitle         // the greater
	shorter             // how many words are looked at of the one that has less
	longer              // of the one that has more
	apart               // days between them
	otherDay            // whether they begin with other days of the week
	knownTopic          // share of what is no name in one title that the other article has, the lesser
	bestTopic           // the greater
	rareWord            // how much the plain word or concept tells that tells most
	titles              // how much the names tell that both titles have
	titleWords          // and the other words
	odds                // for and against, by which concepts both have, and which one
	ledOdds             // the same of titles and beginnings
	aspects
)

// evidence is what speaks for or against two articles being about one event.
type evidence [aspects]float32

// mass is how much there is to be shared.
type mass struct {
	names, numbers, words, concepts, sounds, title, lead, topic float32
	odds, ledOdds                                               float32 // if the other has none of its concepts
}

func (f *Finder) massOf(n *article) (m mass) {
	all := n.words()
	for i := range all {
		x := &all[i]
		w := float32(x.weight())
		k := x.kind
		if k == plainWord && !n.script.cased() {
			k = name
		}
		switch k {
		case name:
			m.names += w
		case number:
			m.numbers += w
		case concept:
			m.concepts += w
			one := f.odds[x.hash].one
			m.odds += one
			if x.spot <= inLead {
				m.ledOdds += one
			}
		default:
			m.words += w
		}
		if x.spot == inTitle && k != name {
			m.topic += w
		}
		if k != plainWord {
			if x.spot == inTitle {
				m.title += w
			}
			if x.spot <= inLead {
				m.lead += w
			}
		}
	}
	for _, h := range n.sounds() {
		m.sounds += f.common.rarity(h)
	}
	return m
}

const (
	sameName = 0.5  // what one more word of a name tells of what it would alone
	formed   = 0.08 // estimated Jaccard similarity from which texts are of one form
	little   = 4    // a share of less than this says little
)

// share is how much of what there is is met; where there is little, it is unknown.
func share(met, all float64) float64 { return (met + little/3.0) / (max(met, all) + little) }

func (f *Finder) compare(a, b *article) (e evidence) {
	of, c := tonguesOf(a, b), compared{}
	c.uncased = of <= oneUncased && !a.script.cased()
	f.register.both(a, b, f.odds, &c)
	na, nb := float64(a.mass.names), float64(b.mass.names)
	if of == twoScripts {
		c.listen(f, a, b)
		na, nb = float64(a.mass.sounds), float64(b.mass.sounds)
	}
	e.set(relation, float64(of))
	e.set(names, math.Sqrt(c.names))
	e.set(numbers, math.Sqrt(c.numbers))
	e.set(words, math.Sqrt(c.words))
	e.set(concepts, math.Sqrt(c.concepts))
	e.set(leads, math.Sqrt(c.leads))
	e.set(ledConcepts, math.Sqrt(c.ledConcepts))
	e.set(rarestName, c.rarest[0])
	e.set(secondName, c.rarest[1])
	e.set(rarestNumber, c.figure)
	e.set(distinct, float64(c.met.n))
	e.set(knownNames, share(c.names, min(na, nb)))
	e.set(knownFigure, share(c.numbers, float64(min(a.mass.numbers, b.mass.numbers))))
	e.set(knownConcept, share(c.concepts, float64(min(a.mass.concepts, b.mass.concepts))))
	e.set(allConcepts, share(c.concepts, float64(max(a.mass.concepts, b.mass.concepts))))
	e.set(likeNames, c.names/math.Sqrt(1+float64(a.mass.names)*float64(b.mass.names)))
	e.set(likeWords, (c.names+c.numbers+c.words+c.concepts)/math.Sqrt(a.all()*b.all()))
	e.ends(knownTitle, share(c.title[0], float64(a.mass.title)), share(c.title[1], float64(b.mass.title)))
	e.ends(knownLead, share(c.lead[0], float64(a.mass.lead)), share(c.lead[1], float64(b.mass.lead)))
	e.ends(newTitle, float64(a.mass.title)-c.title[0], float64(b.mass.title)-c.title[1])
	e.ends(knownTopic, share(c.topic[0], float64(a.mass.topic)), share(c.topic[1], float64(b.mass.topic)))
	e.set(rareWord, c.rareWord)
	e.set(titles, c.titles)
	e.set(titleWords, c.titleWords)
	e[odds], e[ledOdds] = c.odds+a.mass.odds+b.mass.odds, c.ledOdds+a.mass.ledOdds+b.mass.ledOdds
	e.ends(shorter, float64(a.nWords), float64(b.nWords))
	e.set(apart, daysApart(a, b))
	if a.days != 0 && b.days != 0 && a.days&b.days == 0 {
		e.set(otherDay, 1)
	}
	return e
}

// daysApart is between when two articles were published or, where that is not known of
// both, came.
func daysApart(a, b *article) float64 {
	x, y := a.at, b.at
	if a.published != 0 && b.published != 0 {
		x, y = a.published, b.published
	}
	return math.Abs(float64(x-y)) / 86400
}

func (e *evidence) set(aspect int, x float64) { e[aspect] = float32(x) }

// ends sets an aspect to the lesser of two, and the next one to the greater.
func (e *evidence) ends(aspect int, x, y float64) {
	e.set(aspect, min(x, y))
	e.set(aspect+1, max(x, y))
}

func (n *article) all() float64 {
	return 1 + float64(n.mass.names+n.mass.numbers+n.mass.words+n.mass.concepts)
}
