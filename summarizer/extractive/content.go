package extractive

import (
	"math"
)

// content measures what a sentence says against what the text says.
func (d *document) content(v *vector, i int, t *terms) {
	s := &d.sentences[i]
	var n, weight, freq, dot, top, fresh, later, names, newNames, title, first, lead float64
	for _, tok := range d.tokensOf(s) {
		term := d.vocab.words[tok.word].term
		if t.stop[term] || t.mark[term] == int32(i+1) {
			continue
		}
		t.mark[term] = int32(i + 1)
		n++
		w := t.weight[term]
		weight += w
		dot += w
		freq += float64(t.sentences[term])
		if w >= t.topWeight {
			top++
		}
		fresh += float64(bit(t.first[term] == int32(i)))
		later += float64(bit(t.last[term] > int32(i)))
		if term == t.topName {
			v[fTopName] = 1
		}
		if t.name[term] {
			names += float64(t.sentences[term])
			newNames += float64(bit(t.first[term] == int32(i)))
		}
		title += float64(bit(t.title[term]))
		first += float64(bit(t.inFirst[term]))
		lead += float64(bit(t.inLead[term]))
	}
	if n == 0 {
		return
	}
	v[fTitle] = float32(title / float64(max(1, t.titles)))
	v[fFirst], v[fLead] = float32(first/n), float32(lead/n)
	v[fCentroid] = float32(dot / math.Sqrt(n) / max(t.norm, 1e-9))
	v[fFrequency] = float32(math.Log1p(freq / n))
	v[fTop], v[fCoverage] = float32(top/10), float32(weight)
	v[fNew], v[fLater] = float32(fresh/n), float32(later/n)
	v[fNameWeight], v[fNewNames] = float32(math.Log1p(names)), float32(newNames)
}

// likeness is the share of terms, function words aside, that two sentences have in
// common: 2·|A∩B| / (|A|+|B|).
func (d *document) likeness(a, b int) float64 {
	d.scratch++
	if n := int(d.vocab.terms); len(d.seen) < n {
		d.seen = make([]int32, n)
	}
	in := 2 * d.scratch
	na, nb, common := 0, 0, 0
	for _, tok := range d.tokensOf(&d.sentences[a]) {
		w := &d.vocab.words[tok.word]
		if w.class&stopword == 0 && d.seen[w.term] != in {
			d.seen[w.term] = in
			na++
		}
	}
	for _, tok := range d.tokensOf(&d.sentences[b]) {
		w := &d.vocab.words[tok.word]
		if w.class&stopword != 0 || d.seen[w.term] == in+1 {
			continue
		}
		if d.seen[w.term] == in {
			common++
		}
		d.seen[w.term] = in + 1
		nb++
	}
	return 2 * float64(common) / float64(max(1, na+nb))
}

// cue measures the cue words of every sentence: their mean weight.
func (d *document) cue(vectors []vector, m *Model) {
	weights := make([]float32, d.vocab.terms)
	for stem, term := range d.vocab.byStem {
		weights[term] = m.Cues[stem]
	}
	for i := range vectors {
		s := &d.sentences[i]
		var sum float32
		for _, t := range d.tokensOf(s) {
			sum += weights[d.vocab.words[t.word].term]
		}
		vectors[i][fCue] = sum / float32(max(1, s.to-s.from))
	}
}

func bit(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
