package story

import (
	"cmp"
	"slices"
	"testing"
)

func sortedByTime(all []event) []event {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
	return all
}

// TestArticlesAboutTheSameEventAreOneStory holds the finder to its bars. While it
// was made, every third event was held out: its figures are those of the test.
func TestArticlesAboutTheSameEventAreOneStory(t *testing.T) {
	all := events(t)
	part := func(heldOut bool) (out []event) {
		for _, e := range all {
			if (e.number%3 == 0) == heldOut {
				out = append(out, e)
			}
		}
		return out
	}
	for _, c := range []struct {
		name string
		of   []event
	}{{"developed on", part(false)}, {"held out", part(true)}, {"all together", all}} {
		p, r := score(t, c.of, c.name == "all together")
		t.Logf("%s: %d articles, precision %.3f, recall %.3f", c.name, len(c.of), p, r)
		if p < 0.97 || r < 0.85 {
			t.Errorf("%s: precision %.3f, recall %.3f; want 0.97 and 0.85", c.name, p, r)
		}
	}
}
