package story

import (
	"strings"
	"testing"
)

func TestWordsOfManyLanguagesMeanTheSame(t *testing.T) {
	meaningOf := func(word string) meaning {
		var m meaning
		scan(word, func(tok token) { m, _ = commonWords().meaning(tok) })
		return m
	}
	for _, same := range []struct {
		kind  kind
		words string
	}{
		{concept, "strike walkout Streik Warnstreik grève huelga sciopero забастовка grev strejk"},
		{concept, "earthquake quake tremor Erdbeben séisme terremoto trzęsienie землетрясение 地震"},
		{name, "Cologne Köln Colonia Кёльн"},
		{name, "Germany Deutschland Allemagne Alemania Niemcy Германия German allemand"},
		{number, "twelve zwölf douze doce"},
	} {
		words := strings.Fields(same.words)
		want := meaningOf(words[0])
		for _, w := range words {
			if got := meaningOf(w); got != want || got.kind != same.kind {
				t.Errorf("%s means %v, %s %v", words[0], want, w, got)
			}
		}
	}
	if a, b := meaningOf("strike"), meaningOf("earthquake"); a == b {
		t.Error("a strike is an earthquake")
	}
}

// TestAWordMeansOneThing keeps concepts.txt such that no line takes a word from another, and
// each has a name of its own.
func TestAWordMeansOneThing(t *testing.T) {
	of, named := map[uint64]string{}, map[string]bool{}
	for line := range strings.Lines(conceptText) {
		class, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		if class == "#" || class == "w" {
			continue
		}
		if class != "k" && class != "p" || len(strings.Fields(words)) < 2 {
			t.Errorf("no line of concepts: %s", line)
		}
		if first, _, _ := strings.Cut(words, " "); class == "k" && named[first] {
			t.Errorf("two lines begin with %s", first)
		} else {
			named[first] = true
		}
		scan(words, func(tok token) {
			h := wholeHash(tok.text)
			if other, taken := of[h]; taken && other != line {
				t.Errorf("%s stands in two lines: %.60s and %.60s", tok.text, other, line)
			}
			of[h] = line
		})
	}
}

// TestWordsThatBeginAlikeMeanWhatTheyAreListedFor looks at beginnings that words of several
// meanings share.
func TestWordsThatBeginAlikeMeanWhatTheyAreListedFor(t *testing.T) {
	hashOf := func(word string) uint32 {
		return draw(Article{Text: "we " + word}).words[0].hash
	}
	for _, pair := range [][2]string{{"investigation", "investment"}, {"cancelled", "chancellor"}, {"chancellor", "chances"}} {
		if hashOf(pair[0]) == hashOf(pair[1]) {
			t.Errorf("%s and %s mean the same", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"investors", "investment"}, {"investigators", "investigation"}, {"chance", "chances"}} {
		if hashOf(pair[0]) != hashOf(pair[1]) {
			t.Errorf("%s and %s do not mean the same", pair[0], pair[1])
		}
	}
}
