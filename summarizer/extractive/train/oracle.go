package train

// oracle finds the summary that an all-knowing extractor would give: sentences added
// one by one while ROUGE-1 and ROUGE-2 grow, at most n. Membership in it is what the
// ranker learns.
func oracle(r *rouge, refs []*text, cands []string, fit []bool, lang string, n int) []bool {
	in := make([]bool, len(cands))
	words := make([][]int32, len(cands))
	for i, c := range cands {
		words[i] = r.words(c, lang)
	}
	var chosen [][]int32
	last := 0.0
	for range n {
		bestAt, bestGain := -1, last
		for i := range cands {
			if in[i] || !fit[i] {
				continue
			}
			if v := gain(refs, append(chosen, words[i])); v > bestGain {
				bestAt, bestGain = i, v
			}
		}
		if bestAt < 0 {
			break
		}
		in[bestAt] = true
		chosen = append(chosen, words[bestAt])
		last = bestGain
	}
	return in
}

// gain is ROUGE-1 plus ROUGE-2, by the best reference for the sum.
func gain(refs []*text, lines [][]int32) float64 {
	t := &text{one: map[int32]int{}, two: map[int64]int{}}
	prev := int32(-1)
	for _, l := range lines {
		for _, w := range l {
			t.one[w]++
			if prev >= 0 {
				t.two[int64(prev)<<32|int64(w)]++
			}
			prev = w
		}
	}
	var most float64
	for _, ref := range refs {
		most = max(most, overlap(ref.one, t.one)+overlap(ref.two, t.two))
	}
	return most
}
