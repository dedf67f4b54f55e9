package extractive

import (
	"crier/summarizer"
	"slices"
)

// Redundancy: two sentences so alike say the same thing.
const alike = 0.55

// The long size: at least so many points, at most so many, of at most this share.
const (
	longMin   = 5
	longMax   = 7
	longShare = 0.4
)

// quota is how much a summary may hold.
type quota struct {
	points int
	words  int // 0: no bound
}

func quotaOf(o summarizer.Options, wordsIn int) quota {
	switch {
	case o.Points > 0:
		return quota{points: o.Points}
	case o.Words > 0:
		return quota{points: max(1, o.Words/8), words: o.Words}
	case o.Size == summarizer.Short:
		return quota{points: 1}
	case o.Size == summarizer.Long:
		return quota{points: longMax, words: max(int(longShare*float64(wordsIn)), mostWords)}
	}
	return quota{points: 3}
}

// picker chooses a set of sentences: the best first, each next one less for what it
// repeats, a leaning one only with its predecessor.
type picker struct {
	d      *document
	scores []float64
	chosen []int
	words  int
	quota  quota
}

// choose returns the indexes of the chosen sentences, in the text's order.
func (d *document) choose(scores []float64, q quota) []int {
	p := &picker{d: d, scores: scores, quota: q}
	order := make([]int, 0, len(scores))
	for i := range scores {
		if d.sentences[i].flaws&unfit == 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return a - b
	})
	for _, i := range order {
		if len(p.chosen) >= q.points {
			break
		}
		p.consider(i)
	}
	slices.Sort(p.chosen)
	return p.chosen
}

func (p *picker) consider(i int) {
	if slices.Contains(p.chosen, i) {
		return
	}
	s := &p.d.sentences[i]
	if s.flaws&isLeaning != 0 && i > 0 && !slices.Contains(p.chosen, i-1) {
		return
	}
	if p.quota.words > 0 && p.words+s.keptWords > p.quota.words {
		return
	}
	for _, c := range p.chosen {
		if p.d.likeness(c, i) > alike {
			return
		}
	}
	p.chosen = append(p.chosen, i)
	p.words += s.keptWords
}
