package extractive

import (
	"context"
	"errors"

	"crier/summarizer"
)

// Candidate is a sentence as the ranker sees it: for training.
type Candidate struct {
	Text     string // less its cuts
	Fit      bool   // it may stand in a summary
	Features []float32
	Stems    []string
}

// Candidates takes a text apart as Summarize does and returns its sentences, in order.
// A text without a sentence has none; errors are those of ctx.
func (z *Summarizer) Candidates(ctx context.Context, t summarizer.Text) ([]Candidate, error) {
	d, err := z.read(ctx, t)
	if errors.Is(err, summarizer.ErrTooShort) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	vectors := d.measure(z.model)
	out := make([]Candidate, len(vectors))
	for i := range vectors {
		s := &d.sentences[i]
		p := summarizer.Point{Span: s.span, Cuts: s.cuts}
		out[i] = Candidate{Text: p.From(d.body), Fit: s.flaws&unfit == 0, Features: vectors[i][:], Stems: d.stems(s)}
	}
	return out, nil
}
