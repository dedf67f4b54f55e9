package bot

import (
	"errors"
	"time"
)

// Verdict is what became of a send or an edit.
type Verdict int

// The verdicts.
const (
	Delivered Verdict = iota // shown; At names the message
	Unsure                   // the line broke after the request left: shown or not
	Later                    // not shown; may be tried again after After
	Gone                     // the chat is closed to us: pause it, keep its subscriptions
	Moved                    // the chat lives at NewHome: move every row, send again once
	Never                    // this content will not be taken: keep the reason, do not repeat
)

// String names the verdict as it is stored and logged.
func (v Verdict) String() string {
	return [...]string{"delivered", "unsure", "later", "gone", "moved", "never"}[v]
}

// Outcome is the answer to one send or edit.
type Outcome struct {
	Verdict Verdict
	Sent    int           // how many items the one message took; 0 unless Delivered or Unsure
	Begun   bool          // Unsure: the network had begun to say yes, so it is shown
	At      MessageRef    // Delivered: the message
	After   time.Duration // Later: not before so long
	All     bool          // Later: hold every chat of this network, not only this one
	NewHome Address       // Moved: the new address
	Err     error         // why, for the log; never holds a token
}

// Errors that adapters wrap so that others can tell the cases apart.
var (
	ErrCredential = errors.New("the network refused the credential")
	ErrNoChat     = errors.New("no such chat")
	ErrNotManager = errors.New("the sender does not manage the chat")
	ErrCannotPost = errors.New("the bot may not post in the chat")
	ErrStuck      = errors.New("the connection hangs and cannot be mended from inside: the process must start anew")

	// ErrThreadClosed comes together with ErrCannotPost.
	ErrThreadClosed = errors.New("the thread takes no posts")
)
