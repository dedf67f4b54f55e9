package story

import "testing"

// TestTheLastPartOfACompoundIsRead looks at words that tell what happened by how they end.
func TestTheLastPartOfACompoundIsRead(t *testing.T) {
	has := func(language, text, first string) bool {
		for _, w := range draw(Article{Language: language, Text: text}).words {
			if w.hash == conceptHash(first) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		language, text, first string
		want                  bool
	}{
		{"de", "Ein Dachstuhlbrand hielt sie wach.", "blaze", true},
		{"de", "Die Löscharbeiten des Dachstuhlbrandes dauern an.", "blaze", true},
		{"de", "Ein Rathausbrand", "museum", false},
		{"de", "Das Stadtmuseum wurde beraubt.", "museum", true},
		{"nl", "Het stadsmuseum is beroofd.", "museum", true},
		{"en", "A stadtmuseum of its own", "museum", false}, // English does not write so
		{"en", "They fled the zoo.", "zoo", true},           // short, but it tells something
	} {
		if got := has(c.language, c.text, c.first); got != c.want {
			t.Errorf("%s %q has %s: %v, want %v", c.language, c.text, c.first, got, c.want)
		}
	}
}

func TestNamesAreFoundAsEnglishPapersWriteThem(t *testing.T) {
	for name, want := range map[string]string{
		"Duesseldorf": "Dusseldorf", "Moehrenbek": "Mohrenbek", "Saenger": "Sanger",
		"Queen": "Queen", "Suez": "Suz", "Ruhr": "Ruhr", "Aue": "Aue", "": "",
	} {
		if got := contracted(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	words := map[uint32]bool{}
	for _, w := range draw(Article{Language: "de", Text: "In Möhrenbek ist ein Tiger los."}).words {
		words[w.hash] = true
	}
	shared := 0
	for _, w := range draw(Article{Language: "en", Text: "A tiger walked out in Moehrenbek."}).words {
		if w.kind == name && words[w.hash] {
			shared++
		}
	}
	if shared != 1 {
		t.Errorf("Möhrenbek and Moehrenbek have %d names in common, want 1", shared)
	}
}

// TestANameIsKeptBesideWhatItMayMean looks at words with a capital letter.
func TestANameIsKeptBesideWhatItMayMean(t *testing.T) {
	for _, c := range []struct{ language, text, word string }{
		{"de", "Bei Wolkenrode hielt der Zug.", "wolken"},
		{"en", "Police in Castelo Branco said so.", "branco"},
	} {
		found := 0
		for _, w := range draw(Article{Language: c.language, Text: c.text}).words {
			if w.hash == hash32(c.word) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%q has %s %d times, want once", c.text, c.word, found)
		}
	}
}
