package announce

import (
	"context"
	"errors"

	"crier/bot"
	"crier/bot/library"
	"crier/feeds"
)

// Pending is an entry that was stored and not yet announced.
type Pending struct {
	Entry  feeds.Entry
	Source feeds.Source

	// Correction: the entry was announced before, and its feed has changed its words
	// since. Who was told then is not to be told a second time; the stored article and
	// its summary are out of date.
	Correction bool
}

// Target is one chat that an announcement goes to, and the wish that asks for it.
type Target struct {
	Chat   bot.Address
	Follow int64
	How    bot.How
}

// Post is one wording of an announcement with all chats that get this very one.
type Post struct {
	Reply bot.Reply
	Lang  string // of the words around the article; told again by [Wording]
	To    []Target
}

// Wording is what some chats have been told of a story, or are about to be: all that
// got one [Post]. Only the store makes one; whoever has it changes its Reply.
type Wording struct {
	ID    int64
	Lang  string
	Reply bot.Reply
}

// ErrRevised says that a [Wording] is not how it stands any more: somebody else has
// changed it. Ask again what was told.
var ErrRevised = errors.New("the words of the story were changed meanwhile")

// Publication is all that one entry leads to. It is committed whole or not at all.
type Publication struct {
	Entry     int64
	Item      library.Item
	Addresses []string // further addresses that lead to the item
	Story     string   // the same for all articles about one event
	Posts     []Post

	// Revised are wordings of [Store.Told] with new words: "also: Reuters, BBC", a
	// correction. Where an alert still waits it goes out with the new words; where it
	// was sent it is edited, at most once a minute and story, the last words winning;
	// no chat gets a second message. An alert that was folded into one message with
	// others stays as it was, and so does one that can be edited no more.
	Revised []Wording
}

// Change is a topic that came, changed or went.
type Change struct {
	Follow int64
	Query  string // empty: it is gone
	All    bool   // no topic: what follows is all that there is
}

// Store is what announcing keeps.
type Store interface {
	// Pending returns entries to announce, oldest first, at most n, each handed to
	// one caller at a time: it is handed out again if it was not published within
	// some minutes. A chat of the entry's followers may be paused; Publish skips it.
	Pending(ctx context.Context, n int) ([]Pending, error)

	// Publish stores the article, marks the entry as announced and puts one delivery
	// per chat and story in the queue, in one transaction; a chat that has the story
	// already gets no second delivery. It returns how many deliveries are new and
	// wakes the lanes after the commit.
	Publish(ctx context.Context, p Publication) (int, error)

	// Told lists the wordings of a story as they stand; none if nobody was told yet.
	// Publish fails with ErrRevised, having done nothing, if one of Revised is older.
	Told(ctx context.Context, story string) ([]Wording, error)

	// Skip marks an entry as announced without any delivery, with the reason.
	Skip(ctx context.Context, entry int64, reason string) error

	// Ended returns feeds that have said that they are gone for good and whose
	// followers have not been told, at most n.
	Ended(ctx context.Context, n int) ([]feeds.Source, error)

	// Farewell puts the posts in the queues of a feed that has ended, in one
	// transaction, once: /next never shows them. It wakes the lanes after the commit.
	Farewell(ctx context.Context, feed int64, posts []Post) error

	// Followers lists the chats that follow the feed.
	Followers(ctx context.Context, feed int64) ([]bot.Follow, error)

	// Topics tells what changed in any chat's topics since a version, 0 for the
	// beginning, and returns the version that is reached then. Where the changes
	// reach back too far, a Change with All comes first and then every topic there is.
	Topics(ctx context.Context, version int64, changed func(Change)) (int64, error)

	// TopicsByID returns those of the follows that are topics and still there, in any
	// order.
	TopicsByID(ctx context.Context, ids []int64) ([]bot.Follow, error)

	// Profiles returns what is kept about the chats, in the same order.
	Profiles(ctx context.Context, chats []bot.Address) ([]bot.Profile, error)
}
