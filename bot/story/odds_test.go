package story

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// How the odds of concepts are found.
const (
	epochs         = 6
	stride         = 0.1  // of the first step; AdaGrad shortens the next ones
	drawn          = 1e-4 // what draws them to nothing
	commonArticles = 500  // of a language, from which shares of them mean something
)

// permilles are how common a concept is said to be.
var permilles = []int{5, 10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320}

// couple is two articles that are compared, and the concepts that both have or one.
type couple struct {
	evidence
	both, one []uint32
	same      bool
}

// pairsOf are those of a set, alone.
func pairsOf(of []event) (out []couple) {
	f := New(Options{Window: 1e4 * time.Hour})
	kept := map[uint64]event{}
	for _, e := range sortedByTime(of) {
		s := draw(e.Article)
		n, order := f.prepare(e.ID, s, e.At)
		for _, other := range f.candidates(order) {
			p := couple{evidence: f.compare(n, other), same: kept[other.id].number == e.number}
			p.both, p.one = conceptsOf(n, other)
			out = append(out, p)
		}
		f.Add(e.ID, s.bytes(), e.At, Place{Story: fmt.Sprint(e.number)})
		kept[hash64(e.ID)] = e
	}
	return out
}

func conceptsOf(a, b *article) (both, one []uint32) {
	has := map[uint32]int{}
	for _, n := range []*article{a, b} {
		for _, w := range n.words() {
			if w.kind == concept {
				has[w.hash]++
			}
		}
	}
	for h, n := range has {
		if n == 2 {
			both = append(both, h)
		} else {
			one = append(one, h)
		}
	}
	slices.Sort(both)
	slices.Sort(one)
	return both, one
}

// weight is one that is being found, and the sum of the squares of its slopes.
type weight struct{ w, squares float64 }

func (x *weight) step(slope float64) {
	slope += drawn * x.w
	x.squares += slope * slope
	x.w -= stride * slope / math.Sqrt(x.squares+1)
}

// regression tells by all aspects but the odds, and by concepts, whether pairs are about
// one event: what a concept says is what the aspects do not say already.
type regression struct {
	mean, deviation [aspects]float64
	aspect          [aspects]weight
	tongues         [relations]weight
	both, one       map[uint32]*weight
}

func newRegression(ps []couple) *regression {
	r := &regression{both: map[uint32]*weight{}, one: map[uint32]*weight{}}
	n := float64(len(ps))
	for i := range ps {
		for a, x := range ps[i].evidence {
			r.mean[a] += float64(x) / n
		}
	}
	for i := range ps {
		for a, x := range ps[i].evidence {
			d := float64(x) - r.mean[a]
			r.deviation[a] += d * d / n
		}
	}
	for a := range r.deviation {
		r.deviation[a] = math.Sqrt(r.deviation[a]) + 1e-6
	}
	return r
}

// each calls use with the weights that a pair asks for, and how much it has of them.
func (r *regression) each(p *couple, use func(x *weight, much float64)) {
	for a, x := range p.evidence {
		if a != relation && a != odds && a != ledOdds {
			use(&r.aspect[a], max(-3, min(3, (float64(x)-r.mean[a])/r.deviation[a])))
		}
	}
	use(&r.tongues[int(p.evidence[relation])], 1)
	for _, h := range p.both {
		use(weightOf(r.both, h), 1)
	}
	for _, h := range p.one {
		use(weightOf(r.one, h), 1)
	}
}

func weightOf(of map[uint32]*weight, h uint32) *weight {
	x := of[h]
	if x == nil {
		x = &weight{}
		of[h] = x
	}
	return x
}

// oddsOf finds the odds of concepts by logistic regression, by stochastic gradient descent
// with steps that shorten (J. Duchi et al., Adaptive subgradient methods, 2011).
func oddsOf(ps []couple) map[uint32]odd {
	r := newRegression(ps)
	order := rand.New(rand.NewPCG(8, 9))
	for range epochs {
		for _, i := range order.Perm(len(ps)) {
			p, sum := &ps[i], 0.0
			r.each(p, func(x *weight, much float64) { sum += x.w * much })
			slope := 1 / (1 + math.Exp(-sum))
			if p.same {
				slope--
			}
			r.each(p, func(x *weight, much float64) { x.step(slope * much) })
		}
	}
	all := map[uint32]odd{}
	for h, x := range r.both {
		all[h] = odd{both: rounded(x.w)}
	}
	for h, x := range r.one {
		all[h] = odd{both: all[h].both, one: rounded(x.w)}
	}
	return all
}

