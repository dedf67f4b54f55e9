package story

import (
	"strings"
	"testing"
)

func TestWordsOfManyLanguagesMeanTheSame(t *testing.T) {
	meaningOf := func(word string) meaning {
		var m meaning
		scan(word, func(tok token) { m, _ = commonWords().meaning(tok.stem) })
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

// TestAWordMeansOneThing keeps concepts.txt such that no line takes a word from another.
func TestAWordMeansOneThing(t *testing.T) {
	of := map[uint32]string{}
	for line := range strings.Lines(conceptText) {
		class, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		if class == "#" {
			continue
		}
		if class != "k" && class != "p" || len(strings.Fields(words)) < 2 {
			t.Errorf("no line of concepts: %s", line)
		}
		scan(words, func(tok token) {
			if other, taken := of[tok.stem]; taken && other != line {
				t.Errorf("%s stands in two lines: %.60s and %.60s", tok.text, other, line)
			}
			of[tok.stem] = line
		})
	}
}
