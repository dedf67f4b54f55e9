package telegram

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/telegramtest"
)

const testToken = "4242:AAtest-token_0123456789abcdefghijklmnop"

// world is a server, an adapter connected to it, a core that answers as the test
// wants, and a person.
type world struct {
	t       *testing.T
	ctx     context.Context
	server  *telegramtest.Server
	adapter *Adapter
	core    *fakeCore
	log     *lockedBuffer
	ann     *telegramtest.Person
	ended   chan error
	cancel  context.CancelFunc
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type fakeCore struct {
	answer func(context.Context, bot.Request, bot.Say) error
	inline func(context.Context, bot.Request, string) ([]bot.Reply, error)
	greet  func(context.Context, bot.Event, bot.Say) error
	forget bool // Seen always says no

	mu     sync.Mutex
	asked  []bot.Request
	events []bot.Event
	seen   map[string]bool
}

func (c *fakeCore) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	c.mu.Lock()
	c.asked = append(c.asked, r)
	c.mu.Unlock()
	return c.answer(ctx, r, say)
}

func (c *fakeCore) Complete(context.Context, bot.Request, string) ([]bot.Choice, error) {
	return nil, nil
}

func (c *fakeCore) Inline(ctx context.Context, r bot.Request, q string) ([]bot.Reply, error) {
	return c.inline(ctx, r, q)
}

func (c *fakeCore) Event(ctx context.Context, e bot.Event, say bot.Say) error {
	c.mu.Lock()
	c.events = append(c.events, e)
	c.mu.Unlock()
	if c.greet != nil {
		return c.greet(ctx, e, say)
	}
	return nil
}

func (c *fakeCore) Seen(_ context.Context, network, id string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.seen[network+id]
	c.seen[network+id] = true
	return was && !c.forget, nil
}

func (c *fakeCore) requests() []bot.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Request(nil), c.asked...)
}

func (c *fakeCore) happened() []bot.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Event(nil), c.events...)
}

// echo answers with what was asked.
func echo(ctx context.Context, r bot.Request, say bot.Say) error {
	return say(ctx, bot.Reply{Text: []string{"heard: " + r.Command + "|" + r.Args + "|" + r.Text}})
}

// newWorld makes a world that does not run yet, so that a test can prepare it.
func newWorld(t *testing.T, change func(*Options)) *world {
	t.Helper()
	w := &world{t: t, server: telegramtest.Start(testToken), log: &lockedBuffer{}, core: &fakeCore{answer: echo, seen: map[string]bool{}}}
	t.Cleanup(w.server.Close)
	o := Options{Token: testToken, Endpoint: w.server.Endpoint(), Log: slog.New(slog.NewTextHandler(w.log, nil))}
	if change != nil {
		change(&o)
	}
	var err error
	if w.adapter, err = New(o); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	w.ctx = ctx
	t.Cleanup(cancel)
	w.ann = w.server.NewPerson("Ann", "en")
	t.Cleanup(func() {
		if strings.Contains(w.log.String(), testToken) {
			t.Errorf("the log holds the token:\n%s", w.log)
		}
	})
	return w
}

// run starts the adapter; the test's end stops it and wants no error.
func (w *world) run() *world {
	w.t.Helper()
	w.start()
	w.t.Cleanup(func() {
		w.cancel()
		if err, ok := <-w.ended; ok && err != nil {
			w.t.Errorf("Run ended with %v", err)
		}
	})
	return w
}

func (w *world) start() {
	ctx, cancel := context.WithCancel(w.ctx)
	w.cancel = cancel
	ended := make(chan error, 1)
	w.ended = ended
	go func() {
		ended <- w.adapter.Run(ctx, bottest.TestMenu(), w.core)
		close(ended)
	}()
}

// until waits for a condition about the server or the core.
func (w *world) until(what string, condition func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 8*time.Second)
	defer cancel()
	if err := w.server.Wait(ctx, condition); err != nil {
		w.t.Fatalf("%s: never so (%v)\nlog:\n%s", what, err, w.log)
	}
}

// said waits until the bot's last message in the chat has the words.
func (w *world) said(c *telegramtest.Chat, words string) telegramtest.Message {
	w.t.Helper()
	var last telegramtest.Message
	w.until("the bot says "+words, func() bool {
		for _, m := range c.FromBot() {
			if strings.Contains(m.Text, words) {
				last = m
				return true
			}
		}
		return false
	})
	return last
}

func (w *world) address(c *telegramtest.Chat, kind bot.Kind) bot.Address {
	return bot.Address{Network: network, Chat: c.Address(), Kind: kind}
}

// direct is Ann's private chat, which she has opened.
func (w *world) direct() bot.Address {
	w.ann.Meet()
	return w.address(w.ann.Chat(), bot.Direct)
}

func (w *world) send(to bot.Address, r ...bot.Reply) bot.Outcome {
	var items []bot.Item
	for _, one := range r {
		items = append(items, bot.Item{Reply: one})
	}
	return w.adapter.Send(w.ctx, to, items)
}

func words(s ...string) bot.Reply { return bot.Reply{Text: s} }

// serveHook makes the adapter's webhook reachable and returns its address.
func serveHook(t *testing.T, mux *http.ServeMux) string {
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

// conformance is the world as the conformance suite wants it.
type conformance struct{ *world }

func (c conformance) Adapter() bot.Adapter { return c.adapter }
func (c conformance) Direct() bot.Address  { return c.direct() }
func (c conformance) Type(_ context.Context, line string) error {
	c.ann.Writes(line)
	return nil
}

func (c conformance) Press(_ context.Context, label string) error {
	_, err := c.ann.Press(c.ann.Chat(), label)
	return err
}

func (c conformance) Shown() []bottest.Shown {
	var out []bottest.Shown
	for _, m := range c.ann.Chat().FromBot() {
		out = append(out, bottest.Shown{ID: formatID(int64(m.ID)), Text: m.Text, Links: m.Links(), Buttons: m.Labels()})
	}
	return out
}

func (c conformance) Changed() <-chan struct{} { return c.server.Changed() }

func (c conformance) Fail(f bottest.Failure) {
	switch f {
	case bottest.TooFast:
		c.server.Fail(telegramtest.TooMany(7))
	case bottest.Blocked:
		c.ann.Block()
	case bottest.BrokenDown:
		c.server.Fail(telegramtest.Failure{Code: 502, Raw: "<html>Bad Gateway</html>"})
	}
}

func TestConformance(t *testing.T) {
	bottest.Exercise(t, func(t *testing.T) bottest.Network {
		w := newWorld(t, nil)
		w.ann.Meet()
		return conformance{w}
	})
}
