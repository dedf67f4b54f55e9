package telegramtest

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// hook is where updates are sent to instead of being polled for.
type hook struct {
	url, secret string
	busy        map[int64]bool // chats with an update under way: their order is kept
	stop        context.CancelFunc
}

// Webhook is the address that was set, and its secret.
func (s *Server) Webhook() (address, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.url, s.hook.secret
}

func (s *Server) setWebhook(p params) (any, *problem) {
	if p.values["url"] == "" {
		return s.deleteWebhook(p)
	}
	if secret := p.values["secret_token"]; secret != "" && !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(secret) {
		return nil, bad("Bad Request: secret token contains unallowed characters")
	}
	var allowed []string
	if no := p.object("allowed_updates", &allowed); no != nil {
		return nil, no
	}
	if allowed != nil {
		s.queue.allowed = allowed
	}
	if s.hook.stop != nil {
		s.hook.stop()
	}
	ctx, stop := context.WithCancel(context.Background())
	s.hook = hook{url: p.values["url"], secret: p.values["secret_token"], busy: map[int64]bool{}, stop: stop}
	go s.deliverAll(ctx)
	return true, nil
}

func (s *Server) deleteWebhook(p params) (any, *problem) {
	if s.hook.stop != nil {
		s.hook.stop()
	}
	s.hook = hook{}
	if p.yes("drop_pending_updates") {
		s.queue.pending = nil
	}
	return true, nil
}

func (s *Server) stopHook() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook.stop != nil {
		s.hook.stop()
	}
}

// deliverAll sends what is pending, chats side by side, each in order.
func (s *Server) deliverAll(ctx context.Context) {
	for ctx.Err() == nil {
		s.mu.Lock()
		ready := s.ready()
		if s.queue.more == nil {
			s.queue.more = make(chan struct{})
		}
		more := s.queue.more
		s.mu.Unlock()
		for _, p := range ready {
			go s.deliverOne(ctx, p)
		}
		select {
		case <-more:
		case <-ctx.Done():
		}
	}
}

// ready takes the first pending update of each chat that is not busy.
func (s *Server) ready() []pending {
	var out []pending
	for _, p := range s.queue.pending {
		if s.hook.busy != nil && !s.hook.busy[p.chat] && len(out) < 40 {
			s.hook.busy[p.chat] = true
			out = append(out, p)
		}
	}
	return out
}

func (s *Server) deliverOne(ctx context.Context, p pending) {
	s.mu.Lock()
	address, secret := s.hook.url, s.hook.secret
	s.handedOut(p.id)
	s.mu.Unlock()
	status, wait := post(ctx, address, secret, p.raw)
	if status != http.StatusOK {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil && status != http.StatusOK {
		return
	}
	if status == http.StatusOK {
		for i, q := range s.queue.pending {
			if q.id == p.id {
				s.queue.pending = append(s.queue.pending[:i:i], s.queue.pending[i+1:]...)
				break
			}
		}
	}
	delete(s.hook.busy, p.chat)
	s.queue.wake()
	s.touch()
}

func post(ctx context.Context, address, secret string, raw []byte) (status int, wait time.Duration) {
	wait = 50 * time.Millisecond
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		return 0, wait
	}
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, wait
	}
	_ = answer.Body.Close()
	if after, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
		wait = time.Duration(after) * time.Second
	}
	return answer.StatusCode, wait
}
