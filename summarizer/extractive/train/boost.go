package train

import (
	"math"
	"math/rand/v2"
	"slices"

	"crier/summarizer/extractive"
)

// settings of the boosting. They were found by cross-validation, which is insensitive
// to them: halving or doubling any moves ROUGE-1 by a tenth of a point.
const (
	treesPerTarget = 160
	rate           = 0.08 // how much of each tree is believed
	leastRows      = 30.0 // rows of a leaf, at least
	shrink         = 20.0 // rows of no opinion that every leaf is thought to have
	rowShare       = 0.5  // of the rows that a tree sees
	featureShare   = 0.3  // of the features that a tree may ask for
	bins           = 64   // how finely a feature's values are told apart
)

// target is what a run of trees learns.
type target int

const (
	membership target = iota // is the sentence in the oracle's summary? (logistic loss)
	utility                  // what does it add to other summaries? (squared loss)
)

// example is a sentence to learn from.
type example struct {
	features []float32
	stems    []string
	article  int
	member   float32 // how far it belongs to an oracle's summary, 0 to 1
	utility  float32
}

// booster fits trees one after the other, each to what the ones before still miss.
type booster struct {
	target target
	rows   []example
	binned [][]uint8 // by feature, then row
	limits [][]float32
	score  []float64
	grad   []float64
	hess   []float64
	weight []float64 // 1: the tree sees the row
	asks   []bool    // the features that the tree may ask for
	node   []int8
	rand   *rand.Rand
}

// boost learns trees by gradient boosting on random halves of the rows (J. Friedman,
// "Stochastic Gradient Boosting", 2002). Same rows, same order: same trees, to the bit.
func boost(rows []example, t target) []extractive.Tree {
	n := len(rows)
	b := &booster{
		target: t, rows: rows, score: make([]float64, n), grad: make([]float64, n), hess: make([]float64, n),
		weight: make([]float64, n), node: make([]int8, n), rand: rand.New(rand.NewPCG(1, 2)),
	}
	b.bin()
	b.asks = make([]bool, len(b.binned))
	var trees []extractive.Tree
	for range treesPerTarget {
		trees = append(trees, b.tree())
	}
	return trees
}

// bin sorts every feature's values into bins of equal numbers of rows.
func (b *booster) bin() {
	for f := range b.rows[0].features {
		values := make([]float32, len(b.rows))
		for i := range b.rows {
			values[i] = b.rows[i].features[f]
		}
		slices.Sort(values)
		var limits []float32
		for k := 1; k < bins; k++ {
			v := values[k*len(values)/bins]
			if next, ok := above(values, v); ok && (len(limits) == 0 || limits[len(limits)-1] < v) {
				limits = append(limits, middle(v, next))
			}
		}
		limits = slices.Compact(limits)
		column := make([]uint8, len(b.rows))
		for i := range b.rows {
			n, _ := slices.BinarySearch(limits, b.rows[i].features[f])
			column[i] = uint8(n)
		}
		b.limits = append(b.limits, limits)
		b.binned = append(b.binned, column)
	}
}

// above is the least value over v.
func above(sorted []float32, v float32) (float32, bool) {
	i, _ := slices.BinarySearchFunc(sorted, v, func(a, b float32) int {
		if a <= b {
			return -1
		}
		return 1
	})
	if i == len(sorted) {
		return 0, false
	}
	return sorted[i], true
}

// middle is a short number between two values, so that the written weights are read
// back as they were.
func middle(a, b float32) float32 {
	m := (float64(a) + float64(b)) / 2
	for scale := 1.0; scale < 1e7; scale *= 10 {
		if r := float32(math.Round(m*scale) / scale); r >= a && r < b {
			return r
		}
	}
	return a
}

const (
	inner = 1<<extractive.TreeDepth - 1
	nodes = 2<<extractive.TreeDepth - 1
)

