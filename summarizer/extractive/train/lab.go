package train

import (
	"context"
	"fmt"
	"slices"

	"crier/summarizer"
	"crier/summarizer/extractive"
)

// points is how many sentences every measured summary may have.
const points = 3

// sentences are those of an article, less their cuts.
type sentences struct {
	text []string
	fit  []bool
	lang string
}

// judged is an article made ready: its references as numbers of words, its rows to
// learn from, the baseline's score and that of the summarizer.
type judged struct {
	article *Article
	fold    int
	refs    []*text
	rows    []example
	lead    Score
	score   Score
	points  int
	words   int
}

// lab holds what training needs.
type lab struct {
	rouge    *rouge
	base     *extractive.Summarizer
	articles []*judged
	cue      int // which feature the cue words fill
}

func newLab(ctx context.Context, articles []Article, folds int) (*lab, error) {
	l := &lab{rouge: newRouge(), base: extractive.New()}
	for i := range articles {
		j, err := l.prepare(ctx, &articles[i])
		if err != nil {
			return nil, err
		}
		j.fold = articles[i].fold(folds)
		for k := range j.rows {
			j.rows[k].article = i
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
	s := &sentences{lang: a.Lang}
	for _, c := range cands {
		s.text, s.fit = append(s.text, c.Text), append(s.fit, c.Fit)
	}
	member, useful := memberships(l.rouge, j.refs, s), utilities(l.rouge, j.refs, s)
	for i, c := range cands {
		l.cue = c.Cue
		if c.Fit {
			j.rows = append(j.rows, example{features: c.Features, stems: c.Stems, member: member[i], utility: useful[i]})
		}
	}
	j.lead = best(j.refs, l.rouge.text(lead(a.Text, points), a.Lang))
	return j, nil
}

func (a *Article) input() summarizer.Text {
	return summarizer.Text{Title: a.Title, Body: a.Text, Language: a.Lang}
}

// utilityShare is how much the trees that learn utility count beside those that learn
// membership.
const utilityShare = 2

// English summaries keep to what a chat reads at a glance; what the references of the
// other languages ask for differs too much to learn a bound from them.
const (
	wordsPerPoint = 30
	worth         = 0.20
)

// learn fits the weights to the articles that keep says.
func (l *lab) learn(keep func(*judged) bool) *extractive.Weights {
	w := &extractive.Weights{}
	if rows := l.rows(func(j *judged) bool { return keep(j) && j.article.Lang == "en" }); len(rows) > 0 {
		setCues(rows, l.cue)
		w.English = extractive.Model{Trees: grow(rows), Cues: cuesOf(rows, func(int) bool { return true }), WordsPerPoint: wordsPerPoint, Worth: worth}
	}
	if rows := l.rows(func(j *judged) bool { return keep(j) && j.article.Lang != "en" }); len(rows) > 0 {
		w.Others = extractive.Model{Trees: grow(rows)}
	}
	return w
}

func grow(rows []example) []extractive.Tree {
	trees := boost(rows, membership)
	for _, t := range boost(rows, utility) {
		for n := range t.Value {
			t.Value[n] *= utilityShare
		}
		trees = append(trees, t)
	}
	return trees
}

func (l *lab) rows(keep func(*judged) bool) []example {
	var rows []example
	for _, j := range l.articles {
		if keep(j) {
			rows = append(rows, j.rows...)
		}
	}
	return slices.Clone(rows)
}

// measure scores an article's real summary, all rules on.
func (l *lab) measure(ctx context.Context, z *extractive.Summarizer, j *judged) error {
	s, err := z.Summarize(ctx, j.article.input(), summarizer.Options{Points: points, Always: true})
	if err != nil {
		return fmt.Errorf("article %s: %w", j.article.ID, err)
	}
	var lines []string
	for _, p := range s.Points {
		lines = append(lines, p.Text)
	}
	t := l.rouge.text(lines, j.article.Lang)
	j.score, j.points, j.words = best(j.refs, t), len(lines), s.WordsOut
	return nil
}

// crossValidate scores every article by weights that have not seen its fold.
func (l *lab) crossValidate(ctx context.Context, folds int) error {
	for f := range folds {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("cross-validating: %w", err)
		}
		z := extractive.With(l.learn(func(j *judged) bool { return j.fold != f }))
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
