package polite

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"crier/feeds"
)

// trail follows one request over its redirects.
type trail struct {
	client    *Client
	why       feeds.Purpose
	seen      map[string]bool
	permanent *url.URL // where the leading permanent redirects have led
	straight  bool     // no temporary redirect yet
	hops      int
}

func (c *Client) newTrail(start *url.URL, g feeds.Get) *trail {
	return &trail{client: c, why: g.Why, seen: map[string]bool{bare(start): true}, permanent: start, straight: true}
}

// follow says whether the next hop may be taken (http.Client.CheckRedirect).
func (t *trail) follow(next *http.Request, _ []*http.Request) error {
	switch next.Response.StatusCode {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect:
	default:
		t.straight = false
	}
	// The address that we come from may hold a key: it is not the next host's business.
	next.Header.Del("Referer")
	return t.step(next.Context(), next.URL)
}

// refresh says whether the page may be gone to that the last one sends its visitors to.
func (t *trail) refresh(ctx context.Context, next *url.URL) error {
	t.straight = false
	return t.step(ctx, next)
}

// step takes note of a hop, or says why it is not to be taken.
func (t *trail) step(ctx context.Context, next *url.URL) error {
	if t.hops++; t.hops > maxRedirects {
		return &feeds.Problem{Kind: feeds.Redirects, Err: fmt.Errorf("more than %d", maxRedirects)}
	}
	if err := t.client.check(next); err != nil {
		return err
	}
	if t.seen[bare(next)] {
		return &feeds.Problem{Kind: feeds.Redirects, Err: fmt.Errorf("in a circle")}
	}
	t.seen[bare(next)] = true
	if t.straight {
		t.permanent = next
	}
	if t.why == feeds.ForFeed {
		return t.client.mayCrawl(ctx, next)
	}
	return nil
}
