package telegram

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/telegramtest"
)

func TestMemoryInbox(t *testing.T) {
	bottest.ExerciseInbox(t, func(*testing.T) bot.Inbox { return newMemory() })
}

// sharing makes two adapters as in two processes with one store.
func sharing(t *testing.T, s *telegramtest.Server, in bot.Inbox) (one, two *Adapter) {
	t.Helper()
	for _, a := range []**Adapter{&one, &two} {
		made, err := New(Options{Token: testToken, Endpoint: s.Endpoint(), Transport: inProcess{s}, Inbox: in})
		if err != nil {
			t.Fatal(err)
		}
		*a = made
	}
	return one, two
}

func TestAnotherProcessGoesOn(t *testing.T) {
	for _, c := range []struct {
		name    string
		abandon bool // the process ends without a word
		soonest time.Duration
		latest  time.Duration
	}{
		{"after an orderly end at once", false, 0, 2 * time.Second},
		{"after a sudden end when its time is over", true, lease - renewAfter, lease + sweepEvery + time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := telegramtest.New(testToken)
				defer s.Close()
				in := &failing{Inbox: newMemory()}
				one, two := sharing(t, s, in)
				core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, _ bot.Request, say bot.Say) error {
					_ = say(ctx, bot.Reply{Text: []string{"Reading…"}, Busy: true})
					return pause(ctx, time.Hour)
				}}
				p := s.NewPerson("Ann", "en")
				stop := serve(t, one, core)
				p.Writes("/summary x")
				time.Sleep(time.Second)
				if s.Pending() != 0 || p.Chat().FromBot()[0].Text != "Reading…" {
					t.Errorf("%d unconfirmed, shown %+v", s.Pending(), p.Chat().FromBot())
				}
				in.setBroken(c.abandon)
				stop()
				in.setBroken(false)
				if got := p.Chat().FromBot(); len(got) != 0 {
					t.Errorf("who ended left %+v behind", got)
				}
				began := time.Now()
				core.answer = echo
				defer serve(t, two, core)()
				_ = s.Wait(t.Context(), func() bool { return len(p.Chat().FromBot()) > 0 })
				if took := time.Since(began); took < c.soonest || took > c.latest {
					t.Errorf("answered after %v, want %v to %v", took, c.soonest, c.latest)
				}
				time.Sleep(time.Minute)
				if got := p.Chat().FromBot(); len(got) != 1 || got[0].Text != "heard: summary|x|/summary x" {
					t.Errorf("shown %+v, want one answer", got)
				}
			})
		})
	}
}

// failing is an inbox whose disk may be full.
type failing struct {
	bot.Inbox
	mu     sync.Mutex
	broken bool
}

func (f *failing) setBroken(b bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = b
}

func (f *failing) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken {
		return errors.New("no space left")
	}
	return nil
}

func (f *failing) Receive(ctx context.Context, n string, u []bot.Update, until time.Time) ([]bool, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Inbox.Receive(ctx, n, u, until)
}

func (f *failing) Prolong(ctx context.Context, n string, names []string, until time.Time) error {
	if err := f.err(); err != nil {
		return err
	}
	return f.Inbox.Prolong(ctx, n, names, until)
}

func (f *failing) Handled(ctx context.Context, n string, names []string) error {
	if err := f.err(); err != nil {
		return err
	}
	return f.Inbox.Handled(ctx, n, names)
}

func TestWhatCannotBeKeptIsNotConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(testToken)
		defer s.Close()
		in := &failing{Inbox: newMemory(), broken: true}
		one, _ := sharing(t, s, in)
		core := &fakeCore{answer: echo, seen: map[string]bool{}}
		defer serve(t, one, core)()
		p := s.NewPerson("Ann", "en")
		p.Writes("/summary x")
		time.Sleep(time.Minute)
		if s.Pending() != 1 || len(core.requests()) != 0 {
			t.Errorf("%d unconfirmed, %d handled while nothing could be kept", s.Pending(), len(core.requests()))
		}
		if n := len(s.Calls("getUpdates")); n > 70 {
			t.Errorf("%d polls in a minute", n)
		}
		in.setBroken(false)
		time.Sleep(5 * time.Second)
		if s.Pending() != 0 || len(core.requests()) != 1 {
			t.Errorf("%d unconfirmed, %d handled afterwards", s.Pending(), len(core.requests()))
		}
	})
}

func TestALongRequestIsHandledOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(testToken)
		defer s.Close()
		one, _ := sharing(t, s, newMemory())
		core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
			_ = pause(ctx, 5*time.Minute)
			return echo(ctx, r, say)
		}}
		defer serve(t, one, core)()
		p := s.NewPerson("Ann", "en")
		p.Writes("/summary x")
		time.Sleep(10 * time.Minute)
		if got := core.requests(); len(got) != 1 || len(p.Chat().FromBot()) != 1 {
			t.Errorf("asked %d times, %d answers", len(got), len(p.Chat().FromBot()))
		}
	})
}

func TestTheLedger(t *testing.T) {
	l := newLedger()
	if !l.begin("1") || l.begin("1") || !l.begin("2") {
		t.Error("an update may begin twice")
	}
	l.end("1")
	l.back(l.takeHandled())
	if got := l.takeHandled(); !slices.Equal(got, []string{"1"}) {
		t.Errorf("handled %v", got)
	}
	if got := l.openSince(0); !slices.Equal(got, []string{"2"}) {
		t.Errorf("open %v", got)
	}
}
