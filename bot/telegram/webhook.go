package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	webhookPath  = "/telegram"
	secretHeader = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // a header's name, no credential
	maxUpdate    = 1 << 20                           // bytes of one update
)

// serveWebhook tells the server where to send updates and serves until ctx ends.
func (s *session) serveWebhook(ctx context.Context) error {
	s.a.current.Store(s)
	err := s.a.insist(ctx, "set the webhook", func() error {
		return s.a.call(ctx, "setWebhook", tgbotapi.Params{
			"url": s.a.options.WebhookURL, "secret_token": s.a.secret,
			"allowed_updates": allowedUpdates, "max_connections": "40",
		}, nil)
	})
	if err == nil {
		<-ctx.Done()
	}
	s.a.current.CompareAndSwap(s, nil)
	s.close()
	s.end()
	return err
}

// webhook takes one update. It answers when the update is kept and begun with, or
// kept for a moment; one that cannot be taken now is asked for again.
func (a *Adapter) webhook(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(secretHeader)), []byte(a.secret)) != 1 {
		http.Error(w, "this address is for Telegram", http.StatusForbidden)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		a.log.Error("left an update behind that is too large")
		return // 200: it would come again for ever
	}
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	s := a.current.Load()
	if s == nil || s.lanes.waiting() >= maxWaiting || !s.enter() {
		later(w)
		return
	}
	defer s.door.RUnlock()
	list, _ := s.decoded([]json.RawMessage{body}, 0)
	if err := s.accept(r.Context(), list); err != nil {
		a.log.Error("an update must wait", "error", err)
		later(w)
	}
}

func later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "3")
	http.Error(w, "not now", http.StatusServiceUnavailable)
}

// enter lets an update in until the session is closed: one that came in later would
// not be handled before its time with this process is over. Who entered unlocks the
// door for reading.
func (s *session) enter() bool {
	s.door.RLock()
	if s.closed {
		s.door.RUnlock()
		return false
	}
	return true
}

func (s *session) close() {
	s.door.Lock()
	defer s.door.Unlock()
	s.closed = true
}
