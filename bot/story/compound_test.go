package story

import (
	"strings"
	"testing"
)

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
		{"de", "Am Donnerstag kam er.", "deer", false},
		{"de", "Die Richtung stimmt.", "weight", false},
		{"de", "Ein Xxbrand", "blaze", false},               // too little is before it
		{"de", "Eine Spendenaffa\u0308re", "scandal", true}, // the mark by itself
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
	for _, same := range []struct{ language, german, text string }{
		{"en", "Düsseldorf", "Trams stop in Duesseldorf today."},
		{"en", "München", "Trams stop in Muenchen today."},
		{"en", "Venezuela", "Trams stop in Venezuela today."},
	} {
		german := map[uint32]bool{}
		for _, w := range draw(Article{Language: "de", Text: "Die Bahn steht in " + same.german}).words {
			german[w.hash] = w.kind == name
		}
		found := false
		for _, w := range draw(Article{Language: same.language, Text: same.text}).words {
			found = found || german[w.hash]
		}
		if !found {
			t.Errorf("%q does not name %s", same.text, same.german)
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

// TestAWordStandsInASketchOnce reads a name that begins as a word does, and that word, in
// either order.
func TestAWordStandsInASketchOnce(t *testing.T) {
	for _, text := range []string{"In Museumville they love the museum. The Museum of Museumville is old.", "Die Brände. Ein Museum in Museumville, das Museum."} {
		for _, language := range []string{"en", "de"} {
			seen, museum := map[uint32]bool{}, false
			for _, w := range draw(Article{Language: language, Text: text}).words {
				if seen[w.hash] {
					t.Errorf("%s %q: a word stands in it twice", language, text)
				}
				seen[w.hash] = true
				museum = museum || w.hash == conceptHash("museum")
			}
			if !museum {
				t.Errorf("%s %q names no museum", language, text)
			}
		}
	}
}

// TestLongWordsAreNotReadToTheirEnd holds the limits that keep a hostile page cheap.
func TestLongWordsAreNotReadToTheirEnd(t *testing.T) {
	blaze := func(a Article) bool {
		a.Language = "de"
		for _, w := range draw(a).words {
			if w.hash == conceptHash("blaze") {
				return true
			}
		}
		return false
	}
	long := strings.Repeat("Gross", longestCompound/5)
	for _, c := range []struct {
		name string
		Article
		want bool
	}{
		{"a compound", Article{Text: "Ein Grossbrand war es."}, true},
		{"one that is too long", Article{Text: "Ein " + long + "brand war es."}, false},
		{"bytes that are no text", Article{Text: "Ein Haus\xffbrand, \xfe war es."}, true}, // part the words
		{"a title", Article{Title: strings.Repeat("x ", titleBytes/2-20) + "Brand"}, true},
		{"a title that is too long", Article{Title: strings.Repeat("x ", titleBytes/2) + "Brand"}, false},
	} {
		if got := blaze(c.Article); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestAFullCellStaysFull counts one word more often than a cell can.
func TestAFullCellStaysFull(t *testing.T) {
	c := newCommonness()
	for range 1 << 17 {
		c.count(1)
	}
	if c.times(1) != 1<<16-1 || c.rarity(1) != 0 {
		t.Errorf("counted %d times, rarity %v", c.times(1), c.rarity(1))
	}
}
