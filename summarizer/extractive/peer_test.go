package extractive

import (
	"context"
	"math"
	"slices"
	"testing"

	"crier/summarizer"
)

// textRank is the algorithm that most free summarizers follow (R. Mihalcea, P. Tarau,
// "TextRank: Bringing Order into Texts", 2004), on our sentences: it stands in the
// benchmarks beside ours, for what a summary costs on the same machine.
func textRank(d *document, n int) []int {
	size := len(d.sentences)
	weights := make([][]float64, size)
	sums := make([]float64, size)
	for i := range weights {
		weights[i] = make([]float64, size)
		for k := range i {
			w := shared(d, i, k)
			weights[i][k], weights[k][i] = w, w
			sums[i] += w
			sums[k] += w
		}
	}
	const damping, rounds = 0.85, 30
	score := make([]float64, size)
	for range rounds {
		next := make([]float64, size)
		for i := range next {
			next[i] = 1 - damping
			for k := range weights {
				if sums[k] > 0 {
					next[i] += damping * weights[k][i] / sums[k] * score[k]
				}
			}
		}
		score = next
	}
	order := make([]int, size)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if score[a] > score[b] {
			return -1
		}
		return 1
	})
	order = order[:min(n, size)]
	slices.Sort(order)
	return order
}

// shared is how many words two sentences share, by their lengths.
func shared(d *document, a, b int) float64 {
	words := map[int32]bool{}
	for _, t := range d.tokensOf(&d.sentences[a]) {
		words[t.word] = true
	}
	n := 0
	for _, t := range d.tokensOf(&d.sentences[b]) {
		if words[t.word] {
			n++
			words[t.word] = false
		}
	}
	la, lb := d.sentences[a].words, d.sentences[b].words
	if la+lb < 4 {
		return 0
	}
	return float64(n) / (math.Log(float64(la)) + math.Log(float64(lb)))
}

func TestTextRankTakesTheMostConnected(t *testing.T) {
	d := take(t, "The dam on the river holds. The river dam was built in May. Ten people sang. The dam and the river rose in May.", "en")
	if got := textRank(d, 1); !slices.Equal(got, []int{3}) && !slices.Equal(got, []int{1}) {
		t.Errorf("%v", got)
	}
}

func BenchmarkTextRank700Words(b *testing.B) {
	z, text := New(), summarizer.Text{Body: article(700), Language: "en"}
	b.ReportAllocs()
	for b.Loop() {
		d, err := z.read(context.Background(), text)
		if err != nil {
			b.Fatal(err)
		}
		textRank(d, 3)
	}
}
