package story

// compared gathers what two articles share.
type compared struct {
	names, numbers, words, concepts float64
	leads, ledConcepts              float64
	rarest                          [2]float64 // names
	figure                          float64
	title, lead                     [2]float64 // of each, known to the other
	topic                           [2]float64
	rareWord, titles, titleWords    float64
	odds, ledOdds                   float32
	met                             runs
	uncased                         bool
}

// kindOfBoth is what a word is that two articles share: a name if it is in one; but a
// word that begins as another language's name does is one only if the other says so, too, or
// if it is rare.
func kindOfBoth(a, b *article, x, y *word) kind {
	if a.language != b.language && max(x.kind, y.kind) == name && min(x.rarity, y.rarity) < 5*sixteenth {
		return min(x.kind, y.kind)
	}
	return max(x.kind, y.kind)
}

func (c *compared) add(x, y *word, k kind, o odd) {
	both := word{kind: k, spot: max(x.spot, y.spot), rarity: x.rarity}
	w := both.weight()
	if c.uncased && k == plainWord {
		both.kind = name
	}
	if both.kind == name || both.kind == number {
		new := c.met.add(x.run)
		if !new && both.kind == name {
			w *= sameName
		}
	}
	switch both.kind {
	case name:
		c.names += w
		c.rarest[0], c.rarest[1] = max(c.rarest[0], w), max(c.rarest[1], min(c.rarest[0], w))
	case number:
		c.numbers += w
		c.figure = max(c.figure, w)
	case concept:
		c.concepts += w
		if both.spot <= inLead {
			c.ledConcepts += w
		}
		if x.kind == y.kind {
			c.weigh(x, y, o)
		}
	default:
		c.words += w
	}
	if both.spot <= inLead {
		c.leads += w
	}
	if both.kind == plainWord || both.kind == concept {
		c.rareWord = max(c.rareWord, w)
	}
	if both.spot == inTitle {
		if both.kind == name {
			c.titles += w
		} else {
			c.titleWords += w
		}
	}
	for i, z := range [...]*word{x, y} {
		if z.spot == inTitle && both.kind != name {
			c.topic[i] += z.weight()
		}
		if z.kind == plainWord && !c.uncased {
			continue
		}
		if z.spot == inTitle {
			c.title[i] += z.weight()
		}
		if z.spot <= inLead {
			c.lead[i] += z.weight()
		}
	}
}

// weigh adds the odds of a concept that both have; massOf took it for missing in the other,
// twice, which is taken back.
func (c *compared) weigh(x, y *word, o odd) {
	c.odds += o.both - 2*o.one
	switch led, too := x.spot <= inLead, y.spot <= inLead; {
	case led && too:
		c.ledOdds += o.both - 2*o.one
	case led || too:
		c.ledOdds -= o.one
	}
}

// listen adds the names that sound alike.
func (c *compared) listen(f *Finder, a, b *article) {
	x, y := a.sounds(), b.sounds()
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case y[0] < x[0]:
			y = y[1:]
		default:
			c.names += float64(f.common.rarity(x[0]))
			c.met.n++
			x, y = x[1:], y[1:]
		}
	}
}

// runs counts distinct runs.
type runs struct {
	seen [4]uint64
	n    int
}

// add reports whether a run is new.
func (r *runs) add(run uint8) bool {
	seen, bit := &r.seen[run>>6], uint64(1)<<(run&63)
	if *seen&bit != 0 {
		return false
	}
	*seen |= bit
	r.n++
	return true
}
