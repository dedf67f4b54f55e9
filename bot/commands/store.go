package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/library"
	"crier/bot/topics"
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

// Search is what to look for.
type Search struct {
	Chat          bot.Address // sees public feeds and its own
	Query         *topics.Query
	Languages     []string // only articles in one of these, and those that tell none; nil: any
	Since         time.Time
	Limit, Offset int
}

// Reads reports whether an article of that language is among what is looked for.
func (s Search) Reads(language string) bool {
	primary, _, _ := strings.Cut(language, "-")
	return len(s.Languages) == 0 || primary == "" || slices.ContainsFunc(s.Languages, func(l string) bool {
		own, _, _ := strings.Cut(l, "-")
		return strings.EqualFold(own, primary)
	})
}

// Waiting is what waits in a chat's queue.
type Waiting struct {
	Unread int
	Walked time.Time // when somebody last walked there; zero: never
}

// Saved is an article on somebody's shelf.
type Saved struct {
	Headline
	Article string // the item's id
	When    time.Time
}

// Kept is what is kept about a chat, for its people.
type Kept struct {
	Chat    bot.Profile     `json:"chat"`
	Follows []KeptFollow    `json:"follows"`
	Stories []KeptStory     `json:"stories"` // newest first
	Saved   []KeptStory     `json:"saved,omitempty"`
	Lists   []KeptList      `json:"lists"`
	Imports []time.Time     `json:"unanswered_imports,omitempty"` // when they were brought
	Feeds   []feeds.Outline `json:"-"`                            // those that the chat follows
}

// KeptFollow is a wish of the chat.
type KeptFollow struct {
	Kind  bot.FollowKind `json:"kind"`
	Name  string         `json:"name"`
	Query string         `json:"query,omitempty"`
	URL   string         `json:"url,omitempty"` // the feed's
	How   bot.How        `json:"how"`
	Muted time.Time      `json:"muted_until,omitzero"`
	By    string         `json:"added_by"`
	Since time.Time      `json:"since"`
}

// KeptStory is an article that was brought to the chat.
type KeptStory struct {
	Title string    `json:"title,omitempty"`
	URL   string    `json:"url,omitempty"`
	Sent  string    `json:"message,omitempty"` // the network's id of the message
	Read  bool      `json:"read"`              // /next has shown it
	At    time.Time `json:"at,omitzero"`
}

// KeptList is the last list that was shown to a person.
type KeptList struct {
	Sender    string    `json:"shown_to"`
	Addresses []string  `json:"addresses"`
	At        time.Time `json:"at"`
}

// Errors of the Store.
var (
	ErrNothing = errors.New("nothing there") // no such row, end of the queue, no such number
	ErrTooMany = errors.New("a limit is reached")
)

// Because is an alert in a language as it comes for the sake of a wish; update: it tells
// how a story went on.
type Because func(r bot.Reply, lang string, f bot.Follow, update bool) bot.Reply

