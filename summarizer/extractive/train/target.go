package train

import (
	"cmp"
	"slices"
)

// Membership is learned from oracles of three sizes: the one as long as the summaries
// to be made counts most.
const (
	mainOracle  = 0.6
	sideOracles = 0.2 // each
	smallSize   = 1
	largeSize   = 5
)

// memberships tells, for each sentence, how far it belongs to an oracle's summary.
func memberships(r *rouge, refs []*text, s *sentences) []float32 {
	out := make([]float32, len(s.text))
	for _, o := range [...]struct {
		size  int
		share float32
	}{{points, mainOracle}, {smallSize, sideOracles}, {largeSize, sideOracles}} {
		for i, in := range oracle(r, refs, s.text, s.fit, s.lang, o.size) {
			if in {
				out[i] += o.share
			}
		}
	}
	return out
}

// Utility is measured in the company of likely sentences: the best by themselves and
// the first of the text.
const (
	bestCompany  = 6
	firstCompany = 4
	utilityScale = 20
)

// utilities tells what each sentence adds to summaries of three, against the others of
// its article: the mean ROUGE-1 plus ROUGE-2 of all summaries of it and two companions.
func utilities(r *rouge, refs []*text, s *sentences) []float32 {
	words := make([][]int32, len(s.text))
	alone := make([]float64, len(s.text))
	var fit []int
	for i := range s.text {
		words[i] = r.words(s.text[i], s.lang)
		if s.fit[i] {
			alone[i] = gain(refs, [][]int32{words[i]})
			fit = append(fit, i)
		}
	}
	company := companions(fit, alone)
	out := make([]float32, len(s.text))
	sums := make([]float64, len(s.text))
	var mean float64
	for _, i := range fit {
		sums[i] = meanWith(refs, words, company, i)
		mean += sums[i] / float64(len(fit))
	}
	for _, i := range fit {
		out[i] = float32(utilityScale * (sums[i] - mean))
	}
	return out
}

func companions(fit []int, alone []float64) []int {
	byGain := slices.Clone(fit)
	slices.SortStableFunc(byGain, func(a, b int) int { return cmp.Compare(alone[b], alone[a]) })
	company := slices.Clone(byGain[:min(len(byGain), bestCompany)])
	for _, i := range fit[:min(len(fit), firstCompany)] {
		if !slices.Contains(company, i) {
			company = append(company, i)
		}
	}
	return company
}

func meanWith(refs []*text, words [][]int32, company []int, i int) float64 {
	sum, n := 0.0, 0
	for x, a := range company {
		for _, b := range company[x+1:] {
			if a != i && b != i {
				sum += gain(refs, [][]int32{words[a], words[b], words[i]})
				n++
			}
		}
	}
	return sum / float64(max(1, n))
}
