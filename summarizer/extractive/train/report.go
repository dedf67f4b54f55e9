package train

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
)

// interval is a mean with its 95 % bootstrap interval.
type interval struct{ mean, low, high float64 }

// resamples of a bootstrap.
const resamples = 2000

func bootstrap(values []float64) interval {
	r := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamples)
	for k := range means {
		for range values {
			means[k] += values[r.IntN(len(values))] / float64(len(values))
		}
	}
	slices.Sort(means)
	var mean float64
	for _, v := range values {
		mean += v / float64(len(values))
	}
	return interval{mean, means[resamples*25/1000], means[resamples*975/1000]}
}

// report prints the figures of all English articles and of every file.
func (l *lab) report(w io.Writer) error {
	if _, err := fmt.Fprintln(w, "set           articles points words   R1 (over lead)   R2   RLsum, F1 × 100, 95 % bootstrap intervals"); err != nil {
		return fmt.Errorf("printing the figures: %w", err)
	}
	if err := l.line(w, "English", func(j *judged) bool { return j.article.Lang == "en" }); err != nil {
		return err
	}
	for i, j := range l.articles {
		if i > 0 && l.articles[i-1].article.set == j.article.set {
			continue
		}
		if err := l.line(w, j.article.set, func(o *judged) bool { return o.article.set == j.article.set }); err != nil {
			return err
		}
	}
	return nil
}

func (l *lab) line(w io.Writer, name string, keep func(*judged) bool) error {
	var diffs, scores [3][]float64
	points, words := 0, 0
	for _, j := range l.articles {
		if !keep(j) {
			continue
		}
		points, words = points+j.points, words+j.words
		for k := range diffs {
			diffs[k] = append(diffs[k], 100*(j.score[k]-j.lead[k]))
			scores[k] = append(scores[k], 100*j.score[k])
		}
	}
	n := len(scores[0])
	if n == 0 {
		return nil
	}
	line := fmt.Sprintf("%-13s %8d %6.2f %5.1f", name, n, float64(points)/float64(n), float64(words)/float64(n))
	for k := range diffs {
		s, d := bootstrap(scores[k]), bootstrap(diffs[k])
		line += fmt.Sprintf("  %6.2f (%+.2f [%+.2f, %+.2f])", s.mean, d.mean, d.low, d.high)
	}
	if _, err := fmt.Fprintln(w, line); err != nil {
		return fmt.Errorf("printing the figures: %w", err)
	}
	return nil
}
