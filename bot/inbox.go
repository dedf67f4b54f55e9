package bot

import (
	"context"
	"time"
)

// Update is one message of a network's server to the bot, as it came.
type Update struct {
	Name string // unique within its network
	Body []byte
}

// Inbox keeps updates between their coming and their being handled, so that the
// network's server may forget them at once: they survive a process that ends, and
// however often and wherever the same one comes, it is handled once. All methods
// are safe for concurrent use, in any number of processes.
type Inbox interface {
	// Receive stores updates, all or none, and tells for each whether it is new. Those
	// that are belong to the caller until the given time.
	Receive(ctx context.Context, network string, updates []Update, until time.Time) (fresh []bool, err error)

	// Prolong moves that time on; a time that is over gives the updates away.
	Prolong(ctx context.Context, network string, names []string, until time.Time) error

	// Handled forgets the updates' bodies: they were handled. Their names are kept for
	// as long as the network may repeat them.
	Handled(ctx context.Context, network string, names []string) error

	// LeftBehind hands out at most so many updates whose time was over at the given one,
	// none more than three times in all: an update may be what ends its process.
	LeftBehind(ctx context.Context, network string, at, until time.Time, most int) ([]Update, error)
}
