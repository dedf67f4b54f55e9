package story

import (
	"testing"
	"time"
)

// TestLookAlikes judges by articles of pairs of events that look alike: two earthquakes,
// two matches of an evening, two results, two defendants of a court.
func TestLookAlikes(t *testing.T) {
	for _, file := range []string{"fresh.txt"} {
		of := read(t, file)
		for _, c := range []struct {
			name   string
			finder *Finder
			first  []event
		}{
			{"alone", New(Options{Window: 1e4 * time.Hour}), nil},
			{"among the others", New(Options{Window: 1e4 * time.Hour}), append(events(t), read(t, "tongues.txt")...)},
			{"in a crowd", crowded(t, 5000), nil},
		} {
			var told pairsTold
			told.count(t, c.finder, append(c.first, of...))
			p, r := told.both/told.told, told.both/told.same
			t.Logf("%s, %s: %d articles, precision %.3f, recall %.3f", file, c.name, len(of), p, r)
			if p < 0.97 || r < 0.85 {
				t.Errorf("%s, %s: precision %.3f, recall %.3f; want 0.97 and 0.85", file, c.name, p, r)
			}
		}
	}
}
