package telegramtest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Failure makes the server refuse requests.
type Failure struct {
	Method     string // empty: any that sends or edits
	Chat       string // the chat_id; empty: any
	Times      int    // 0: once; below 0: always
	Code       int
	Text       string // the description
	RetryAfter int
	Raw        string // the whole body, for an answer that is not the API's
	Hold       bool   // wait until Release before answering as usual
	Cut        bool   // break the line: before anything is done or, with Act, in the middle of the answer
	Act        bool   // do what is asked all the same

	released chan struct{}
}

// TooMany is the answer to who sends too fast.
func TooMany(seconds int) Failure {
	return Failure{Code: 429, Text: "Too Many Requests: retry after " + strconv.Itoa(seconds), RetryAfter: seconds}
}

// Fail makes the next matching requests fail. The first failure that matches counts.
func (s *Server) Fail(f Failure) *Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	f.released = make(chan struct{})
	s.failures = append(s.failures, &f)
	return &f
}

// Release lets held requests go on.
func (f *Failure) Release() { close(f.released) }

// Heal ends all failures.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = nil
}

func (s *Server) injected(method string, p params) *problem {
	s.mu.Lock()
	i := slices.IndexFunc(s.failures, func(f *Failure) bool { return f.matches(method, p.values["chat_id"]) })
	if i < 0 {
		s.mu.Unlock()
		return nil
	}
	f := s.failures[i]
	if f.Times > 0 {
		if f.Times--; f.Times == 0 {
			s.failures = slices.Delete(s.failures, i, i+1)
		}
	}
	s.mu.Unlock()
	if f.Hold {
		<-f.released
		return nil
	}
	no := &problem{Code: f.Code, Text: f.Text, raw: f.Raw, cut: f.Cut, act: f.Act}
	if f.RetryAfter > 0 {
		no.Parameters = object{"retry_after": f.RetryAfter}
	}
	return no
}

func (f *Failure) matches(method, chat string) bool {
	if f.Chat != "" && f.Chat != chat {
		return false
	}
	if f.Method == "" {
		return shows(method)
	}
	return f.Method == method
}

// shows reports whether a method changes what people see.
func shows(method string) bool {
	return method == "editMessageText" || strings.HasPrefix(method, "send") && method != "sendChatAction"
}

// Delay lets messages and edits be answered only so long after they were done.
func (s *Server) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// Calls returns the requests of a method in order; of all methods if it is empty.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Changed returns a channel that is closed at the next change of anything.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Wait returns when the condition holds, or with the context's error.
func (s *Server) Wait(ctx context.Context, condition func() bool) error {
	for {
		changed := s.Changed()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
