package extractive

import "testing"

func TestFunctionWordsTellALanguageOrNothing(t *testing.T) {
	z := New()
	for text, want := range map[string]string{
		"The council decided on Tuesday to repair the old bridge across the river, because it is no longer safe for lorries.":              "en",
		"Die Stadt hat am Dienstag beschlossen, die alte Brücke über den Fluss zu sanieren, weil sie für Lastwagen nicht mehr sicher ist.": "de",
		"iPhone 17": "",
		"":          "",
		"Berlin Paris London Madrid Rome Vienna Prague Warsaw the": "",
	} {
		if got := z.LanguageByWords(text); got != want {
			t.Errorf("%.20q: %q, want %q", text, got, want)
		}
	}
}
