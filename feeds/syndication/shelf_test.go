package syndication_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"crier/feeds"
	"crier/feeds/syndication"
)

// shelf is a client that has its answers ready, by address. It remembers what it
// was asked for.
type shelf struct {
	answers map[string]feeds.Response
	asked   []feeds.Get
}

func (s *shelf) Get(ctx context.Context, g feeds.Get) (feeds.Response, error) {
	s.asked = append(s.asked, g)
	if err := ctx.Err(); err != nil {
		return feeds.Response{}, &feeds.Problem{Kind: feeds.Cancelled, Err: err}
	}
	r, ok := s.answers[g.URL]
	if !ok {
		return feeds.Response{}, &feeds.Problem{Kind: feeds.NotFound, URL: g.URL, Status: 404}
	}
	if r.Status == http.StatusServiceUnavailable {
		return feeds.Response{}, &feeds.Problem{Kind: feeds.Busy, URL: g.URL, Status: r.Status}
	}
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	if r.URL == "" {
		r.URL = g.URL
	}
	if r.Permanent == "" {
		r.Permanent = g.URL
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	return r, nil
}

const feedURL = "https://example.org/feed/"

// poll asks for one body.
func poll(t *testing.T, body string, header ...string) (feeds.Update, error) {
	t.Helper()
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(body), Header: h, Type: "application/xml"}}}
	return syndication.New(s).Poll(t.Context(), feeds.Source{URL: feedURL})
}

func mustPoll(t *testing.T, body string, header ...string) feeds.Update {
	t.Helper()
	u, err := poll(t, body, header...)
	if err != nil {
		t.Fatalf("%v\n%.300s", err, body)
	}
	return u
}

// rss wraps items in a channel.
func rss(items string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">` +
		`<channel><title>T</title><link>https://example.org/</link><language>en-US</language>` + items + `</channel></rss>`
}

func ago(d time.Duration) string { return time.Now().Add(-d).UTC().Format(time.RFC1123Z) }
