package announce

import (
	"context"
	"errors"
	"time"

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

// About is what a message was made of, besides the article's own words: enough to
// make it again.
type About struct {
	Article string   `json:"article"`          // the item's id
	Lang    string   `json:"lang,omitempty"`   // of the words around the article
	Kind    bot.Kind `json:"kind,omitempty"`   // of the chats
	Reason  string   `json:"reason,omitempty"` // the name of what asked for it
	Topic   bool     `json:"topic,omitempty"`  // the reason is a topic
	Names   []string `json:"names,omitempty"`  // sources that it names, its own first

	Update    bool `json:"update,omitempty"`    // it tells how a story went on
	Corrected bool `json:"corrected,omitempty"` // it says that the article was corrected
}

// Post is one wording of an announcement with all chats that get this very one.
type Post struct {
	About About
	Reply bot.Reply
	To    []Target

	// Again says to which of the chats it goes when its story has chapters: if zero, to
	// those that have nothing of the story, and it stands in their queues; else to those
	// that were alerted of an earlier chapter, and of none after this time. To these it
	// is a message and no place in the queue.
	Again time.Time
}

// Wording is what some chats have been told of a story, or are about to be: all that
// got one [Post]. Only the store makes one; whoever has it changes its About and
// Reply.
type Wording struct {
	ID      int64
	Chapter string // of the story
	About   About
	Reply   bot.Reply

	// Follows narrows a revision to the chats of these follows; nil: all that have the
	// wording. The others keep it as it was.
	Follows []int64
}

// Tale is what is known and told of a story.
type Tale struct {
	Sources  []string  // names of the sources that everybody may see, in the order in which they told it
	Wordings []Wording // as they stand; none if nobody was told
}

// Report is an article's place in a story.
type Report struct {
	ID      int64
	Article string // the item's id
	Story   string // the name of its first chapter
	Chapter string // the name of its own
	Sketch  []byte // as in [Publication]; nil if it was not kept
	At      time.Time
}

// ErrRevised says that what a publication was made from is not how things stand any
// more: a story has got a report or new words meanwhile. Ask again and make it anew.
var ErrRevised = errors.New("the story was changed meanwhile")

// Publication is all that one entry leads to. It is committed whole or not at all.
type Publication struct {
	Entry     int64
	Item      library.Item
	Addresses []string // further addresses that lead to the item

	Story   string // the same for all articles about one event; empty: the article has its place, and nobody is told of it
	Chapter string // the story's latest chapter, which the article belongs to or opens; empty: the first
	Source  string // the name of who tells it here; shown to other chats only if the feed is public
	Sketch  []byte // what tells whether other articles are about the same; nil: Seen does not matter
	Seen    int64  // the newest of [Store.Reports] when the story was chosen

	Posts []Post

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
	// some minutes. Feeds of the hosts named in busy are left alone. A chat of the
	// entry's followers may be paused; Publish skips it.
	Pending(ctx context.Context, n int, busy ...string) ([]Pending, error)

	// Reports returns the reports after the one of that number which came since then,
	// oldest first, at most some thousands, and the number up to which that is all.
	Reports(ctx context.Context, after int64, since time.Time) (found []Report, seen int64, err error)

	// Told tells what is known and told of a story, by the name of its first chapter.
	Told(ctx context.Context, story string) (Tale, error)

	// Publish stores the article, marks the entry as announced, adds the article to its
	// story and puts one delivery per chat and story's chapter in the queue, in one
	// transaction; a chat that has it already gets no second delivery. It returns how
	// many deliveries are new and wakes the lanes after the commit. It fails with
	// ErrRevised, having done nothing, if a report came after Seen or one of Revised is
	// not how it stands: of all processes, one at a time adds to stories.
	Publish(ctx context.Context, p Publication) (int, error)

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
