package page_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"crier/feeds"
	"crier/feeds/page"
)

const prose = "<p>The council voted on Tuesday to repair the old bridge over the river before winter, after years of talks with the people who live on both banks.</p>"

// hostile are pages that cost more than they should where bounds are missing.
func hostile() map[string]string {
	return map[string]string{
		"300,000 siblings":          "<body>" + strings.Repeat("<p>a few words here", 300_000)[:5<<20-10],
		"29,000 siblings":           "<body>" + strings.Repeat("<p>a few words that stand here in a row, and more of them", 29_000),
		"11,000 siblings":           "<body>" + strings.Repeat("<p>a few words that stand here in a row, and more of them", 11_000),
		"11,000 in groups":          "<body>" + strings.Repeat("<div>"+strings.Repeat("<p>a few words, that stand here in a row</p>", 1000)+"</div>", 11),
		"29,000 links":              "<body>" + strings.Repeat(`<a href="/a/b">some words</a> `, 29_000),
		"a million attributes":      "<body><p " + strings.Repeat("a ", 1_000_000) + ">" + prose,
		"two million in tags":       "<body>" + strings.Repeat("<p "+strings.Repeat("a ", 200)+">", 10_000) + prose,
		"deep nesting":              strings.Repeat("<div>", 200_000) + prose,
		"500 deep":                  strings.Repeat("<div>", 500) + strings.Repeat(prose, 5000),
		"deep formatting":           strings.Repeat("<b><i><a href=x>", 10_000) + prose,
		"misnested formatting":      strings.Repeat("<p><b><i><u><a href=x></p>word ", 9_000),
		"formats without end":       "<p>" + numbered("<b id=%d>", 400) + "</p>" + strings.Repeat("<p>word</p>", 12_000),
		"attributes made anew":      "<p><b " + numbered("a%d ", 5000) + "></p>" + strings.Repeat("<p>word</p>", 7_000),
		"nested tables":             strings.Repeat("<table><tr><td>", 150) + prose,
		"table text fostering":      "<table>" + strings.Repeat("<tr>word ", 30_000),
		"one huge word":             "<p>" + strings.Repeat("a", 4_900_000),
		"one huge line":             "<p>" + strings.Repeat("word ", 950_000),
		"many line breaks":          "<p>" + strings.Repeat("word<br>", 29_000),
		"entities":                  "<p>" + strings.Repeat("&amp;&notin;&#x41;", 280_000),
		"unclosed script":           "<script>" + strings.Repeat("<p>word ", 600_000),
		"unclosed comment":          "<!--" + strings.Repeat("<p>word ", 600_000),
		"deep JSON-LD":              `<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 400_000) + "</script>" + prose,
		"JSON-LD of a million":      `<script type="application/ld+json">[` + strings.Repeat(`{},`, 1_000_000) + "{}]</script>" + prose,
		"a page in JSON-LD":         `<script type="application/ld+json">{"@type":"Article","articleBody":"` + strings.Repeat("<p>a word</p>", 30_000) + `"}</script>`,
		"NUL bytes":                 "<html><body>" + strings.Repeat("\x00", 1_000_000) + prose,
		"meta tags":                 "<head>" + strings.Repeat("<meta name=author content='some body'>", 29_000) + "</head>" + prose,
		"dates":                     "<body>" + strings.Repeat("<p>1 January 2020, 2020-02-03, posted on 3 Feb 2021</p>", 11_000),
		"svg and math":              strings.Repeat("<svg><math><p>", 13_000),
		"lists in lists":            strings.Repeat("<ul><li>word", 240) + prose,
		"quotes without end":        "<p title=\"" + strings.Repeat("word ", 900_000),
		"wrong charset":             "<meta charset=utf-16le>" + strings.Repeat(prose, 30_000),
		"select options":            "<select>" + strings.Repeat("<option>word", 29_000),
		"templates":                 strings.Repeat("<template>", 400) + prose,
		"previous without a number": strings.Repeat("<div>Previous Article</div>", 29_000),
	}
}

// numbered is a pattern n times over, each with a number of its own.
func numbered(pattern string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, pattern, i)
	}
	return b.String()
}

// TestHostilePages holds every page to two seconds and 100 MB, and to a named
// error where it is refused.
func TestHostilePages(t *testing.T) {
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			peak := watchHeap(t)
			began := processor(t)
			_, err := page.Extract(context.Background(), []byte(body), "text/html", "https://example.org/a")
			spent := processor(t) - began
			grown := peak()
			t.Logf("%.2f s, %d MB, %v", spent.Seconds(), grown>>20, err)
			if p, ok := errors.AsType[*feeds.Problem](err); err != nil && (!ok || p.Kind == "") {
				t.Errorf("the error has no name: %v", err)
			}
			if spent > 2*time.Second*slowdown {
				t.Errorf("it took %v", spent)
			}
			if grown > 100<<20*uint64(slowdown) {
				t.Errorf("it took %d MB", grown>>20)
			}
		})
	}
}

// processor is the time that this process has used of all processors: what a page
// costs, however busy the machine is.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// watchHeap samples how far the heap grows until the returned function is called.
func watchHeap(t *testing.T) (peak func() uint64) {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return most - before
	}
}

func TestABodyOverTheLimitIsTooLarge(t *testing.T) {
	_, err := page.Extract(context.Background(), make([]byte, 5<<20+1), "text/html", "https://example.org/")
	if feeds.KindOf(err) != feeds.TooLarge {
		t.Errorf("got %v", err)
	}
}

func TestACancelledReaderGetsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := page.Extract(ctx, []byte(strings.Repeat(prose, 20)), "text/html", "https://example.org/a")
	if feeds.KindOf(err) != feeds.Cancelled {
		t.Errorf("got %v", err)
	}
}

func FuzzExtract(f *testing.F) {
	for _, body := range []string{prose, "<html lang=no><title>A</title><article>" + prose, "%PDF-1.4", "\xff\xfe<\x00p\x00", `<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle"}]}</script>` + prose} {
		f.Add([]byte(body), "text/html; charset=utf-8", "https://example.org/a?b=c")
	}
	f.Add([]byte(prose), "text/plain", "https://example.org/%ff")
	f.Add([]byte("<title>A</title><article>"+prose), "text/html", "https://\xfb\xfborg/a?b=c")
	f.Fuzz(func(t *testing.T, body []byte, contentType, address string) {
		a, err := page.Extract(context.Background(), body, contentType, address)
		if err != nil && feeds.KindOf(err) == "" {
			t.Errorf("an error without a kind: %v", err)
		}
		checkArticle(t, a)
		for _, span := range sentences(a) {
			_ = a.Link(span[0], span[1])
		}
	})
}
