package bot

import "time"

// Kind says who reads a chat, which decides what may be shown there.
type Kind int

// The kinds of chat.
const (
	Direct  Kind = iota // one person and the bot
	Group               // many people who may all write
	Channel             // few write, many read; posts carry no private buttons
)

// String names the kind as it is stored and logged.
func (k Kind) String() string {
	switch k {
	case Group:
		return "group"
	case Channel:
		return "channel"
	default:
		return "direct"
	}
}

// ParseKind is the inverse of [Kind.String]; an unknown word is Direct, the kind
// that shows least to others.
func ParseKind(s string) Kind {
	switch s {
	case "group":
		return Group
	case "channel":
		return Channel
	default:
		return Direct
	}
}

// Address is a place where messages go. Network is an adapter's Network(); only
// that adapter looks inside Chat and Thread. Sends are paced by Network and Chat:
// the threads of a chat share its rate. Address is comparable: rows are unique by
// Network, Chat and Thread.
type Address struct {
	Network string `json:"network"`
	Chat    string `json:"chat"`
	Thread  string `json:"thread,omitempty"` // a forum topic or thread; empty: the chat itself
	Kind    Kind   `json:"kind,omitempty"`
}

// Sender is the person who asked, as the network names them.
type Sender struct {
	ID     string // never empty for a person; an anonymous admin has the chat's own id
	Name   string // as shown to others; may be empty
	Locale string // BCP 47 tag as told by the network; may be empty
}

// MessageRef names one message of one chat. The zero value names none.
type MessageRef struct {
	Address Address `json:"address"`
	ID      string  `json:"id"`
}

// Chat is what a network tells about a place: [Adapter.Chat].
type Chat struct {
	Address Address
	Title   string // as people see it
	Handle  string // "@name" where the network has such; else empty
	Invite  string // of "me" only: the address that adds the bot to a group; may be empty
	Start   string // of "me" only: the address that, with an id at its end, types /start and the id in private; may be empty
}

// Event is something that happened to a chat without anyone asking the bot.
type Event struct {
	Kind    EventKind
	Address Address
	To      Address // Migrated: the new home
	By      Sender  // who did it, where the network tells
	Title   string  // the chat's title, where the network tells
	Thread  string  // the thread's title, where the network tells

	// Also are further places to which the same happened: a server's other channels when
	// the bot was removed from it, or is there again. Only Expelled and Returned have them,
	// and Returned may then be of places that were never left.
	Also []Address

	At time.Time
}

// EventKind says what happened to a chat.
type EventKind int

// The kinds of event.
const (
	Joined        EventKind = iota // the bot was added
	Left                           // removed or blocked: pause, keep the subscriptions
	Returned                       // unblocked or added again
	Migrated                       // the chat has a new address: every row moves with it
	RightsChanged                  // what the bot or an admin may do has changed
	ThreadClosed                   // the thread takes no posts: pause what goes there
	ThreadOpened                   // it takes posts again
	Silenced                       // the bot is there and may not post
	Deleted                        // the place is no more
	Expelled                       // the bot was removed from a server with several places
)
