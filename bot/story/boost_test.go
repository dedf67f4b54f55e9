package story

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"sync"
)

// How a forest is grown.
const (
	rounds   = 200
	rate     = 0.12 // how much of what it found a tree says
	ridge    = 10.0 // what draws leaves to nothing
	fewest   = 60   // lessons of a leaf
	sampled  = 0.6  // of the events, on which a tree grows (J. H. Friedman, Stochastic gradient boosting, 2002)
	maxGrade = 255  // values of an aspect that are told apart
)

// signs that aspects have: more in common never speaks against, more that is new or more
// time between never for it.
var signs = [aspects]int{
	names: 1, numbers: 1, words: 1, concepts: 1, leads: 1, ledConcepts: 1, rarestName: 1, secondName: 1, rarestNumber: 1, distinct: 1,
	knownNames: 1, knownFigure: 1, knownConcept: 1, allConcepts: 1, likeNames: 1, likeWords: 1, knownTitle: 1, bestTitle: 1,
	knownLead: 1, bestLead: 1, knownTopic: 1, bestTopic: 1, rareWord: 1, titles: 1, titleWords: 1, odds: 1, ledOdds: 1, newTitle: -1, newestTitle: -1, apart: -1, otherDay: -1,
}

// slope is the sum of the first and second derivatives of the loss, and of how many lessons.
type slope struct{ g, h, n float64 }

func (s slope) minus(o slope) slope { return slope{s.g - o.g, s.h - o.h, s.n - o.n} }

// bounds are what a leaf may say, so that the signs hold.
type bounds struct{ least, most float64 }

func (b bounds) value(s slope) float64 { return max(b.least, min(b.most, -s.g/(s.h+ridge))) }

func (s slope) loss(v float64) float64 { return s.g*v + (s.h+ridge)*v*v/2 }

// growing is a forest being grown by gradient boosting with second derivatives and
// monotone constraints (T. Chen and C. Guestrin, XGBoost, 2016).
type growing struct {
	lessons []lesson
	limits  [aspects][]float32 // between grades
	grades  [aspects][]uint8   // of each lesson
	sums    []float64
	leaf    []int // of each lesson in the tree that grows
	slopes  []slope
}

func grow(lessons []lesson) forest {
	g := growing{lessons: lessons, sums: make([]float64, len(lessons)), leaf: make([]int, len(lessons)), slopes: make([]slope, len(lessons))}
	for a := range aspects {
		g.grade(a)
	}
	var f forest
	r := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		hears := map[int]bool{}
		for i, l := range lessons {
			p := 1 / (1 + math.Exp(-g.sums[i]))
			y := 0.0
			if l.same {
				y = 1
			}
			if _, asked := hears[l.event]; !asked {
				hears[l.event] = r.Float64() < sampled
			}
			g.slopes[i], g.leaf[i] = slope{}, 0
			if hears[l.event] {
				g.slopes[i] = slope{p - y, p * (1 - p), 1}
			}
		}
		t := g.tree()
		f = append(f, t)
		for i := range lessons {
			g.sums[i] += forest{t}.logit(&lessons[i].evidence)
		}
	}
	return f
}

// grade parts the values of an aspect into grades of as many lessons.
func (g *growing) grade(aspect int) {
	all := make([]float32, len(g.lessons))
	for i := range g.lessons {
		all[i] = g.lessons[i].evidence[aspect]
	}
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	distinct := slices.Compact(slices.Clone(sorted))
	var limits []float32
	if len(distinct) <= maxGrade {
		limits = distinct[min(1, len(distinct)):]
	} else {
		for k := 1; k < maxGrade; k++ {
			limits = append(limits, sorted[len(sorted)*k/maxGrade])
		}
		limits = slices.Compact(limits)
	}
	g.limits[aspect] = limits
	g.grades[aspect] = make([]uint8, len(all))
	for i, x := range all {
		g.grades[aspect][i] = uint8(sort.Search(len(limits), func(k int) bool { return x < limits[k] }))
	}
}

func (g *growing) tree() (t tree) {
	within := []bounds{{math.Inf(-1), math.Inf(1)}}
	first := 0 // question of the level
	for level := range levels {
		here := 1 << level
		sums := g.histograms(here)
		next := make([]bounds, 0, 2*here)
		for k := range here {
			s := g.split(sums[k], within[k])
			t.aspect[first+k], t.limit[first+k] = uint8(s.aspect), s.limit
			next = append(next, s.left, s.right)
		}
		for i := range g.lessons {
			k := g.leaf[i]
			right := 0
			if g.lessons[i].evidence[t.aspect[first+k]] >= t.limit[first+k] {
				right = 1
			}
			g.leaf[i] = 2*k + right
		}
		within, first = next, 2*first+1
	}
	var all [leaves]slope
	for i, s := range g.slopes {
		o := &all[g.leaf[i]]
		o.g, o.h, o.n = o.g+s.g, o.h+s.h, o.n+s.n
	}
	for k := range all {
		t.leaf[k] = float32(rate * within[k].value(all[k]))
	}
	return t
}

// histograms add up the slopes of each node by aspect and grade.
func (g *growing) histograms(nodes int) [][aspects][]slope {
	all := make([][aspects][]slope, nodes)
	for k := range all {
		for a := range all[k] {
			all[k][a] = make([]slope, len(g.limits[a])+1)
		}
	}
	var wait sync.WaitGroup
	for a := range aspects {
		wait.Go(func() {
			grades := g.grades[a]
			for i, s := range g.slopes {
				o := &all[g.leaf[i]][a][grades[i]]
				o.g, o.h, o.n = o.g+s.g, o.h+s.h, o.n+s.n
			}
		})
	}
	wait.Wait()
	return all
}

// cut is a question and what its two sides may say.
type cut struct {
	gain        float64
	aspect      int
	limit       float32
	left, right bounds
}

// split finds the question that brings most; none: all go to the left.
func (g *growing) split(of [aspects][]slope, within bounds) cut {
	var all slope
	for _, s := range of[0] {
		all.g, all.h, all.n = all.g+s.g, all.h+s.h, all.n+s.n
	}
	best := cut{limit: float32(math.Inf(1)), left: within, right: within}
	before := all.loss(within.value(all))
	for a := range aspects {
		var left slope
		for k, limit := range g.limits[a] {
			s := of[a][k]
			left.g, left.h, left.n = left.g+s.g, left.h+s.h, left.n+s.n
			right := all.minus(left)
			if left.n < fewest || right.n < fewest {
				continue
			}
			l, r := within.value(left), within.value(right)
			if signs[a]*cmp.Compare(l, r) > 0 {
				continue
			}
			if gain := before - left.loss(l) - right.loss(r); gain > best.gain+1e-9 {
				best = cut{gain, a, limit, within, within}
				middle := (l + r) / 2
				switch signs[a] {
				case 1:
					best.left.most, best.right.least = middle, middle
				case -1:
					best.left.least, best.right.most = middle, middle
				}
			}
		}
	}
	return best
}
