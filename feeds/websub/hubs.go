package websub

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"crier/feeds"
)

// lease is how long a hub is asked to push; it may promise less.
const lease = 10 * 24 * time.Hour

// Path is where the callbacks are, followed by a subscription's name.
const Path = "/websub/"

// Poster sends a form to an address that a feed has named: feeds/polite's client.
// Anything but a status of 2xx is a *feeds.Problem.
type Poster interface {
	Post(ctx context.Context, address string, form url.Values) error
}

// Hubs asks hubs to push.
type Hubs struct {
	poster   Poster
	callback string
}

var _ feeds.Hubs = (*Hubs)(nil)

// NewHubs returns Hubs for callbacks below the address by which the world reaches
// this program (CRIER_PUBLIC_URL).
func NewHubs(p Poster, public string) *Hubs {
	return &Hubs{p, strings.TrimSuffix(public, "/") + Path}
}

// Subscribe implements feeds.Hubs.
func (h *Hubs) Subscribe(ctx context.Context, s feeds.Subscription) error {
	return h.ask(ctx, s, "subscribe")
}

// Unsubscribe implements feeds.Hubs.
func (h *Hubs) Unsubscribe(ctx context.Context, s feeds.Subscription) error {
	return h.ask(ctx, s, "unsubscribe")
}

// ask is section 5.1.
func (h *Hubs) ask(ctx context.Context, s feeds.Subscription, mode string) error {
	form := url.Values{
		"hub.mode": {mode}, "hub.topic": {s.Topic}, "hub.callback": {h.callback + s.Name},
		"hub.verify": {"async"}, // of version 0.3, which some hubs still want
	}
	if mode == "subscribe" {
		form.Set("hub.lease_seconds", strconv.Itoa(int(lease/time.Second)))
		form.Set("hub.secret", s.Secret)
	}
	return h.poster.Post(ctx, s.Hub, form)
}
