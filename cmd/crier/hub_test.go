package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

// press is a site with one feed and a hub that pushes it, as WebSub has it.
type press struct {
	t      *testing.T
	server *httptest.Server
	mu     sync.Mutex
	titles []string
	asked  int               // times that the feed was fetched
	subs   map[string]string // callback: secret
	modes  []string          // confirmed
}

func newPress(t *testing.T) *press {
	p := &press{t: t, titles: []string{"An old story about the harbour"}, subs: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked++
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = io.WriteString(w, p.body())
	})
	mux.HandleFunc("/hub", p.hub)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

// body is the feed as it stands; the newest entry first. The caller holds the lock.
func (p *press) body() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>The Press</title><link>%[1]s/</link>
		<atom:link rel="hub" href="%[1]s/hub"/><atom:link rel="self" href="%[1]s/feed"/>`, p.server.URL)
	for i := len(p.titles) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">%d</guid><description>The council said on Tuesday that the ferry will sail again before winter comes, number %d.</description></item>`, p.titles[i], i, i)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// hub answers a request and then asks the callback whether it was meant.
func (p *press) hub(w http.ResponseWriter, r *http.Request) {
	mode, topic, callback, secret := r.FormValue("hub.mode"), r.FormValue("hub.topic"), r.FormValue("hub.callback"), r.FormValue("hub.secret")
	w.WriteHeader(http.StatusAccepted)
	go func() {
		q := url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.challenge": {"prove-it"}, "hub.lease_seconds": {"3600"}}
		res, err := request(http.MethodGet, callback+"?"+q.Encode(), "", nil)
		if err != nil || res != "prove-it" {
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.modes = append(p.modes, mode)
		if delete(p.subs, callback); mode == "subscribe" {
			p.subs[callback] = secret
		}
	}()
}

func request(method, address, signature string, body []byte) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("X-Hub-Signature", signature)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	return string(answer), err
}

// publish brings out an entry and pushes the feed, signed with the secret or a wrong one.
func (p *press) publish(title string, honest bool) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.titles = append(p.titles, title)
	body := []byte(p.body())
	if !honest {
		p.titles = p.titles[:len(p.titles)-1]
	}
	for callback, secret := range p.subs {
		if !honest {
			secret += "x"
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		if _, err := request(http.MethodPost, callback, "sha256="+hex.EncodeToString(mac.Sum(nil)), body); err != nil {
			p.t.Error(err)
		}
	}
}

func (p *press) waitFor(mode string) {
	p.t.Helper()
	for end := time.Now().Add(40 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		p.mu.Lock()
		last := append([]string{""}, p.modes...)[len(p.modes)]
		p.mu.Unlock()
		if last == mode {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("the hub never confirmed %q", mode)
		}
	}
}

// freePort is a loopback port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestAHubsPushIsAnAlertAtOnce(t *testing.T) {
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken), logs: &buffer{}}
	t.Cleanup(w.telegram.Close)
	p := newPress(t)
	addr := freePort(t)
	w.start(map[string]string{
		"CRIER_ADDR": addr, "CRIER_PUBLIC_URL": "http://" + addr, "CRIER_DATA": t.TempDir(), "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8",
		"CRIER_PACE": "50", "CRIER_STARTERS": "false", "CRIER_POLL_MIN": "1h", "CRIER_POLL_MAX": "2h",
		"TELEGRAM_TOKEN": telegramToken, "TELEGRAM_API_ENDPOINT": w.telegram.Endpoint(),
	})
	ada := w.telegram.NewPerson("Ada", "en")
	ada.Meet()
	ada.Writes("/addfeed " + p.server.URL + "/feed")
	w.seen(ada.Chat(), "The Press")
	p.waitFor("subscribe")
	p.publish("A forged story about the mayor", false)
	p.publish("The ferry is back on the river", true)
	w.seen(ada.Chat(), "New from", "The ferry is back on the river")
	for _, m := range ada.Chat().FromBot() {
		if strings.Contains(m.Text, "forged") {
			t.Errorf("a push without the right signature was believed: %s", m.Text)
		}
	}
	p.mu.Lock()
	if p.asked != 1 {
		t.Errorf("the feed was fetched %d times, want once: when it was added", p.asked)
	}
	p.mu.Unlock()
	ada.Writes("/removefeed The Press")
	p.waitFor("unsubscribe")
}
