package topics

import "testing"

// Whoever narrows a topic gets less of what they got, and nothing else.
func TestANarrowedQueryFindsNothingNew(t *testing.T) {
	s := newSampler(13, 400)
	articles := s.articles(60, 120)
	docs := make([]Doc, len(articles))
	for i, a := range articles {
		docs[i] = NewDoc(a)
	}
	found := 0
	for _, text := range s.queries(3000, articles) {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, narrow := range []func() (string, bool){q.InTitles, q.Fewer} {
			query, ok := narrow()
			if !ok {
				continue
			}
			narrowed, err := Parse(query)
			if err != nil {
				t.Fatalf("%s is narrowed to %s: %v", text, query, err)
			}
			for i, d := range docs {
				if !narrowed.Match(d) {
					continue
				}
				if found++; !q.Match(d) {
					t.Fatalf("%s is narrowed to %s, which finds article %d besides", text, query, i)
				}
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d were found: the sample says little", found)
	}
}
