package extractive

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"crier/summarizer"
)

// line is an article as measuring files have it, one JSON value a line.
type line struct {
	ID    json.RawMessage `json:"id"`
	Title string          `json:"title"`
	Text  string          `json:"text"`
	Lang  string          `json:"lang"`
}

type answer struct {
	ID      json.RawMessage `json:"id"`
	Summary []string        `json:"summary"`
}

// longestLine bounds a line that Lines reads, in bytes.
const longestLine = 64 << 20

// Lines reads articles, one JSON value {"id","title","text","lang"} a line, and writes
// {"id","summary":[…]} for each, in the same order. White space inside a point is
// folded. With o.Always every article gets a summary; without it one that is refused
// gets an empty list. An unreadable line ends it with an error that names the line.
func Lines(ctx context.Context, z summarizer.Summarizer, o summarizer.Options, r io.Reader, w io.Writer) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 64<<10), longestLine)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		if len(strings.TrimSpace(in.Text())) == 0 {
			continue
		}
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return fmt.Errorf("reading line %d: %w", n, err)
		}
		a := answer{ID: l.ID, Summary: []string{}}
		s, err := z.Summarize(ctx, summarizer.Text{Title: l.Title, Body: l.Text, Language: l.Lang}, o)
		if err != nil && !errors.Is(err, summarizer.ErrNoArticle) && !errors.Is(err, summarizer.ErrTooShort) {
			return fmt.Errorf("summarizing line %d: %w", n, err)
		}
		for _, p := range s.Points {
			a.Summary = append(a.Summary, strings.Join(strings.Fields(p.Text), " "))
		}
		if err := enc.Encode(a); err != nil {
			return fmt.Errorf("writing line %d: %w", n, err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the articles: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the summaries: %w", err)
	}
	return nil
}
