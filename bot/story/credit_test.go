package story

import "testing"

func TestWhoWroteAReportTellsNothingOfTheEvent(t *testing.T) {
	for _, c := range [][2]string{
		{"The gate closed. — Harbor Press Agency\n\nIt held. — KCNA", "The gate closed.\n\nIt held."},
		{"Nobody — Anna Berg included — knew. It held.", "Nobody — Anna Berg included — knew. It held."},
		{"The winner was a surprise — Oslo.", "The winner was a surprise — Oslo."},
		{"It held — for a while", "It held — for a while"},
		{"No dash", "No dash"},
		{" — AFP", ""},
	} {
		if got := uncredited(c[0]); got != c[1] {
			t.Errorf("%q is read as %q, want %q", c[0], got, c[1])
		}
	}
}
