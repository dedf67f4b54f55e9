package telegram

import (
	"testing"
	"time"
)

func TestMoreUpdatesAreAskedForWhileTheyAreBegunWithQuickly(t *testing.T) {
	const quick, slow = quickly, quickly + time.Millisecond
	for _, c := range []struct {
		name        string
		before, got int
		took        time.Duration
		want        int
	}{
		{"all that there was room for came", fewUpdates, fewUpdates, quick, 2 * fewUpdates},
		{"never more than the server gives", mostUpdates - 1, mostUpdates - 1, quick, mostUpdates},
		{"there was room left", 2 * fewUpdates, 1, quick, 2 * fewUpdates},
		{"nothing came", fewUpdates, 0, 0, fewUpdates},
		{"there is much to do for each", mostUpdates, mostUpdates, slow, fewUpdates},
		{"even for one", mostUpdates, 1, slow, fewUpdates},
	} {
		if got := room(c.before, c.got, c.took); got != c.want {
			t.Errorf("%s: room for %d, want %d", c.name, got, c.want)
		}
	}
}
