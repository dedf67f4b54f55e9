package polite

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
)

// once sends each request one time. The standard transport sends it again by itself
// when a kept connection breaks before an answer comes, and cannot be told not to:
// a server that resets every connection would be asked twice for each request.
//
// A request with a body is not repeated. An empty body of unknown length makes it one
// and adds nothing to what is sent over HTTP/1; over HTTP/2, where the transport
// repeats only what the server says it has not looked at, none is needed.
type once struct{ transport *http.Transport }

// RoundTrip implements http.RoundTripper. What was never written is sent again.
func (o once) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "http" || r.Body != nil {
		return o.transport.RoundTrip(r)
	}
	res, written, err := o.try(r)
	if err != nil && !written && r.Context().Err() == nil {
		res, _, err = o.try(r)
	}
	return res, err
}

func (o once) try(r *http.Request) (res *http.Response, written bool, err error) {
	wrote := make(chan struct{}, 1)
	reused := false
	single := r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GotConn: func(c httptrace.GotConnInfo) { reused = c.Reused },
		WroteHeaders: func() {
			select {
			case wrote <- struct{}{}:
			default:
			}
		},
	}))
	single.Body = io.NopCloser(strings.NewReader(""))
	res, err = o.transport.RoundTrip(single)
	return res, !reused || len(wrote) > 0, err
}
