package web

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// What one chat may do. A browser opens six connections to one server at most, so
// the pages of a chat must leave some for its lines.
const (
	pagesPerChat   = 4
	answersPerChat = 6               // requests under way
	answersInAll   = 256             //
	lineEvery      = time.Second     // lines and presses of one chat, on average
	lineBurst      = 12              // and at once
	newChatEvery   = time.Second / 2 // of all visitors together
	newChatBurst   = 40
)

// rooms knows which chats are open in this process or were a moment ago. It is the
// bell between those who write to a mailbox and the pages that show it.
type rooms struct {
	newcomers *rate.Limiter
	most      int // pages in all

	mu      sync.Mutex
	all     map[string]*room
	pages   int
	answers int
}

type room struct {
	streams []*stream // oldest first
	answers int       // requests under way
	lines   *rate.Limiter
	used    time.Time
}

// stream is one open page.
type stream struct {
	wake  chan struct{} // something changed: holds one token
	moved chan struct{} // closed: a newer page took its place
	shown atomic.Int64  // the last change that was written to it
	stale atomic.Bool   // the mailbox began anew: what it shows is of the past
}

func newRooms(most int) *rooms {
	return &rooms{
		newcomers: rate.NewLimiter(rate.Every(newChatEvery), newChatBurst),
		most:      most,
		all:       map[string]*room{},
	}
}

// room returns a chat's room, nil if there are too many. The caller holds mu.
func (rs *rooms) room(chat string) *room {
	now := time.Now()
	r := rs.all[chat]
	if r == nil {
		if len(rs.all) >= 2*rs.most {
			rs.sweep(now)
		}
		if len(rs.all) >= 2*rs.most {
			return nil
		}
		r = &room{lines: rate.NewLimiter(rate.Every(lineEvery), lineBurst)}
		rs.all[chat] = r
	}
	r.used = now
	return r
}

// sweep forgets the rooms that nobody is in and whose rate has recovered.
func (rs *rooms) sweep(now time.Time) {
	for chat, r := range rs.all {
		if len(r.streams) == 0 && r.answers == 0 && now.Sub(r.used) > lineBurst*lineEvery {
			delete(rs.all, chat)
		}
	}
}

// join adds a page to a chat; nil when there are too many in all. The oldest page
// of a chat makes room for a newer one.
func (rs *rooms) join(chat string) *stream {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.room(chat)
	if r == nil || rs.pages >= rs.most {
		return nil
	}
	if len(r.streams) >= pagesPerChat {
		close(r.streams[0].moved)
		r.streams = slices.Delete(r.streams, 0, 1)
		rs.pages--
	}
	s := &stream{wake: make(chan struct{}, 1), moved: make(chan struct{})}
	r.streams = append(r.streams, s)
	rs.pages++
	return s
}

func (rs *rooms) leave(chat string, s *stream) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.all[chat]
	if r == nil {
		return
	}
	if i := slices.Index(r.streams, s); i >= 0 {
		r.streams = slices.Delete(r.streams, i, i+1)
		rs.pages--
	}
}

// enter notes that a request of the chat is under way; false when it must wait.
func (rs *rooms) enter(chat string) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.room(chat)
	if r == nil || rs.answers >= answersInAll || r.answers >= answersPerChat || !r.lines.Allow() {
		return false
	}
	r.answers++
	rs.answers++
	r.ring()
	return true
}

func (rs *rooms) exit(chat string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.answers--
	if r := rs.all[chat]; r != nil {
		r.answers--
		r.ring()
	}
}

// working reports whether an answer is being made in the chat.
func (rs *rooms) working(chat string) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.all[chat]
	return r != nil && r.answers > 0
}

// ring wakes the pages of a chat.
func (rs *rooms) ring(chat string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.all[chat]; r != nil {
		r.ring()
	}
}

func (r *room) ring() {
	for _, s := range r.streams {
		s.ring()
	}
}

func (s *stream) ring() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// open lists the chats that have a page open.
func (rs *rooms) open() []string {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	var out []string
	for chat, r := range rs.all {
		if len(r.streams) > 0 {
			out = append(out, chat)
		}
	}
	return out
}

// moved tells the pages of a chat what its mailbox's last change is. A number that
// is lower than what a page has shown means that the mailbox began anew.
func (rs *rooms) moved(chat string, last int64) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.all[chat]
	if r == nil {
		return
	}
	for _, s := range r.streams {
		shown := s.shown.Load()
		if last < shown {
			s.stale.Store(true)
		}
		if last != shown {
			s.ring()
		}
	}
}
