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

// TestArticlesAboutTheSameEventAreOneStory holds the finder to its bars. The forest is grown
// with these articles, too: TestJudge tells how it does on others.
func TestArticlesAboutTheSameEventAreOneStory(t *testing.T) {
	all := append(events(t), read(t, "tongues.txt")...)
	p, r := score(t, all, true)
	t.Logf("%d articles, precision %.3f, recall %.3f", len(all), p, r)
	if p < 0.97 || r < 0.85 {
		t.Errorf("precision %.3f, recall %.3f; want 0.97 and 0.85", p, r)
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
