package websub

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"crier/feeds"
)

const (
	maxBody      = 5 << 20 // bytes of a push: as much as is read of a polled feed
	maxChallenge = 2 << 10 // bytes
	atOnce       = 8       // pushes; hubs come again
	bodyTime     = 30 * time.Second

	shortest = 5 * time.Minute // a lease; what is promised for less is not worth asking for
	refused  = 24 * time.Hour  // until a hub that said no is asked again
)

// Read turns a body into the entries of a feed: feeds/syndication's.
type Read func(body []byte, contentType, address string) ([]feeds.Entry, error)

// Callback answers hubs under Path + "{name}".
type Callback struct {
	store feeds.Subscriptions
	read  Read
	log   *slog.Logger
	turns chan struct{}
}

// NewCallback returns the handler of all callbacks.
func NewCallback(s feeds.Subscriptions, read Read, log *slog.Logger) *Callback {
	return &Callback{s, read, log, make(chan struct{}, atOnce)}
}

// ServeHTTP tells a hub's question (GET) from its push (POST).
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), bodyTime)
	defer cancel()
	s, err := c.store.Subscription(ctx, r.PathValue("name"))
	switch {
	case errors.Is(err, feeds.ErrNoSubscription) && r.Method == http.MethodPost:
		w.WriteHeader(http.StatusGone) // the hub may forget it (section 7)
	case errors.Is(err, feeds.ErrNoSubscription):
		w.WriteHeader(http.StatusNotFound)
	case err != nil:
		c.log.ErrorContext(ctx, "looking for a subscription", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.Method == http.MethodPost:
		w.WriteHeader(c.push(ctx, w, r, s))
	case r.Method == http.MethodGet:
		c.question(ctx, w, r.URL.Query(), s)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// question is a hub that asks whether a request was meant, or says no (section 5.2, 5.3).
func (c *Callback) question(ctx context.Context, w http.ResponseWriter, q url.Values, s feeds.Subscription) {
	mode, challenge := q.Get("hub.mode"), q.Get("hub.challenge")
	ours := q.Get("hub.topic") == s.Topic
	var err error
	switch {
	case mode == "denied" && ours:
		err = c.store.Denied(ctx, s.Name, time.Now().Add(refused))
	case !ours || challenge == "" || len(challenge) > maxChallenge, mode != "subscribe" && mode != "unsubscribe", s.Ending != (mode == "unsubscribe"):
		w.WriteHeader(http.StatusNotFound)
		return
	case mode == "unsubscribe":
		err = c.store.Drop(ctx, s.Name)
	default:
		until := promised(q.Get("hub.lease_seconds"))
		err = c.store.Confirm(ctx, s.Name, time.Now().Add(until), time.Now().Add(until*9/10))
	}
	if err != nil {
		c.log.ErrorContext(ctx, "keeping a hub's word", "feed", s.Feed, "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	c.log.InfoContext(ctx, "a hub has answered", "feed", s.Feed, "mode", mode)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, challenge) // a hub that has hung up asks again
}

// promised is the lease that a hub gives.
func promised(seconds string) time.Duration {
	n, err := strconv.ParseUint(seconds, 10, 31)
	if err != nil || n == 0 {
		return lease
	}
	return min(max(time.Duration(n)*time.Second, shortest), 3*lease)
}

// push takes a hub's push and returns the status for it.
func (c *Callback) push(ctx context.Context, w http.ResponseWriter, r *http.Request, s feeds.Subscription) int {
	select {
	case c.turns <- struct{}{}:
		defer func() { <-c.turns }()
	default:
		w.Header().Set("Retry-After", "10")
		return http.StatusServiceUnavailable
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // a test's recorder has none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return http.StatusRequestEntityTooLarge
	}
	if s.Ending || !signed(r.Header.Get("X-Hub-Signature"), s.Secret, body) {
		c.log.InfoContext(ctx, "a push without a good signature", "feed", s.Feed)
		return http.StatusAccepted
	}
	entries, err := c.read(body, r.Header.Get("Content-Type"), s.Topic)
	if err != nil {
		c.log.InfoContext(ctx, "a push that is no feed", "feed", s.Feed, "kind", feeds.KindOf(err))
		return http.StatusAccepted // the next poll will say what is wrong
	}
	fresh, err := c.store.RecordPush(ctx, s.Feed, entries)
	if err != nil {
		c.log.ErrorContext(ctx, "recording a push", "feed", s.Feed, "error", err)
		return http.StatusServiceUnavailable
	}
	if fresh > 0 {
		c.log.InfoContext(ctx, "news", "feed", s.Feed, "entries", fresh, "pushed", true)
	}
	return http.StatusAccepted
}
