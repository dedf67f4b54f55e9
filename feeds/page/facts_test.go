package page_test

import (
	"bytes"
	"context"
	"net/url"
	"testing"

	"github.com/markusmobius/go-trafilatura"

	"crier/feeds"
	"crier/feeds/page"
)

// TestScoreOfTitlesAuthorsAndDates holds what is found beside the text to
// go-trafilatura's best, whichever of its ways that is, for each fact by itself.
func TestScoreOfTitlesAuthorsAndDates(t *testing.T) {
	for _, set := range []string{"af", "wx"} {
		t.Run(set, func(t *testing.T) {
			var ours, plain, fallback scores
			for _, s := range samples(t, set, 0) {
				article, _ := page.Extract(context.Background(), s.body, "", s.URL) // what is refused has no facts
				ours.add(s, article)
				plain.add(s, byTrafilatura(s, false))
				fallback.add(s, byTrafilatura(s, true))
			}
			for _, c := range []struct {
				fact                        string
				ours, plain, fallback, most int
			}{
				{"title", ours.title, plain.title, fallback.title, ours.titles},
				{"author", ours.author, plain.author, fallback.author, ours.authors},
				{"date", ours.date, plain.date, fallback.date, ours.dates},
			} {
				best := max(c.plain, c.fallback)
				t.Logf("%s: %d of %d right, go-trafilatura's best %d", c.fact, c.ours, c.most, best)
				if c.ours < best {
					t.Errorf("%s: %d right are fewer than go-trafilatura's %d", c.fact, c.ours, best)
				}
			}
		})
	}
}

// byTrafilatura reads a page as the library's own users do.
func byTrafilatura(s sample, fallback bool) feeds.Article {
	address, err := url.Parse(s.URL)
	if err != nil {
		address = &url.URL{}
	}
	r, err := trafilatura.Extract(bytes.NewReader(s.body), trafilatura.Options{OriginalURL: address, EnableFallback: fallback})
	if err != nil {
		return feeds.Article{}
	}
	return feeds.Article{Title: r.Metadata.Title, Author: r.Metadata.Author, Date: r.Metadata.Date, Text: r.ContentText}
}
