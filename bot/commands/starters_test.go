package commands_test

import (
	"slices"
	"testing"

	"crier/bot/lang"
	"crier/bot/topics"
	"crier/feeds"
)

// Whoever reads any of our languages is offered topics by names in it, and gets what
// is written in it.
func TestEveryStarterSpeaksEveryLanguage(t *testing.T) {
	words, err := lang.New()
	must(t, err)
	starters, err := topics.Starters()
	must(t, err)
	headlines := map[string]map[string]string{
		"climate":    {"en": "Drought empties the reservoirs of the south", "de": "Forderung nach mehr Klimaschutz im Verkehr"},
		"science":    {"en": "Researchers find water in an old meteorite", "de": "Forscherinnen entdecken einen neuen Käfer"},
		"economy":    {"en": "Unemployment falls for the third month", "de": "Die Konjunktur kühlt sich ab"},
		"city":       {"en": "The mayor opens a new bridge", "de": "Neue Straßenbahnlinie bis zum Hafen"},
		"technology": {"en": "Old computers find new owners", "de": "Digitalisierung der Ämter kommt voran"},
		"health":     {"en": "Two hospitals share one kitchen", "de": "Kliniken suchen Pflegekräfte"},
		"sport":      {"en": "A quiet football weekend", "de": "Überraschung in der Bundesliga"},
		"world":      {"en": "Ceasefire holds at the border", "de": "Außenministerin reist nach Kaldvik"},
	}
	for _, l := range words.Languages() {
		for _, s := range starters {
			if s.Names[l] == "" || s.Words[l] == "" {
				t.Errorf("the starter %q has no name or no words in %q", s.ID, l)
			}
			title := headlines[s.ID][l]
			if title == "" {
				t.Errorf("this test has no headline about %q in %q", s.ID, l)
			}
			if own, err := topics.Parse(s.Words[l]); err != nil || !own.Match(topics.NewDoc(feeds.Article{Title: title, Language: l})) {
				t.Errorf("the words of %s in %q do not find %q (%v)", s.ID, l, title, err)
			}
			if about := aboutWhat(t, starters, feeds.Article{Title: title, Language: l}); !slices.Equal(about, []string{s.ID}) {
				t.Errorf("%q (%s) is about %v, want %s", title, l, about, s.ID)
			}
		}
	}
	for l, title := range map[string]string{"en": "A chess final in Velm ends at midnight", "de": "Ein Bäcker erzählt aus seinem Leben"} {
		if about := aboutWhat(t, starters, feeds.Article{Title: title, Language: l}); about != nil {
			t.Errorf("%q is about %v", title, about)
		}
	}
}

// aboutWhat are the ids of the starters that an article is about.
func aboutWhat(t *testing.T, starters []topics.Starter, a feeds.Article) (ids []string) {
	t.Helper()
	for _, s := range starters {
		q, err := topics.Parse(s.Query)
		must(t, err)
		if q.Match(topics.NewDoc(a)) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
