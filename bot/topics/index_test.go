package topics

import (
	"slices"
	"testing"

	"crier/feeds"
)

// TestTheIndexIsExact holds the index to the naive matcher on every operator, while
// queries come, go and change between the articles.
func TestTheIndexIsExact(t *testing.T) {
	articles, queries := 300, 20_000
	if testing.Short() || raceDetector {
		articles, queries = 40, 4_000
	}
	s := newSampler(1, 4000)
	docs := s.articles(articles, 150)
	texts := s.queries(queries, docs)
	x, naive := NewIndex(), map[int64]*Query{}
	put := func(id int64, text string) {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		x.Add(id, q)
		naive[id] = q
	}
	for i, text := range texts {
		put(int64(i), text)
	}
	matches := 0
	for i, a := range docs {
		for range 20 { // some leave, some change, some come
			id := int64(s.IntN(queries))
			x.Remove(id)
			delete(naive, id)
			put(int64(s.IntN(queries)), texts[s.IntN(queries)])
		}
		matches += same(t, i, a, x, naive)
	}
	if x.Len() != len(naive) {
		t.Errorf("the index holds %d queries, want %d", x.Len(), len(naive))
	}
	if matches < articles*queries/500 {
		t.Errorf("only %d matches: the test shows little", matches)
	}
	t.Logf("%d articles, %d queries, %d matches", articles, queries, matches)
}

func same(t *testing.T, i int, a feeds.Article, x *Index, naive map[int64]*Query) int {
	t.Helper()
	d := NewDoc(a)
	var want []int64
	for id, q := range naive {
		if q.Match(d) {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	got := x.Match(d)
	if slices.Equal(got, want) {
		return len(got)
	}
	for id, q := range naive {
		if _, found := slices.BinarySearch(got, id); found != q.Match(d) {
			t.Fatalf("article %d (%s): %s: index %v, naive %v", i, a.Language, q, found, !found)
		}
	}
	t.Fatalf("article %d: index answers %d ids, naive %d", i, len(got), len(want))
	return 0
}

func TestAnEmptiedIndexHoldsNothing(t *testing.T) {
	s := newSampler(2, 500)
	docs := s.articles(5, 100)
	x := NewIndex()
	for round := range 3 {
		for i, text := range s.queries(2000, docs) {
			q, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			x.Add(int64(i), q)
		}
		for _, a := range docs {
			x.Match(NewDoc(a))
		}
		for i := range int64(2000) {
			x.Remove(i)
		}
		keys := x.words.words.n + x.words.phrases.n + x.words.named.n + x.words.starts.table.n + x.words.titleStarts.table.n + x.words.grams.table.n
		if used := len(x.words.terms) - len(x.words.free); used != 1 || x.Len() != 0 || keys != 1 || len(x.words.sources) != 0 {
			t.Fatalf("round %d: %d terms, %d queries, %d keys, %d expressions are left", round, used, x.Len(), keys, len(x.words.sources))
		}
		for lang, f := range x.words.langs {
			if f.table.n != 0 || len(f.odd) != 0 {
				t.Errorf("round %d: %d stems of language %s and %d odd ones are left", round, f.table.n, lang, len(f.odd))
			}
		}
	}
	for _, a := range docs {
		if got := x.Match(NewDoc(a)); len(got) != 0 {
			t.Errorf("%d queries match although all were removed", len(got))
		}
	}
}

func TestAscendingSortsAnyIds(t *testing.T) {
	s := newSampler(3, 1)
	for _, spread := range []int64{1 << 8, 1 << 20, 1 << 40, 1 << 62} {
		ids := make([]int64, 5000)
		for i := range ids {
			ids[i] = s.Int64N(spread) - spread/2
		}
		want := slices.Sorted(slices.Values(ids))
		if got := ascending(ids); !slices.Equal(got, want) {
			t.Errorf("ids up to %d come out of order", spread)
		}
	}
}

// Ids of any size come back as they were put.
func TestAnIndexKnowsAnyIds(t *testing.T) {
	x := NewIndex()
	q, err := Parse("rain")
	if err != nil {
		t.Fatal(err)
	}
	want := []int64{-1 << 63, -1, 0, 63, 64, 1<<32 - 2, 1<<32 - 1, 1 << 32, 1<<63 - 1}
	for range 2 { // the second time they stand where others stood
		for _, id := range want {
			x.Add(id, q)
		}
		if got := x.Match(NewDoc(feeds.Article{Title: "Rain"})); !slices.Equal(got, want) {
			t.Errorf("it knows %d, want %d", got, want)
		}
		x.Keep(func(id int64) bool { return id == 64 })
		if got := x.Match(NewDoc(feeds.Article{Title: "Rain"})); !slices.Equal(got, []int64{64}) || x.Len() != 1 {
			t.Errorf("it knows %d, want 64 alone", got)
		}
		x.Remove(64)
	}
}
