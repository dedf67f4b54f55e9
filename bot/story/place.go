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
	toldHere    = 8  // of these, the weightiest
	toldSounds  = 6  // sounds by which it is found from another script
	maxTold     = toldWords + toldSounds
	sixteenth   = 16
	maxAsked    = 16 // words and sounds by which others are looked for
	maxPosts    = 24 // latest articles looked at for each
	maxSeen     = 96 // and for all of them
	maxCompared = 12 // articles compared in full

	maxMembers  = 8   // latest reports of a story that are asked whether one more is theirs
	clear       = 4.0 // a logit that is clear enough
	minEvidence = 2   // names and numbers that must be new in a chapter
	updateAfter = 6 * time.Hour
)

// How much a word tells: rare ones more, names more than words, the beginning more than
// the rest.
var (
	kindWeight = [...]float64{plainWord: 0.4, name: 1, number: 0.8, concept: 0.6}
	spotWeight = [...]float64{inTitle: 1.3, inLead: 1.2, inFirst: 1, inRest: 0.7}
)

func (x *word) weight() float64 {
	return float64(x.rarity) / sixteenth * kindWeight[x.kind&3] * spotWeight[x.spot&3]
}

// prepare makes an article comparable, and lists its words, the weightiest first.
func (f *Finder) prepare(id string, s *sketch, at time.Time) (n *article, order []uint32) {
	n = &article{id: hash64(id), at: at.Unix(), script: s.script, days: s.days}
	copy(n.language[:], s.language)
	n.printed, n.print = s.printed, s.print
	if s.published != 0 {
		n.published = min(s.published, n.at) // no clock is right
	}
	n.nWords = uint8(f.weightiest(s.words, &n.weighty))
	order = make([]uint32, n.nWords, maxWords+maxRare)
	for i, x := range n.words() {
		order[i] = x.hash
	}
	n.tell(order)
	n.sortWords()
	sounds := f.listen(n, s)
	n.mass = f.massOf(n)
	for i, h := range sounds {
		order = slices.Insert(order, min(len(order), toldWords/2+i), h)
	}
	return n, order
}

// tell chooses the words by which an article is found: the weightiest, and some that mean
// the same in other languages.
func (n *article) tell(order []uint32) {
	at, abroad := 0, 0
	for i := range n.words() {
		x, more := &n.weighty[i], at-abroad >= toldHere
		if more && x.kind != number && x.kind != concept {
			continue
		}
		if more {
			abroad++
		}
		n.told[at] = order[i]
		if at++; at == toldWords {
			return
		}
	}
}

// sortWords sorts the words by hash.
func (n *article) sortWords() {
	var room [maxWords]uint64
	order, before := room[:n.nWords], n.weighty
	for i := range order {
		order[i] = uint64(before[i].hash)<<32 | uint64(i)
	}
	slices.Sort(order)
	for i, o := range order {
		n.weighty[i] = before[uint32(o)]
	}
}

// weightiest takes the most telling words, in that order, and tells how many they are.
func (f *Finder) weightiest(words []word, found *[maxWords]word) int {
	var room [maxSketched]uint64
	order := room[:len(words)] // lightness, then the index
	for i := range words {     // the counts are far apart: asked for in a row, they come together
		order[i] = uint64(f.common.times(words[i].hash))
	}
	for i := range words {
		w := &words[i]
		w.rarity = uint8(min(255, f.common.rarityOf(uint32(order[i]))*sixteenth))
		order[i] = uint64(math.MaxUint32-math.Float32bits(float32(w.weight())))<<32 | uint64(i)
	}
	order = least(order, maxWords)
	slices.Sort(order)
	for i, o := range order {
		found[i] = words[uint32(o)]
	}
	return len(order)
}

// listen keeps the rarest sounds, and gives those by which others are looked for: where
// any word may be a name, all.
func (f *Finder) listen(n *article, s *sketch) []uint32 {
	type heard struct {
		hash   uint32
		rarity float32
	}
	var room [maxSounds]heard
	all := room[:len(s.sounds)]
	for i, h := range s.sounds {
		all[i] = heard{h, f.common.rarity(h)}
	}
	slices.SortFunc(all, func(x, y heard) int {
		return cmp.Or(cmp.Compare(y.rarity, x.rarity), cmp.Compare(x.hash, y.hash))
	})
	n.nSounds = uint8(min(len(all), maxRare))
	for i := range n.sounds() {
		n.rare[i] = all[i].hash
	}
	asked := slices.Clone(n.sounds())
	copy(n.told[toldWords:], asked)
	slices.Sort(n.sounds())
	if s.script.cased() {
		asked = asked[:min(len(asked), toldSounds)]
	}
	return asked
}

// place finds the story of a prepared article; nil: it is the first.
func (f *Finder) place(n *article, order []uint32) (*tale, Relation) {
	if t := f.copied(n); t != nil {
		return t, Copy
	}
	limit := f.limit()
	var best *tale
	most := 0.0
	var asked []*tale
	for _, other := range f.candidates(order) {
		if t := other.tale; !slices.Contains(asked, t) && f.logit(n, other) >= limit {
			asked = append(asked, t)
			if s := f.belongs(n, t); s >= limit && (best == nil || s > most) {
				best, most = t, s
			}
		}
	}
	switch {
	case best == nil:
		return nil, First
	case f.develops(n, best):
		return best, Update
	}
	return best, Report
}

// belongs is how sure it is that an article is of a story: as sure as of the report that
// is most like it, less where the others are not: one report alone may share a few names
// and numbers by chance.
func (f *Finder) belongs(n *article, t *tale) float64 {
	most, sum, reports := -clear, 0.0, 0.0
	for _, at := range t.members[max(0, len(t.members)-maxMembers):] {
		if at < f.first {
			continue
		}
		like := max(-clear, min(clear, f.logit(n, f.kept[at-f.first])))
		most = max(most, like)
		sum += like
		reports++
	}
	return most + others*(sum/reports-most)
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
		other := f.kept[at-f.first]
		if like := other.print.like(&n.print); like >= identical || like >= alike && n.language == other.language && f.logit(n, other) >= f.limit() {
			return other.tale
		}
	}
	return nil
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
		for _, x := range m.words() {
			known[x.hash] = true
		}
	}
	facts, titled := 0, false
	for _, x := range n.words() {
		if x.kind == number && !known[x.hash] || x.kind == name && !known[x.hash] && !commonWords().mayMean(x.hash) {
			facts++
			titled = titled || x.spot == inTitle
		}
	}
	return told && titled && facts >= minEvidence
}
