package feeds

import (
	"context"
	"net/http"
)

// Client fetches what people and pages name. feeds/polite is the one that may
// touch the network: it checks every address at the dial of every hop and limits
// size, time, redirects and header length.
type Client interface {
	// Get fetches once. Errors are *Problem values. An HTTP status of 400 or more
	// is a Problem too; 304 is not.
	Get(ctx context.Context, r Get) (Response, error)
}

// Get is a wish to fetch.
type Get struct {
	URL                string
	ETag, LastModified string // sent as If-None-Match and If-Modified-Since when set
	Accept             string // media types wanted, as in the header; empty: anything
	MaxBytes           int64  // after decompression; 0: the client's own limit
	Why                Purpose
}

// Response is what was fetched, whole and within the limits.
type Response struct {
	Status    int
	URL       string // after all redirects
	Permanent string // after the leading permanent redirects (301, 308) only: where the thing has moved
	Header    http.Header
	Type      string // media type from header and magic bytes, without parameters: "text/html"
	Body      []byte // as sent, decompressed; charset untouched
}
