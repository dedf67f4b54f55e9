package bot

import (
	"context"
	"io"
)

// Request is one thing a person asked, whichever network it came by. Adapters
// fill it; the [Core] answers it.
type Request struct {
	From    Address
	Sender  Sender
	Message MessageRef // the message that asked; for a press, the one that bears the button
	Pressed bool       // a button was pressed: in a direct chat the answer may edit Message

	// Command is the command's name without slash or "@bot", lower case; empty
	// when plain text was written. Args is the rest of the line.
	Command, Args string

	// Text is the whole text that was written, without entities; for a command
	// that replies to a message, Quoted is that message's text.
	Text, Quoted string

	// Links are the addresses in the message and then in the quoted one, in order,
	// each once, those behind words included.
	Links []string

	File *File // a document that was sent; nil if none

	// Lang is the language to answer in. Adapters leave it empty; the core fills it
	// from the chat's setting or the sender's locale.
	Lang string
}

// File is a document that came with a message or goes with a reply.
type File struct {
	Name string
	Type string // media type, as claimed by the sender: never trusted
	Size int64  // bytes; 0 if unknown

	// Open gives the content. The caller closes it and limits what it reads.
	Open func(context.Context) (io.ReadCloser, error)
}

// Say shows a reply. The first call of a request shows a message, later calls
// edit it: progress is just another Say. It is safe for concurrent use; calls are
// shown in the order in which they were made.
type Say func(context.Context, Reply) error

// Core is what an adapter may ask of the bot. All methods are safe for
// concurrent use and return when the work is done.
type Core interface {
	// Handle answers a request through say. An error is for the adapter's log: the
	// person has been told what they can be told.
	Handle(ctx context.Context, r Request, say Say) error

	// Complete proposes values for an option of r.Command, best first, at most 25.
	// r.Args holds what was typed so far in that option.
	Complete(ctx context.Context, r Request, option string) ([]Choice, error)

	// Inline answers a query typed in another chat, best first, at most 50.
	Inline(ctx context.Context, r Request, query string) ([]Reply, error)

	// Event takes note of what happened to a chat; say shows a word of welcome
	// there and may never be called.
	Event(ctx context.Context, e Event, say Say) error

	// Seen reports whether the update, named uniquely within its network, was
	// handled before, by any process, and marks it as handled.
	Seen(ctx context.Context, network, update string) (bool, error)
}
