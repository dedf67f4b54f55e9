package telegram

import (
	"context"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/store"
)

// tally is a core that takes its time and counts what it has answered.
type tally struct {
	fakeCore
	mu       sync.Mutex
	answered map[string]int
	want     int
	all      chan struct{} // closed when as many different ones are answered
}

func (c *tally) Handle(ctx context.Context, r bot.Request, _ bot.Say) error {
	if err := pause(ctx, rand.N(20*time.Millisecond)); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answered[r.Args]++; c.answered[r.Args] == 1 && len(c.answered) == c.want {
		close(c.all)
	}
	return nil
}

func (c *tally) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.answered)
}

// TestSwitchingUnderLoad changes between a process that polls and two that share a
// webhook while messages come in: none may be lost, none handled twice. All keep
// their updates in one store.
func TestSwitchingUnderLoad(t *testing.T) {
	const messages, people = 2000, 50
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var fronts [2]http.ServeMux
	var turn atomic.Int64
	front := http.NewServeMux() // what stands before the two processes
	front.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) { fronts[turn.Add(1)%2].ServeHTTP(rw, r) })
	address := serveHook(t, front)
	w := newWorld(t, func(o *Options) { o.Inbox = db })
	hooks := [2]*Adapter{}
	for i := range hooks {
		hooks[i], err = New(Options{Token: testToken, Endpoint: w.server.Endpoint(), WebhookURL: address, Inbox: db})
		if err != nil {
			t.Fatal(err)
		}
		hooks[i].Routes(&fronts[i])
	}
	core := &tally{answered: map[string]int{}, want: messages, all: make(chan struct{})}
	var writing sync.WaitGroup
	writing.Go(func() {
		var crowd [people]func(string)
		for i := range crowd {
			p := w.server.NewPerson("P", "en")
			crowd[i] = func(s string) { p.Writes(s) }
		}
		for i := range messages {
			crowd[i%people]("/more " + strconv.Itoa(i))
			if i%20 == 0 {
				_ = pause(w.ctx, 10*time.Millisecond)
			}
		}
	})
	switches := 0
	for core.total() < messages*9/10 && w.ctx.Err() == nil {
		for _, mode := range [][]*Adapter{{w.adapter}, hooks[:]} {
			serveAll(t, mode, core, 100*time.Millisecond+rand.N(100*time.Millisecond))
			switches++
		}
	}
	stop := serve(t, w.adapter, core)
	writing.Wait()
	select {
	case <-core.all:
	case <-w.ctx.Done():
		t.Errorf("%d of %d are handled, %d are not confirmed", core.total(), messages, w.server.Pending())
	}
	stop()
	twice := 0
	for _, n := range core.answered {
		if n != 1 {
			twice++
		}
	}
	t.Logf("%d messages, %d switches: %d lost, %d handled twice", messages, switches, messages-len(core.answered), twice)
	if twice > 0 || switches < 4 {
		t.Errorf("%d handled twice in %d switches", twice, switches)
	}
}

// serveAll runs adapters together for a while.
func serveAll(t *testing.T, adapters []*Adapter, core bot.Core, while time.Duration) {
	ctx, cancel := context.WithTimeout(t.Context(), while)
	defer cancel()
	var running sync.WaitGroup
	for _, a := range adapters {
		running.Go(func() {
			if err := a.Run(ctx, bottest.TestMenu(), core); err != nil {
				t.Errorf("Run ended with %v", err)
			}
		})
	}
	running.Wait()
}
