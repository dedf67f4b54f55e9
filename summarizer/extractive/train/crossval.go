package train

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"crier/summarizer"
	"crier/summarizer/extractive"
)

var W, PP, N float64

// points is how many sentences every measured summary may have.
const points = 3

// judged is an article made ready: its references as numbers of words, its sentences
// with their features, its rows to learn from, and the baseline's score.
type judged struct {
	article *Article
	fold    int
	refs    []*text
	rows    []example
	lead    Score
	score   Score
	oracle  Score
}

// lab holds what training needs.
type lab struct {
	rouge    *rouge
	base     *extractive.Summarizer
	articles []*judged
	log      io.Writer
}

func newLab(ctx context.Context, articles []Article, folds int, log io.Writer) (*lab, error) {
	l := &lab{rouge: newRouge(), base: extractive.New(), log: log}
	for i := range articles {
		j, err := l.prepare(ctx, &articles[i])
		if err != nil {
			return nil, err
		}
		j.fold = articles[i].fold(folds)
		for k := range j.rows {
			j.rows[k].group = int32(i)
		}
		l.articles = append(l.articles, j)
	}
	return l, nil
}

func (l *lab) prepare(ctx context.Context, a *Article) (*judged, error) {
	j := &judged{article: a}
	for _, r := range a.Refs {
		j.refs = append(j.refs, l.rouge.reference(r, a.Lang))
	}
	cands, err := l.base.Candidates(ctx, a.input())
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", a.ID, err)
	}
	texts, fit := make([]string, len(cands)), make([]bool, len(cands))
	for i, c := range cands {
		texts[i], fit[i] = c.Text, c.Fit
	}
	in := oracle(l.rouge, j.refs, texts, fit, a.Lang, int(env("ON", points)))
	for i, c := range cands {
		if c.Fit {
			e := example{features: c.Features, weight: 1, stems: c.Stems}
			if in[i] {
				e.label = 1
			}
			j.rows = append(j.rows, e)
		}
	}
	if os.Getenv("SOFT") != "" {
		// leave-one-in: gain of each sentence alone and with the oracle set
		for k := range j.rows {
			j.rows[k].label *= float32(env("SOFT", 1))
		}
		add := func(n int) {
			in := oracle(l.rouge, j.refs, texts, fit, a.Lang, n)
			k := 0
			for i := range cands {
				if cands[i].Fit {
					if in[i] {
						j.rows[k].label += float32((1 - env("SOFT", 1)) / 2)
					}
					k++
				}
			}
		}
		add(1)
		add(5)
	}
	if os.Getenv("ORACLE") != "" {
		var lines []string
		for i := range cands {
			if in[i] {
				lines = append(lines, texts[i])
			}
		}
		j.oracle = best(j.refs, l.rouge.text(lines, a.Lang))
	}
	if env("MIX", 0) > 0 {
		u := utilities(l.rouge, j.refs, texts, fit, a.Lang)
		k := 0
		for i := range cands {
			if cands[i].Fit {
				j.rows[k].util = float32(u[i])
				k++
			}
		}
	}
	j.lead = best(j.refs, l.rouge.text(lead(a.Text, points), a.Lang))
	return j, nil
}

func (a *Article) input() summarizer.Text {
	return summarizer.Text{Title: a.Title, Body: a.Text, Language: a.Lang}
}

// rowsOf gathers what to learn from: the articles that keep says.
func (l *lab) rowsOf(keep func(*judged) bool) []example {
	var rows []example
	for _, j := range l.articles {
		if keep(j) {
			rows = append(rows, j.rows...)
		}
	}
	return rows
}

// measure scores an article's real summary, all rules on.
func (l *lab) measure(ctx context.Context, z *extractive.Summarizer, j *judged) error {
	s, err := z.Summarize(ctx, j.article.input(), summarizer.Options{Points: int(env("P", 3)), Always: true})
	if err != nil {
		return fmt.Errorf("article %s: %w", j.article.ID, err)
	}
	var lines []string
	N++
	for _, p := range s.Points {
		W += float64(len(strings.Fields(p.Text)))
		PP++
		lines = append(lines, p.Text)
	}
	j.score = best(j.refs, l.rouge.text(lines, j.article.Lang))
	if os.Getenv("DUMP") != "" && strings.Contains("summeval newsroom realsumm", j.article.set) {
		fmt.Fprintf(os.Stderr, "%+.3f\t%s\t%s\nMINE: %s\nLEAD: %s\nREF: %s\n\n", j.score[0]-j.lead[0], j.article.set, j.article.ID, strings.Join(lines, "\n      "), strings.Join(lead(j.article.Text, 3), "\n      "), strings.ReplaceAll(j.article.Refs[0], "\n", " // "))
	}
	if os.Getenv("ORACLE") != "" {
		j.score = j.oracle
	}
	return nil
}

// crossValidate scores every article by a model that has not seen its fold.
func (l *lab) crossValidate(ctx context.Context, folds int, learn func(*judged) bool) error {
	for f := range folds {
		m := l.fit(l.rowsOf(func(j *judged) bool { return j.fold != f && learn(j) }), defaults)
		if os.Getenv("MIX") != "" {
			os.Setenv("UTIL", "")
			os.Setenv("UTIL2", "1")
			m2 := l.fit(l.rowsOf(func(j *judged) bool { return j.fold != f && learn(j) }), defaults)
			os.Setenv("UTIL2", "")
			os.Setenv("UTIL", "1")
			c := float32(env("MIX", 1))
			for _, t := range m2.Trees {
				for n := range t.Value {
					t.Value[n] *= c
				}
				m.Trees = append(m.Trees, t)
			}
		}
		z := extractive.With(m)
		for _, j := range l.articles {
			if j.fold != f {
				continue
			}
			if err := l.measure(ctx, z, j); err != nil {
				return err
			}
		}
	}
	return nil
}

