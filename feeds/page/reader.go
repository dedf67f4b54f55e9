package page

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"runtime"

	"crier/feeds"
	"crier/feeds/page/pdf"
)

// Reader reads articles from the web through a guarded client.
type Reader struct {
	client feeds.Client
	log    *slog.Logger
	turns  chan struct{} // to extract on behalf of feeds: as many at once as there are processors, for each takes some megabytes
}

var _ feeds.Reader = (*Reader)(nil)

// New gives a Reader that fetches with client only. What is odd about a page goes
// to log at debug level; addresses there are those after redirects.
func New(client feeds.Client, log *slog.Logger) *Reader {
	return &Reader{client: client, log: log, turns: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// accept asks for pages first; plain text and PDF files are read too.
const accept = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8,application/pdf;q=0.8,*/*;q=0.1"

// Read fetches the page and extracts its article. Errors are *feeds.Problem values.
func (r *Reader) Read(ctx context.Context, address string, why feeds.Purpose) (feeds.Article, error) {
	res, err := r.client.Get(ctx, feeds.Get{URL: address, Accept: accept, MaxBytes: pdf.MaxBytes, Why: why})
	if err != nil {
		return feeds.Article{}, err
	}
	if kind := movedTo(address, res.URL); kind != "" {
		return feeds.Article{}, problem(kind, address, errors.New("redirected to "+hostOf(res.URL)))
	}
	contentType := res.Header.Get("Content-Type")
	if contentType == "" {
		contentType = res.Type
	}
	defer r.turn(ctx, why)()
	article, err := Extract(ctx, res.Body, contentType, res.URL)
	if err != nil {
		r.log.DebugContext(ctx, "no article", "host", hostOf(res.URL), "type", res.Type, "bytes", len(res.Body), "error", err)
	}
	return article, err
}

// turn waits until there is a turn to extract, or ctx ends, which [Extract] sees too.
// People do not wait for feeds.
func (r *Reader) turn(ctx context.Context, why feeds.Purpose) (leave func()) {
	if why != feeds.ForFeed {
		return func() {}
	}
	select {
	case r.turns <- struct{}{}:
		return func() { <-r.turns }
	case <-ctx.Done():
		return func() {}
	}
}

// Open reads the article of a file that somebody sent: a text, a page or a PDF file.
// The content type is only a hint. Errors are *feeds.Problem values that name the
// file where others name a site.
func (r *Reader) Open(ctx context.Context, name string, body []byte, contentType string) (feeds.Article, error) {
	article, err := Extract(ctx, body, contentType, "")
	if p, ok := errors.AsType[*feeds.Problem](err); ok {
		named := *p
		named.Host = name
		return article, &named
	}
	article.URL, article.Canonical = "", ""
	return article, err
}

// problem makes a failure that people may be told about.
func problem(kind feeds.ProblemKind, address string, err error) *feeds.Problem {
	return &feeds.Problem{Kind: kind, URL: address, Host: hostOf(address), Err: err}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
