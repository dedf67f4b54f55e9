package jobs

import (
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// The belts. A belt is a loop that looks for rows to work on; a wake-up only says
// that looking is worth while now.
const (
	BeltPoll     = "poll"     // feeds have become due
	BeltAnnounce = "announce" // entries wait to be announced
	BeltHubs     = "hubs"     // subscriptions at hubs are due; nobody rings it
	BeltClock    = "clock"    // it is looked whether the clock was set back; nobody rings it
	BeltClean    = "clean"    // the clean-up is due
	BeltIndex    = "index"    // texts are not in the index of words yet
	BeltMail     = "mail"     // a web chat's mailbox has changed
)

// BeltDeliver is the belt of a network's lane.
func BeltDeliver(network string) string { return deliverPrefix + network }

const deliverPrefix = "deliver:"

// Wake is the only job there is: it rings a belt's bell in some process that
// works for it. Losing one loses nothing, for the rows are the truth.
type Wake struct {
	Belt string `json:"belt"`
}

// Kind names the job in River's table.
func (Wake) Kind() string { return "wake" }

// InsertOpts puts each belt's wake-ups in a queue that only processes with the
// belt's role work, and keeps them unique: however often a belt is rung, one job
// waits. `completed` is left out of the states, for a belt must ring again.
func (w Wake) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		Queue:       queueOf(w.Belt),
		MaxAttempts: 1,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
			rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}},
	}
}

// queueOf is the belt's queue: all lanes share one.
func queueOf(belt string) string {
	name, _, _ := strings.Cut(belt, ":")
	return name
}
