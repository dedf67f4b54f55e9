// Package train finds the weights of the extractive summarizer's ranker and measures
// what they are worth.
//
// Decisions that bind this room:
//
//   - Figures come from the real Summarize with all rules on, by weights that have not
//     seen the article; copies of an article in several files share a fold.
//   - The same data and options give the same bytes: fixed seeds, fixed order.
//   - No text of an article is written anywhere, only weights and stems that many
//     articles share.
package train

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

// Options of a training run.
type Options struct {
	Data  string // folder of *.jsonl files: {"id","lang","title","text","refs"} a line
	Folds int    // of the cross-validation; 0: 5; 1: none
	Out   string // the weights file to write; empty: only measure
	Date  string // of the run, YYYY-MM-DD, written beside the weights; with Out
}

// defaultFolds of a cross-validation.
const defaultFolds = 5

// Run cross-validates, prints the figures to w and, with o.Out, writes the weights
// that all of the data gives. It returns errors of reading, writing and of ctx.
func Run(ctx context.Context, w io.Writer, o Options) error {
	articles, err := Load(o.Data)
	if err != nil {
		return err
	}
	folds := o.Folds
	if folds == 0 {
		folds = defaultFolds
	}
	l, err := newLab(ctx, articles, folds)
	if err != nil {
		return err
	}
	if folds > 1 {
		if err := l.crossValidate(ctx, folds); err != nil {
			return err
		}
		if err := l.report(w); err != nil {
			return err
		}
	}
	if o.Out == "" {
		return nil
	}
	return l.write(o)
}

// write learns from everything and writes the weights file.
func (l *lab) write(o Options) error {
	weights := l.learn(func(*judged) bool { return true })
	weights.Version = o.Date
	data, err := source(weights, l.about(o.Date))
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.Out, data, 0o644); err != nil {
		return fmt.Errorf("writing the weights: %w", err)
	}
	return nil
}

// about says what the weights were learned from.
func (l *lab) about(date string) string {
	var sets []string
	n := 0
	for i, j := range l.articles {
		n++
		if i+1 == len(l.articles) || l.articles[i+1].article.set != j.article.set {
			sets = append(sets, fmt.Sprintf("%s %d", j.article.set, n))
			n = 0
		}
	}
	return "Date: " + date + "\nData, articles: " + strings.Join(sets, ", ")
}
