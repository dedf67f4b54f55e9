package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"crier/bot"
)

// refusal is an answer of Discord that says no.
type refusal struct {
	Route  string
	Status int
	Code   int // of Discord's own list; 0: none was given
	Text   string
	After  time.Duration // 429: not before so long
	All    bool          // 429: nor any other call of the bot
	Shared bool          // 429: others used the rate up, it is not our fault
}

func (r *refusal) Error() string {
	return fmt.Sprintf("discord: %s: %d (code %d) %s", r.Route, r.Status, r.Code, r.Text)
}

// Unwrap says that a 401 to a call that bore the bot's token is about the token.
func (r *refusal) Unwrap() error {
	if r.Status == http.StatusUnauthorized && r.Code != codeBadHookToken {
		return bot.ErrCredential
	}
	return nil
}

// The codes that are told apart, from Discord's list of JSON error codes.
const (
	codeUnknownChannel     = 10003
	codeUnknownGuild       = 10004
	codeUnknownMember      = 10007
	codeUnknownMessage     = 10008
	codeUnknownUser        = 10013
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeAlreadyAnswered    = 40060
	codeMissingAccess      = 50001
	codeForeignMessage     = 50005
	codeEmptyMessage       = 50006
	codeClosedDM           = 50007
	codeNotText            = 50008
	codeMissingPermission  = 50013
	codeBadRecipient       = 50033
	codeBadForm            = 50035
	codeBadHookToken       = 50027
	codeArchivedThread     = 50083
	codeNoMutualGuild      = 50278
	codeNeedsTag           = 40067
	codeLockedThread       = 160005
)

const (
	retrySoon = 5 * time.Second
	retryCode = 30 * time.Second
)

// outcome says what an error of a send or an edit means.
func outcome(err error) bot.Outcome {
	var no *refusal
	if errors.As(err, &no) {
		return no.outcome()
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return bot.Outcome{Verdict: bot.Later, After: retrySoon, Err: err}
	}
	return bot.Outcome{Verdict: bot.Unsure, Err: err}
}

func (r *refusal) outcome() bot.Outcome {
	later := func(d time.Duration) bot.Outcome { return bot.Outcome{Verdict: bot.Later, After: d, Err: r} }
	switch {
	case r.Status == http.StatusTooManyRequests:
		return bot.Outcome{Verdict: bot.Later, After: r.After, All: r.All, Err: r}
	case r.Status >= 500 || r.Code == 130000:
		return later(retrySoon)
	case r.Code == 20016 || r.Code == 20028 || r.Code == 20029 || r.Code == 40004:
		return later(retryCode)
	case r.Status == http.StatusUnauthorized && r.Code != codeBadHookToken:
		return bot.Outcome{Verdict: bot.Later, After: time.Minute, All: true, Err: r}
	case r.Code == codeUnknownMessage || r.Code == codeForeignMessage:
		return bot.Outcome{Verdict: bot.Never, Err: r}
	case r.Code == codeArchivedThread || r.Code == codeLockedThread:
		return bot.Outcome{Verdict: bot.Gone, Err: fmt.Errorf("%w: %w: %w", bot.ErrThreadClosed, bot.ErrCannotPost, r)}
	case r.cannotPost():
		return bot.Outcome{Verdict: bot.Gone, Err: fmt.Errorf("%w: %w", bot.ErrCannotPost, r)}
	case r.closed():
		return bot.Outcome{Verdict: bot.Gone, Err: r}
	default:
		return bot.Outcome{Verdict: bot.Never, Err: r}
	}
}

// closed reports answers after which a chat takes nothing until someone acts.
func (r *refusal) closed() bool {
	switch r.Code {
	case codeUnknownWebhook, codeClosedDM, codeBadHookToken, codeNoMutualGuild:
		return true
	}
	return r.Code == 0 && (r.Status == http.StatusNotFound || r.Status == http.StatusForbidden)
}

// cannotPost reports those of them that a manager of the place must know of.
func (r *refusal) cannotPost() bool {
	switch r.Code {
	case codeMissingAccess, codeMissingPermission, codeNeedsTag, codeUnknownChannel, codeUnknownGuild:
		return true
	}
	return false
}

func codeOf(err error) int {
	var no *refusal
	if errors.As(err, &no) {
		return no.Code
	}
	return 0
}

func statusOf(err error) int {
	var no *refusal
	if errors.As(err, &no) {
		return no.Status
	}
	return 0
}

// waitOf is how long Discord wants us to wait, 0 if it does not.
func waitOf(err error) time.Duration {
	var no *refusal
	if errors.As(err, &no) {
		return no.After
	}
	return 0
}

var errUnreadable = errors.New("discord: an answer that cannot be read")

// retryAfter reports whether a call may be made again, and after how long.
func retryAfter(err error) (time.Duration, bool) {
	if err == nil || errors.Is(err, errUnreadable) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return 0, false
	}
	var no *refusal
	if !errors.As(err, &no) {
		return time.Second, true
	}
	switch {
	case no.Status == http.StatusTooManyRequests:
		return no.After, true
	case no.Status >= 500:
		return time.Second, true
	}
	return 0, false
}

// absent reports that what was asked for does not exist or cannot be seen.
func absent(err error) bool {
	s := statusOf(err)
	return s == http.StatusNotFound || s == http.StatusForbidden || s == http.StatusBadRequest
}
