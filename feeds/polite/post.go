package polite

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"crier/feeds"
)

// Post sends a form, within the same walls as Get, and follows only redirects that
// keep it a POST (307, 308). The answer's body is not kept. Errors are
// *feeds.Problem values; a status beyond 2xx is one.
func (c *Client) Post(ctx context.Context, address string, form url.Values) error {
	u, err := c.address(address)
	if err != nil {
		return explain(address, err)
	}
	leave, err := c.hosts.enter(ctx, u.Host)
	if err != nil {
		return explain(address, err)
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if err := c.post(ctx, u, form); err != nil {
		return explain(address, err)
	}
	return nil
}

func (c *Client) post(ctx context.Context, u *url.URL, form url.Values) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	c.dress(req, feeds.Get{})
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	trail := c.newTrail(u, feeds.Get{})
	client := http.Client{Transport: c.transport, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if next.Method != http.MethodPost {
			return &feeds.Problem{Kind: feeds.ServerError, Err: errors.New("a redirect that would lose the form")}
		}
		return trail.follow(next, via)
	}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxHeader)) // so that the connection can be used again
	return statusProblem(res, feeds.Get{})
}
