package outbox

import (
	"context"
	"errors"
	"time"

	"crier/bot"
)

// Store is what delivering keeps. Each method is one transaction. Whatever changes
// rows is fenced: it names the lease under which it acts and returns ErrFenced,
// having changed nothing, when that lease is no longer the lane's newest.
type Store interface {
	// Lease takes the lane of a network for the owner until hold from now, or renews
	// it. A lane that somebody else holds and that has not run out is ErrHeld.
	// Taking over gives the next Number; renewing keeps it.
	Lease(ctx context.Context, network, owner string, hold time.Duration) (Lease, error)

	// Release gives the lane up, so that another may take it at once. Whoever does
	// not hold it releases nothing.
	Release(ctx context.Context, l Lease) error

	// Hold keeps for the lane that nothing is to be sent before the time. Other
	// processes learn of it by Standing.
	Hold(ctx context.Context, l Lease, until time.Time) error

	// Complained keeps, for whoever sends for the network, that it asked a process to be
	// silent until the time: in the address's chat, or with all everywhere. It needs no
	// lease, and shortens no hold.
	Complained(ctx context.Context, to bot.Address, until time.Time, all bool) error

	// Standing tells what the owner's process must know of the others that send for a
	// network. With talks it also keeps, for so long, that the owner answers people
	// there, and thus counts among the Voices of the others.
	Standing(ctx context.Context, network, owner string, talks time.Duration) (Standing, error)

	// Loads lists what waits in the lane, chat by chat: the oldest deliveries, at
	// most most of them. Paused chats, and those that are held for longer than ahead
	// from now, are left out. Messages that are to be edited follow, each a load of its own,
	// at most most as well.
	Loads(ctx context.Context, l Lease, ahead time.Duration, most int) ([]Load, error)

	// Take returns those of a chat's deliveries that still wait, in their order. It
	// returns none if the chat was paused, put off or moved meanwhile, or if the
	// lease is stale.
	Take(ctx context.Context, l Lease, ids []int64) ([]Parcel, error)

	// Settle writes down what became of a send. Where the words changed meanwhile, the
	// message that was sent is to be edited.
	Settle(ctx context.Context, l Lease, s Settlement) error

	// TakeEdit returns the words that a sent delivery is to have by now. It finds none
	// if that is done or dropped, if the chat was paused, put off or moved meanwhile, or
	// if the lease is stale.
	TakeEdit(ctx context.Context, l Lease, id int64) (e Edit, found bool, err error)

	// SettleEdit writes down what became of an edit: Later holds the chat and keeps it,
	// any other verdict ends it, and Gone and Moved concern the chat as after a send.
	// Words that came after those of e are kept for another edit.
	SettleEdit(ctx context.Context, l Lease, e Edit, s Settlement) error

	// Listen returns a channel that receives after each commit that woke the belt,
	// at most one waiting, and a function that ends it.
	Listen(belt string) (<-chan struct{}, func())
}

// Lease is the right to send for a network.
type Lease struct {
	Network string
	Owner   string
	Number  int64
	Until   time.Time
	Hold    time.Time // nothing is to be sent before; kept over restarts
}

// Load is one chat's waiting work. Threads of a chat are loads of their own.
type Load struct {
	Chat    int64 // the row's id
	Address bot.Address
	IDs     []int64   // the deliveries, in their order
	Ready   time.Time // not before: the chat is held until then
	Edit    bool      // the one delivery was sent; its message is to get new words
}

// Parcel is one delivery, ready to be sent.
type Parcel struct {
	ID       int64
	Key      string // the same at every attempt, at most 25 bytes
	To       bot.Address
	Reply    bot.Reply
	Words    int64 // names the wording of Reply
	Attempts int   // sends of it that were not settled as delivered
	Moved    bool  // it was sent again after a move: a second move is an error
}

// Edit is a message that was sent, and the words that take the place of its own.
type Edit struct {
	ID       int64 // the delivery
	At       bot.MessageRef
	Reply    bot.Reply
	Words    int64 // names the wording of Reply
	Attempts int   // edits with these words that were put off
}

// Settlement is what became of the deliveries of one send, or of an edit.
type Settlement struct {
	Chat    int64
	To      bot.Address // where the chat was
	IDs     []int64
	Words   []int64 // what each of the deliveries said
	Verdict bot.Verdict
	At      bot.MessageRef // Delivered: the message
	Retry   time.Time      // Later: the chat is held until then, its order kept
	NewHome bot.Address    // Moved: every row of the chat goes there
	Reason  string         // why; kept with dead letters
}

// ErrSilence is what [Pacer.Answer] returns for a chat in which the network wants
// silence for so long that nobody waits for an answer.
var ErrSilence = errors.New("the network wants silence in the chat")

// Errors of a [Store].
var (
	ErrHeld   = errors.New("another process delivers for this network")
	ErrFenced = errors.New("the lane was taken over by another process")
)
