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

// What is narrowed stays in the letters in which it was typed.
func TestANarrowedQueryKeepsItsLetters(t *testing.T) {
	for query, want := range map[string][2]string{
		"臺灣": {"title:臺灣", ""}, "Łódź OR Rate-Hike": {"title:Łódź OR title:Rate-Hike", "Łódź"}, "Rate Hike": {"title:Rate title:Hike", `"Rate Hike"`},
		`"Rate Hike"|Storm -Film`: {`title:"Rate Hike"|title:Storm -Film`, `"Rate Hike"`}, "(Storm OR Flood) -(Film Song)": {"(title:Storm OR title:Flood) -(Film Song)", ""},
		"Storm title:(Flood OR Rain) lang:de": {"title:Storm title:(Flood OR Rain) lang:de", ""}, "site:(bbc.com OR cnn.com) Storm": {"site:(bbc.com OR cnn.com) title:Storm", ""},
		"title:Storm": {"", ""}, `Storm"Rate Hike"`: {`title:Storm title:"Rate Hike"`, ""}, "(Storm OR Flood)": {"(title:Storm OR title:Flood)", "storm"}, "Storm, Flood": {"title:Storm, title:Flood", `"Storm Flood"`},
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		titles, ok := q.InTitles()
		if ok != (want[0] != "") || ok && titles != want[0] {
			t.Errorf("%s in titles is %s, want %s", query, titles, want[0])
		}
		fewer, ok := q.Fewer()
		if ok != (want[1] != "") || ok && fewer != want[1] {
			t.Errorf("%s with less in it is %s, want %s", query, fewer, want[1])
		}
	}
}
