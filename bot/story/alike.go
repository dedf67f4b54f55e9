package story

import "math"

// likeness is one or more if two articles tell the same: what they share, of what
// they say, against what is asked for, which grows with the time between them.
func (f *Finder) likeness(a, b *article) float64 {
	hours := math.Abs(float64(a.at-b.at)) / 3600
	later := 1 + hours/slower
	if a.script != b.script {
		return f.resonance(a, b) / later
	}
	same := a.language == b.language
	asked := otherLanguage
	if same {
		asked = sameLanguage
	}
	shared, names := 0.0, runs{}
	titles := [2]coverage{}
	both(a.words, b.words, func(x, y *feature) {
		switch {
		case x == nil:
			titles[1].add(y, false)
		case y == nil:
			titles[0].add(x, false)
		default:
			titles[0].add(x, true)
			titles[1].add(y, true)
			common := feature{word{kind: max(x.kind, y.kind), inTitle: x.inTitle && y.inTitle}, x.rarity}
			shared += common.weight()
			if common.kind != plainWord || !a.script.cased() {
				names.add(x.run)
			}
		}
	})
	if names.n < evidence(a, same) {
		return 0
	}
	if same {
		alike := shared / math.Sqrt(float64(a.mass[1])*float64(b.mass[1]))
		return alike * math.Pow(min(titles[0].share(), titles[1].share()), titleSay) / (asked * later)
	}
	if names.n == minEvidence {
		asked *= scant
	}
	alike := shared / math.Sqrt(a.names()*b.names())
	share := 1.0
	for i, x := range []*article{a, b} {
		if !x.nouns() {
			share = min(share, titles[i].share())
		}
	}
	return alike * math.Pow(share, titleSay) / (asked * later)
}

// nouns reports whether every noun of the article's language has a capital letter.
func (n *article) nouns() bool { return n.language == [8]byte{'d', 'e'} }

// names is the weight of an article's names and numbers.
func (n *article) names() float64 {
	if n.nouns() {
		return float64(n.mass[0]) * nounNames
	}
	return float64(n.mass[0])
}

// runs counts distinct runs.
type runs struct {
	seen [256]bool
	n    int
}

func (r *runs) add(run uint8) {
	if !r.seen[run] {
		r.seen[run] = true
		r.n++
	}
}

// evidence is how many names and numbers two articles must share.
func evidence(a *article, same bool) int {
	switch {
	case same && !a.script.cased():
		return 3 * minEvidence // every word may be a name
	case same && a.nouns():
		return 2 * minEvidence // every German noun has a capital letter
	}
	return minEvidence
}

// coverage is how much of a title's names another article has. Numbers change as a
// story goes on.
type coverage struct{ all, met float64 }

func (c *coverage) add(x *feature, met bool) {
	if !x.inTitle || x.kind != name {
		return
	}
	w := x.weight()
	c.all += w
	if met {
		c.met += w
	}
}

func (c *coverage) share() float64 { return (c.met + 2) / (c.all + 2) }

// both walks two sorted lists of features; what one lacks is nil.
func both(a, b []feature, visit func(x, y *feature)) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].hash < b[0].hash:
			visit(&a[0], nil)
			a = a[1:]
		case len(a) == 0 || b[0].hash < a[0].hash:
			visit(nil, &b[0])
			b = b[1:]
		default:
			visit(&a[0], &b[0])
			a, b = a[1:], b[1:]
		}
	}
}

// mass is the weight of an article's names and numbers, or of all that it says.
func mass(features []feature, words bool) float32 {
	sum := 1.0
	for _, x := range features {
		if x.inTitle = false; words || x.kind != plainWord {
			sum += x.weight()
		}
	}
	return float32(sum)
}
