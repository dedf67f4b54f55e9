// Package train finds the weights of the extractive summarizer's ranker, and measures
// what they are worth.
package train

import (
	"context"
	"io"
	"os"
)

// Options of a training run.
type Options struct {
	Data  string // folder of *.jsonl files: {"id","lang","title","text","refs"} a line
	Folds int    // of the cross-validation; 0: 5
}

// Run cross-validates.
func Run(ctx context.Context, w io.Writer, o Options) error {
	articles, err := Load(o.Data)
	if err != nil {
		return err
	}
	folds := o.Folds
	if folds == 0 {
		folds = 5
	}
	l, err := newLab(ctx, articles, folds, w)
	if err != nil {
		return err
	}
	if err := l.crossValidate(ctx, folds, func(j *judged) bool { return os.Getenv("ALL") != "" || j.article.Lang == "en" }); err != nil {
		return err
	}
	if err := l.report("en", func(j *judged) bool { return j.article.Lang == "en" }); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, j := range l.articles {
		if set := j.article.set; !seen[set] {
			seen[set] = true
			if err := l.report(set, func(j *judged) bool { return j.article.set == set }); err != nil {
				return err
			}
		}
	}
	return nil
}
