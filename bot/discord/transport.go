package discord

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// transport sends discordgo's requests to the API that was configured, keeps the
// rates that Discord announces, and turns every refusal into a [refusal]: that is
// more than a RoundTripper should do, but discordgo loses the pages of a proxy,
// calls a 502 an untyped error and puts addresses with tokens into others.
type transport struct {
	base *url.URL
	next http.RoundTripper
	now  func() time.Time

	mu      sync.Mutex
	all     time.Time            // no call of the bot before
	routes  map[string]time.Time // nor of a route or bucket before
	buckets map[string]string    // what Discord calls the bucket of a kind of route
	minutes [10]int              // refused requests, by minute
	minute  int64                // of the newest
}

const (
	maxBody     = 8 << 20
	maxRoutes   = 4096   // remembered before old ones are dropped
	maxBuckets  = 256    // there are as many as kinds of calls: a few dozen
	maxInvalid  = 10_000 // refused requests in ten minutes before the address is banned
	stopInvalid = maxInvalid / 2
	unsaidWait  = 30 * time.Second // a 429 without a time, as a proxy's page is
)

func newTransport(base *url.URL) *transport {
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.MaxIdleConnsPerHost = 64
	return &transport{base: base, next: next, now: time.Now, routes: map[string]time.Time{}, buckets: map[string]string{}}
}

// RoundTrip sends a request unless Discord said to wait.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	route := routeOf(r.Method, path)
	if err := t.held(route); err != nil {
		closeBody(r)
		return nil, err
	}
	u := *r.URL
	u.Scheme, u.Host, u.Path, u.RawPath = t.base.Scheme, t.base.Host, t.base.Path+"/"+path, ""
	out := r.Clone(r.Context())
	out.URL, out.Host = &u, t.base.Host
	resp, err := t.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	t.learn(route, resp)
	if resp.StatusCode < 300 {
		resp.Body = limited(resp.Body)
		return resp, nil
	}
	no := readRefusal(route, resp)
	t.note(route, no)
	return nil, no
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

func limited(b io.ReadCloser) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(b, maxBody), b}
}

// held answers for Discord while a wait that it asked for is not over.
func (t *transport) held(r route) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	no := &refusal{Route: r.name, Status: http.StatusTooManyRequests, Text: "held back until the rate allows"}
	if !r.interaction {
		if no.After = t.all.Sub(now); no.After > 0 {
			no.All = true
			return no
		}
		if t.invalid(now) >= stopInvalid {
			no.All, no.After, no.Text = true, time.Minute, "too many refused requests: all calls rest"
			return no
		}
	}
	if no.After = t.routes[t.keyOf(r)].Sub(now); no.After > 0 {
		return no
	}
	return nil
}

// keyOf is what a call's rate is counted by: the bucket that Discord named, which
// routes may share, in the channel, server or webhook of the call; until one is
// named, the route. The lock is held.
func (t *transport) keyOf(r route) string {
	if b := t.buckets[r.kind]; b != "" {
		return b + " " + r.major
	}
	return r.key
}

// learn keeps what the headers say of the route's bucket.
func (t *transport) learn(r route, resp *http.Response) {
	if b := resp.Header.Get("X-RateLimit-Bucket"); b != "" && len(b) <= 100 {
		t.mu.Lock()
		if _, known := t.buckets[r.kind]; known || len(t.buckets) < maxBuckets {
			t.buckets[r.kind] = b
		}
		t.mu.Unlock()
	}
	if resp.Header.Get("X-RateLimit-Remaining") != "0" {
		return
	}
	after := seconds(resp.Header.Get("X-RateLimit-Reset-After"))
	if at := resp.Header.Get("X-RateLimit-Reset"); after == 0 && at != "" {
		if epoch, err := strconv.ParseFloat(at, 64); err == nil {
			after = time.UnixMilli(int64(epoch * 1000)).Sub(t.now())
		}
	}
	t.hold(r, after)
}

// note keeps what a refusal says: waits, and that it counts against the budget.
func (t *transport) note(r route, no *refusal) {
	t.mu.Lock()
	counts := no.Status == http.StatusUnauthorized || no.Status == http.StatusForbidden ||
		no.Status == http.StatusTooManyRequests && !no.Shared
	if counts {
		t.invalid(t.now())
		t.minutes[t.minute%10]++
	}
	if no.All && no.After > 0 && !r.interaction {
		t.all = t.now().Add(no.After)
	}
	t.mu.Unlock()
	if no.Status == http.StatusTooManyRequests && !no.All {
		t.hold(r, no.After)
	}
}

func (t *transport) hold(r route, d time.Duration) {
	if d <= 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.routes) >= maxRoutes {
		for k, until := range t.routes {
			if until.Before(now) {
				delete(t.routes, k)
			}
		}
	}
	t.routes[t.keyOf(r)] = now.Add(min(d, time.Hour))
}

// invalid counts the refused requests of the last ten minutes. The lock is held.
func (t *transport) invalid(now time.Time) int {
	m := now.Unix() / 60
	for ; t.minute < m && m-t.minute < 10; t.minute++ {
		t.minutes[(t.minute+1)%10] = 0
	}
	if t.minute < m {
		t.minutes, t.minute = [10]int{}, m
	}
	sum := 0
	for _, n := range t.minutes {
		sum += n
	}
	return sum
}
