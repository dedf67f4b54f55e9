package story

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What makes a word of the writers' articles one of often.txt.
const (
	oftenEvents  = 3     // of a language have it
	oftenWriters = 2     // at least: what one writer made up is no common word
	oftenShare   = 0.006 // of the events of a language
	oftenerShare = 0.02
	knownEvents  = 60 // of a language, from which shares of them mean something
)

// heard counts what writers wrote, by language.
type heard struct {
	events map[string]map[int]bool
	words  map[string]map[string]*spread // language → stem
	nouns  map[string]*spread            // German, inside a sentence and with a capital letter
	names  map[string]bool               // so in other languages, or German and all capital letters
	small  map[string]bool               // with a small letter
	heads  map[string]*spread            // by themselves in languages that write compounds, whole
}

// spread is where a word was found.
type spread struct{ events, writers map[int]bool }

func (s *spread) add(event, writer int) {
	s.events[event], s.writers[writer] = true, true
}

func (s *spread) often() bool { return len(s.events) >= oftenEvents && len(s.writers) >= oftenWriters }

func spreadOf(of map[string]*spread, stem string) *spread {
	s := of[stem]
	if s == nil {
		s = &spread{map[int]bool{}, map[int]bool{}}
		of[stem] = s
	}
	return s
}

func hearAll(sets [][]event) *heard {
	h := &heard{map[string]map[int]bool{}, map[string]map[string]*spread{}, map[string]*spread{}, map[string]bool{}, map[string]bool{}, map[string]*spread{}}
	for line := range strings.Lines(conceptText) {
		if places, ok := strings.CutPrefix(line, "p "); ok {
			scan(places, func(t token) { h.names[folded(t.text)] = true })
		}
	}
	for writer, of := range sets {
		for _, e := range of {
			if h.events[e.Language] == nil {
				h.events[e.Language], h.words[e.Language] = map[int]bool{}, map[string]*spread{}
			}
			h.events[e.Language][e.number] = true
			loud := inCapitals(e.Title)
			scan(e.Title, func(t token) { h.hear(t, e, writer, loud) })
			scan(e.Text, func(t token) { h.hear(t, e, writer, false) })
		}
	}
	return h
}

func (h *heard) hear(t token, e event, writer int, loud bool) {
	if _, ok := kindOf(t.text, true); !ok || digitsLen(t.text) > 0 {
		return
	}
	stem := folded(t.text)
	spreadOf(h.words[e.Language], stem).add(e.number, writer)
	if compounds(e.Language) && (e.Language != "de" || !t.opens && !loud && capitalised(t.text)) {
		spreadOf(h.heads, strings.ToLower(t.text)).add(e.number, writer)
	}
	switch {
	case !capitalised(t.text):
		h.small[stem] = true
	case t.opens || loud:
	case e.Language != "de" || abbreviation(t.text):
		h.names[stem] = true
	default:
		spreadOf(h.nouns, stem).add(e.number, writer)
	}
}

// isWord reports whether a stem is that of more than names: writers like the same ones.
func (h *heard) isWord(stem string) bool {
	return h.small[stem] || h.nouns[stem] != nil && !h.names[stem]
}

// shares are of how many events of a language a word is, where it is most.
func (h *heard) shares() map[string]float64 {
	most := map[string]float64{}
	for language, words := range h.words {
		all := len(h.events[language])
		for stem, s := range words {
			if all >= knownEvents && s.often() && h.isWord(stem) {
				most[stem] = max(most[stem], float64(len(s.events))/float64(all))
			}
		}
	}
	return most
}

// TestFitWords finds the words of often.txt anew, when it is asked to. To be run before
// TestFit.
func TestFitWords(t *testing.T) {
	if !*fitting {
		t.Skip("the words stand; go test -run TestFitWords -fit finds them anew")
	}
	sets := append(writers(t), events(t))
	for _, file := range []string{"fresh.txt", "harder.txt", "wire.txt", "sequels.txt", "twins.txt", "reports.txt", "unseen.txt", "tongues.txt"} {
		sets = append(sets, read(t, file))
	}
	h := hearAll(sets)
	var lines [4][]string
	for stem, share := range h.shares() {
		switch {
		case share >= oftenerShare:
			lines[0] = append(lines[0], stem)
		case share >= oftenShare:
			lines[1] = append(lines[1], stem)
		}
	}
	for stem, s := range h.nouns {
		if s.often() && !h.names[stem] {
			lines[2] = append(lines[2], stem)
		}
	}
	for word, s := range h.heads {
		m, ok := commonWords().listed[wholeHash(word)]
		if ok && m.kind == concept && s.often() && utf8.RuneCountInString(word) >= leastHead {
			lines[3] = append(lines[3], word)
		}
	}
	head, _, _ := strings.Cut(oftenText, "\n\n")
	var b strings.Builder
	b.WriteString(head + "\n\n")
	for i, words := range lines {
		slices.Sort(words)
		for line := range slices.Chunk(words, 20) {
			fmt.Fprintf(&b, "%c %s\n", "efgh"[i], strings.Join(line, " "))
		}
	}
	if err := os.WriteFile("often.txt", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
