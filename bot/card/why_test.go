package card

import (
	"testing"

	"crier/bot/lang"
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
