package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
)

// visitor is a browser without a screen: it speaks what the page speaks.
type visitor struct {
	t       *testing.T
	adapter *Adapter
	store   *memory
	server  *httptest.Server
	client  *http.Client
	chat    string

	mu      sync.Mutex
	said    map[int64]wireBody
	events  []string // names, in order
	changed chan struct{}
}

type wireBody struct {
	ID   int64 `json:"id"`
	At   int64 `json:"at"`
	Body body  `json:"body"`
}

// serve makes an adapter on a server of its own; it is not running yet.
func serve(t *testing.T, o Options) (*Adapter, *httptest.Server) {
	t.Helper()
	o.Words, o.Language, o.Loopback = bothLanguages(), "en", true
	if testing.Verbose() {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.Routes(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return a, server
}

func newVisitor(t *testing.T, a *Adapter, store *memory, server *httptest.Server) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{
		t: t, adapter: a, store: store, server: server, client: &http.Client{Jar: jar},
		said: map[int64]wireBody{}, changed: make(chan struct{}),
	}
}

// post sends what the page would send.
func (v *visitor) post(ctx context.Context, path string, data any) (status int, answer string, err error) {
	b, err := json.Marshal(data)
	if err != nil {
		return 0, "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.server.URL+path, bytes.NewReader(b))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Origin", v.server.URL)
	res, err := v.client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, strings.TrimSpace(string(out)), err
}

// hello opens the chat, waiting for the adapter to run as the page does.
func (v *visitor) hello(ctx context.Context) error {
	for {
		status, answer, err := v.post(ctx, "/web/hello", struct{}{})
		switch {
		case err != nil:
			return err
		case status == http.StatusServiceUnavailable && strings.Contains(answer, "starting"):
			continue
		case status != http.StatusOK:
			return fmt.Errorf("hello: %d %s", status, answer)
		}
		for _, c := range v.client.Jar.Cookies(mustURL(v.server.URL)) {
			if c.Name == cookieName {
				v.chat = chatOf(c.Value)
				return nil
			}
		}
		return errors.New("hello set no cookie")
	}
}

// listen opens the event stream; it returns when the past has been told.
func (v *visitor) listen(ctx context.Context, lastEvent string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.server.URL+"/web/stream", nil)
	if err != nil {
		return err
	}
	if lastEvent != "" {
		req.Header.Set("Last-Event-ID", lastEvent)
	}
	res, err := v.client.Do(req)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		return fmt.Errorf("stream: %s", res.Status)
	}
	ready := make(chan struct{})
	go v.read(res.Body, ready)
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read takes events apart as the HTML Standard says (9.2.6).
func (v *visitor) read(in io.ReadCloser, ready chan struct{}) {
	defer func() { _ = in.Close() }()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 2*MaxBody)
	name, data := "message", ""
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case key == "event":
			name = value
		case key == "data":
			data = value
		case lines.Text() == "" && data != "":
			v.take(name, data)
			if name == "ready" {
				close(ready)
			}
			name, data = "message", ""
		}
	}
	v.take("end", "")
}

func (v *visitor) take(name, data string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.events = append(v.events, name)
	switch name {
	case "message":
		var m wireBody
		if err := json.Unmarshal([]byte(data), &m); err != nil {
			v.t.Errorf("event %s: %v", data, err)
		}
		v.said[m.ID] = m
	case "reset":
		clear(v.said)
	}
	close(v.changed)
	v.changed = make(chan struct{})
}

// all returns the messages in the order of the page.
func (v *visitor) all() []wireBody {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []wireBody
	for _, m := range v.said {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b wireBody) int { return int(a.ID - b.ID) })
	return out
}

// await waits until cond holds.
func (v *visitor) await(ctx context.Context, what string, cond func() bool) {
	v.t.Helper()
	for {
		changed := v.Changed()
		if cond() {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			v.t.Fatalf("never came: %s; events %v, messages %+v", what, v.events, v.all())
		}
	}
}

func (v *visitor) heard(event string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Contains(v.events, event)
}

func (v *visitor) sees(text string) func() bool {
	return func() bool {
		return slices.ContainsFunc(v.all(), func(m wireBody) bool { return strings.Contains(visible(m.Body), text) })
	}
}

// visible is a message's words in the order of the page.
func visible(b body) string {
	parts := append([]string{b.Kicker, b.Title}, b.Text...)
	for _, p := range b.Points {
		parts = append(parts, p.Text, p.Source)
	}
	return strings.Join(append(parts, b.Also, b.Footer), "\n")
}

// The rest makes the visitor a [bottest.Network].

func (v *visitor) Adapter() bot.Adapter { return v.adapter }

func (v *visitor) Direct() bot.Address { return address(v.chat) }

func (v *visitor) Type(ctx context.Context, line string) error {
	return v.send(ctx, "/web/line", map[string]string{"text": line})
}

func (v *visitor) Press(ctx context.Context, label string) error {
	for _, m := range slices.Backward(v.all()) {
		for _, row := range m.Body.Buttons {
			for _, b := range row {
				if b.Label == label {
					return v.send(ctx, "/web/press", map[string]any{"message": m.ID, "line": b.Line})
				}
			}
		}
	}
	return fmt.Errorf("no button %q", label)
}

func (v *visitor) send(ctx context.Context, path string, data any) error {
	for {
		status, answer, err := v.post(ctx, path, data)
		if err == nil && strings.Contains(answer, "starting") {
			continue
		}
		if err == nil && status != http.StatusAccepted {
			err = fmt.Errorf("%s: %d %s", path, status, answer)
		}
		return err
	}
}

func (v *visitor) Shown() []bottest.Shown {
	var out []bottest.Shown
	for _, m := range v.all() {
		if m.Body.You {
			continue
		}
		s := bottest.Shown{ID: fmt.Sprint(m.ID), Text: visible(m.Body), Links: []string{m.Body.URL}}
		for _, p := range m.Body.Points {
			s.Links = append(s.Links, p.Link)
		}
		for _, row := range m.Body.Buttons {
			for _, b := range row {
				s.Buttons = append(s.Buttons, b.Label)
			}
		}
		out = append(out, s)
	}
	return out
}

func (v *visitor) Changed() <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.changed
}

func (v *visitor) Fail(f bottest.Failure) {
	v.store.failNext(map[bottest.Failure]error{
		bottest.TooFast:    errors.New("the database is locked"),
		bottest.Blocked:    ErrNoMailbox,
		bottest.BrokenDown: errors.New("the database is gone"),
	}[f])
}

// TestConformance lets a visitor without a screen hold the adapter to its
// contract. The suite runs the adapter, so the chat exists before: it was opened
// in an earlier run, and the page comes back to it.
func TestConformance(t *testing.T) {
	bottest.Exercise(t, func(t *testing.T) bottest.Network {
		store := newMemory()
		a, server := serve(t, Options{Store: store, Look: 5 * time.Millisecond})
		v := newVisitor(t, a, store, server)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		t.Cleanup(cancel)
		before, stop := context.WithCancel(ctx)
		ran := make(chan error, 1)
		go func() { ran <- a.Run(before, bottest.TestMenu(), quiet{}) }()
		if err := v.hello(ctx); err != nil {
			t.Fatal(err)
		}
		stop()
		if err := <-ran; err != nil {
			t.Fatal(err)
		}
		go func() {
			for ctx.Err() == nil && v.listen(ctx, "") != nil {
			}
		}()
		return v
	})
}
