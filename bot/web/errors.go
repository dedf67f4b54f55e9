package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"crier/bot"
)

var (
	errTooBig  = errors.New("the message is larger than a mailbox takes")
	errForeign = errors.New("not an address or message of the web chat")
)

// outcome tells what a failed write to a mailbox means. A store that is ill is ill
// for every chat; the key makes it safe to try again.
func outcome(err error) bot.Outcome {
	switch {
	case errors.Is(err, ErrNoMailbox):
		return bot.Outcome{Verdict: bot.Gone, Err: err}
	case errors.Is(err, ErrNoMail), errors.Is(err, errTooBig), errors.Is(err, errForeign):
		return bot.Outcome{Verdict: bot.Never, Err: err}
	default:
		return bot.Outcome{Verdict: bot.Later, After: 2 * time.Second, All: true, Err: err}
	}
}

// problem is a refusal that the page puts in words: the name of one of its Words,
// or one of the two that it deals with by itself.
type problem string

const (
	tooFast  problem = "too_fast"
	tooLong  problem = "too_long"
	full     problem = "full"
	failed   problem = "failed"
	noChat   problem = "no_chat"  // the page opens a new one
	starting problem = "starting" // the page tries again
)

func (p problem) status() int {
	switch p {
	case tooFast:
		return http.StatusTooManyRequests
	case tooLong:
		return http.StatusRequestEntityTooLarge
	case full, starting:
		return http.StatusServiceUnavailable
	case noChat:
		return http.StatusGone
	default:
		return http.StatusInternalServerError
	}
}

func (p problem) write(w http.ResponseWriter) {
	writeJSON(w, p.status(), map[string]problem{"error": p})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the browser has gone: nobody to tell
}
