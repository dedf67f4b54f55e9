package card

import (
	"testing"

	"crier/bot/lang"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

func TestWhyTellsThePointsReasonsInALine(t *testing.T) {
	words, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		language, want string
		reasons        []summarizer.Reason
	}{
		{"en", "Chosen because it names Ana Ruiz; it is sentence 2 of the article.", []summarizer.Reason{{Code: "names", Detail: "Ana Ruiz"}, {Code: "place", Detail: "2"}}},
		{"de", "Gewählt, weil es Zahlen und Daten nennt (340, Montag).", []summarizer.Reason{{Code: "figures", Detail: "340, Montag"}}},
		{"en", "Chosen because it says what the title says.", []summarizer.Reason{{Code: "names"}, {Code: "title"}, {Code: "no such code"}}},
		{"en", "", nil},
	} {
		if got := Why(words.Printer(c.language), summarizer.Point{Why: c.reasons}); got != c.want {
			t.Errorf("%v: %q, want %q", c.reasons, got, c.want)
		}
	}
}

func TestWhyQuotesEveryPointThatHasReasons(t *testing.T) {
	words, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	title := []summarizer.Reason{{Code: "title"}}
	first := "The council of Velm voted on Monday evening to build a bridge for bicycles over the river Senn."
	c := Card{
		Item: library.Item{Article: feeds.Article{Text: first + " It opens in 2029."}},
		Summary: summarizer.Summary{Method: "extractive/x", Points: []summarizer.Point{
			{Text: first, Span: summarizer.Span{End: len(first)}, Why: title}, {Text: "It opens in 2029."},
		}},
	}
	for method, want := range map[string]string{
		"extractive/x": "“The council of Velm voted on Monday evening to build a…” Chosen because it says what the title says.",
		"whole":        "The text is so short that all of it is shown.",
	} {
		c.Summary.Method = method
		if got := WhyEach(words.Printer("en"), c); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", method, got, want)
		}
	}
}
