package telegram

import (
	"context"
	"strconv"
	"sync"
	"time"

	"crier/bot"
)

// Every update is put into the inbox before it is confirmed and marked as handled
// after it was: whatever ends this process, another one goes on with what is left.

const (
	lease      = 20 * time.Second // so long an update is trusted to be under way
	renewAfter = 5 * time.Second
	sweepEvery = 10 * time.Second // looks for what others left behind
	mostLeft   = 100
	inboxTime  = 5 * time.Second // for one question to the inbox
	inboxPause = time.Second     // before it is asked again after an error
)

// ledger lists the updates that this session has to handle.
type ledger struct {
	mu      sync.Mutex
	open    map[string]time.Time // since when
	handled []string             // and not told the inbox yet
	bell    chan struct{}
}

func newLedger() *ledger {
	return &ledger{open: map[string]time.Time{}, bell: make(chan struct{}, 1)}
}

// begin reports false for an update that is under way already.
func (l *ledger) begin(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[name]; open {
		return false
	}
	l.open[name] = time.Now()
	return true
}

func (l *ledger) end(name string) {
	l.mu.Lock()
	delete(l.open, name)
	l.handled = append(l.handled, name)
	l.mu.Unlock()
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

// takeHandled empties the list of the handled; back puts them there again.
func (l *ledger) takeHandled() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := l.handled
	l.handled = nil
	return out
}

func (l *ledger) back(names []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handled = append(names, l.handled...)
}

// openSince lists what has been open for so long.
func (l *ledger) openSince(age time.Duration) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for name, since := range l.open {
		if time.Since(since) >= age {
			out = append(out, name)
		}
	}
	return out
}

// asking gives a question to the inbox its time. It outlives whoever asks: the
// inbox may have acted on a question whose answer nobody waited for.
func asking(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), inboxTime)
}

// receive stores updates and returns those that nobody has taken before.
func (s *session) receive(ctx context.Context, list []update) ([]update, error) {
	ctx, cancel := asking(ctx)
	defer cancel()
	stored := make([]bot.Update, len(list))
	for i, u := range list {
		stored[i] = bot.Update{Name: strconv.Itoa(u.ID), Body: u.raw}
	}
	fresh, err := s.a.options.Inbox.Receive(ctx, network, stored, time.Now().Add(lease))
	if err != nil {
		return nil, err
	}
	var out []update
	for i, u := range list {
		if fresh[i] {
			out = append(out, u)
		}
	}
	return out, nil
}

// keepBooks tells the inbox what was handled and what is still under way, and takes
// over what other processes left behind, until ctx ends.
func (s *session) keepBooks(ctx context.Context) {
	renew, sweep := time.NewTicker(renewAfter), time.NewTicker(sweepEvery)
	defer renew.Stop()
	defer sweep.Stop()
	s.takeOver(ctx)
	for {
		select {
		case <-s.ledger.bell:
			if !s.writeHandled(ctx) {
				_ = pause(ctx, inboxPause)
			}
		case <-renew.C:
			s.prolong(ctx, s.ledger.openSince(renewAfter), time.Now().Add(lease))
		case <-sweep.C:
			s.takeOver(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// closeBooks gives away what was not handled: another process may go on at once.
func (s *session) closeBooks() {
	ctx := context.WithoutCancel(s.ctx)
	s.writeHandled(ctx)
	s.prolong(ctx, s.ledger.openSince(0), time.Time{})
}

func (s *session) writeHandled(ctx context.Context) bool {
	names := s.ledger.takeHandled()
	if len(names) == 0 {
		return true
	}
	ctx, cancel := asking(ctx)
	defer cancel()
	err := s.a.options.Inbox.Handled(ctx, network, names)
	if err != nil {
		s.a.log.Warn("could not write down what was handled", "updates", len(names), "error", err)
		s.ledger.back(names)
		select {
		case s.ledger.bell <- struct{}{}:
		default:
		}
	}
	return err == nil
}

func (s *session) prolong(ctx context.Context, names []string, until time.Time) {
	if len(names) == 0 {
		return
	}
	ctx, cancel := asking(ctx)
	defer cancel()
	if err := s.a.options.Inbox.Prolong(ctx, network, names, until); err != nil {
		s.a.log.Warn("could not write down what is under way", "updates", len(names), "error", err)
	}
}

// takeOver handles what was left behind by a process that ended.
func (s *session) takeOver(ctx context.Context) {
	ctx, cancel := asking(ctx)
	defer cancel()
	now := time.Now()
	left, err := s.a.options.Inbox.LeftBehind(ctx, network, now, now.Add(lease), mostLeft)
	if err != nil {
		s.a.log.Warn("could not look for updates that were left behind", "error", err)
		return
	}
	for _, stored := range left {
		u, err := decodeUpdate(stored.Body)
		if err != nil {
			continue // it was refused when it came
		}
		s.a.log.Info("handling an update that was left behind", "update", u.ID)
		s.queue(u, func() {})
	}
}
