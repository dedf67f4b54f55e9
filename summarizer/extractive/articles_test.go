package extractive

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crier/summarizer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The articles are of many kinds, in the languages that have word lists of their own: a
// title, an empty line, the text. What readers are shown of each stands beside it.
func TestArticlesAsReadersMeetThem(t *testing.T) {
	files, err := filepath.Glob("testdata/articles/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no articles", err)
	}
	z := New()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			title, body, _ := strings.Cut(string(b), "\n\n")
			s, err := z.Summarize(context.Background(), summarizer.Text{Title: title, Body: body}, summarizer.Options{})
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".txt")+".points", shown(t, s, body))
		})
	}
}

// shown is a summary as a card has it, and holds its points to the text.
func shown(t *testing.T, s summarizer.Summary, body string) string {
	t.Helper()
	var b strings.Builder
	if s.TitleIsCut {
		b.WriteString("(the title is cut)\n")
	}
	last := 0
	for _, p := range s.Points {
		if p.From(body) != p.Text || p.Span.Start < last {
			t.Errorf("%q is not its span less its cuts, in the text's order", p.Text)
		}
		last = p.Span.End
		fmt.Fprintf(&b, "%s\n  — %s\n", p.Text, p.Source)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed (-update writes it anew):\n%s\nwas:\n%s", name, got, want)
	}
}