// tree fits one tree and adds it to the rows' scores.
func (b *booster) tree() extractive.Tree {
	for f := range b.asks {
		b.asks[f] = b.rand.Float64() < featureShare
	}
	for i := range b.rows {
		b.weight[i] = 0
		if b.rand.Float64() < rowShare {
			b.weight[i] = 1
		}
		b.node[i] = 0
		b.slope(i)
	}
	var t extractive.Tree
	for n := range inner {
		b.split(&t, n)
	}
	b.settle(&t)
	return t
}

// slope sets the gradient and the curvature of a row's loss.
func (b *booster) slope(i int) {
	w := b.weight[i]
	if b.target == utility {
		b.grad[i], b.hess[i] = w*(float64(b.rows[i].utility)-b.score[i]), w
		return
	}
	p := 1 / (1 + math.Exp(-b.score[i]))
	b.grad[i], b.hess[i] = w*(float64(b.rows[i].member)-p), w*p*(1-p)
}

// sums of a set of rows.
type sums struct{ grad, hess, weight float64 }

func (s *sums) add(o sums)             { s.grad += o.grad; s.hess += o.hess; s.weight += o.weight }
func (s sums) less(o sums) sums        { return sums{s.grad - o.grad, s.hess - o.hess, s.weight - o.weight} }
func (s sums) worth(l float64) float64 { return s.grad * s.grad / (s.hess + l) }

// split asks the best question at a node and sends its rows on.
func (b *booster) split(t *extractive.Tree, n int) {
	var rows []int32
	var total sums
	for i := range b.rows {
		if int(b.node[i]) == n {
			rows = append(rows, int32(i))
			total.add(sums{b.grad[i], b.hess[i], b.weight[i]})
		}
	}
	bestF, bestBin, bestGain := 0, len(b.limits[0]), 1e-6
	for f := range b.binned {
		if !b.asks[f] {
			continue
		}
		if bin, gain := b.bestBin(f, rows, total); gain > bestGain {
			bestF, bestBin, bestGain = f, bin, gain
		}
	}
	t.Feature[n] = int8(bestF)
	t.Limit[n] = math.MaxFloat32 // no question is worth asking: all go left
	if bestBin < len(b.limits[bestF]) {
		t.Limit[n] = b.limits[bestF][bestBin]
	}
	for _, i := range rows {
		b.node[i] = int8(2*n + 1)
		if int(b.binned[bestF][i]) > bestBin {
			b.node[i] = int8(2*n + 2)
		}
	}
}

// bestBin finds where a feature divides the rows best.
func (b *booster) bestBin(f int, rows []int32, total sums) (int, float64) {
	var hist [bins]sums
	column := b.binned[f]
	for _, i := range rows {
		h := &hist[column[i]]
		h.grad += b.grad[i]
		h.hess += b.hess[i]
		h.weight += b.weight[i]
	}
	best, bestGain := 0, 0.0
	var left sums
	for k := range b.limits[f] {
		left.add(hist[k])
		right := total.less(left)
		if left.weight < leastRows || right.weight < leastRows {
			continue
		}
		gain := left.worth(shrink) + right.worth(shrink) - total.worth(shrink)
		if gain > bestGain {
			best, bestGain = k, gain
		}
	}
	return best, bestGain
}

// settle gives the nodes their values, from the leaves up, and the rows their scores.
func (b *booster) settle(t *extractive.Tree) {
	var at [nodes]sums
	for i := range b.rows {
		at[b.node[i]].add(sums{b.grad[i], b.hess[i], b.weight[i]})
	}
	for n := inner - 1; n >= 0; n-- {
		at[n] = at[2*n+1]
		at[n].add(at[2*n+2])
	}
	for n := range at {
		v := rate * at[n].grad / (at[n].hess + shrink)
		t.Value[n] = float32(math.Round(v*1e5) / 1e5)
	}
	for i := range b.rows {
		b.score[i] += float64(t.Value[b.node[i]])
	}
}
