package discord

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

const maxInteraction = 1 << 20 // bytes of one interaction over HTTP

// Routes adds /discord, where Discord posts interactions, if a public key was
// given. Discord tries bad signatures from time to time and takes the address away
// from a bot that does not answer them with 401.
func (a *Adapter) Routes(mux *http.ServeMux) {
	if a.key != nil {
		mux.HandleFunc("POST /discord", a.hook)
	}
}

func (a *Adapter) hook(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxInteraction)
	if !discordgo.VerifyInteraction(r, a.key) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
	var in interaction
	raw, err := io.ReadAll(r.Body)
	if err == nil {
		err = loosely(raw, &in)
	}
	if err != nil {
		http.Error(w, "not an interaction", http.StatusBadRequest)
		return
	}
	if in.Type == discordgo.InteractionPing {
		writeJSON(w, response{Type: discordgo.InteractionResponsePong})
		return
	}
	l := a.running()
	if l == nil {
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	}
	first := make(chan response, 1)
	taken := make(chan struct{})                                               // closed when nobody waits for the response any more
	a.spawn("answering", func() { a.interact(l, &in, inReply(first, taken)) }) //nolint:contextcheck // the answer goes on when the request is over
	defer close(taken)
	select {
	case resp := <-first:
		writeJSON(w, resp)
	case <-time.After(3 * time.Second):
		http.Error(w, "too late", http.StatusGatewayTimeout)
	case <-r.Context().Done():
	}
}

var errNobodyWaits = errors.New("discord: the request of the interaction is over")

// inReply puts the first response into the HTTP reply.
func inReply(first chan<- response, taken <-chan struct{}) responder {
	return func(ctx context.Context, r response) error {
		select {
		case <-taken:
			return errNobodyWaits
		case first <- r:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
