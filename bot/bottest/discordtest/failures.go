package discordtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Failure is an answer that the server gives instead of its own.
type Failure struct {
	Method string // empty: any
	Path   string // a part of the path
	Status int
	Code   int
	Header map[string]string
	Body   string // instead of a JSON error: a proxy's page
	Times  int    // how often; 0: once
	Act    bool   // do what was asked and then lose the answer
}

// Fail makes the next calls that match fail so.
func (s *Server) Fail(f Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	s.failures = append(s.failures, &f)
}

// Heal ends all failures.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = nil
}

func (s *Server) failure(method, path string) *Failure {
	for i, f := range s.failures {
		if (f.Method == "" || f.Method == method) && strings.Contains(path, f.Path) {
			if f.Times--; f.Times <= 0 {
				s.failures = append(s.failures[:i:i], s.failures[i+1:]...)
			}
			return f
		}
	}
	return nil
}

func (s *Server) fail(w http.ResponseWriter, f *Failure) {
	for k, v := range f.Header {
		w.Header().Set(k, v)
	}
	if f.Status == 0 { // the line breaks
		if h, ok := w.(http.Hijacker); ok {
			if c, _, err := h.Hijack(); err == nil {
				_ = c.Close()
			}
		}
		return
	}
	w.WriteHeader(f.Status)
	if f.Body != "" {
		_, _ = w.Write([]byte(f.Body))
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"code": f.Code, "message": "injected failure"})
}

// linger holds an answer up.
func linger(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
