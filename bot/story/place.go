package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// What is looked at, and how alike articles must be.
const (
	maxFeatures = 48 // of an article, the weightiest
	maxTold     = 12 // features by which an article is found
	maxPosts    = 48 // latest articles looked at for each
	maxCompared = 12 // articles compared in full

	sameLanguage  = 0.24 // of the weight must be shared
	otherLanguage = 0.24 // of the weight of names and numbers
	minEvidence   = 2    // names and numbers that must be shared
	titleSay      = 0.6  // how much it counts that a title's names are the other's too
	slower        = 24   // hours after which twice as much is asked for
	early         = 100  // so many articles of other stories are imagined while few are known
	updateAfter   = 6 * time.Hour
)

// rarity tells how seldom articles have a feature.
func (f *Finder) rarity(hash uint64) float32 {
	return float32(math.Log(float64(len(f.kept)+early) / float64(1+f.seen[uint32(hash)])))
}

// weight is how much a feature tells: rare ones more, names more than words.
func (x *feature) weight() float64 {
	w := float64(x.rarity)
	switch x.kind {
	case plainWord:
		w *= 0.4
	case number:
		w *= 0.8
	}
	if x.inTitle {
		w *= 1.3
	}
	return w
}

// prepare makes an article comparable.
func (f *Finder) prepare(a Article) *article {
	lang, _, _ := strings.Cut(strings.ToLower(a.Language), "-")
	n := &article{id: a.ID, language: lang, at: a.At}
	found, words := f.read(a)
	n.print, n.printed = sign(words)
	n.seen = make([]uint32, 0, len(found))
	for i := range found {
		found[i].rarity = f.rarity(found[i].hash)
		n.seen = append(n.seen, uint32(found[i].hash))
	}
	slices.SortFunc(found, func(x, y feature) int {
		return cmp.Or(cmp.Compare(y.weight(), x.weight()), cmp.Compare(x.hash, y.hash))
	})
	found = found[:min(len(found), maxFeatures)]
	for _, x := range found[:min(len(found), maxTold)] {
		n.told = append(n.told, x.hash)
	}
	slices.SortFunc(found, func(x, y feature) int { return cmp.Compare(x.hash, y.hash) })
	n.features = slices.Clone(found)
	n.mass = [2]float64{mass(found, false), mass(found, true)}
	return n
}

// place finds the story of a prepared article; nil: it is the first.
func (f *Finder) place(n *article) (*tale, Relation) {
	if t := f.copied(n); t != nil {
		return t, Copy
	}
	var best *article
	most := 1.0
	for _, other := range f.candidates(n) {
		if s := likeness(n, other); s >= most {
			best, most = other, s
		}
	}
	switch {
	case best == nil:
		return nil, First
	case develops(n, best.tale):
		return best.tale, Update
	}
	return best.tale, Report
}

// copied finds a near-copy.
func (f *Finder) copied(n *article) *tale {
	if !n.printed {
		return nil
	}
	for b := range bands {
		at, ok := f.bands[n.print.band(b)]
		if !ok {
			continue
		}
		if other := f.kept[at-f.first]; other.print.like(&n.print) >= alike {
			return other.tale
		}
	}
	return nil
}

// candidates are the articles that share the most telling features.
func (f *Finder) candidates(n *article) []*article {
	var all []uint32
	for _, h := range n.told {
		posts := f.posts[h]
		all = append(all, posts[max(0, len(posts)-maxPosts):]...)
	}
	slices.Sort(all)
	type counted struct {
		at uint32
		n  int
	}
	var ranked []counted
	for _, at := range all {
		if last := len(ranked) - 1; last >= 0 && ranked[last].at == at {
			ranked[last].n++
		} else {
			ranked = append(ranked, counted{at, 1})
		}
	}
	slices.SortFunc(ranked, func(a, b counted) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(b.at, a.at)) })
	out := make([]*article, 0, maxCompared)
	for _, c := range ranked[:min(len(ranked), maxCompared)] {
		out = append(out, f.kept[c.at-f.first])
	}
	return out
}

// likeness is one or more if two articles tell the same: what they share, of what
// they say, against what is asked for, which grows with the time between them.
func likeness(a, b *article) float64 {
	same := a.language == b.language
	asked := otherLanguage
	if same {
		asked = sameLanguage
	}
	asked *= 1 + a.at.Sub(b.at).Abs().Hours()/slower
	shared, names := 0.0, map[uint16]bool{}
	titles := [2]coverage{}
	both(a.features, b.features, func(x, y *feature) {
		switch {
		case x == nil:
			titles[1].add(y, false)
		case y == nil:
			titles[0].add(x, false)
		default:
			titles[0].add(x, true)
			titles[1].add(y, true)
			common := feature{rarity: x.rarity, kind: max(x.kind, y.kind), inTitle: x.inTitle && y.inTitle}
			shared += common.weight()
			if common.kind != plainWord {
				names[x.run] = true
			}
		}
	})
	asks := minEvidence
	if same && a.language == "de" {
		asks *= 2 // every German noun has a capital letter
	}
	if len(names) < asks {
		return 0
	}
	masses := 0
	if same {
		masses = 1
	}
	alike := shared / math.Sqrt(a.mass[masses]*b.mass[masses])
	return alike * math.Pow(min(titles[0].share(), titles[1].share()), titleSay) / asked
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
func mass(features []feature, words bool) float64 {
	sum := 1.0
	for _, x := range features {
		if x.inTitle = false; words || x.kind != plainWord {
			sum += x.weight()
		}
	}
	return sum
}

// develops reports whether an article brings new facts to its story: hours after
// the last ones came, in a language in which the story was told, with names and
// numbers that nobody had.
func develops(n *article, t *tale) bool {
	if n.at.Sub(t.fresh) < updateAfter || !t.langs[n.language] {
		return false
	}
	facts := 0
	for _, x := range n.features {
		if x.kind != plainWord && !t.known[x.hash] {
			facts++
		}
	}
	return facts >= minEvidence
}
