package topics

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Starter is a topic that is offered to those who have none yet: a named query
// with words in every language that Crier speaks, and the usual ones besides.
type Starter struct {
	ID    string            // stable, as in t_<id>
	Names map[string]string // by language
	Query string
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
	for _, s := range out {
		if _, err := Parse(s.Query); err != nil {
			return nil, fmt.Errorf("starter topic %q: %w", s.ID, err)
		}
	}
	return out, nil
}
