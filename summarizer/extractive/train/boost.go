package train

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"

	"crier/summarizer/extractive"
)

// settings of the boosting. They were found by cross-validation; see Run.
type settings struct {
	trees    int
	rate     float64 // how much of each tree is believed
	leastRow float64 // a leaf has at least so much weight of rows
	shrink   float64 // added to every leaf's weight
}

var defaults = settings{trees: int(env("T", 160)), rate: env("R", 0.08), leastRow: env("L", 60), shrink: env("S", 10)}

func env(k string, d float64) float64 {
	if v, err := strconv.ParseFloat(os.Getenv(k), 64); err == nil {
		return v
	}
	return d
}

// bins is how finely a feature's values are told apart.
const bins = 64

// example is a sentence to learn from.
type example struct {
	features []float32
	label    float32 // 1: in the oracle's summary
	weight   float32
	group    int32
	stems    []string
	util     float32
}

// booster fits trees one after the other, each to what the ones before still miss.
type booster struct {
	set    settings
	rows   []example
	binned [][]uint8 // by feature, then row
	limits [][]float32
	score  []float64
	grad   []float64
	hess   []float64
	node   []int8
	use    []bool
	rand   *rand.Rand
	w      []float64
	soft   []float64
	total  map[int32]float64
}

// fit learns a model: gradient boosting on the logistic loss. Same rows, same order,
// same model, to the bit.
func fit(rows []example, set settings) *extractive.Model {
	b := &booster{
		rand: rand.New(rand.NewPCG(uint64(env("SEED", 1)), 2)), w: make([]float64, len(rows)), set: set, rows: rows, score: make([]float64, len(rows)),
		grad: make([]float64, len(rows)), hess: make([]float64, len(rows)), node: make([]int8, len(rows)),
	}
	b.bin()
	m := &extractive.Model{}
	for range set.trees {
		m.Trees = append(m.Trees, b.tree())
	}
	return m
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
	var t extractive.Tree
	b.use = b.use[:0]
	for range b.binned {
		b.use = append(b.use, b.rand.Float64() < env("CS", 1))
	}
	ss := env("SS", 1)
	b.softmax()
	for i := range b.rows {
		p := 1 / (1 + math.Exp(-b.score[i]))
		w := float64(b.rows[i].weight)
		if b.rand.Float64() >= ss {
			w = 0
		}
		b.w[i] = w
		if os.Getenv("UTIL2") != "" {
			b.grad[i] = w * (float64(b.rows[i].util) - b.score[i])
			b.hess[i] = w
			b.node[i] = 0
			continue
		}
		if lw := env("LISTW", 0); lw > 0 {
			q := b.soft[i]
			k := b.total[b.rows[i].group]
			b.grad[i] = w * ((1-lw)*(float64(b.rows[i].label)-p) + lw*(float64(b.rows[i].label)-k*q))
			b.hess[i] = w * ((1-lw)*p*(1-p) + lw*max(k*q*(1-q), 1e-3))
			b.node[i] = 0
			continue
		}
		b.grad[i] = w * (float64(b.rows[i].label) - p)
		b.hess[i] = w * p * (1 - p)
		b.node[i] = 0
	}
	for n := range inner {
		b.split(&t, n)
	}
	b.settle(&t)
	return t
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
			total.add(sums{b.grad[i], b.hess[i], b.w[i]})
		}
	}
	bestF, bestBin, bestGain := 0, len(b.limits[0]), 1e-6
	for f := range b.binned {
		if !b.use[f] {
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
		h.weight += b.w[i]
	}
	best, bestGain := 0, 0.0
	var left sums
	for k := range b.limits[f] {
		left.add(hist[k])
		right := total.less(left)
		if left.weight < b.set.leastRow || right.weight < b.set.leastRow {
			continue
		}
		gain := left.worth(b.set.shrink) + right.worth(b.set.shrink) - total.worth(b.set.shrink)
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
		at[b.node[i]].add(sums{b.grad[i], b.hess[i], b.w[i]})
	}
	for n := inner - 1; n >= 0; n-- {
		at[n] = at[2*n+1]
		at[n].add(at[2*n+2])
	}
	for n := range at {
		v := b.set.rate * at[n].grad / (at[n].hess + b.set.shrink)
		t.Value[n] = float32(math.Round(v*1e5) / 1e5)
	}
	for i := range b.rows {
		b.score[i] += float64(t.Value[b.node[i]])
	}
}

func (b *booster) softmax() {
	if b.soft == nil {
		b.soft = make([]float64, len(b.rows))
	}
	b.total = map[int32]float64{}
	sum := map[int32]float64{}
	for i := range b.rows {
		b.soft[i] = math.Exp(b.score[i])
		sum[b.rows[i].group] += b.soft[i]
		b.total[b.rows[i].group] += float64(b.rows[i].label)
	}
	for i := range b.rows {
		b.soft[i] /= sum[b.rows[i].group]
	}
}
