package topics

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Starter is a topic that is offered to those who have none yet: a named query
// with words in every language that Crier speaks, and the usual ones besides.
type Starter struct {
	ID    string            // stable, as in t_<id>
	Names map[string]string // by language
	Words map[string]string // a query by language
	Query string            `json:"-"` // one of them, whatever the language
}

//go:embed starters.json
var starters []byte

// Starters returns the starter topics in the order in which they are offered. They
// stand in starters.json; the error is for whoever edited that file.
func Starters() ([]Starter, error) {
	var out []Starter
	if err := json.Unmarshal(starters, &out); err != nil {
		return nil, fmt.Errorf("reading the starter topics: %w", err)
	}
	for i, s := range out {
		var all []string
		for _, lang := range slices.Sorted(maps.Keys(s.Words)) {
			all = append(all, s.Words[lang])
		}
		out[i].Query = strings.Join(all, " OR ")
		if _, err := Parse(out[i].Query); err != nil {
			return nil, fmt.Errorf("starter topic %q: %w", s.ID, err)
		}
	}
	return out, nil
}
