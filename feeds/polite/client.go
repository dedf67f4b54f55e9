package polite

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"crier/feeds"
)

// The limits of one request.
const (
	DefaultMaxBytes = 5 << 20          // of a body, after decompression: larger than any of 2,700 real pages
	DefaultTimeout  = 30 * time.Second // from the first dial to the last byte, redirects included

	maxHeader    = 64 << 10
	maxRedirects = 10
	perHost      = 2 // connections, and requests at a time

	dialTimeout   = 10 * time.Second
	tlsTimeout    = 10 * time.Second
	headerTimeout = 20 * time.Second
	idleTimeout   = 90 * time.Second
)

// Options say who Crier is and what it may reach. The zero value is the strictest.
type Options struct {
	Version string // of Crier, for the User-Agent; empty: "dev"
	Contact string // an address or URL by which a site can reach the operator, for the User-Agent

	Allow []netip.Prefix   // ranges that may be reached although they are private (CRIER_ALLOW)
	Exact []netip.AddrPort // addresses that may be reached although they are private: the newsroom's listener

	Proxy    *url.URL      // sends everything through this HTTP proxy; nil: none, whatever the environment says
	Resolver *net.Resolver // nil: the system's

	MaxBytes int64         // of a body; 0: DefaultMaxBytes
	Timeout  time.Duration // of a request; 0: DefaultTimeout
}

// Client is the guarded client. It is safe for concurrent use.
type Client struct {
	guard     *guard
	transport *http.Transport
	hosts     *gate
	robots    *robots
	large     chan struct{} // turns to read a large body
	agent     string
	proxied   bool
	maxBytes  int64
	timeout   time.Duration
}

var _ feeds.Client = (*Client)(nil)

// New makes a client. It fails on options that cannot hold: a proxy that is no
// HTTP proxy, an invalid range.
func New(o Options) (*Client, error) {
	g, err := newGuard(o.Allow, o.Exact)
	if err != nil {
		return nil, err
	}
	if o.Proxy != nil && o.Proxy.Scheme != "http" && o.Proxy.Scheme != "https" {
		return nil, fmt.Errorf("proxy: the scheme must be http or https, not %q", o.Proxy.Scheme)
	}
	c := &Client{
		guard:    g,
		hosts:    newGate(perHost),
		robots:   newRobots(),
		large:    make(chan struct{}, largeAtOnce),
		agent:    agent(o.Version, o.Contact),
		proxied:  o.Proxy != nil,
		maxBytes: o.MaxBytes,
		timeout:  o.Timeout,
	}
	if c.maxBytes <= 0 {
		c.maxBytes = DefaultMaxBytes
	}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	c.transport = newTransport(g, o)
	return c, nil
}

func newTransport(g *guard, o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, Resolver: o.Resolver, Control: g.control}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    tlsTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost:        perHost,
		MaxIdleConnsPerHost:    perHost,
		MaxIdleConns:           256,
		IdleConnTimeout:        idleTimeout,
	}
	if o.Proxy != nil {
		// All connections now go to the operator's proxy, and to it alone.
		dialer.Control = nil
		t.Proxy = http.ProxyURL(o.Proxy)
	}
	return t
}

// agent names Crier as RFC 9110 section 10.1.5 asks: product/version (comment).
func agent(version, contact string) string {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r <= ' ' || r > '~' || r == '(' || r == ')' {
				return -1
			}
			return r
		}, s)
	}
	if version = clean(version); version == "" {
		version = "dev"
	}
	if contact = clean(contact); contact == "" {
		return "Crier/" + version
	}
	return fmt.Sprintf("Crier/%s (+%s)", version, contact)
}

// Close ends the connections that are kept for later requests.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Get fetches once, as [feeds.Client] says. It first waits for its turn at the host,
// for as long as ctx allows.
func (c *Client) Get(ctx context.Context, g feeds.Get) (feeds.Response, error) {
	u, err := c.address(g.URL)
	if err != nil {
		return feeds.Response{}, explain(g.URL, err)
	}
	leave, err := c.hosts.enter(ctx, u.Host)
	if err != nil {
		return feeds.Response{}, explain(g.URL, err)
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if g.Why == feeds.ForFeed {
		if err := c.mayCrawl(ctx, u); err != nil {
			return feeds.Response{}, explain(g.URL, err)
		}
	}
	r, err := c.fetch(ctx, u, g, c.whole)
	if err != nil {
		return feeds.Response{}, explain(g.URL, err)
	}
	return r, nil
}

// fetch makes the request and reads the answer, without robots and without a turn. It
// goes on from pages that only send their visitors on.
func (c *Client) fetch(ctx context.Context, u *url.URL, g feeds.Get, read reading) (feeds.Response, error) {
	trail := c.newTrail(u, g)
	for {
		r, err := c.ask(ctx, u, g, read, trail)
		if err != nil {
			return feeds.Response{}, err
		}
		if u = refresh(r); u == nil {
			return r, nil
		}
		if err := trail.refresh(ctx, u); err != nil {
			return feeds.Response{}, err
		}
		g.ETag, g.LastModified = "", "" // they are of another page
	}
}

// ask makes one request, with the redirects that servers answer with.
func (c *Client) ask(ctx context.Context, u *url.URL, g feeds.Get, read reading, trail *trail) (feeds.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return feeds.Response{}, err
	}
	c.dress(req, g)
	client := http.Client{Transport: once{c.transport}, CheckRedirect: trail.follow}
	res, err := client.Do(req)
	if err != nil {
		return feeds.Response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	if err := statusProblem(res, g); err != nil {
		return feeds.Response{}, err
	}
	limit := c.maxBytes
	if g.MaxBytes > 0 {
		limit = g.MaxBytes
	}
	body, kind, err := read(res, limit)
	if err != nil {
		return feeds.Response{}, err
	}
	return feeds.Response{
		Status:    res.StatusCode,
		URL:       bare(res.Request.URL),
		Permanent: bare(trail.permanent),
		Header:    res.Header,
		Type:      kind,
		Body:      body,
	}, nil
}

func (c *Client) dress(req *http.Request, g feeds.Get) {
	req.Header.Set("User-Agent", c.agent)
	accept := g.Accept
	if accept == "" {
		accept = "*/*"
	}
	req.Header.Set("Accept", accept)
	if g.ETag != "" {
		req.Header.Set("If-None-Match", g.ETag)
	}
	if g.LastModified != "" {
		req.Header.Set("If-Modified-Since", g.LastModified)
	}
}
