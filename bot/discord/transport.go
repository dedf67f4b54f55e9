package discord

import (
	"encoding/json"
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
	routes  map[string]time.Time // nor of a route before
	minutes [10]int              // refused requests, by minute
	minute  int64                // of the newest
}

const (
	maxBody     = 8 << 20
	maxRoutes   = 4096   // remembered before old ones are dropped
	maxInvalid  = 10_000 // refused requests in ten minutes before the address is banned
	stopInvalid = maxInvalid / 2
	unsaidWait  = 30 * time.Second // a 429 without a time, as a proxy's page is
)

func newTransport(base *url.URL) *transport {
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.MaxIdleConnsPerHost = 64
	return &transport{base: base, next: next, now: time.Now, routes: map[string]time.Time{}}
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
	if no.After = t.routes[r.key].Sub(now); no.After > 0 {
		return no
	}
	return nil
}

// learn keeps what the headers say of the route's bucket.
func (t *transport) learn(r route, resp *http.Response) {
	if resp.Header.Get("X-RateLimit-Remaining") != "0" {
		return
	}
	after := seconds(resp.Header.Get("X-RateLimit-Reset-After"))
	t.hold(r.key, after)
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
		t.hold(r.key, no.After)
	}
}

func (t *transport) hold(key string, d time.Duration) {
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
	t.routes[key] = now.Add(min(d, time.Hour))
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

// route is where a call goes, without what is secret in it.
type route struct {
	key         string // what Discord counts by; may hold an interaction's token
	name        string // for people
	interaction bool   // not counted against the whole bot
}

// routeOf keeps the first id of a path, by which Discord's buckets differ, and
// blanks the others and every token.
func routeOf(method, path string) route {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	hook := parts[0] == "webhooks" || parts[0] == "interactions"
	name := append([]string(nil), parts...)
	for i := 1; i < len(parts); i++ {
		switch {
		case hook && i == 2:
			name[i] = "*"
		case i > 1 && isID(parts[i]):
			parts[i], name[i] = "*", "*"
		}
	}
	return route{key: method + " " + strings.Join(parts, "/"), name: method + " " + strings.Join(name, "/"), interaction: hook}
}

func readRefusal(r route, resp *http.Response) *refusal {
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	no := &refusal{Route: r.name, Status: resp.StatusCode, Shared: resp.Header.Get("X-RateLimit-Scope") == "shared"}
	var body struct {
		Code    int     `json:"code"`
		Message string  `json:"message"`
		After   float64 `json:"retry_after"`
		Global  bool    `json:"global"`
	}
	isJSON := json.Unmarshal(raw, &body) == nil
	no.Code, no.Text = body.Code, body.Message
	if resp.StatusCode != http.StatusTooManyRequests {
		return no
	}
	no.All = body.Global || resp.Header.Get("X-RateLimit-Global") != "" || !isJSON
	no.After = max(time.Duration(body.After*float64(time.Second)), seconds(resp.Header.Get("Retry-After")))
	if no.After <= 0 {
		no.After = unsaidWait
	}
	return no
}

func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > 86400 {
		return 0
	}
	return time.Duration(f * float64(time.Second))
}
