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
	all := append(events(t), read(t, "tongues.txt")...)
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

// TestAStoryIsFoundWhereNothingElseIsKnown gives each event a finder of its own, as
// in a small installation: no word is known to be rare.
func TestAStoryIsFoundWhereNothingElseIsKnown(t *testing.T) {
	byEvent := map[int][]event{}
	for _, e := range append(events(t), read(t, "tongues.txt")...) {
		byEvent[e.number] = append(byEvent[e.number], e)
	}
	found, want := 0.0, 0.0
	for number, of := range byEvent {
		if len(of) < 2 {
			continue
		}
		pairs := float64(len(of) * (len(of) - 1) / 2)
		_, recall := score(t, of, false)
		want += pairs
		found += pairs * recall
		if recall < 1 {
			t.Logf("event %d: recall %.2f", number, recall)
		}
	}
	if t.Logf("recall %.3f", found/want); found/want < 0.8 {
		t.Errorf("recall %.3f, want 0.8", found/want)
	}
}
