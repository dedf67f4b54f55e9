package library_test

import (
	"context"
	"strings"
	"testing"

	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// counted tells how many summaries were made.
type counted struct{ made int }

func (c *counted) Summarize(_ context.Context, t summarizer.Text, o summarizer.Options) (summarizer.Summary, error) {
	c.made++
	return summarizer.Summary{Points: []summarizer.Point{{Text: t.Body[:1]}}, WordsIn: int(o.Size)}, nil
}

func TestACrowdsSummaryIsMadeOnce(t *testing.T) {
	s := &counted{}
	l := library.New(library.Options{Reader: &site{}, Summarizer: s, Store: newShelf()})
	it := func(text string) library.Item { return library.Item{ID: "a_1", Article: feeds.Article{Text: text}} }
	long := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		name string
		text string
		size summarizer.Size
		made int // so far
	}{
		{"the first", "old", summarizer.Medium, 1},
		{"the same again", "old", summarizer.Medium, 1},
		{"another size", "old", summarizer.Long, 2},
		{"a text that was corrected", "new", summarizer.Medium, 3},
		{"the one before, still known", "old", summarizer.Medium, 3},
		{"one too long to remember", long, summarizer.Medium, 4},
		{"that one again", long, summarizer.Medium, 5},
	} {
		got, err := l.Summarize(t.Context(), it(c.text), c.size)
		if err != nil || s.made != c.made || got.Points[0].Text != c.text[:1] || got.WordsIn != int(c.size) {
			t.Errorf("%s: %d made, want %d; %+v, %v", c.name, s.made, c.made, got, err)
		}
	}
}
