package feeds

import (
	"context"
	"errors"
	"time"
)

// Subscription is a feed's at its hub (WebSub, https://www.w3.org/TR/websub/).
type Subscription struct {
	Feed     int64
	Name     string // the last part of the callback's address; nobody can guess it
	Hub      string
	Topic    string    // what is subscribed to, as the feed names itself
	Secret   string    // with which the hub signs what it pushes
	Ending   bool      // nobody follows the feed any more: to be unsubscribed
	Expires  time.Time // the hub has promised to push until then; zero: it has not confirmed
	Failures int       // requests in a row that came to nothing
}

// Hubs asks hubs. A hub answers later, by calling back.
type Hubs interface {
	// Subscribe asks for the topic, or asks again before it expires. Errors are
	// *Problem values.
	Subscribe(ctx context.Context, s Subscription) error

	// Unsubscribe asks for no more of it, likewise.
	Unsubscribe(ctx context.Context, s Subscription) error
}

// ErrNoSubscription says that there is none of that name.
var ErrNoSubscription = errors.New("no such subscription")

// Subscriptions is what is kept for those who are called back.
type Subscriptions interface {
	// Subscription returns the one of a name, or ErrNoSubscription.
	Subscription(ctx context.Context, name string) (Subscription, error)

	// Confirm keeps that the hub will push until then, and when to ask again.
	Confirm(ctx context.Context, name string, expires, renew time.Time) error

	// Drop forgets a subscription that has ended.
	Drop(ctx context.Context, name string) error

	// TryAgain counts a request to the hub that it has not confirmed, and keeps when
	// the next is to be made. What was confirmed meanwhile stays.
	TryAgain(ctx context.Context, name string, again time.Time) error

	// Denied keeps that the hub will push no more, whatever it had promised: the feed is
	// polled in its own rhythm, and the hub asked again then.
	Denied(ctx context.Context, name string, again time.Time) error

	// RecordPush keeps entries that a hub has pushed, as a poll would, and leaves the
	// feed's next poll as it is. It returns how many are new.
	RecordPush(ctx context.Context, feed int64, entries []Entry) (fresh int, err error)
}
