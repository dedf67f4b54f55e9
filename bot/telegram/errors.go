package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"crier/bot"
)

// refusal is an answer of the server that says no: `{"ok":false,…}`.
type refusal struct {
	Method  string
	Code    int
	Text    string        // the server's description
	After   time.Duration // 429: not before so long
	NewChat int64         // the group was upgraded: its new id
}

func (r *refusal) Error() string {
	return fmt.Sprintf("telegram: %s: %d %s", r.Method, r.Code, r.Text)
}

// broken is a request that got no answer that can be read.
type broken struct {
	method string
	status int  // of an answer that is not the API's, such as a proxy's page
	left   bool // the request went out
	err    error
}

func (b *broken) Error() string {
	if b.status != 0 {
		return fmt.Sprintf("telegram: %s: unreadable answer with status %d: %v", b.method, b.status, b.err)
	}
	return fmt.Sprintf("telegram: %s: %v", b.method, b.err)
}

func (b *broken) Unwrap() error { return b.err }

const (
	retrySoon    = 5 * time.Second
	retryUnknown = 30 * time.Second // a 429 without a time
	retryMissing = 10 * time.Minute // a chat that was not found once
)

// closed reports answers after which a chat takes nothing more until someone
// there acts. The first word of the API's descriptions ("Forbidden: ") is left out.
func closed(reason string) bool {
	return hasAnyPrefix(reason,
		"bot was blocked by the user", "user is deactivated", "bot was kicked from", "bot is not a member of",
		"the group chat was deleted", "bot can't initiate conversation", "bots can't send messages to bots",
		"user_is_blocked", "channel_private", "peer_id_invalid")
}

// cannotPost reports those that an admin of the chat can mend.
func cannotPost(reason string) bool {
	return hasAnyPrefix(reason,
		"not enough rights", "need administrator rights", "have no rights to send", "chat_write_forbidden",
		"chat_send_", "chat_restricted", "chat_admin_required")
}

// threadClosed reports that a forum topic takes no posts, or is gone.
func threadClosed(reason string) bool {
	return hasAnyPrefix(reason, "topic_closed", "topic_deleted", "message thread not found")
}

// outcome says what an error of a send or an edit to the address means.
func (a *Adapter) outcome(to bot.Address, err error) bot.Outcome {
	var no *refusal
	if errors.As(err, &no) {
		return a.refused(to, no)
	}
	var b *broken
	if errors.As(err, &b) && b.left && !b.neverActed() {
		return bot.Outcome{Verdict: bot.Unsure, Begun: b.status == http.StatusOK, Err: err}
	}
	return bot.Outcome{Verdict: bot.Later, After: retrySoon, Err: err}
}

// neverActed reports that a gateway answered without reaching the API behind it, as
// its status tells, or a page where the API would have written JSON. A gateway that
// gave the API up may have reached it.
func (b *broken) neverActed() bool {
	switch b.status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return true
	case http.StatusInternalServerError, http.StatusGatewayTimeout:
		return false
	}
	_, foreign := errors.AsType[*json.SyntaxError](b.err)
	return foreign
}

func (a *Adapter) refused(to bot.Address, no *refusal) bot.Outcome {
	text := no.reason()
	switch {
	case no.Code == http.StatusTooManyRequests:
		after := no.After
		if after <= 0 {
			after = retryUnknown
		}
		return bot.Outcome{Verdict: bot.Later, After: after, All: a.floods.note(to.Chat, time.Now()), Err: no}
	case no.NewChat != 0:
		home := to
		home.Chat, home.Kind = formatID(no.NewChat), bot.Group
		return bot.Outcome{Verdict: bot.Moved, NewHome: home, Err: no}
	case no.Code == http.StatusUnauthorized || no.Code == http.StatusNotFound:
		return bot.Outcome{Verdict: bot.Later, After: time.Minute, All: true, Err: fmt.Errorf("%w: %w", bot.ErrCredential, no)}
	case no.Code >= 500:
		return bot.Outcome{Verdict: bot.Later, After: retrySoon, Err: no}
	case text == "chat not found":
		if a.missing.note(to.Chat, time.Now()) {
			return bot.Outcome{Verdict: bot.Gone, Err: no}
		}
		return bot.Outcome{Verdict: bot.Later, After: retryMissing, Err: no}
	case threadClosed(text):
		return bot.Outcome{Verdict: bot.Gone, Err: fmt.Errorf("%w: %w: %w", bot.ErrThreadClosed, bot.ErrCannotPost, no)}
	case cannotPost(text):
		return bot.Outcome{Verdict: bot.Gone, Err: fmt.Errorf("%w: %w", bot.ErrCannotPost, no)}
	case no.Code == http.StatusForbidden || closed(text):
		return bot.Outcome{Verdict: bot.Gone, Err: no}
	default:
		return bot.Outcome{Verdict: bot.Never, Err: no}
	}
}

// reason is the description in lower case without the words of its code. Errors
// of the servers behind the API come in upper case and without such words.
func (r *refusal) reason() string {
	text := strings.ToLower(r.Text)
	for _, p := range [...]string{"bad request: ", "forbidden: ", "conflict: ", "unauthorized: "} {
		text = strings.TrimPrefix(text, p)
	}
	return text
}

// says reports whether err is a refusal whose reason begins with one of the words.
func says(err error, words ...string) bool {
	var no *refusal
	return errors.As(err, &no) && hasAnyPrefix(no.reason(), words...)
}

// coded reports whether err is a refusal with the code.
func coded(err error, code int) bool {
	var no *refusal
	return errors.As(err, &no) && no.Code == code
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// badCredential reports whether err says that the token is not (or no more) one
// of a bot: 401 for a revoked one, 404 for one that never was.
func badCredential(err error) bool {
	return coded(err, http.StatusUnauthorized) || coded(err, http.StatusNotFound)
}

func notModified(err error) bool { return says(err, "message is not modified") }

// lost reports that a message cannot be edited any more, so that its words must
// be sent anew.
func lost(err error) bool {
	return says(err, "message to edit not found", "message can't be edited", "message_id_invalid",
		"message identifier is not specified", "there is no text in the message to edit")
}

func unparsable(err error) bool { return says(err, "can't parse entities") }

// pause waits, or returns the context's error if that ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
