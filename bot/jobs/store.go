package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"crier/feeds"
)

// Store is what the belts of this room keep.
type Store interface {
	// ClaimFeeds returns feeds that are due, longest overdue first, at most n, and
	// makes them due again after hold, so that no other caller gets them meanwhile.
	// Feeds of the hosts named in busy are left alone, and those that nobody asks for:
	// a feed must be followed, or public while some chat has a topic. A public feed
	// that was never polled is polled once.
	ClaimFeeds(ctx context.Context, n int, hold time.Duration, busy ...string) ([]feeds.Source, error)

	// RecordUnchanged keeps that feeds had nothing new, and when to ask them again.
	RecordUnchanged(ctx context.Context, rests []Rest) error

	// RecordPoll keeps what a poll gave and when to ask again, in one transaction,
	// and returns how many entries are new. Only new and really changed entries are
	// written: an Update that is Unchanged or bears the hash that is stored touches
	// no entry at all. An entry is known by its GUID, its address and its words, so a
	// feed that rewrites one of them brings no news; other words of an entry that was
	// announced make it wait again, as a correction. The entries of a feed's first poll
	// are never announced, nor those from its archive; others wait to be, and the
	// announce belt is woken after the commit. A feed that has moved takes its new
	// address, and the old one leads to it; if that is a feed already, its followers go
	// there. The Source's Rhythm and Newest are kept.
	RecordPoll(ctx context.Context, s feeds.Source, u feeds.Update, next time.Time) (fresh int, err error)

	// RecordPolls is RecordPoll for many, in one transaction: all are kept or none.
	RecordPolls(ctx context.Context, polls []Poll) (fresh []int, err error)

	// RecordFailures counts failed polls and keeps their kinds. What is stored of the
	// feeds stays; where Next is zero, the followers wait to be told.
	RecordFailures(ctx context.Context, failures []Failure) error

	// RewindPolls makes good for a clock that was set back: feeds whose last poll is in
	// the future by now are asked as long from now as they were to be asked after it. It
	// returns how many.
	RewindPolls(ctx context.Context) (rewound int, err error)

	// Subscriptions is what hubs that call back find.
	feeds.Subscriptions

	// ClaimSubscriptions returns subscriptions at hubs about which something is to be
	// done, at most n, and puts them off for hold: new ones, those to be renewed, those
	// to be ended. A feed that announces a hub gets one while somebody asks for it and
	// it does not fail all the time.
	ClaimSubscriptions(ctx context.Context, n int, hold time.Duration) ([]feeds.Subscription, error)

	// Index brings what waits for it into the index that searches ask, about bite
	// articles, the newest first, and returns how many it dealt with. What is stored,
	// read or corrected waits from its commit on and wakes [BeltIndex] in this process.
	Index(ctx context.Context, bite int) (did int, err error)

	// Clean removes what is older than it need be kept, at most bite rows of each
	// kind in one transaction each, and reports whether there is more to remove.
	Clean(ctx context.Context, k Keep, bite int) (more bool, err error)

	// Listen returns a channel that receives after each commit that woke the belt,
	// at most one waiting, and a function that ends it.
	Listen(belt string) (<-chan struct{}, func())

	// Ring rings the belt's bell in this process.
	Ring(belt string)

	// Start runs River on the store's engine with the configuration and returns the
	// function that stops it.
	Start(ctx context.Context, c *river.Config) (stop func(context.Context) error, err error)
}

// Poll is a poll that went well: the feed as the belt knows it, what came, and when
// to ask again.
type Poll struct {
	Source feeds.Source
	Update feeds.Update
	Next   time.Time
}

// Rest is a feed that had nothing new, with what to send back the next time, and when
// that is.
type Rest struct {
	Feed               int64
	ETag, LastModified string
	Next               time.Time
}

// Failure is a poll that failed, and when to ask again: never, for a feed that has said
// that it is gone, if Next is zero.
type Failure struct {
	Feed int64
	Why  feeds.ProblemKind
	Next time.Time
}

// Keep says how long rows are kept. A zero duration keeps them for ever. Addresses
// are always kept, so that links to articles never die.
type Keep struct {
	Articles   time.Duration // articles that were read, and entries that their feed has dropped
	Deliveries time.Duration // sent, dead and unread rows of chats' queues
	Updates    time.Duration // the window in which an update counts as seen
	Waiting    int           // most deliveries that may wait for one chat: older ones stay in /next only; 0: no limit
}
