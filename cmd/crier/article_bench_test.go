package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"crier/feeds/page"
	"crier/summarizer/extractive"
)

// realPages loads a set of the folder that CRIER_EXTRACT_DATA names; pages belong to
// their publishers and are no part of this repository.
func realPages(t testing.TB, set string) (bodies [][]byte, addresses []string) {
	t.Helper()
	folder := os.Getenv("CRIER_EXTRACT_DATA")
	f, err := os.Open(filepath.Join(folder, set+".jsonl"))
	if folder == "" || err != nil {
		t.Skip("CRIER_EXTRACT_DATA names no folder with real pages")
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var s struct{ URL, Path string }
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		_, path, _ := strings.Cut(s.Path, "/pages/")
		bodies = append(bodies, gunzipped(t, filepath.Join(folder, "pages", path)))
		addresses = append(addresses, s.URL)
	}
	return bodies, addresses
}

func gunzipped(t testing.TB, path string) []byte {
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

// processor is the time that this process has used of all processors.
func processor(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkArticle is what one article costs of a processor: its text, and its text
// and its summary.
func BenchmarkArticle(b *testing.B) {
	bodies, addresses := realPages(b, "sh")
	summarizer := extractive.New()
	for name, summarize := range map[string]bool{"text": false, "text and summary": true} {
		b.Run(name, func(b *testing.B) {
			began, pages := processor(b), 0
			for b.Loop() {
				for i, body := range bodies {
					a, err := page.Extract(context.Background(), body, "", addresses[i])
					if err == nil && summarize {
						_, _ = summarizer.Summarize(context.Background(), textOf(a), summarizeCommand{}.options()) // too short is an answer too
					}
					pages++
				}
			}
			each := (processor(b) - began).Seconds() / float64(pages)
			b.ReportMetric(each*1000, "cpu-ms/page")
			b.ReportMetric(1/each, "pages/cpu-s")
		})
	}
}

// TestArticlesCostWhatTheyMay holds an article's text and summary to 20 ms of a
// processor, and its text alone to 60 pages a second.
func TestArticlesCostWhatTheyMay(t *testing.T) {
	if os.Getenv("CRIER_BARS") != "1" {
		t.Skip("times are held to only with CRIER_BARS=1")
	}
	bodies, addresses := realPages(t, "sh")
	summarizer := extractive.New()
	var texts, sums time.Duration
	for i, body := range bodies {
		began := processor(t)
		a, err := page.Extract(t.Context(), body, "", addresses[i])
		read := processor(t)
		texts += read - began
		if err == nil {
			_, _ = summarizer.Summarize(t.Context(), textOf(a), summarizeCommand{}.options()) // too short is an answer too
		}
		sums += processor(t) - read
	}
	n := time.Duration(len(bodies))
	t.Logf("%.1f pages a second; %v each with its summary", float64(len(bodies))/texts.Seconds(), (texts+sums)/n)
	if texts/n > time.Second/60 {
		t.Errorf("a text takes %v", texts/n)
	}
	if (texts+sums)/n > 20*time.Millisecond {
		t.Errorf("a text and its summary take %v", (texts+sums)/n)
	}
}
