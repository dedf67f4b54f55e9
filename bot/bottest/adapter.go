// Package bottest holds the conformance suites: what every adapter and every
// store must do, whichever network or engine stands behind it.
//
// A network's own test package brings a [Network]: the real adapter and a server
// that speaks the network's real protocol. The suite then behaves as a person
// would and looks at what that person would see.
package bottest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"crier/bot"
)

// Network is an adapter with a server of its protocol behind it, and a person in
// front of it.
type Network interface {
	// Adapter is the real adapter, connected to the server. The suite runs it.
	Adapter() bot.Adapter

	// Direct is the address of the person's chat with the bot.
	Direct() bot.Address

	// Type lets the person send a line in the direct chat: "/summary https://…"
	// or plain text.
	Type(ctx context.Context, line string) error

	// Press lets the person press the newest button with this label.
	Press(ctx context.Context, label string) error

	// Shown returns what the person sees in the direct chat, oldest first, edits
	// applied.
	Shown() []Shown

	// Changed returns a channel that is closed at the next change of what is shown.
	Changed() <-chan struct{}

	// Fail makes the server answer the next message or edit to the direct chat so.
	Fail(Failure)
}

// Shown is one message as a person sees it.
type Shown struct {
	ID      string
	Text    string   // all visible words, without markup
	Links   []string // addresses that can be opened from the text
	Buttons []string // labels, in order
}

// Failure is a way in which a network refuses.
type Failure int

// The failures that every network's server can be made to show.
const (
	TooFast    Failure = iota // wait before the next one: Later, with After set
	Blocked                   // the person has closed the chat to the bot: Gone
	BrokenDown                // the server is ill (5xx): Later or Unsure
)

// Exercise holds a network to the contract of [bot.Adapter]. open makes a fresh
// network; its cleanup is registered on t.
func Exercise(t *testing.T, open func(t *testing.T) Network) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(*testing.T, *session)
	}{
		{"a typed command reaches the core and its answer is shown", typedCommand},
		{"later words edit the first message", progressEdits},
		{"a press is the line of its button", pressIsLine},
		{"plain text with a link carries the link", bareLink},
		{"a pushed item is shown with its source links and buttons", pushed},
		{"several items fit one message up to the fold", folded},
		{"an edit changes what is shown", edited},
		{"hostile text is shown as it is", hostile},
		{"an error of the core does not stop the network", coreFails},
		{"a panic of the core does not stop the network", corePanics},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, start(t, open(t))) })
	}
	for _, c := range []struct {
		name string
		with Failure
		want []bot.Verdict
	}{
		{"too fast is Later with a time", TooFast, []bot.Verdict{bot.Later}},
		{"a closed chat is Gone", Blocked, []bot.Verdict{bot.Gone}},
		{"an ill server is Later or Unsure", BrokenDown, []bot.Verdict{bot.Later, bot.Unsure}},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, start(t, open(t)), c.with, c.want) })
	}
	t.Run("limits are usable", func(t *testing.T) { usableLimits(t, open(t).Adapter().Limits()) })
	t.Run("an unknown chat is ErrNoChat", func(t *testing.T) {
		s := start(t, open(t))
		if _, err := s.net.Adapter().Chat(s.ctx, "@nobody_has_this_name"); !errors.Is(err, bot.ErrNoChat) {
			t.Errorf("Chat: %v, want ErrNoChat", err)
		}
	})
}

// session is a running adapter with a core that the case at hand decides.
type session struct {
	t    *testing.T
	ctx  context.Context
	net  Network
	core *core
}

func start(t *testing.T, n Network) *session {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	s := &session{t: t, ctx: ctx, net: n, core: newCore()}
	done := make(chan error, 1)
	go func() { done <- n.Adapter().Run(ctx, TestMenu(), s.core) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Run ended with %v, want nil after its context ended", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("Run did not return within 10 s of its context's end")
		}
	})
	return s
}

// see waits until a shown message holds all the words and returns it.
func (s *session) see(words ...string) Shown {
	s.t.Helper()
	for {
		changed := s.net.Changed()
		shown := s.net.Shown()
		for i := len(shown) - 1; i >= 0; i-- {
			if containsAll(shown[i].Text, words) {
				return shown[i]
			}
		}
		select {
		case <-changed:
		case <-s.ctx.Done():
			s.t.Fatalf("never saw %q; shown: %+v", words, shown)
		}
	}
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (s *session) do(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
