package extractive

import (
	"crier/summarizer"
)

// lastResort gives one point where no sentence is fit to be shown: the best of those
// that are at least prose, else the beginning of the text. Only measuring asks for it.
func (d *document) lastResort(scores []float64) []summarizer.Point {
	for _, forgiven := range [...]flaw{isUnspoken | isOverlong, unfit &^ isFurniture, ^flaw(0)} {
		best := -1
		for i := range d.sentences {
			if d.sentences[i].flaws&unfit&^forgiven == 0 && (best < 0 || scores[i] > scores[best]) {
				best = i
			}
		}
		if best >= 0 && d.sentences[best].words <= longestTrimmed {
			return []summarizer.Point{d.point(best)}
		}
	}
	return d.beginning()
}

// beginning is the first words of the body.
func (d *document) beginning() []summarizer.Point {
	head := cutSample(d.body, sampleSize)
	v := newVocabulary(&language{}, 64)
	tokens := v.tokenize(nil, head, spanOf(head))
	if len(tokens) == 0 {
		return nil
	}
	last := tokens[min(len(tokens), mostWords)-1]
	span := summarizer.Span{Start: tokens[0].start, End: last.end}
	return []summarizer.Point{{Text: d.body[span.Start:span.End], Span: span}}
}
