package topics

// Strength is how much an article is about a query: one that names it in the title and
// comes back to it is about it, one that mentions it in passing is not.
type Strength struct {
	Places  int  // words and phrases of the title and the text that the query asks for
	InTitle bool // one of them is in the title
}

// Strength counts the places of an article that have what the query asks for. Unlike
// [Query.Hits] it needs nothing but the words that the article was cut into.
func (q *Query) Strength(d Doc) Strength {
	at := make([]bool, len(d.run))
	var s Strength
	asked(q.root, func(n node, title bool) {
		if r, ok := n.(regex); ok {
			found := r.re.FindAllStringIndex(d.seen(title), -1)
			s.Places += len(found)
			s.InTitle = s.InTitle || len(found) > 0 && found[0][0] < d.title
			return
		}
		d.places(n, func(i int32) {
			if !title || int(i) < d.head {
				at[i] = true
			}
		})
	})
	for i, is := range at {
		if is {
			s.Places++
			s.InTitle = s.InTitle || i < d.head
		}
	}
	return s
}

// asked visits the words, phrases, beginnings and regular expressions that a part asks
// for, and tells whether only the title counts.
func asked(n node, visit func(n node, title bool)) {
	switch n := n.(type) {
	case and:
		for _, c := range n {
			asked(c, visit)
		}
	case or:
		for _, c := range n {
			asked(c, visit)
		}
	case inHead:
		visit(n.of, true)
	case word, prefix, phrase, spelt, hebrewWord, numbered, regex:
		visit(n, false)
	}
}

// places calls found for every place in run where a word, a beginning or a phrase
// stands; that of a phrase is its first word's.
func (d *Doc) places(n node, found func(int32)) {
	switch n := n.(type) {
	case word:
		stem, known := d.stem[newStemming(d.lang).of(n.lower, n.folded)]
		for i, w := range d.words {
			if w == n.folded || known && d.stemOf[i] == stem {
				each(d.at[i], found)
			}
		}
	case numbered:
		n.places(d, found)
	case hebrewWord:
		for _, w := range n.all {
			if i, ok := d.byKey[w]; ok {
				each(d.at[i], found)
			}
		}
	case spelt:
		if i, ok := d.byKey[n.folded]; ok && n.in(d, false) {
			each(d.at[i], found) // some may be spelt otherwise
		}
	case prefix:
		for _, i := range d.beginning(n.folded) {
			each(d.at[i], found)
		}
	case phrase:
		if first, ok := d.byKey[n[0]]; ok {
			for _, at := range d.at[first] {
				if int(at)+len(n) <= len(d.run) && d.says(d.run[at:], n) {
					found(at)
				}
			}
		}
	}
}

func each(places []int32, found func(int32)) {
	for _, at := range places {
		found(at)
	}
}
