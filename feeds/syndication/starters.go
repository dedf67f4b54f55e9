package syndication

import (
	_ "embed" // the list
	"encoding/json"
	"fmt"
)

//go:embed starters.json
var starterList []byte

// Starter is a well-known public feed that every Crier may offer from the first
// minute. The list is starters.json, one feed per line: edit it freely.
type Starter struct {
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Site     string   `json:"site"`     // where people read it
	Language string   `json:"language"` // BCP 47, primary tag
	Topics   []string `json:"topics"`   // "news", "science", …: keys, to be said in the reader's language
}

// Starters gives the list, in its order. Whether each still answers is for polling to
// find out; a test only checks that the list is well-formed.
func Starters() ([]Starter, error) {
	var all []Starter
	if err := json.Unmarshal(starterList, &all); err != nil {
		return nil, fmt.Errorf("reading the starter feeds: %w", err)
	}
	return all, nil
}
