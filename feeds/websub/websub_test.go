package websub

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what old hubs sign with
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"crier/feeds"
)

// desk keeps one subscription.
type desk struct {
	s       feeds.Subscription
	dropped bool
	again   time.Time
	renew   time.Time
	pushed  []feeds.Entry
	broken  error
}

func (d *desk) Subscription(_ context.Context, name string) (feeds.Subscription, error) {
	if d.broken != nil {
		return feeds.Subscription{}, d.broken
	}
	if name != d.s.Name || d.dropped {
		return feeds.Subscription{}, feeds.ErrNoSubscription
	}
	return d.s, nil
}

func (d *desk) Confirm(_ context.Context, _ string, expires, renew time.Time) error {
	d.s.Expires, d.renew = expires, renew
	return nil
}

func (d *desk) Drop(context.Context, string) error { d.dropped = true; return nil }

func (d *desk) Denied(_ context.Context, _ string, again time.Time) error {
	d.again, d.s.Expires = again, time.Time{}
	return nil
}

func (d *desk) TryAgain(_ context.Context, _ string, again time.Time) error {
	d.again = again
	return nil
}

func (d *desk) RecordPush(_ context.Context, _ int64, entries []feeds.Entry) (int, error) {
	d.pushed = append(d.pushed, entries...)
	return len(entries), nil
}

// read takes a body of lines as titles.
func read(body []byte, _, _ string) ([]feeds.Entry, error) {
	if len(body) == 0 {
		return nil, &feeds.Problem{Kind: feeds.EmptyFeed}
	}
	var all []feeds.Entry
	for line := range strings.Lines(string(body)) {
		all = append(all, feeds.Entry{GUID: line})
	}
	return all, nil
}

const topic = "https://example.org/feed"

func newDesk() *desk {
	return &desk{s: feeds.Subscription{Feed: 7, Name: "name", Hub: "https://hub.example/", Topic: topic, Secret: "secret"}}
}

func call(d *desk, r *http.Request) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	mux.Handle(Path+"{name}", NewCallback(d, read, slog.New(slog.DiscardHandler)))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func question(d *desk, name string, pairs ...string) *httptest.ResponseRecorder {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set("hub."+pairs[i], pairs[i+1])
	}
	return call(d, httptest.NewRequestWithContext(context.Background(), http.MethodGet, Path+name+"?"+q.Encode(), nil))
}

func TestOnlyWhatWasMeantIsConfirmed(t *testing.T) {
	for _, c := range []struct {
		name   string
		ending bool
		ask    []string
		status int
		body   string
	}{
		{"what was asked for", false, []string{"mode", "subscribe", "topic", topic, "challenge", "<b>1", "lease_seconds", "3600"}, 200, "<b>1"},
		{"another topic", false, []string{"mode", "subscribe", "topic", "https://example.org/other", "challenge", "1"}, 404, ""},
		{"no challenge", false, []string{"mode", "subscribe", "topic", topic}, 404, ""},
		{"a challenge without end", false, []string{"mode", "subscribe", "topic", topic, "challenge", strings.Repeat("a", 5000)}, 404, ""},
		{"another mode", false, []string{"mode", "publish", "topic", topic, "challenge", "1"}, 404, ""},
		{"an end that nobody wanted", false, []string{"mode", "unsubscribe", "topic", topic, "challenge", "1"}, 404, ""},
		{"an end", true, []string{"mode", "unsubscribe", "topic", topic, "challenge", "1"}, 200, "1"},
		{"a beginning when it is to end", true, []string{"mode", "subscribe", "topic", topic, "challenge", "1"}, 404, ""},
		{"a refusal", false, []string{"mode", "denied", "topic", topic, "reason", "full"}, 200, ""},
		{"a refusal of something else", false, []string{"mode", "denied", "topic", "x"}, 404, ""},
	} {
		d := newDesk()
		d.s.Ending = c.ending
		w := question(d, "name", c.ask...)
		confirmed, mode := c.status == 200, c.ask[1]
		if w.Code != c.status || w.Body.String() != c.body {
			t.Errorf("%s: %d %q", c.name, w.Code, w.Body)
		}
		if got := !d.s.Expires.IsZero(); got != (confirmed && mode == "subscribe") {
			t.Errorf("%s: confirmed %v", c.name, got)
		}
		if d.dropped != (confirmed && mode == "unsubscribe") || d.again.IsZero() == (confirmed && mode == "denied") {
			t.Errorf("%s: dropped %v, again %v", c.name, d.dropped, d.again)
		}
		if confirmed && !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%s: the challenge comes back as %s", c.name, w.Header().Get("Content-Type"))
		}
	}
	d := newDesk()
	d.s.Expires = time.Now().Add(time.Hour)
	if question(d, "name", "mode", "denied", "topic", topic); !d.s.Expires.IsZero() || d.again.IsZero() {
		t.Errorf("a refusal of what was confirmed leaves a promise until %v, to be asked again at %v", d.s.Expires, d.again)
	}
	if w := question(newDesk(), "guess", "mode", "subscribe", "topic", topic, "challenge", "1"); w.Code != 404 {
		t.Errorf("a name that is none: %d", w.Code)
	}
}

func TestALeaseIsRenewedBeforeItEnds(t *testing.T) {
	for seconds, want := range map[string]time.Duration{
		"3600": time.Hour, "": lease, "0": lease, "-5": lease, "x": lease, "1": shortest, "999999999": 3 * lease, "99999999999999999999": lease,
	} {
		d := newDesk()
		question(d, "name", "mode", "subscribe", "topic", topic, "challenge", "1", "lease_seconds", seconds)
		if got := time.Until(d.s.Expires); got < want-time.Minute || got > want {
			t.Errorf("%q: until %v, want %v", seconds, got, want)
		}
		if ahead := d.s.Expires.Sub(d.renew); ahead < want/20 || ahead > want/5 {
			t.Errorf("%q: renewed %v before its end", seconds, ahead)
		}
	}
}

