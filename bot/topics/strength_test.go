package topics

import (
	"testing"

	"crier/feeds"
)

func TestStrengthTellsAnArticleAboutItFromAMention(t *testing.T) {
	a := feeds.Article{
		Language: "en", Title: "Storms delay the rate hike",
		Text: "A storm closed the harbor. The stormy week raised the rate of delays; a rate hike must wait. Hike the rate?\n\nThe naïve storms, they said, naive or not.",
	}
	for query, want := range map[string]Strength{
		"storm":                   {3, true}, // Storms, storm, storms; stormy is another word
		"harbor":                  {1, false},
		`"rate hike"`:             {2, true},
		"title:storm":             {1, true},
		"storm*":                  {4, true},
		"storm OR storms":         {3, true}, // no place counts twice
		"harbor -zeppelin":        {1, false},
		"harbor delay":            {3, true},
		"naive":                   {2, false},
		"/stor.y/ OR harbor":      {2, false},
		"site:example.org harbor": {1, false},
		"zeppelin":                {},
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Strength(NewDoc(a)); got != want {
			t.Errorf("%s: %+v, want %+v", query, got, want)
		}
	}
}
