package telegram

import (
	"net/http"
	"strings"
	"testing"
)

// hook sets a webhook as another process would.
func hook(t *testing.T, w *world, address string) {
	t.Helper()
	a, err := New(Options{Token: testToken, Endpoint: w.server.Endpoint()})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.call(w.ctx, "setWebhook", map[string]string{"url": address}, nil); err != nil {
		t.Fatal(err)
	}
}

// hooked is a world whose updates come by a webhook.
func hooked(t *testing.T, change func(*Options)) (*world, string) {
	mux := http.NewServeMux()
	address := serveHook(t, mux)
	w := newWorld(t, func(o *Options) {
		o.WebhookURL = address
		if change != nil {
			change(o)
		}
	})
	w.adapter.Routes(mux)
	return w, address + webhookPath
}

func TestRow16Webhook(t *testing.T) {
	t.Run("row 16 updates come by the webhook, once each", func(t *testing.T) {
		w, address := hooked(t, nil)
		w.run()
		w.ann.Writes("/summary one")
		w.said(w.ann.Chat(), "heard: summary|one")
		if got, secret := w.server.Webhook(); got != address || len(secret) < 32 || strings.Contains(testToken, secret) {
			t.Errorf("row 16 webhook %q with secret %q", got, secret)
		}
		again := `{"update_id":99,"message":{"message_id":5,"date":1,"from":{"id":9},"chat":{"id":9,"type":"private"},"text":"/more"}}`
		for range 3 {
			if status := postHook(t, address, w.adapter.secret, again); status != http.StatusOK {
				t.Errorf("row 16 status %d", status)
			}
		}
		w.ann.Writes("/summary two")
		w.said(w.ann.Chat(), "heard: summary|two")
		w.until("each is handled", func() bool { return len(w.core.requests()) >= 3 })
		if n := len(w.core.requests()); n != 3 {
			t.Errorf("row 16 %d requests, want 3: a repeated update is handled once", n)
		}
	})
	t.Run("row 16 who lacks the secret is turned away", func(t *testing.T) {
		w, address := hooked(t, func(o *Options) { o.WebhookSecret = "right" })
		w.run()
		w.until("it serves", func() bool { return w.adapter.current.Load() != nil })
		for _, secret := range []string{"", "wrong", "right_"} {
			if status := postHook(t, address, secret, `{"update_id":1}`); status != http.StatusForbidden {
				t.Errorf("row 16 secret %q: status %d", secret, status)
			}
		}
	})
	t.Run("row 16 a huge or broken body does no harm", func(t *testing.T) {
		w, address := hooked(t, nil)
		w.run()
		w.until("it serves", func() bool { return w.adapter.current.Load() != nil })
		for _, body := range []string{strings.Repeat("x", maxUpdate+1), "{", `{"update_id":"x"}`} {
			if status := postHook(t, address, w.adapter.secret, body); status != http.StatusOK {
				t.Errorf("row 16 status %d: the server would send it for ever", status)
			}
		}
	})
	t.Run("row 16 before it serves it asks to come again", func(t *testing.T) {
		w, address := hooked(t, nil)
		if status := postHook(t, address, w.adapter.secret, `{"update_id":1}`); status != http.StatusServiceUnavailable {
			t.Errorf("row 16 status %d", status)
		}
	})
	t.Run("row 16 a secret that the server would refuse is refused", func(t *testing.T) {
		for _, secret := range []string{"with space", "ü", strings.Repeat("a", 257)} {
			if _, err := New(Options{Token: testToken, WebhookSecret: secret}); err == nil {
				t.Errorf("row 16 %q was taken", secret)
			}
		}
	})
}

func postHook(t *testing.T, address, secret, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(secretHeader, secret)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}
