package extractive

import (
	"cmp"
	"math"
	"slices"

	"crier/summarizer"
)

// The long size: so many points, of at most this share of the text.
const (
	longMin   = 5
	longMax   = 7
	longShare = 0.4
)

// quota is how much a summary may hold.
type quota struct {
	points int
	least  int     // points that it has even if some are not worth their place
	words  int     // 0: no bound
	enough int     // words from which a point that is not worth its place may be left out
	spare  float64 // of worth, that a point may lack where the set says enough
}

func quotaOf(o summarizer.Options, wordsIn int, m *Model) quota {
	switch {
	case o.Points > 0:
		return m.quota(min(o.Points, mostPoints))
	case o.Words > 0:
		return quota{points: min(1+o.Words/8, mostPoints), least: 1, words: o.Words}
	case o.Size == summarizer.Short:
		return m.quota(1)
	case o.Size == summarizer.Long:
		return quota{points: longMax, least: longMin, words: max(int(longShare*float64(wordsIn)), mostWords)}
	}
	q := m.quota(3)
	q.spare = cardSpare
	return q
}

// quota is that of a summary of n points. A point that is hardly worth reading is left
// out, but never more than every third.
func (m *Model) quota(n int) quota {
	q := quota{points: n, least: (2*n + 2) / 3}
	if n >= 3 {
		q.words = n * m.WordsPerPoint
		q.enough = n * fewestPerPoint
	}
	return q
}

const (
	fewestPerPoint = 12   // words of a point, on average, in a summary that leaves one out
	spare          = 0.14 // of worth, that a point may lack in a summary of fewer words
	cardSpare      = 0.22 // and in a card: it has three points unless form speaks against one

	mostPoints = 40 // of any summary
	pool       = 24 // so many sentences per point asked for are looked at, at least
	beamWidth  = 12 // so many sets of each size are kept
	alike      = 0.5
	repetition = 0.6 // what a set loses for saying a thing twice
)

// set is a set of candidates on its way through the text.
type set struct {
	taken []int32 // candidates, ascending
	value float64
	words int
}

// chooser finds the set of sentences that says most without repeating itself: a beam
// search in the text's order, so that a leaning sentence meets its predecessor.
type chooser struct {
	d     *document
	cands []int     // sentences that may be taken, in the text's order
	gains []float64 // by candidate
	quota quota
	beams [][]set   // by size
	likes []float64 // how alike two candidates are, plus one; 0: not asked yet
}

// choose returns the indexes of the chosen sentences, in the text's order. worth is
// the probability from which a sentence is worth its place.
func (d *document) choose(scores []float64, q quota, worth float64) []int {
	c := &chooser{d: d, quota: q, beams: make([][]set, q.points+1)}
	c.gather(scores, worth)
	c.beams[0] = []set{{}}
	for k := range c.cands {
		c.step(k)
	}
	return c.sentences(c.best())
}

// best is the set of most value among the sizes allowed, or the largest there is.
func (c *chooser) best() set {
	for n := c.quota.points; n > 0; n-- {
		if len(c.beams[n]) == 0 {
			continue
		}
		best := c.beams[n][0]
		for k := n - 1; k >= c.quota.least; k-- {
			if len(c.beams[k]) > 0 && c.beams[k][0].value > best.value+c.excuse(c.beams[k][0]) {
				best = c.beams[k][0]
			}
		}
		return best
	}
	return set{}
}

// excuse is how much less than its place a further point may be worth where a set says
// little.
func (c *chooser) excuse(s set) float64 {
	if s.words >= c.quota.enough {
		return c.quota.spare
	}
	return spare
}

// gather takes the best sentences, and the predecessors of those that lean.
func (c *chooser) gather(scores []float64, worth float64) {
	order := make([]int, 0, len(scores))
	for i := range scores {
		if c.d.sentences[i].flaws&unfit == 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	c.cands = order[:min(len(order), pool+2*c.quota.points)]
	slices.Sort(c.cands)
	c.gains = make([]float64, len(c.cands))
	c.likes = make([]float64, len(c.cands)*len(c.cands))
	for k, i := range c.cands {
		c.gains[k] = 1/(1+math.Exp(-scores[i])) - worth + c.d.form(i)
	}
}

// step offers candidate k to all sets so far.
func (c *chooser) step(k int) {
	i := c.cands[k]
	s := &c.d.sentences[i]
	for n := c.quota.points - 1; n >= 0; n-- {
		for _, b := range c.beams[n] {
			if !c.fits(b, s, i) {
				continue
			}
			value := b.value + c.gains[k] - c.loss(b, k)
			if beam := c.beams[n+1]; len(beam) == beamWidth && beam[beamWidth-1].value >= value {
				continue
			}
			next := set{taken: append(slices.Clip(b.taken), int32(k)), value: value, words: b.words + s.keptWords}
			c.beams[n+1] = insert(c.beams[n+1], next)
		}
	}
}

func (c *chooser) fits(b set, s *sentence, i int) bool {
	if c.quota.words > 0 && b.words+s.keptWords > c.quota.words {
		return false
	}
	if s.flaws&isLeaning == 0 || i == 0 {
		return true
	}
	n := len(b.taken)
	return n > 0 && c.cands[b.taken[n-1]] == i-1
}

// loss is what candidate at repeats of a set.
func (c *chooser) loss(b set, at int) float64 {
	i := c.cands[at]
	var most float64
	for _, k := range b.taken {
		most = max(most, c.likeness(int(k), at))
	}
	if most > alike {
		return 1
	}
	return repetition*most*most + c.formLoss(b, i) + c.lost(b, i)
}

// lost is what sentence i loses where it points back at one that a set does not have.
func (c *chooser) lost(b set, i int) float64 {
	if n := len(b.taken); c.d.tagged || n > 0 && c.cands[b.taken[n-1]] == i-1 || !c.d.pointsBack(&c.d.sentences[i]) {
		return 0
	}
	return backward
}

// likeness of two candidates, remembered.
func (c *chooser) likeness(a, b int) float64 {
	at := &c.likes[a*len(c.cands)+b]
	if *at == 0 {
		*at = 1 + c.d.likeness(c.cands[a], c.cands[b])
	}
	return *at - 1
}

// insert keeps the best sets of one size, best first.
func insert(beam []set, s set) []set {
	at, _ := slices.BinarySearchFunc(beam, s, func(a, b set) int { return cmp.Compare(b.value, a.value) })
	if at >= beamWidth {
		return beam
	}
	beam = slices.Insert(beam, at, s)
	return beam[:min(len(beam), beamWidth)]
}

func (c *chooser) sentences(s set) []int {
	out := make([]int, len(s.taken))
	for n, k := range s.taken {
		out[n] = c.cands[k]
	}
	return out
}
