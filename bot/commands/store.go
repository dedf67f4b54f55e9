package commands

import (
	"context"
	"errors"
	"time"

	"crier/bot"
	"crier/bot/library"
	"crier/feeds"
)

// Headline is one line of a list: an entry or an article.
type Headline struct {
	Title     string
	URL       string
	Feed      string // the feed's title
	FeedID    int64
	Language  string
	Published time.Time
}

// Place is a story in a chat's queue.
type Place struct {
	Headline
	Article string // the item's id
	Follow  int64  // what brought it
	Left    int    // unread stories behind it
}

// Filter narrows a list of headlines. Its zero value is all that the chat may see.
type Filter struct {
	Chat   bot.Address // sees starter feeds, public feeds and its own
	Feed   int64       // only this feed; 0: all
	Since  time.Time
	Limit  int // at most so many; 0: 10
	Offset int
}

// Errors of the Store.
var (
	ErrNothing = errors.New("nothing there") // no such row, end of the queue, no such number
	ErrTooMany = errors.New("a limit is reached")
)

// Store is what the commands keep. Each method is one transaction.
type Store interface {
	library.Store

	// Profile returns what is kept about the chat; a chat never seen has only its
	// address. SaveProfile keeps it.
	Profile(ctx context.Context, at bot.Address) (bot.Profile, error)
	SaveProfile(ctx context.Context, p bot.Profile) error

	// Pause stops or resumes all that is pushed to every thread of the chat.
	Pause(ctx context.Context, at bot.Address, why bot.Pause) error

	// Places lists the chat and its threads, those that follow something.
	Places(ctx context.Context, at bot.Address) ([]bot.Address, error)

	// Move gives every row of the chat its new address.
	Move(ctx context.Context, from, to bot.Address) error

	// Follow adds a wish and returns it with its id; added is false when the chat
	// has it already (same kind and same query or feed), and the stored one is
	// returned with How updated. Backfill puts stories of the last days in the
	// chat's queue without alerting. It returns ErrTooMany above the chat's limit.
	Follow(ctx context.Context, f bot.Follow, backfill []string) (stored bot.Follow, added bool, err error)

	// Follows lists a chat's wishes, oldest first. Unfollow removes one and returns
	// it; ErrNothing if the chat has no such. SetFollow changes How, Muted and Query.
	Follows(ctx context.Context, at bot.Address) ([]bot.Follow, error)
	Unfollow(ctx context.Context, at bot.Address, id int64) (bot.Follow, error)
	SetFollow(ctx context.Context, f bot.Follow) error

	// AddFeed stores a feed that was polled for the first time, its entries stored
	// and never announced, and returns it; a feed that is there already is returned
	// as it is. Feed returns ErrNothing for an unknown id.
	AddFeed(ctx context.Context, s feeds.Source, u feeds.Update) (feeds.Source, error)
	Feed(ctx context.Context, id int64) (feeds.Source, error)
	FeedByURL(ctx context.Context, url string) (feeds.Source, error)

	// Latest lists entries that the chat may see, newest first.
	Latest(ctx context.Context, f Filter) ([]Headline, error)

	// Candidates lists articles and entries of the last days that the chat may see,
	// for previews of topics, newest first, with text to match.
	Candidates(ctx context.Context, at bot.Address, since time.Time, limit int) ([]feeds.Article, error)

	// Next moves the chat's place one story on and returns it; Previous moves it
	// back. ErrNothing at either end. Current returns where it stands.
	Next(ctx context.Context, at bot.Address) (Place, error)
	Previous(ctx context.Context, at bot.Address) (Place, error)
	Current(ctx context.Context, at bot.Address) (Place, error)

	// Brought tells which follow put the article in the chat's queue: what the
	// "why a_…" and "mute a_…" buttons of an alert are about. ErrNothing if none did.
	Brought(ctx context.Context, at bot.Address, article string) (bot.Follow, error)

	// SetList remembers the addresses of the last list shown to that person in that
	// chat; ListItem returns the n-th, from 1; ErrNothing if there is none.
	SetList(ctx context.Context, at bot.Address, sender string, addresses []string) error
	ListItem(ctx context.Context, at bot.Address, sender string, n int) (string, error)

	// Seen reports whether the update was seen before and marks it.
	Seen(ctx context.Context, network, update string) (bool, error)

	// NextPoll is when the next feed of this chat is due; zero if it has none.
	NextPoll(ctx context.Context, at bot.Address) (time.Time, error)
}