// rounded is a weight as odds.txt has it.
func rounded(x float64) float32 { return float32(math.Round(100*x) / 100) }

// learnedOdds are found from sets.
func learnedOdds(sets [][]event) map[uint32]odd {
	var ps []couple
	for _, of := range sets {
		ps = append(ps, pairsOf(of)...)
	}
	return oddsOf(ps)
}

// shares are of how many of a thousand articles of a language a concept is, where it is most.
func shares(sets [][]event) map[uint32]int {
	articles, has := map[string]int{}, map[string]map[uint32]int{}
	for _, of := range sets {
		for _, e := range of {
			if has[e.Language] == nil {
				has[e.Language] = map[uint32]int{}
			}
			articles[e.Language]++
			for _, w := range draw(e.Article).words {
				if w.kind == concept {
					has[e.Language][w.hash]++
				}
			}
		}
	}
	most := map[uint32]int{}
	for language, n := range articles {
		for h, times := range has[language] {
			if n >= commonArticles {
				most[h] = max(most[h], 1000*times/n)
			}
		}
	}
	return most
}

// TestFitOdds finds the odds of concepts anew, when it is asked to. To be run after
// TestFitWords and before TestFit; twice, as how common concepts are decides which articles
// are compared.
func TestFitOdds(t *testing.T) {
	if !*fitting {
		t.Skip("the odds stand; go test -run TestFitOdds -fit finds them anew")
	}
	sets := append(writers(t), ours(t)...)
	most, odds := shares(sets), learnedOdds(sets)
	head, _, _ := strings.Cut(oddsText, "\n\n")
	var b strings.Builder
	b.WriteString(head + "\n\n")
	for line := range strings.Lines(conceptText) {
		words, ok := strings.CutPrefix(line, "k ")
		if !ok {
			continue
		}
		first, _, _ := strings.Cut(words, " ")
		h := conceptHash(first)
		i, _ := slices.BinarySearch(permilles, most[h])
		o := odds[h]
		fmt.Fprintf(&b, "%s %d %.2f %.2f\n", first, permilles[min(i, len(permilles)-1)], o.both, o.one)
	}
	if err := os.WriteFile("odds.txt", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOddsAreRead(t *testing.T) {
	k := &known{odds: map[uint32]odd{}}
	most := map[uint32]uint32{}
	if err := k.readOdds("# a comment\n\nstrike 60 1.25 -0.50\n", most); err != nil {
		t.Fatal(err)
	}
	h := conceptHash("strike")
	if k.odds[h] != (odd{1.25, -0.5}) || most[h] != imagined*60/1000 {
		t.Errorf("strike: %v, in %d articles", k.odds[h], most[h])
	}
	for _, bad := range []string{"strike", "strike x 1 1", "strike 60 x 1", "strike 60 1 x", "strike 60 1 1 1"} {
		if err := k.readOdds(bad, most); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestWhatHappenedTellsMore holds the odds of some concepts that events are named by: what
// both have never says less than what one has.
func TestWhatHappenedTellsMore(t *testing.T) {
	all := commonWords().odds
	for line := range strings.Lines(conceptText) {
		if words, ok := strings.CutPrefix(line, "k "); ok {
			first, _, _ := strings.Cut(words, " ")
			if _, ok := all[conceptHash(first)]; !ok {
				t.Errorf("%s has no odds", first)
			}
		}
	}
	for _, first := range []string{"strike", "earthquake", "recall", "vaccine", "flood"} {
		if o, ok := all[conceptHash(first)]; !ok || o.both <= o.one {
			t.Errorf("%s speaks %.2f for one event if both have it, %.2f if one", first, o.both, o.one)
		}
	}
}
