package polite

import (
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
}

func (c *Client) newTrail(start *url.URL, g feeds.Get) *trail {
	return &trail{client: c, why: g.Why, seen: map[string]bool{bare(start): true}, permanent: start, straight: true}
}

// follow says whether the next hop may be taken (http.Client.CheckRedirect).
func (t *trail) follow(next *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return &feeds.Problem{Kind: feeds.Redirects, Err: fmt.Errorf("more than %d", maxRedirects)}
	}
	if err := t.client.check(next.URL); err != nil {
		return err
	}
	if t.seen[bare(next.URL)] {
		return &feeds.Problem{Kind: feeds.Redirects, Err: fmt.Errorf("in a circle")}
	}
	t.seen[bare(next.URL)] = true
	// The address that we come from may hold a key: it is not the next host's business.
	next.Header.Del("Referer")
	switch next.Response.StatusCode {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect:
	default:
		t.straight = false
	}
	if t.straight {
		t.permanent = next.URL
	}
	if t.why == feeds.ForFeed {
		return t.client.mayCrawl(next.Context(), next.URL)
	}
	return nil
}
