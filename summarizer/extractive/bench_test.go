package extractive

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"crier/summarizer"
)

// article is about n words of news in paragraphs, made of sentences that differ.
func article(n int) string {
	subjects := []string{"The harbour council", "Minister Ana Ruiz", "A group of engineers", "The river authority", "Residents of Norden", "Professor Lee Chong", "The ferry company"}
	verbs := []string{"approved", "rejected", "presented", "postponed", "defended", "measured", "published"}
	objects := []string{"a plan for 12 new bridges", "the flood report of 2024", "an audit of the northern dikes", "the cost of 3.4 million euros", "a timetable for night ferries", "the results of a two-year study", "an appeal against the ruling"}
	ends := []string{"on Monday, after months of talks", "although the budget is not settled", "and asked the region for money", "in a letter to the mayor", "before the winter storms begin", "because the old piers are failing"}
	var b strings.Builder
	for i := 0; n > 0; i++ {
		s := subjects[i%7] + " of district " + strconv.Itoa(i) + " " + verbs[(i/2)%7] + " " + objects[(i*3+i/7)%7] + " " + ends[(i*5+i/6)%6] + "."
		b.WriteString(s)
		n -= len(strings.Fields(s))
		if b.WriteByte(' '); i%4 == 3 {
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

func BenchmarkSummarize700Words(b *testing.B) {
	z, text := New(), summarizer.Text{Title: "Bridges for the harbour", Body: article(700)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := z.Summarize(context.Background(), text, summarizer.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSummarizeFiveMegabytes(b *testing.B) {
	z, text := New(), summarizer.Text{Body: article(5 << 20 / 6)}
	b.SetBytes(int64(len(text.Body)))
	for b.Loop() {
		if _, err := z.Summarize(context.Background(), text, summarizer.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNoStopInAMegabyte(b *testing.B) {
	z, text := New(), summarizer.Text{Body: strings.Repeat("word after (word ", 1<<20/17)}
	b.SetBytes(int64(len(text.Body)))
	for b.Loop() {
		if _, err := z.Summarize(context.Background(), text, summarizer.Options{Always: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New()
	}
}
