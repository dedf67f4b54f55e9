package story

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// forestText has a line for each tree: its questions from the root, level by level, as
// aspect<limit, and what its leaves add, from the left. Found by go test -run TestFit -fit.
//
//go:embed forest.txt
var forestText string

const (
	levels    = 4 // of questions in a tree
	questions = 1<<levels - 1
	leaves    = 1 << levels
)

// tree asks whether an aspect is less than a limit: yes leads to the left. Its arrays are
// as long as no index can leave them, which then need not be checked.
type tree struct {
	aspect [leaves]uint8
	limit  [leaves]float32
	leaf   [leaves]float32
}

func (t *tree) value(e *[room]float32) float32 {
	at := 0
	for range levels {
		right := 0
		if e[t.aspect[at&(leaves-1)]&(room-1)] >= t.limit[at&(leaves-1)] {
			right = 1
		}
		at = 2*at + 1 + right
	}
	return t.leaf[(at-questions)&(leaves-1)]
}

const room = 64 // for the aspects

// forest adds up what its trees say (J. H. Friedman, Greedy function approximation, 2001).
type forest []tree

// logit is how sure it is that two articles are about one event.
func (f forest) logit(e *evidence) float64 {
	var all [room]float32
	copy(all[:], e[:])
	sum := float32(0)
	for i := range f {
		sum += f[i].value(&all)
	}
	return float64(sum)
}

// grown is the forest of forest.txt.
//
//nolint:gochecknoglobals // never changes, and is read once
var grown = sync.OnceValue(func() forest {
	f, err := parseForest(forestText)
	if err != nil {
		panic(err) // part of the program, as a test shows
	}
	return f
})

func parseForest(text string) (f forest, err error) {
	known := map[string]uint8{}
	for i, n := range aspectNames {
		known[n] = uint8(i)
	}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != questions+leaves {
			return nil, fmt.Errorf("tree %d has %d parts, not %d", len(f)+1, len(fields), questions+leaves)
		}
		var t tree
		for i, q := range fields[:questions] {
			aspect, limit, _ := strings.Cut(q, "<")
			at, ok := known[aspect]
			if !ok {
				return nil, fmt.Errorf("tree %d asks for %q", len(f)+1, q)
			}
			t.aspect[i] = at
			if _, err := fmt.Sscan(limit, &t.limit[i]); err != nil {
				return nil, fmt.Errorf("tree %d asks for %q: %w", len(f)+1, q, err)
			}
		}
		for i, v := range fields[questions:] {
			if _, err := fmt.Sscan(v, &t.leaf[i]); err != nil {
				return nil, fmt.Errorf("tree %d ends in %q: %w", len(f)+1, v, err)
			}
		}
		f = append(f, t)
	}
	return f, nil
}

// aspectNames are the aspects as the forest's text names them.
//
//nolint:gochecknoglobals // never changes
var aspectNames = [aspects]string{
	relation: "relation", names: "names", numbers: "numbers", words: "words", concepts: "concepts", leads: "leads", ledConcepts: "ledConcepts",
	rarestName: "rarestName", secondName: "secondName", rarestNumber: "rarestNumber", distinct: "distinct", knownNames: "knownNames",
	knownFigure: "knownFigure", knownConcept: "knownConcept", allConcepts: "allConcepts", likeNames: "likeNames", likeWords: "likeWords",
	knownTitle: "knownTitle", bestTitle: "bestTitle", knownLead: "knownLead", bestLead: "bestLead", newTitle: "newTitle", newestTitle: "newestTitle",
	shorter: "shorter", longer: "longer", apart: "apart", otherDay: "otherDay", knownTopic: "knownTopic", bestTopic: "bestTopic", rareWord: "rareWord", titles: "titles", titleWords: "titleWords",
	odds: "odds", ledOdds: "ledOdds",
}
