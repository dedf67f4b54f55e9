package bot

import (
	"context"
	"net/http"
	"time"
)

// Adapter is one network. There are no optional interfaces: what a network cannot
// do, its Limits say or its methods answer with an outcome or error.
type Adapter interface {
	// Network is the name that stands in addresses: "telegram". Constant.
	Network() string

	// Limits is data that the outbox and the cards read. It does no I/O.
	Limits() Limits

	// Routes adds the network's webhooks to the process's one mux, under the
	// network's own path. It may add nothing. It is called once, before Run.
	Routes(*http.ServeMux)

	// Run connects, publishes the menu and hands requests to the core until ctx
	// ends, then returns nil. It owns reconnection, typing signs and deferral. A
	// credential that the network refuses ends it with an error that wraps
	// ErrCredential; that stops this network and no other.
	Run(ctx context.Context, menu Menu, core Core) error

	// Send puts the longest prefix of items that fits ONE message at the address.
	// It works without Run, in a process that only delivers. It neither waits for
	// rates nor retries: the outbox does. Outcome.Sent says how many items went.
	Send(ctx context.Context, to Address, items []Item) Outcome

	// Edit replaces a message that Send or a Say made. A message that is gone or
	// cannot be edited any more is Never.
	Edit(ctx context.Context, at MessageRef, r Reply) Outcome

	// Chat finds a place by the name people give it: "@channel", an id, a mention.
	// "<@id>" with a Sender's ID is that person's own chat with the bot, and "me" the
	// bot itself, of which only the names and addresses are told.
	// Returns an error wrapping ErrNoChat when there is none that the bot can see.
	Chat(ctx context.Context, name string) (Chat, error)

	// CanManage reports whether the sender may set up posts at the address AND the
	// bot is able to post there; the error says which of the two is missing by
	// wrapping ErrNotManager or ErrCannotPost. Answers may be cached for minutes.
	CanManage(ctx context.Context, at Address, s Sender) (bool, error)
}

// Limits are a network's rates and abilities, as data.
type Limits struct {
	PerSecond float64       // messages and edits of the whole bot; 0: no limit
	ChatGap   time.Duration // between two messages to one direct chat
	GroupGap  time.Duration // between two messages to one group or channel
	PerMinute int           // messages to one group or channel in any minute; 0: GroupGap alone rules
	Fold      int           // most items that one message can hold; at least 1
	Length    int           // most visible characters of one message
	InFlight  int           // sends that may be under way at once; at least 1
	Invalid   int           // refused requests allowed in ten minutes; 0: no such rule

	Edits   bool // messages can be edited
	Threads bool // addresses may carry a Thread
	Picks   bool // a chat can be chosen from a list, see Form.Picks
	Hides   bool // a reply can be shown to the asker alone
	Once    bool // a send with a known Key is dropped by the network: Unsure may be repeated
}

// Item is a reply on its way out. Key makes a send idempotent where the network
// can: the same key is never shown twice.
type Item struct {
	Key   string
	Reply Reply
}