func sign(name string, make func() hash.Hash, secret, body string) string {
	mac := hmac.New(make, []byte(secret))
	mac.Write([]byte(body))
	return name + "=" + hex.EncodeToString(mac.Sum(nil))
}

func push(d *desk, name, body, signature string) int {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, Path+name, strings.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	return call(d, r).Code
}

func TestOnlyWhatTheHubSignedIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		signature string
		taken     bool
	}{
		"sha1":             {sign("sha1", sha1.New, "secret", "one\ntwo"), true},
		"sha256":           {sign("sha256", sha256.New, "secret", "one\ntwo"), true},
		"sha384":           {sign("SHA384", sha512.New384, "secret", "one\ntwo"), true},
		"sha512":           {sign("sha512", sha512.New, "secret", "one\ntwo"), true},
		"another secret":   {sign("sha256", sha256.New, "other", "one\ntwo"), false},
		"no secret":        {sign("sha256", sha256.New, "", "one\ntwo"), false},
		"another body":     {sign("sha256", sha256.New, "secret", "one\nthree"), false},
		"another method":   {sign("sha256", sha1.New, "secret", "one\ntwo"), false},
		"an unknown one":   {sign("md5", sha256.New, "secret", "one\ntwo"), false},
		"no signature":     {"", false},
		"not hexadecimal":  {"sha256=zz", false},
		"half a signature": {sign("sha256", sha256.New, "secret", "one\ntwo")[:40], false},
	} {
		d := newDesk()
		code := push(d, "name", "one\ntwo", c.signature)
		if code != http.StatusAccepted || (len(d.pushed) == 2) != c.taken {
			t.Errorf("%s: %d, %d entries", name, code, len(d.pushed))
		}
	}
	d := newDesk()
	d.s.Secret = ""
	if push(d, "name", "one", sign("sha256", sha256.New, "", "one")); len(d.pushed) != 0 {
		t.Error("a subscription without a secret takes what anybody signs")
	}
}

func TestWhatAHubIsTold(t *testing.T) {
	good := func(body string) string { return sign("sha256", sha256.New, "secret", body) }
	d := newDesk()
	if code := push(d, "guess", "one", good("one")); code != http.StatusGone {
		t.Errorf("a name that is none: %d", code)
	}
	if code := push(d, "name", "", good("")); code != http.StatusAccepted || len(d.pushed) != 0 {
		t.Errorf("nothing pushed: %d", code)
	}
	large := strings.Repeat("a", maxBody+1)
	if code := push(d, "name", large, good(large)); code != http.StatusRequestEntityTooLarge || len(d.pushed) != 0 {
		t.Errorf("too much: %d", code)
	}
	d.s.Ending = true
	if code := push(d, "name", "one", good("one")); code != http.StatusAccepted || len(d.pushed) != 0 {
		t.Errorf("pushed when it is to end: %d, %d entries", code, len(d.pushed))
	}
	d.broken = errors.New("no disk")
	if code := push(d, "name", "one", good("one")); code != http.StatusServiceUnavailable {
		t.Errorf("a broken store: %d", code)
	}
	if w := call(newDesk(), httptest.NewRequestWithContext(context.Background(), http.MethodPut, Path+"name", nil)); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", w.Code)
	}
}

// poster remembers what a hub was asked.
type poster struct {
	address string
	form    url.Values
}

func (p *poster) Post(_ context.Context, address string, form url.Values) error {
	p.address, p.form = address, form
	return nil
}

func TestAHubIsAskedAsTheStandardSays(t *testing.T) {
	p := &poster{}
	h := NewHubs(p, "https://bot.example/crier/")
	s := newDesk().s
	if err := h.Subscribe(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": "https://bot.example/crier/websub/name", "hub.secret": "secret", "hub.lease_seconds": "864000",
	} {
		if got := p.form.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if p.address != "https://hub.example/" {
		t.Errorf("asked %s", p.address)
	}
	if err := h.Unsubscribe(t.Context(), s); err != nil || p.form.Get("hub.mode") != "unsubscribe" || p.form.Has("hub.secret") {
		t.Errorf("%v, %v", p.form, err)
	}
}

func FuzzCallback(f *testing.F) {
	f.Add("GET", "name", "hub.mode=subscribe&hub.topic="+url.QueryEscape(topic)+"&hub.challenge=x&hub.lease_seconds=5", "", []byte(nil))
	f.Add("POST", "name", "", sign("sha256", sha256.New, "secret", "one"), []byte("one"))
	f.Add("POST", "name", "%zz", "sha1=", []byte{0})
	f.Fuzz(func(t *testing.T, method, name, query, signature string, body []byte) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, Path+"x", strings.NewReader(string(body)))
		r.Method, r.URL.RawQuery = method, query
		r.URL.Path = Path + strings.Trim(strings.ReplaceAll(name, "/", ""), ".")
		r.Header.Set("X-Hub-Signature", signature)
		d := newDesk()
		w := call(d, r)
		if len(d.pushed) > 0 && !signed(signature, "secret", body) {
			t.Errorf("taken without a signature: %q", body)
		}
		if !d.s.Expires.IsZero() && r.URL.Query().Get("hub.topic") != topic {
			t.Errorf("confirmed %q", query)
		}
		if w.Code == 200 && w.Body.Len() > maxChallenge {
			t.Errorf("%d bytes echoed", w.Body.Len())
		}
	})
}
