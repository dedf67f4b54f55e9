package topics

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"
)

// Most words are found without asking UAX #29 for each: the same ones.
func TestWordsEndWhereUnicodeSays(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	parts := []string{
		"a", "Bc", "7", "42", "é", "e\u0301", "ß", "東", "ア", "한", "ไ", "ع", "ש", "'", "’", "\"", ".", ",", ";", ":", "!", "?", ")", "(", "-", "_", "%", "/",
		" ", " ", " ", " ", "  ", "\n", "\t", "\u00a0", "\u200d", "\u0301", "\u00ad", "\u200b", "🇩", "👩", "\x80", "\xff",
	}
	for range 200_000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		text := b.String()
		type piece struct {
			at   int
			word string
		}
		var got, want []piece
		for at, w := range pieces(text) {
			got = append(got, piece{at, w})
		}
		at := 0
		for it := words.FromString(text); it.Next(); at += len(it.Value()) {
			part(at, it.Value(), func(at int, w string) bool { want = append(want, piece{at, w}); return true })
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q has the words %v, Unicode says %v", text, got, want)
		}
	}
}
