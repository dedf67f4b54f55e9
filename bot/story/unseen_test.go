package story

import "testing"

// TestEventsOfAnotherHand judges by articles of another hand, among the others and
// alone. The forest is grown with them, too.
func TestEventsOfAnotherHand(t *testing.T) {
	unseen := read(t, "unseen.txt")
	for _, c := range []struct {
		name string
		of   []event
	}{
		{"alone", unseen},
		{"among the others", append(append(events(t), read(t, "tongues.txt")...), unseen...)},
	} {
		p, r := score(t, c.of, c.name == "alone")
		t.Logf("%s: %d articles, precision %.3f, recall %.3f", c.name, len(c.of), p, r)
		if p < 0.97 || r < 0.85 {
			t.Errorf("%s: precision %.3f, recall %.3f; want 0.97 and 0.85", c.name, p, r)
		}
	}
}
