package web

import (
	"context"
	"errors"
	"time"
)

// Store keeps the mailboxes: what each web chat shows, so that a process that
// only delivers reaches a browser that hangs on another one, and so that a page
// that is opened again shows what was said.
//
// A mailbox holds at most a few hundred messages, each in its newest wording: an
// edit takes the place of what it edits. Every message and every edit gets the
// next change number of its mailbox, so "everything after change 41" is all that
// a browser must ask to be up to date.
//
// All methods are safe for concurrent use, in one process and in many.
type Store interface {
	// OpenMailbox makes an empty mailbox for a chat unless it is there, and reports
	// whether it made one. When there are most mailboxes already it makes none and
	// returns an error wrapping ErrFull; a most of 0 is no limit.
	OpenMailbox(ctx context.Context, chat string, most int) (made bool, err error)

	// PutMail adds m to a mailbox, or, when m.Message is not 0, gives that message a
	// new Body and Change. It sets Change to one more than the mailbox's last, and
	// for a new message Message to that same number; At is stored as given. It
	// returns the mail with its numbers. Afterwards only the keep messages with the
	// highest Message remain.
	//
	// Numbers are given under a lock on the mailbox that is held until the commit: a
	// reader that has seen change 6 never meets a change 5 later. They are never
	// given twice, also when messages have been removed.
	//
	// A new message whose Key is not empty and already stands in the mailbox is not
	// added: the mail that stands there is returned. An edit leaves Key and At as
	// they are.
	//
	// Returns an error wrapping ErrNoMailbox when the mailbox is not there, and
	// ErrNoMail when m.Message is not or no longer there.
	PutMail(ctx context.Context, chat string, m Mail, keep int) (Mail, error)

	// ReadMail returns the mails of a chat whose Change is over after, by Change
	// ascending, at most most of them; none when there is no mailbox.
	ReadMail(ctx context.Context, chat string, after int64, most int) ([]Mail, error)

	// LastMail returns the last change number given in each of these mailboxes, 0 in
	// one that never held anything. Mailboxes that are not there are left out. It is
	// asked every few seconds for all chats that have a page open: one query.
	LastMail(ctx context.Context, chats []string) (map[string]int64, error)
}

// Mail is one message of a web chat in its newest wording.
type Mail struct {
	Message int64     // names the message in its chat; over 0
	Change  int64     // when it was written or last edited, by the mailbox's count
	Key     string    // the idempotence key it was sent with; empty: none
	Body    []byte    // JSON, at most MaxBody bytes; only this package looks inside
	At      time.Time // when it was first said; kept to the millisecond, UTC
}

// MaxBody is the most bytes that the body of a [Mail] may have.
const MaxBody = 256 << 10

// Errors of a [Store].
var (
	ErrNoMailbox = errors.New("no such mailbox")
	ErrNoMail    = errors.New("no such message in the mailbox")
	ErrFull      = errors.New("there are as many mailboxes as allowed")
)
