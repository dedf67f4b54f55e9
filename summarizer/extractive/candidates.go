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
	Stems    []string // of its words, in order
	Cue      int      // the index in Features of what the cue words say
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
	vectors := d.measure(z.weights.of(d.lang.code))
	names := make([]string, d.vocab.terms)
	for stem, term := range d.vocab.byStem {
		names[term] = stem
	}
	out := make([]Candidate, len(vectors))
	for i := range vectors {
		s := &d.sentences[i]
		p := summarizer.Point{Span: s.span, Cuts: s.cuts}
		out[i] = Candidate{Text: p.From(d.body), Fit: s.flaws&unfit == 0, Features: vectors[i][:], Cue: fCue, Stems: d.stems(s, names)}
	}
	return out, nil
}

func (d *document) stems(s *sentence, names []string) []string {
	var out []string
	for _, t := range d.tokensOf(s) {
		out = append(out, names[d.vocab.words[t.word].term])
	}
	return out
}
