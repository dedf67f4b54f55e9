package page_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"crier/feeds"
	"crier/feeds/page"
)

// sample is a real page with what people read on it.
type sample struct {
	ID, URL, Path string
	Gold          struct{ Text, Title, Author, Date string }
	body          []byte
}

// samples loads a set of the folder named by CRIER_EXTRACT_DATA; the test is
// skipped where there is none. The pages belong to their publishers and are no
// part of this repository.
func samples(t testing.TB, set string, limit int) []sample {
	t.Helper()
	folder := os.Getenv("CRIER_EXTRACT_DATA")
	if folder == "" {
		t.Skip("CRIER_EXTRACT_DATA names no folder with real pages")
	}
	f, err := os.Open(filepath.Join(folder, set+".jsonl"))
	if err != nil {
		t.Skip("no real pages: ", err)
	}
	defer func() { _ = f.Close() }()
	var out []sample
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() && (limit == 0 || len(out) < limit) {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		_, path, _ := strings.Cut(s.Path, "/pages/")
		s.body = unzip(t, filepath.Join(folder, "pages", path))
		out = append(out, s)
	}
	return out
}

func unzip(t testing.TB, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestScore holds extraction to its bars: F1 over 4-gram shingles as in
// scrapinghub's article-extraction-benchmark.
func TestScore(t *testing.T) {
	for set, bar := range map[string]float64{"sh": .965, "af": .920, "wx": .938} {
		t.Run(set, func(t *testing.T) {
			var sum scores
			began := time.Now()
			pages := samples(t, set, 0)
			loaded := time.Since(began)
			for _, s := range pages {
				article, err := page.Extract(context.Background(), s.body, "", s.URL)
				if err != nil && os.Getenv("CRIER_SCORE_VERBOSE") != "" {
					t.Log(s.URL, err)
				}
				sum.add(s, article)
			}
			spent := time.Since(began) - loaded
			t.Logf("%s, %.0f pages/s", sum, float64(len(pages))/spent.Seconds())
			if sum.f1() < bar {
				t.Errorf("F1 %.4f is below the bar of %.3f", sum.f1(), bar)
			}
		})
	}
}

// scores adds up precision and recall over pages.
type scores struct {
	precision, recall float64
	predicted, gold   int
	title, date       int
	titles, dates     int
	authors, author   int
}

func (s *scores) add(want sample, got feeds.Article) {
	gold, seen := shingles(want.Gold.Text), shingles(got.Text)
	hit, nGold, nSeen := 0, 0, 0
	for k, n := range gold {
		hit += min(n, seen[k])
		nGold += n
	}
	for _, n := range seen {
		nSeen += n
	}
	if nSeen > 0 {
		s.predicted++
		s.precision += float64(hit) / float64(nSeen)
	}
	if nGold > 0 {
		s.gold++
		s.recall += float64(hit) / float64(nGold)
	}
	if want.Gold.Title != "" {
		s.titles++
		s.title += b2i(key(got.Title) != "" && (key(got.Title) == key(want.Gold.Title)))
	}
	if len(want.Gold.Date) >= 10 {
		s.dates++
		s.date += b2i(got.Date.Format(time.DateOnly) == want.Gold.Date[:10])
	}
	if want.Gold.Author != "" {
		s.authors++
		s.author += b2i(key(got.Author) != "" && strings.Contains(key(got.Author), key(strings.FieldsFunc(want.Gold.Author, func(r rune) bool { return strings.ContainsRune(";,|/", r) })[0])))
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *scores) f1() float64 {
	p, r := s.precision/float64(s.predicted), s.recall/float64(s.gold)
	return 2 * p * r / (p + r)
}

func (s scores) String() string {
	return fmt.Sprintf("F1 %.4f P %.4f R %.4f empty %d; title %d/%d author %d/%d date %d/%d", s.f1(), s.precision/float64(s.predicted), s.recall/float64(s.gold),
		s.gold-s.predicted, s.title, s.titles, s.author, s.authors, s.date, s.dates)
}

func shingles(text string) map[[4]string]int {
	words := strings.FieldsFunc(strings.ReplaceAll(text, "\u00ad", ""), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_'
	})
	out := map[[4]string]int{}
	if len(words) == 0 {
		return out
	}
	for i := range max(1, len(words)-3) {
		var k [4]string
		copy(k[:], words[i:])
		out[k]++
	}
	return out
}

func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
