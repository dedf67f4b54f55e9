package extractive

import (
	"context"
	"fmt"
	"strings"

	"crier/summarizer"
)

// Summarizer is the extractive summarizer. It is safe for concurrent use: all that it
// holds is read only.
type Summarizer struct {
	languages *languages
	weights   *Weights
}

var _ summarizer.Summarizer = (*Summarizer)(nil)

// New returns the summarizer with its compiled-in weights.
func New() *Summarizer { return With(compiled()) }

// With returns a summarizer with other weights: for training and for measuring.
func With(w *Weights) *Summarizer {
	all, err := loadLanguages()
	if err != nil {
		panic("extractive: " + err.Error()) // the files are compiled in, and a test reads them all
	}
	return &Summarizer{languages: all, weights: w}
}

// Summarize implements summarizer.Summarizer. A text that holds no more sentences
// than were asked for is returned whole, with the method "whole".
func (z *Summarizer) Summarize(ctx context.Context, t summarizer.Text, o summarizer.Options) (summarizer.Summary, error) {
	d, err := z.read(ctx, t)
	if err != nil {
		return summarizer.Summary{}, err
	}
	out := summarizer.Summary{
		Language: t.Language, Method: "extractive/" + z.weights.Version,
		TitleIsCut: d.titleIsCut(), WordsIn: d.wordsIn,
	}
	if out.Language == "" {
		out.Language = d.lang.code
	}
	if err := d.refusal(); err != nil && !o.Always {
		return summarizer.Summary{}, err
	}
	m := z.weights.of(d.lang.code)
	q := quotaOf(o, d.wordsIn, m)
	if whole := d.whole(q); whole != nil && !o.Always {
		out.Method = "whole"
		d.fill(&out, whole, nil, m)
		return out, nil
	}
	vectors := d.measure(m)
	if err := ctx.Err(); err != nil {
		return summarizer.Summary{}, fmt.Errorf("summarizing: %w", err)
	}
	scores := make([]float64, len(vectors))
	for i := range vectors {
		scores[i] = m.Score(vectors[i][:])
	}
	d.fill(&out, d.choose(scores, q, m.Worth), vectors, m)
	switch {
	case len(out.Points) > 0:
		return out, nil
	case o.Always:
		out.Points = d.lastResort(scores)
		return out, nil
	}
	return summarizer.Summary{}, fmt.Errorf("%w: no sentence in it can stand by itself", summarizer.ErrTooShort)
}

// fill makes points of the chosen sentences.
func (d *document) fill(out *summarizer.Summary, chosen []int, vectors []vector, m *Model) {
	for _, i := range chosen {
		p := d.point(i)
		if vectors != nil {
			p.Why = d.why(i, &vectors[i], m)
		}
		out.Points = append(out.Points, p)
		out.WordsOut += d.sentences[i].keptWords
	}
}

// whole lists the sentences of a text that is already as short as its summary would
// be; nil when it is longer.
func (d *document) whole(q quota) []int {
	var all []int
	words := 0
	for i := range d.sentences {
		s := &d.sentences[i]
		if s.flaws&(isFurniture|isRepeated) != 0 {
			continue
		}
		if s.flaws&isOverlong != 0 {
			return nil
		}
		all = append(all, i)
		words += s.words
	}
	if len(all) > q.points || q.words > 0 && words > q.words {
		return nil
	}
	return all
}

func (d *document) point(i int) summarizer.Point {
	s := &d.sentences[i]
	p := summarizer.Point{Span: s.span, Cuts: s.cuts, Source: d.sourceOf(i)}
	p.Text = p.From(d.body)
	return p
}

// read takes a text apart: everything before the ranking.
func (z *Summarizer) read(ctx context.Context, t summarizer.Text) (*document, error) {
	d := &document{title: t.Title, body: t.Body, site: t.Site}
	blocks := paragraphs(t.Body)
	d.clean(blocks)
	code := t.Language
	if code == "" && len(d.blocks) > 0 {
		code = z.languages.detect(t.Body[d.blocks[0].span.Start:])
	}
	d.lang = z.languages.get(code)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("summarizing: %w", err)
	}
	d.splitAll()
	d.judge()
	d.skipOpening()
	for i := range d.sentences {
		if s := &d.sentences[i]; s.flaws&(isFurniture|isRepeated) == 0 {
			d.wordsIn += s.words
		}
	}
	d.tagged = !d.transcript && severalTags(d.blocks)
	d.wordsAll = max(d.wordsIn, len(strings.Fields(t.Body)))
	return d, nil
}

// splitAll fills d.sentences and d.tokens.
func (d *document) splitAll() {
	d.vocab = newVocabulary(d.lang, min(64+len(d.body)/12, 4096))
	d.tokens = make([]token, 0, len(d.body)/5)
	sp := &splitter{lang: d.lang, body: d.body}
	var spans []summarizer.Span
	for b := range d.blocks {
		spans = sp.split(spans[:0], d.blocks[b].span)
		for k, span := range spans {
			s := sentence{span: span, block: b, opens: k == 0, quoted: sp.pairs.share(d.body, span)}
			d.peel(&s, k == 0)
			s.from = len(d.tokens)
			d.tokens = d.vocab.tokenize(d.tokens, d.body, s.span)
			s.to = len(d.tokens)
			if s.to == s.from {
				continue
			}
			s.words = wordCount(d.body, d.tokens[s.from:s.to])
			d.sentences = append(d.sentences, s)
		}
	}
}

// skipOpening leaves out what stands before the first sentence that is prose: the rest of
// a dateline, a heading with a stop. The place of the others counts from there.
func (d *document) skipOpening() {
	for i := range d.sentences {
		if d.sentences[i].flaws&(isFurniture|isFragment) == 0 {
			d.sentences = d.sentences[i:]
			return
		}
	}
}

// datelined is how many blocks at the beginning may open with a dateline that names no
// agency that we know.
const datelined = 4

// peel leaves out what stands before the prose of a sentence.
func (d *document) peel(s *sentence, first bool) {
	var agency string
	start := s.span.Start
	if s.span.Start, agency = peelDateline(d.body, s.span, first); agency != "" && d.agency == "" {
		if isAgency(agency) || s.block < datelined && isName(agency) {
			d.agency = agency
		}
	}
	if n := listMarker(d.body[s.span.Start:s.span.End]); !first && n > 0 && n < s.span.End-s.span.Start && isBullet(d.body[s.span.Start:s.span.End]) {
		s.span.Start += n // a list that lost its lines
	}
	if first && s.span.Start == start {
		s.span.Start = d.peelLabel(s.span, &d.blocks[s.block])
	}
}

func severalTags(blocks []block) bool {
	first := ""
	for _, b := range blocks {
		switch {
		case b.tag == "" || b.tag == first:
		case first == "":
			first = b.tag
		default:
			return true
		}
	}
	return false
}
