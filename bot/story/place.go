package story

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// What is looked at.
const (
	maxWords    = 56 // of an article, the weightiest
	maxRare     = 20 // of its sounds, the rarest
	toldWords   = 12 // words by which an article is found
	toldSounds  = 6  // sounds by which it is found from another script
	maxTold     = toldWords + toldSounds
	sixteenth   = 16
	maxAsked    = 16 // words and sounds by which others are looked for
	maxPosts    = 24 // latest articles looked at for each
	maxSeen     = 96 // and for all of them
	maxCompared = 12 // articles compared in full

	maxMembers  = 8 // latest reports of a story that are asked whether one more is theirs
	clear       = 4 // a logit that is clear enough
	minEvidence = 2 // names and numbers that must be new in a chapter
	updateAfter = 6 * time.Hour
)

// weight is how much a word tells: rare ones more, names more than words, the
// beginning more than the rest.
func (x *word) weight() float64 {
	w := float64(x.rarity) / sixteenth
	switch x.kind {
	case plainWord:
		w *= 0.4
	case number:
		w *= 0.8
	}
	return w * [...]float64{inTitle: 1.3, inLead: 1.2, inFirst: 1, inRest: 0.7}[x.spot]
}

// prepare makes an article comparable, and lists its words, the weightiest first.
func (f *Finder) prepare(id string, s *sketch, at time.Time) (n *article, order []uint32) {
	n = &article{id: hash64(id), at: at.Unix(), script: s.script, days: s.days}
	copy(n.language[:], s.language)
	if s.printed {
		print := s.print // not the rest of the sketch with it
		n.print = &print
	}
	found := f.weightiest(s.words)
	order = make([]uint32, len(found), maxWords+toldSounds)
	for i, x := range found {
		if order[i] = x.hash; i < toldWords {
			n.told[i].hash = x.hash
		}
	}
	slices.SortFunc(found, func(x, y word) int { return cmp.Compare(x.hash, y.hash) })
	n.words = found
	f.listen(n, s)
	n.mass = f.massOf(n)
	for i, l := range n.told[toldWords:] {
		order = slices.Insert(order, min(len(order), toldWords/2+i), l.hash)
	}
	return n, order
}

// weightiest are the most telling words, in that order.
func (f *Finder) weightiest(words []word) []word {
	var room [maxSketched]uint64
	order := room[:len(words)] // lightness, then the index
	for i := range words {
		w := &words[i]
		w.rarity = uint8(min(255, f.common.rarity(w.hash)*sixteenth))
		order[i] = uint64(math.MaxUint32-math.Float32bits(float32(w.weight())))<<32 | uint64(i)
	}
	order = least(order, maxWords)
	slices.Sort(order)
	found := make([]word, len(order))
	for i, o := range order {
		found[i] = words[uint32(o)]
	}
	return found
}

// listen keeps the rarest sounds.
func (f *Finder) listen(n *article, s *sketch) {
	type heard struct {
		hash   uint32
		rarity float32
	}
	all := make([]heard, len(s.sounds))
	for i, h := range s.sounds {
		all[i] = heard{h, f.common.rarity(h)}
	}
	slices.SortFunc(all, func(x, y heard) int {
		return cmp.Or(cmp.Compare(y.rarity, x.rarity), cmp.Compare(x.hash, y.hash))
	})
	n.sounds = make([]uint32, min(len(all), maxRare))
	for i := range n.sounds {
		n.sounds[i] = all[i].hash
	}
	for i, h := range n.sounds[:min(len(n.sounds), toldSounds)] {
		n.told[toldWords+i].hash = h
	}
	slices.Sort(n.sounds)
}

// place finds the story of a prepared article; nil: it is the first.
func (f *Finder) place(n *article, order []uint32) (*tale, Relation) {
	if t := f.copied(n); t != nil {
		return t, Copy
	}
	var best *article
	most := 0.0
	for _, other := range f.candidates(order) {
		if s := f.likeness(n, other); s > most && f.agrees(n, other.tale) {
			best, most = other, s
		}
	}
	switch {
	case best == nil:
		return nil, First
	case f.develops(n, best.tale):
		return best.tale, Update
	}
	return best.tale, Report
}

// agrees reports whether an article is on average no less like a story's reports than
// like another's: one report alone may share a few names and numbers by chance. Of
// those in another script little can be read; they count where there are no others.
func (f *Finder) agrees(n *article, t *tale) bool {
	var read, heard, reads float64
	for _, at := range t.members[max(0, len(t.members)-maxMembers):] {
		if at < f.first {
			continue
		}
		other := f.kept[at-f.first]
		like := max(-clear, min(clear, f.logit(n, other)))
		if other.script != n.script {
			heard += like
			continue
		}
		read += like
		reads++
	}
	if reads == 0 {
		read = heard
	}
	return read >= 0
}

// copied finds a near-copy.
func (f *Finder) copied(n *article) *tale {
	if n.print == nil {
		return nil
	}
	for b := range bands {
		at, ok := f.bands[n.print.band(b)]
		if !ok {
			continue
		}
		other := f.kept[at-f.first]
		if like := other.print.like(n.print); like >= identical || like >= alike && n.language == other.language && f.likeness(n, other) > 0 {
			return other.tale
		}
	}
	return nil
}

// candidates are the articles that share the most telling words. Words by which
// nothing is found do not count: the rarest of all are those never seen before.
func (f *Finder) candidates(order []uint32) []*article {
	all := make([]uint32, 0, maxSeen+maxPosts)
	asked := 0
	for _, hash := range order {
		m, ok := f.posts[hash]
		if hash == 0 || !ok {
			continue
		}
		for i := 0; i < maxPosts && m.at >= f.first; i++ {
			all = append(all, m.at)
			m = f.kept[m.at-f.first].told[m.told].before
		}
		if asked++; asked == maxAsked || len(all) >= maxSeen {
			break
		}
	}
	slices.Sort(all)
	type counted struct {
		at uint32
		n  int
	}
	ranked := make([]counted, 0, len(all))
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

// develops reports whether an article brings new facts to its story: hours after
// the last ones came, in a language in which the story was told, with names and
// numbers that nobody had, one of them in its title.
func (f *Finder) develops(n *article, t *tale) bool {
	if time.Duration(n.at-t.fresh)*time.Second < updateAfter {
		return false
	}
	told := false
	known := map[uint32]bool{}
	for _, at := range t.members {
		if at < f.first {
			continue
		}
		m := f.kept[at-f.first]
		told = told || m.language == n.language
		for _, x := range m.words {
			known[x.hash] = true
		}
	}
	facts, titled := 0, false
	for _, x := range n.words {
		if x.kind != plainWord && !known[x.hash] {
			facts++
			titled = titled || x.spot == inTitle
		}
	}
	return told && titled && facts >= minEvidence
}

// least moves the n least of some numbers to the front and gives these, in any order.
func least(of []uint64, n int) []uint64 {
	if len(of) <= n {
		return of
	}
	for low, high := 0, len(of); high-low > 1; {
		pivot := of[(low+high)/2]
		i, j := low, high-1
		for i <= j {
			for of[i] < pivot {
				i++
			}
			for of[j] > pivot {
				j--
			}
			if i <= j {
				of[i], of[j] = of[j], of[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n <= j:
			high = j + 1
		case n > i:
			low = i
		default:
			return of[:n]
		}
	}
	return of[:n]
}
