// Package summarizer holds the words of summarizing: a text, its points, and what
// a summarizer promises.
//
// Decisions that bind this room:
//
//   - It imports nothing of ours.
//   - A point is not a new sentence: it is a span of the text, less its cuts, byte
//     for byte. [Point.From] proves it, and tests hold every summarizer to it.
//   - Offsets are bytes of [Text.Body] exactly as it was passed in. Whoever cleans
//     does so by leaving spans out, never by rewriting the body.
package summarizer

import (
	"context"
	"errors"
	"strings"
)

// Text is what is to be summarized.
type Text struct {
	Title    string // may be empty or cut
	Body     string // valid UTF-8; paragraphs separated by a blank line
	Language string // BCP 47 primary tag; empty: detected
	Site     string // the publisher's name or host; helps to tell its furniture; may be empty
}

// Span is a half-open range of bytes of a Text's Body.
type Span struct{ Start, End int }

// Point is one thing that the text says, in its own words.
type Point struct {
	Text   string
	Span   Span
	Cuts   []Span   // inside Span, ascending, disjoint: what trimming left out
	Cites  []Span   // sentences that a rephrased point rests on; empty for extracts
	Source string   // who says so, as short as the text allows; empty: the publisher itself
	Why    []Reason // what spoke for it, strongest first; at most 3
}

// From cuts the point out of body: the span less its cuts, byte for byte. For an
// extractive point it equals Text; a card may still fold its white space and set
// its first letter large.
func (p Point) From(body string) string {
	var b strings.Builder
	at := p.Span.Start
	for _, c := range p.Cuts {
		b.WriteString(body[at:c.Start])
		at = c.End
	}
	b.WriteString(body[at:p.Span.End])
	return b.String()
}

// Reason is a feature that spoke for a point: a code that bot/lang has words for
// under "why.<code>", and its value in words of the text where it has one.
type Reason struct {
	Code   string
	Detail string
	Weight float64 // share of the point's score; for ordering only
}

// Summary is the outcome. Points stand in the text's order.
type Summary struct {
	Points            []Point
	Language          string // as used: the given one, else the detected one
	Method            string // "extractive/<version>", "whole" when a short text is shown as it is
	TitleIsCut        bool   // the given title is missing, cut or page furniture: do not show it
	WordsIn, WordsOut int
}

// Size is how much a summary may say.
type Size int

// The sizes.
const (
	Medium Size = iota // 3 points
	Short              // 1 point
	Long               // 5 to 7 points, at most 40 % of the text
)

// Options say what is wanted. The zero Options are a medium summary.
type Options struct {
	Size   Size
	Points int // over 0: at most so many, instead of Size
	Words  int // over 0: at most so many words, instead of Size
	// Always gives a summary even where none should be shown to people (a text too
	// short or not an article): for measuring.
	Always bool
}

// Summarizer makes summaries. Implementations are safe for concurrent use.
type Summarizer interface {
	// Summarize returns ErrNoArticle, wrapped with what was seen, when the text is
	// no article (a list of links, a form, an error page) and ErrTooShort when
	// there is hardly a sentence. It is linear in the size of the text and looks at
	// ctx between stages.
	Summarize(ctx context.Context, t Text, o Options) (Summary, error)
}

// Errors of Summarize.
var (
	ErrNoArticle = errors.New("the text is not an article")
	ErrTooShort  = errors.New("the text is too short")
)
