package discordtest

import (
	"context"
	"fmt"
	"time"
)

// Interaction is something a person did and what came of it.
type Interaction struct {
	ID, Token string
	Who       *User
	Modal     *Modal // the form that was opened
	Choices   []Choice

	s        *Server
	kind     int
	message  *Message // the one with the button
	original *Message // the first response
	channel  *Channel
	born     time.Time
	answered bool
	took     time.Duration
	done     chan struct{}
}

// Modal is a form.
type Modal struct {
	CustomID string `json:"custom_id"`
	Title    string `json:"title"`
	Input    string // the id of its one input
}

// Choice is a proposed value.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Wait returns when the interaction has had its first response.
func (i *Interaction) Wait(ctx context.Context) error {
	select {
	case <-i.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the application did not respond: %w", ctx.Err())
	}
}

// Took is how long the first response took.
func (i *Interaction) Took() time.Duration {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.took
}

// Deferred reports whether the first response was a deferral that still stands.
func (i *Interaction) Deferred() bool {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.original != nil && i.original.Deferred
}
