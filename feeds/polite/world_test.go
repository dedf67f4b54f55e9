package polite_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"crier/feeds"
	"crier/feeds/polite"
)

// serve answers on loopback and gives the address and the client that may reach it,
// and it alone.
func serve(t *testing.T, handler http.HandlerFunc, options ...func(*polite.Options)) (string, *polite.Client) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	o := polite.Options{Exact: []netip.AddrPort{addrOf(t, server.URL)}}
	for _, set := range options {
		set(&o)
	}
	return server.URL, newClient(t, o)
}

func newClient(t *testing.T, o polite.Options) *polite.Client {
	t.Helper()
	c, err := polite.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func addrOf(t *testing.T, address string) netip.AddrPort {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return netip.MustParseAddrPort(u.Host)
}

// wantKind fetches and says whether the failure is of the kind that is due.
func wantKind(t *testing.T, c *polite.Client, g feeds.Get, want feeds.ProblemKind) feeds.Problem {
	t.Helper()
	_, err := c.Get(t.Context(), g)
	p, _ := errors.AsType[*feeds.Problem](err)
	if p == nil {
		t.Errorf("%s: %v, want a Problem of kind %s", g.URL, err, want)
		return feeds.Problem{}
	}
	if p.Kind != want {
		t.Errorf("%s: %v, want kind %s", g.URL, err, want)
	}
	return *p
}

// trap is a listener that nobody may reach. It counts who came.
type trap struct {
	net.Listener
	port  string
	count atomic.Int32
}

func newTrap(t *testing.T, address string) *trap {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Skipf("cannot listen on %s: %v", address, err)
	}
	tr := &trap{Listener: l}
	_, tr.port, _ = net.SplitHostPort(l.Addr().String())
	t.Cleanup(func() {
		_ = l.Close()
		if n := tr.count.Load(); n > 0 {
			t.Errorf("%d connections reached %s", n, l.Addr())
		}
	})
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			tr.count.Add(1)
			_ = conn.Close()
		}
	}()
	return tr
}

// names is a name server that gives each name its answers in turn, the last for ever.
type names struct {
	mu      sync.Mutex
	answers map[string][]netip.Addr
}

// resolver asks the name server.
func (n *names) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go n.listen(conn)
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (n *names) listen(conn net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		size, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buffer[:size]) != nil || len(m.Questions) == 0 {
			continue
		}
		m.Response, m.RCode, m.Additionals = true, dnsmessage.RCodeSuccess, nil
		q := m.Questions[0]
		if ip := n.answer(q); ip.IsValid() {
			r := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 0}}
			if ip.Is4() {
				r.Body = &dnsmessage.AResource{A: ip.As4()}
			} else {
				r.Body = &dnsmessage.AAAAResource{AAAA: ip.As16()}
			}
			m.Answers = append(m.Answers, r)
		}
		if packed, err := m.Pack(); err == nil {
			_, _ = conn.WriteTo(packed, from)
		}
	}
}

func (n *names) answer(q dnsmessage.Question) netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := strings.TrimSuffix(q.Name.String(), ".")
	left := n.answers[name]
	if len(left) == 0 || left[0].Is4() != (q.Type == dnsmessage.TypeA) {
		return netip.Addr{}
	}
	if len(left) > 1 {
		n.answers[name] = left[1:]
	}
	return left[0]
}
