package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// shownLetters is how many alerts that were given up the operator is shown.
const shownLetters = 5

// letters tells of alerts that wait, and of those that a network refused for good.
func (h *house) letters(ctx context.Context) finding {
	f := finding{what: "alerts"}
	waiting, dead, newest, err := h.db.Letters(ctx, shownLetters)
	if err != nil {
		f.err = err
		return f
	}
	if f.note = fmt.Sprintf("%d wait to be sent", waiting); dead == 0 {
		f.note += ", none was refused for good"
		return f
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d were refused for good or may not have arrived; the newest:", f.note, dead)
	for _, l := range newest {
		what := "refused"
		if l.Perhaps {
			what = "perhaps shown"
		}
		place := l.To.Network + " " + l.To.Chat
		if l.To.Thread != "" {
			place += ", thread " + l.To.Thread
		}
		fmt.Fprintf(&b, "\n                %s %s: %q %s: %s", l.When.Format(time.DateTime), place, l.Title, what, l.Reason)
	}
	f.note = b.String()
	return f
}
