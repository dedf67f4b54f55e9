package topics

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"crier/feeds"
)

// sizes are the numbers of queries to measure with; CRIER_BENCH_QUERIES=1000000
// asks for a million, which takes a minute and a gigabyte for the generated texts.
func sizes() []int {
	if n, err := strconv.Atoi(os.Getenv("CRIER_BENCH_QUERIES")); err == nil {
		return []int{n}
	}
	return []int{10_000}
}

// BenchmarkMatch reports how long one article of 600 words takes against all
// queries: the median and the slowest of a hundred articles. Each counts with its
// fastest round, so that what else the machine does is no part of it; what preparing
// it costs is aside.
func BenchmarkMatch(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newSampler(4, 60_000)
			articles := s.articles(200, 600)
			x := NewIndex()
			for i, text := range s.queries(n, articles) {
				x.Add(int64(i), parsed(b, text))
			}
			docs := make([]Doc, len(articles))
			for i, a := range articles {
				docs[i] = NewDoc(a)
				x.Match(docs[i]) // stems are made when a language is first met
			}
			runtime.GC()
			took := make([]time.Duration, len(docs))
			matches, n := 0, 0
			for ; b.Loop(); n++ {
				start := time.Now()
				matches += len(x.Match(docs[n%len(docs)]))
				if d := time.Since(start); n < len(docs) || d < took[n%len(docs)] {
					took[n%len(docs)] = d
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(matches)/float64(n), "matches/op")
		})
	}
}

// BenchmarkIndex reports what a query costs: to parse and add, to remove and add
// again, and in memory; and how long a language's first article waits for its stems.
func BenchmarkIndex(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newSampler(4, 60_000)
			texts := s.queries(n, s.articles(200, 600))
			for b.Loop() {
				before := heap()
				x, start := NewIndex(), time.Now()
				for i, text := range texts {
					x.Add(int64(i), parsed(b, text))
				}
				b.ReportMetric(float64(time.Since(start).Milliseconds()), "build-ms")
				b.ReportMetric(float64(heap()-before)/float64(n), "bytes/query")
				start = time.Now()
				x.Match(NewDoc(feeds.Article{Language: "en"}))
				b.ReportMetric(float64(time.Since(start).Milliseconds()), "language-ms")
				start = time.Now()
				for i := range n / 10 {
					x.Remove(int64(i * 7 % n))
				}
				b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n/10), "remove-ns")
				again := make([]*Query, n/10)
				for i := range again {
					again[i] = parsed(b, texts[i*7%n])
				}
				start = time.Now()
				for i, q := range again {
					x.Add(int64(i*7%n), q)
				}
				b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n/10), "add-ns")
				runtime.KeepAlive(x)
			}
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func parsed(b *testing.B, text string) *Query {
	q, err := Parse(text)
	if err != nil {
		b.Fatal(err)
	}
	return q
}

func BenchmarkNewDoc(b *testing.B) {
	a := newSampler(4, 60_000).article(600)
	a.Language = "en"
	b.ReportAllocs()
	for b.Loop() {
		NewDoc(a)
	}
}
