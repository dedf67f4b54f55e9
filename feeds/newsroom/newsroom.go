package newsroom

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const (
	defaultPublished = 8
	spacing          = 47 * time.Minute // between the articles that are out at the start
	keep             = 200              // articles that stay up
	headerTimeout    = 10 * time.Second
)

// Options say how the newsroom opens. The zero value is good.
type Options struct {
	Clock     func() time.Time // nil: time.Now
	Published int              // articles out at the start, dated back from now; 0: eight; negative: none
}

// Newsroom is the site. It is safe for concurrent use.
type Newsroom struct {
	clock func() time.Time
	stock []story
	sites map[string]site
	words map[string]words
	pages *template.Template
	mux   *http.ServeMux

	mu        sync.RWMutex
	published []piece // oldest first
	next      int     // how many were ever published: the stock's place and the edition follow from it
}

// piece is an article as it was published.
type piece struct {
	story
	edition int
	at      time.Time
	path    string
	guid    string
}

// New opens a newsroom. It fails only if the embedded files are not in order.
func New(o Options) (*Newsroom, error) {
	n := &Newsroom{clock: o.Clock}
	if n.clock == nil {
		n.clock = time.Now
	}
	var err error
	if n.stock, err = loadStock(); err != nil {
		return nil, fmt.Errorf("newsroom: reading the stock: %w", err)
	}
	if n.sites, err = load[map[string]site]("sites.json"); err != nil {
		return nil, fmt.Errorf("newsroom: %w", err)
	}
	if n.words, err = load[map[string]words]("words.json"); err != nil {
		return nil, fmt.Errorf("newsroom: %w", err)
	}
	if n.pages, err = template.ParseFS(files, "pages/*.html"); err != nil {
		return nil, fmt.Errorf("newsroom: reading the pages: %w", err)
	}
	n.mux = n.routes()
	count := o.Published
	if count == 0 {
		count = defaultPublished
	}
	now := n.clock().UTC()
	for i := count; i > 0; i-- {
		n.publish(now.Add(-time.Duration(i) * spacing))
	}
	return n, nil
}

// Publish brings out the next articles of the stock, dated now, and gives their
// paths, in order.
func (n *Newsroom) Publish(count int) []string {
	var paths []string
	for range count {
		paths = append(paths, n.publish(n.clock().UTC()).path)
	}
	return paths
}

func (n *Newsroom) publish(at time.Time) piece {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := piece{story: n.stock[n.next%len(n.stock)], edition: n.next/len(n.stock) + 1, at: at.Truncate(time.Second)}
	n.next++
	p.path = "/" + p.site + "/" + p.slug
	if p.edition > 1 {
		w := n.words[p.language]
		p.title = fmt.Sprintf(w["edition"], p.edition, p.title)
		p.paragraphs = append(slices.Clip(p.paragraphs), fmt.Sprintf(w["updated"], at.Format(time.DateOnly)))
		p.path = fmt.Sprintf("%s-%d", p.path, p.edition)
	}
	p.guid = fmt.Sprintf("newsroom:%s:%d:%d", p.slug, p.edition, p.at.Unix())
	n.published = append(n.published, p)
	if len(n.published) > keep {
		n.published = slices.Clone(n.published[len(n.published)-keep:])
	}
	return p
}

// Run publishes one more article every interval until ctx ends; it returns nil then.
func (n *Newsroom) Run(ctx context.Context, every time.Duration) error {
	if every <= 0 {
		return errors.New("newsroom: the interval must be positive")
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			n.Publish(1)
		}
	}
}

// Listening is the newsroom's own listener.
type Listening struct {
	URL     string         // "http://127.0.0.1:43210", without a slash at the end
	Address netip.AddrPort // what the guarded client must be allowed to reach (polite.Options.Exact)
	server  *http.Server
	done    chan struct{}
}

// Listen serves the newsroom on a loopback address: "127.0.0.1:0" takes any free
// port. Addresses that are not loopback are refused: this site is not for the world.
func (n *Newsroom) Listen(address string) (*Listening, error) {
	want, err := netip.ParseAddrPort(address)
	if err != nil || !want.Addr().IsLoopback() {
		return nil, fmt.Errorf("newsroom: %q is not a loopback address with a port", address)
	}
	listener, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(want))
	if err != nil {
		return nil, fmt.Errorf("newsroom: listening: %w", err)
	}
	at := listener.Addr().(*net.TCPAddr).AddrPort()
	at = netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
	l := &Listening{
		URL: "http://" + at.String(), Address: at, done: make(chan struct{}),
		server: &http.Server{Handler: n, ReadHeaderTimeout: headerTimeout},
	}
	go func() {
		defer close(l.done)
		_ = l.server.Serve(listener) // ends by Close, with http.ErrServerClosed
	}()
	return l, nil
}

// Close stops the listener and its connections.
func (l *Listening) Close() error {
	err := l.server.Close()
	<-l.done
	return err
}
