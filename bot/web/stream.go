package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	pageOfMail   = 50              // mails read at once
	slowest      = 5 * time.Second // a browser that takes longer to take what is written is dropped
	retryAfterMS = 1000
)

// serveStream is the page's line to us: server-sent events (HTML Standard, 9.2).
// Unnamed events are messages, their id the change; the page comes back with the
// last one it saw. The others: "ready" when the past is told, "working" 1 or 0,
// "reset" when the page must forget what it shows, "elsewhere" when newer pages took
// its place, "beat" when there was nothing to say.
func (a *Adapter) serveStream(w http.ResponseWriter, r *http.Request) {
	s := a.begin()
	if s == nil {
		starting.write(w)
		return
	}
	defer s.work.Done()
	chat, p := a.visitor(r)
	if p != "" {
		p.write(w)
		return
	}
	st := a.rooms.join(chat)
	if st == nil {
		full.write(w)
		return
	}
	defer a.rooms.leave(chat, st)
	st.shown.Store(lastSeen(r))

	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	l := &line{store: a.opts.Store, rooms: a.rooms, chat: chat, page: st, w: w, control: http.NewResponseController(w)}
	_ = l.control.SetReadDeadline(time.Time{}) // the request is read: the page stays as long as it likes
	if err := l.run(r.Context(), s.ctx, a.opts.Beat); err != nil && r.Context().Err() == nil && s.ctx.Err() == nil {
		a.opts.Log.Info("a page was dropped", "chat", chat, "err", err)
	}
}

// lastSeen is the change after which the page wants to hear.
func lastSeen(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// line writes to one page.
type line struct {
	store   Store
	rooms   *rooms
	chat    string
	page    *stream
	w       http.ResponseWriter
	control *http.ResponseController
	out     bytes.Buffer
	working bool // as the page was told
}

func (l *line) run(ctx, session context.Context, beat time.Duration) error {
	fmt.Fprintf(&l.out, "retry: %d\n\n", retryAfterMS)
	if err := l.first(ctx); err != nil {
		return err
	}
	timer := time.NewTicker(beat)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-session.Done():
			return nil
		case <-l.page.moved:
			l.event("elsewhere", "1")
			return l.flush()
		case <-timer.C:
			l.event("beat", "1")
		case <-l.page.wake:
			if err := l.tell(ctx); err != nil {
				return err
			}
		}
		if err := l.flush(); err != nil {
			return err
		}
	}
}

// first tells the past, or what the page has missed of it.
func (l *line) first(ctx context.Context) error {
	last, err := l.store.LastMail(ctx, []string{l.chat})
	if err != nil {
		return fmt.Errorf("looking for the mailbox: %w", err)
	}
	if last[l.chat] < l.page.shown.Load() {
		l.page.stale.Store(true)
	}
	if err := l.tell(ctx); err != nil {
		return err
	}
	l.event("ready", "1")
	return l.flush()
}

// tell writes what has changed since the page was last told.
func (l *line) tell(ctx context.Context) error {
	if l.page.stale.Swap(false) {
		l.page.shown.Store(0)
		l.event("reset", "1")
	}
	// Asked before the mails are read: when it says that the answer is made, the
	// answer is among them.
	working := l.rooms.working(l.chat)
	for {
		mails, err := l.store.ReadMail(ctx, l.chat, l.page.shown.Load(), pageOfMail)
		if err != nil {
			return fmt.Errorf("reading the mailbox: %w", err)
		}
		for _, m := range mails {
			if err := l.message(m); err != nil {
				return err
			}
			l.page.shown.Store(m.Change)
		}
		if len(mails) < pageOfMail {
			break
		}
		if err := l.flush(); err != nil {
			return err
		}
	}
	if working != l.working {
		l.working = working
		l.event("working", map[bool]string{true: "1", false: "0"}[working])
	}
	return nil
}

func (l *line) message(m Mail) error {
	data, err := json.Marshal(wire{ID: m.Message, At: m.At.UnixMilli(), Body: m.Body})
	if err != nil {
		return fmt.Errorf("message %d of the mailbox: %w", m.Message, err)
	}
	fmt.Fprintf(&l.out, "id: %d\ndata: %s\n\n", m.Change, data)
	return nil
}

func (l *line) event(name, data string) {
	fmt.Fprintf(&l.out, "event: %s\ndata: %s\n\n", name, data)
}

func (l *line) flush() error {
	_ = l.control.SetWriteDeadline(time.Now().Add(slowest)) // not every writer has deadlines
	if _, err := l.w.Write(l.out.Bytes()); err != nil {
		return fmt.Errorf("writing to the page: %w", err)
	}
	l.out.Reset()
	if err := l.control.Flush(); err != nil {
		return fmt.Errorf("writing to the page: %w", err)
	}
	return nil
}
