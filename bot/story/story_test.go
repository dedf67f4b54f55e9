package story

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// event is one line of a file of testdata.
type event struct {
	Article
	number int
}

func events(t testing.TB) []event { return read(t, "events.txt") }

func read(t testing.TB, file string) []event {
	raw, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	var out []event
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		p := strings.Split(line, "|")
		number, err := strconv.Atoi(p[0])
		hours, err2 := strconv.ParseFloat(p[2], 64)
		if err != nil || err2 != nil || len(p) != 5 {
			t.Fatalf("line %d of the events: %s", i+1, line)
		}
		out = append(out, event{number: number, Article: Article{
			ID: fmt.Sprintf("%d/%d", number, i), Language: p[1], Title: p[3], Text: strings.ReplaceAll(p[4], "¶", "\n\n"),
			At: start.Add(time.Duration(hours * float64(time.Hour))),
		}})
	}
	return out
}

// tell places an article and remembers it.
func tell(f *Finder, a Article) Place {
	s := Sketch(a)
	p := f.Find(a.ID, s, a.At)
	f.Add(a.ID, s, a.At, p)
	return p
}

// score files the events in the order in which they came and compares each pair.
func score(t testing.TB, all []event, log bool) (precision, recall float64) {
	all = sortedByTime(all)
	f := New(Options{})
	story := map[string]string{}
	for _, e := range all {
		story[e.ID] = tell(f, e.Article).Story
	}
	var both, found, want float64
	for i, a := range all {
		for _, b := range all[:i] {
			same, told := a.number == b.number, story[a.ID] == story[b.ID]
			if same {
				want++
			}
			if told {
				found++
			}
			if same && told {
				both++
			}
			if log && same != told {
				t.Logf("same %v, told %v: %s %q / %s %q", same, told, a.ID, a.Title, b.ID, b.Title)
			}
		}
	}
	return both / found, both / want
}