// Store is what the commands keep. Each method is one transaction.
type Store interface {
	library.Store

	// Carried returns the most that a feed which the chat may see says of the article at
	// an address; ErrNothing if none says anything.
	Carried(ctx context.Context, at bot.Address, address string) (feeds.Article, error)

	// Profile returns what is kept about the chat; a chat never seen has only its
	// address. SaveProfile keeps it.
	Profile(ctx context.Context, at bot.Address) (bot.Profile, error)
	SaveProfile(ctx context.Context, p bot.Profile) error

	// Profiles returns what is kept about several chats, in the same order.
	Profiles(ctx context.Context, chats []bot.Address) ([]bot.Profile, error)

	// Pause stops or resumes all that is pushed to every thread of the chat.
	Pause(ctx context.Context, at bot.Address, why bot.Pause) error

	// Silence mutes all that the chat follows until then, what it follows meanwhile too;
	// what is muted for longer stays so. The zero time ends that for all but what was
	// stopped, see [Stopped].
	Silence(ctx context.Context, at bot.Address, until time.Time) error

	// Places lists the chat and its threads, those that follow something.
	Places(ctx context.Context, at bot.Address) ([]bot.Address, error)

	// Move gives every row of the chat its new address.
	Move(ctx context.Context, from, to bot.Address) error

	// Follow adds a wish and returns it with its id; added is false when the chat
	// has it already (same kind and same query or feed), and the stored one is
	// returned with How updated. While the chat is silent a new one is muted. Backfill puts stories of the last days in the
	// chat's queue without alerting. It returns ErrTooMany above the chat's limit.
	Follow(ctx context.Context, f bot.Follow, backfill []string) (stored bot.Follow, added bool, err error)

	// Follows lists a chat's wishes, oldest first. Unfollow removes one and returns
	// it; ErrNothing if the chat has no such. What it brought and nobody was sent or
	// has read goes with it, unless another wish of the chat asks for it too. SetFollow changes Name, How, Muted and
	// Query.
	Follows(ctx context.Context, at bot.Address) ([]bot.Follow, error)
	Unfollow(ctx context.Context, at bot.Address, id int64, because Because) (bot.Follow, error)
	SetFollow(ctx context.Context, f bot.Follow) error

	// AddFeed stores a feed that was polled for the first time, its entries stored
	// and never announced, and returns it; a feed that is there already is returned
	// as it is. Feed returns ErrNothing for an unknown id.
	AddFeed(ctx context.Context, s feeds.Source, u feeds.Update) (feeds.Source, error)
	Feed(ctx context.Context, id int64) (feeds.Source, error)
	FeedByURL(ctx context.Context, url string) (feeds.Source, error)

	// Latest lists entries that the chat may see, newest first.
	Latest(ctx context.Context, f Filter) ([]Headline, error)

	// Search lists articles and entries that the chat may see and the query matches,
	// newest first, with their text. It looks at the newest thousand that may match.
	// OldestSeen is the time of the oldest entry among which it looks; ErrNothing if
	// there is none.
	Search(ctx context.Context, s Search) ([]feeds.Article, error)
	OldestSeen(ctx context.Context, s Search) (time.Time, error)

	// Next moves the chat's place one story on and returns it; Previous moves it
	// back. ErrNothing at either end. Current returns where it stands.
	Next(ctx context.Context, at bot.Address) (Place, error)
	Previous(ctx context.Context, at bot.Address) (Place, error)
	Current(ctx context.Context, at bot.Address) (Place, error)

	// Queue tells how much waits in the chat's queue and when somebody last walked
	// there; Here says that somebody does now, as Next and Previous do by themselves.
	Queue(ctx context.Context, at bot.Address) (Waiting, error)
	Here(ctx context.Context, at bot.Address) error

	// SetAside marks all unread stories but the best few as read and returns under
	// which number TakeBack makes them unread again, and how many they are.
	SetAside(ctx context.Context, at bot.Address, keep int) (batch int64, n int, err error)
	TakeBack(ctx context.Context, at bot.Address, batch int64) (n int, err error)

	// Save puts an article on a person's shelf; added is false if it stands there
	// already, and ErrTooMany says that the shelf is full. The zero When is now. Unsave
	// takes it off and returns it; ErrNothing if it is not there. Shelf lists what a
	// person keeps, the last first. Clean-up leaves saved articles alone.
	Save(ctx context.Context, network, sender string, s Saved) (added bool, err error)
	Unsave(ctx context.Context, network, sender, article string) (Saved, error)
	Shelf(ctx context.Context, network, sender string, limit, offset int) ([]Saved, error)

	// Forget erases what is kept about a person on a network; whole: and all about the
	// chat with its threads.
	Forget(ctx context.Context, at bot.Address, sender string, whole bool) error

	// Brought tells which follow put the article in the chat's queue: what the
	// "why a_…" and "mute a_…" buttons of an alert are about. ErrNothing if none did.
	Brought(ctx context.Context, at bot.Address, article string) (bot.Follow, error)

	// SetList remembers addresses, or ids of articles, for that person in that chat
	// under one of the names of [ListsOf]; ListItem returns the n-th, from 1; ErrNothing if there is none.
	SetList(ctx context.Context, at bot.Address, sender string, addresses []string) error
	ListItem(ctx context.Context, at bot.Address, sender string, n int) (string, error)

	// Seen reports whether the update was seen before and marks it.
	Seen(ctx context.Context, network, update string) (bool, error)

	// KeepImport keeps a list of feeds until somebody has said whether to follow them,
	// for a day at most, and names it; Importing returns it, ErrNothing if it is none of
	// this chat's. Import follows all the feeds as f says and forgets the list, all or
	// nothing, and returns how many the chat did not follow before. Feeds that are not
	// stored yet are, unpolled, their first poll silent at their NextPoll. It returns
	// ErrTooMany if they do not all fit and ErrNothing if the list was imported already.
	KeepImport(ctx context.Context, at bot.Address, list []feeds.Outline) (id string, err error)
	Importing(ctx context.Context, at bot.Address, id string) ([]feeds.Outline, error)
	Import(ctx context.Context, f bot.Follow, id string, list []feeds.Source) (added int, err error)

	// Kept returns all that is kept about a chat and, in a direct chat, about its
	// person.
	Kept(ctx context.Context, at bot.Address, sender string) (Kept, error)

	// NextPoll is when the next feed of this chat is due; zero if it has none.
	NextPoll(ctx context.Context, at bot.Address) (time.Time, error)
}