// interval is a mean with its 95 % bootstrap interval.
type interval struct{ mean, low, high float64 }

// resamples of a bootstrap.
const resamples = 2000

func bootstrap(values []float64) interval {
	r := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamples)
	for k := range means {
		var sum float64
		for range values {
			sum += values[r.IntN(len(values))]
		}
		means[k] = sum / float64(len(values))
	}
	slices.Sort(means)
	var sum float64
	for _, v := range values {
		sum += v
	}
	return interval{sum / float64(len(values)), means[resamples*25/1000], means[resamples*975/1000]}
}

// report prints the figures of the articles that keep says.
func (l *lab) report(name string, keep func(*judged) bool) error {
	var diffs, scores [3][]float64
	for _, j := range l.articles {
		if !keep(j) {
			continue
		}
		for k := range diffs {
			diffs[k] = append(diffs[k], 100*(j.score[k]-j.lead[k]))
			scores[k] = append(scores[k], 100*j.score[k])
		}
	}
	if len(scores[0]) == 0 {
		return nil
	}
	line := fmt.Sprintf("%-14s %4d %.1fw %.2fp", name, len(scores[0]), W/N, PP/N)
	W, PP, N = 0, 0, 0
	for k := range diffs {
		s, d := bootstrap(scores[k]), bootstrap(diffs[k])
		line += fmt.Sprintf("  %6.2f (%+.2f [%+.2f, %+.2f])", s.mean, d.mean, d.low, d.high)
	}
	if _, err := fmt.Fprintln(l.log, line); err != nil {
		return fmt.Errorf("printing the figures: %w", err)
	}
	return nil
}

func utilities(r *rouge, refs []*text, cands []string, fit []bool, lang string) []float64 {
	words := make([][]int32, len(cands))
	single := make([]float64, len(cands))
	var pool []int
	for i, c := range cands {
		words[i] = r.words(c, lang)
		if fit[i] {
			single[i] = gain(refs, [][]int32{words[i]})
			pool = append(pool, i)
		}
	}
	slices.SortStableFunc(pool, func(a, b int) int {
		if single[a] > single[b] {
			return -1
		}
		if single[a] < single[b] {
			return 1
		}
		return 0
	})
	ctx := slices.Clone(pool[:min(len(pool), int(env("UC", 6)))])
	n := 0
	for i := range cands {
		if fit[i] && n < int(env("UL", 4)) {
			n++
			if !slices.Contains(ctx, i) {
				ctx = append(ctx, i)
			}
		}
	}
	out := make([]float64, len(cands))
	var mean float64
	for _, i := range pool {
		var sum, n float64
		for x, a := range ctx {
			for _, b := range ctx[x+1:] {
				if a == i || b == i {
					continue
				}
				sum += gain(refs, [][]int32{words[a], words[b], words[i]})
				n++
			}
		}
		if n > 0 {
			out[i] = sum / n
		}
		mean += out[i]
	}
	mean /= float64(max(1, len(pool)))
	var sd float64
	for _, i := range pool {
		out[i] -= mean
		sd += out[i] * out[i]
	}
	sd = math.Sqrt(sd / float64(max(1, len(pool))))
	for _, i := range pool {
		if os.Getenv("UZ") != "" {
			out[i] /= max(sd, 1e-6)
		} else {
			out[i] *= 20
		}
	}
	return out
}

func (l *lab) fit(rows []example, set settings) *extractive.Model {
	if env("CUE", 0) == 0 {
		return fit(rows, set)
	}
	at := len(rows[0].features) - 1
	inner := 5
	for f := range inner {
		cues := cuesOf(rows, func(g int32) bool { return int(g)%inner != f })
		for i := range rows {
			if int(rows[i].group)%inner == f {
				rows[i].features[at] = cueOf(cues, rows[i].stems)
			}
		}
	}
	m := fit(rows, set)
	m.Cues = cuesOf(rows, func(int32) bool { return true })
	for i := range rows {
		rows[i].features[at] = 0
	}
	return m
}

func cueOf(c map[string]float32, stems []string) float32 {
	var sum float32
	for _, s := range stems {
		sum += c[s]
	}
	return sum / float32(max(1, len(stems)))
}

func cuesOf(rows []example, keep func(int32) bool) map[string]float32 {
	type count struct {
		pos, all float64
		docs     map[int32]bool
	}
	counts := map[string]*count{}
	var pos, all float64
	for i := range rows {
		if !keep(rows[i].group) {
			continue
		}
		pos += float64(rows[i].label)
		all++
		seen := map[string]bool{}
		for _, s := range rows[i].stems {
			if seen[s] {
				continue
			}
			seen[s] = true
			c := counts[s]
			if c == nil {
				c = &count{docs: map[int32]bool{}}
				counts[s] = c
			}
			c.pos += float64(rows[i].label)
			c.all++
			c.docs[rows[i].group] = true
		}
	}
	base := pos / all
	out := map[string]float32{}
	k := env("CK", 20)
	for s, c := range counts {
		if len(c.docs) < int(env("CD", 25)) {
			continue
		}
		out[s] = float32(math.Log((c.pos + k*base) / (c.all + k) / base))
	}
	return out
}
