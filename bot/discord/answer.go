package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// response is the first answer to an interaction.
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// responder carries the first answer, by the callback or in an HTTP reply.
type responder func(context.Context, response) error

func (a *Adapter) respond(in *interaction) responder {
	return func(ctx context.Context, r response) error {
		return a.call(ctx, http.MethodPost, "interactions/"+in.ID+"/"+in.Token+"/callback", r, nil)
	}
}

// answer is what one interaction gets. The first reply is the first response if it
// comes soon, else it follows the deferral; later ones edit it.
type answer struct {
	a       *Adapter
	in      *interaction
	respond responder
	from    bot.Address
	hide    bool // it is the asker's own business
	share   bool // the asker wants others to see it
	born    time.Time

	mu      sync.Mutex
	state   answerState
	target  string // the message that a reply edits; empty: a new one
	hidden  bool   // whether that message is
	post    post   // once the token has died
	dropped error  // someone else answered
}

type answerState int

const (
	unanswered answerState = iota
	deferred               // "thinking…", or for a press nothing to see
	answered
	lapsed // the token does not work: only plain messages are left
)

const original = "@original"

func (n *answer) pressed() bool { return n.in.Message != nil }

// wait defers: it buys 15 minutes. For a press it is of the kind that leaves the message
// with the button as it is.
func (n *answer) wait(ctx context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.state != unanswered {
		return n.dropped
	}
	r := response{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}
	if n.hide {
		r.Data = map[string]any{"flags": flagHidden}
	}
	if n.pressed() {
		r = response{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	if err := n.respond(ctx, r); err != nil {
		return n.refused(err)
	}
	n.state = deferred
	if !n.pressed() {
		n.target, n.hidden = original, n.hide
	}
	return nil
}

// refused notes what a refusal of the first response means. The lock is held.
func (n *answer) refused(err error) error {
	switch codeOf(err) {
	case codeUnknownInteraction:
		n.state = lapsed
		return nil
	case codeAlreadyAnswered:
		n.dropped = fmt.Errorf("discord: this interaction was answered already: %w", err)
		return n.dropped
	}
	return err
}

// say is the [bot.Say] of the interaction.
func (n *answer) say(ctx context.Context, r bot.Reply) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dropped != nil {
		return n.dropped
	}
	if n.state != unanswered && n.state != lapsed && time.Since(n.born) > n.a.times.token {
		n.state = lapsed
	}
	if n.state == unanswered {
		err := n.inTurn(ctx, r, n.first)
		if err != nil || n.state == answered {
			return err
		}
	}
	if n.state != lapsed {
		err := n.inTurn(ctx, r, n.later)
		if !spent(err) {
			return err
		}
		n.state = lapsed
	}
	return n.aside(ctx, r)
}

// inTurn waits where Discord says that an interaction's calls come too fast: the words
// that are held back may be the answer itself. Progress gives way.
func (n *answer) inTurn(ctx context.Context, r bot.Reply, show func(context.Context, bot.Reply) error) error {
	for try := 1; ; try++ {
		err := show(ctx, r)
		if statusOf(err) != http.StatusTooManyRequests {
			return err
		}
		if r.Busy && n.state != unanswered {
			return nil
		}
		wait := max(waitOf(err), 50*time.Millisecond)
		if try == patientTries || wait > patientWait || pause(ctx, wait) != nil {
			return err
		}
	}
}

// spent reports that the interaction's token is dead.
func spent(err error) bool {
	c := codeOf(err)
	return c == codeBadHookToken || c == codeUnknownWebhook || c == codeUnknownInteraction
}

// first answers before any deferral went out.
func (n *answer) first(ctx context.Context, r bot.Reply) error {
	if r.Form != nil && n.in.Type != discordgo.InteractionModalSubmit {
		return n.settle(ctx, response{Type: discordgo.InteractionResponseModal, Data: modal(r)}, "", true)
	}
	if r.File != nil {
		n.hide = n.hide || n.hides(r)
		return n.waitLocked(ctx)
	}
	hidden := n.hides(r)
	return n.framed(r, func(b body) error {
		if n.pressed() && r.Replace && n.from.Kind == bot.Direct {
			return n.settle(ctx, response{Type: discordgo.InteractionResponseUpdateMessage, Data: b.edit()}, original, false)
		}
		if hidden {
			b.Flags |= flagHidden
		}
		return n.settle(ctx, response{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: b}, original, hidden)
	})
}

// framed sends a reply with its frame unless this place is known to take none.
func (n *answer) framed(r bot.Reply, send func(body) error) error {
	items := []bot.Item{{Reply: r}}
	if n.in.bare() {
		return send(n.a.bare(items))
	}
	return n.a.framed(items, send)
}

func (n *answer) waitLocked(ctx context.Context) error {
	n.mu.Unlock()
	defer n.mu.Lock()
	return n.wait(ctx)
}

func (n *answer) settle(ctx context.Context, r response, target string, hidden bool) error {
	if err := n.respond(ctx, r); err != nil {
		return n.refused(err)
	}
	n.state, n.target, n.hidden = answered, target, hidden
	return nil
}

// hides reports whether a reply is for the asker alone: their own business, and
// every answer to a press where others read.
func (n *answer) hides(r bot.Reply) bool {
	if n.share {
		r.Private = false
	}
	return hides(r, n.from) || (n.hide || n.pressed()) && n.from.Kind != bot.Direct
}

func hides(r bot.Reply, at bot.Address) bool {
	return (r.Private || r.Fade > 0) && at.Kind != bot.Direct
}

// later edits what is shown, or shows it when only a deferral is.
func (n *answer) later(ctx context.Context, r bot.Reply) error {
	if n.target == "" && n.state == deferred && n.pressed() && r.Replace && n.from.Kind == bot.Direct {
		n.target = original // the message with the button
	}
	if n.target != "" && n.hides(r) && !n.hidden {
		if err := n.withdraw(ctx); err != nil {
			return err
		}
	}
	if n.target != "" {
		err := n.framed(r, func(b body) error {
			return n.a.upload(ctx, http.MethodPatch, n.hook("/messages/"+n.target), b.edit(), r.File, nil)
		})
		n.settled(err)
		return err
	}
	n.hidden = n.hides(r)
	var shown message
	err := n.framed(r, func(b body) error {
		if n.hidden {
			b.Flags |= flagHidden
		}
		return n.a.upload(ctx, http.MethodPost, n.hook("?wait=true"), b, r.File, &shown)
	})
	n.target = shown.ID
	n.settled(err)
	return err
}

func (n *answer) settled(err error) {
	if err == nil {
		n.state = answered
	}
}

// withdraw takes back a public "thinking…" whose answer turns out to be private,
// and leaves a public answer that stands alone.
func (n *answer) withdraw(ctx context.Context) error {
	if n.state == deferred {
		if err := n.a.call(ctx, http.MethodDelete, n.hook("/messages/"+original), nil, nil); err != nil {
			return err
		}
	}
	n.target = ""
	return nil
}

func (n *answer) hook(rest string) string {
	return "webhooks/" + n.in.ApplicationID + "/" + n.in.Token + rest
}

var errTooLate = errors.New("discord: the interaction's time is over and its answer was for one person, whose direct messages are closed")

// aside says what the token is too old for: as a plain message, and what was for the
// asker alone in their own chat.
func (n *answer) aside(ctx context.Context, r bot.Reply) error {
	if n.post.a == nil {
		n.post.a, n.post.at = n.a, n.from
		if n.from.Kind != bot.Direct && (n.hide || n.hides(r)) {
			own, err := n.a.Chat(ctx, "<@"+n.in.who().ID+">")
			if err != nil {
				return fmt.Errorf("%w: %w", errTooLate, err)
			}
			n.post.at = own.Address
		}
	}
	err := n.post.say(ctx, r)
	if codeOf(err) == codeClosedDM {
		return fmt.Errorf("%w: %w", errTooLate, err)
	}
	return err
}
