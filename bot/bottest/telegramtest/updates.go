package telegramtest

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// queue holds what has happened until the bot confirms that it knows.
type queue struct {
	next    int
	pending []pending
	allowed []string // nil: all but a few
	poller  chan struct{}
	more    chan struct{} // closed when something comes
	closed  bool
}

type pending struct {
	id   int
	chat int64
	raw  json.RawMessage
}

const (
	maxPoll       = 50 * time.Second
	conflictDelay = 3 * time.Second
)

// push queues an update if the bot wants its kind. The lock is held.
func (s *Server) push(kind string, chat int64, body any) {
	if s.queue.allowed != nil && !slices.Contains(s.queue.allowed, kind) {
		return
	}
	raw, err := json.Marshal(object{"update_id": s.queue.next, kind: body})
	if err != nil {
		panic(err) // made of our own values
	}
	s.pushRaw(chat, raw)
}

func (s *Server) pushRaw(chat int64, raw json.RawMessage) {
	s.queue.pending = append(s.queue.pending, pending{s.queue.next, chat, raw})
	s.queue.next++
	s.queue.wake()
}

// Push queues an update with the fields given as JSON after its id: `"message":{…}`.
// It returns the update's id.
func (s *Server) Push(fields string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.queue.next
	b, _ := json.Marshal(id)
	s.pushRaw(0, json.RawMessage(`{"update_id":`+string(b)+`,`+fields+`}`))
	return id
}

// Pending is how many updates the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.pending)
}

func (q *queue) wake() {
	if q.more != nil {
		close(q.more)
		q.more = nil
	}
}

func (q *queue) close() {
	q.closed = true
	q.wake()
}

// confirm drops what lies below the offset.
func (q *queue) confirm(offset int) {
	q.pending = slices.DeleteFunc(q.pending, func(p pending) bool { return p.id < offset })
}

// getUpdates waits without the lock. A newer request ends an older one.
func (s *Server) getUpdates(ctx context.Context, p params) (any, *problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook.url != "" {
		return nil, &problem{Code: 409, Text: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	var allowed []string
	if no := p.object("allowed_updates", &allowed); no != nil {
		return nil, no
	}
	if allowed != nil {
		s.queue.allowed = allowed
	}
	mine := s.takeOver()
	defer s.release(mine)
	s.queue.confirm(int(p.number("offset")))
	deadline := time.NewTimer(min(time.Duration(p.number("timeout"))*time.Second, maxPoll))
	defer deadline.Stop()
	for {
		if batch := s.batch(int(p.number("limit"))); len(batch) > 0 || s.queue.closed {
			return batch, nil
		}
		if s.queue.more == nil {
			s.queue.more = make(chan struct{})
		}
		more := s.queue.more
		s.touch() // a test may wait for a poller
		s.mu.Unlock()
		var no *problem
		ended := false
		select {
		case <-more:
		case <-deadline.C:
			ended = true
		case <-ctx.Done():
			ended = true
		case <-mine:
			no = &problem{Code: 409, Text: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		}
		s.mu.Lock()
		if no != nil {
			return nil, no
		}
		if ended {
			return s.batch(int(p.number("limit"))), nil
		}
	}
}

// takeOver ends the poller that is there. The channel is closed when the same
// happens to this one.
func (s *Server) takeOver() chan struct{} {
	if s.queue.poller != nil {
		close(s.queue.poller)
	}
	s.queue.poller = make(chan struct{})
	return s.queue.poller
}

func (s *Server) release(mine chan struct{}) {
	if s.queue.poller == mine {
		s.queue.poller = nil
	}
}

// handedOut notes when the bot was told of a query.
func (s *Server) handedOut(update int) {
	if q := s.asked[update]; q != nil && q.handed.IsZero() {
		q.handed = time.Now()
	}
}

func (s *Server) batch(limit int) []json.RawMessage {
	if limit <= 0 || limit > 100 {
		limit = 100
	}
	out := []json.RawMessage{}
	for _, p := range s.queue.pending[:min(limit, len(s.queue.pending))] {
		out = append(out, p.raw)
		s.handedOut(p.id)
	}
	return out
}
