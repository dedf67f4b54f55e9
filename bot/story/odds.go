package story

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// odds.txt tells how it is written.
//
//go:embed odds.txt
var oddsText string

// odd is how much a concept speaks for two articles being about one event, as a logit: if
// both have it, and if only one has.
type odd struct{ both, one float32 }

// readOdds takes from a text how common concepts are, and their odds.
func (k *known) readOdds(text string, most map[uint32]uint32) error {
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		if len(fields) != 4 {
			return fmt.Errorf("no odds of a concept: %q", line)
		}
		permille, err := strconv.Atoi(fields[1])
		if err != nil {
			return fmt.Errorf("odds of %s: %w", fields[0], err)
		}
		both, err := strconv.ParseFloat(fields[2], 32)
		if err != nil {
			return fmt.Errorf("odds of %s: %w", fields[0], err)
		}
		one, err := strconv.ParseFloat(fields[3], 32)
		if err != nil {
			return fmt.Errorf("odds of %s: %w", fields[0], err)
		}
		h := conceptHash(fields[0])
		most[h], k.odds[h] = uint32(imagined*permille/1000), odd{float32(both), float32(one)}
	}
	return nil
}

// conceptHash is what stands for a concept whose line of concepts.txt begins with a word.
func conceptHash(first string) uint32 { return hash32("=" + first) }
