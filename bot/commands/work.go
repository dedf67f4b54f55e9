package commands

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"crier/bot"
	"crier/feeds"
)

// When somebody who waits is told so, may stop it, and is told that it is over.
const (
	tellAfter   = 1 * time.Second
	cancelAfter = 10 * time.Second
	giveUpAfter = 30 * time.Second
)

// errStopped is the cause of a work that its asker stopped.
var errStopped = errors.New("stopped by the asker")

// works are the readings under way: how many, and how to stop them.
type works struct {
	perPerson, inAll int

	mu     sync.Mutex
	all    int
	people map[string]int
	alike  map[string]int // readings of the same thing: the library reads it once
	stop   map[string]stopper
}

type stopper struct {
	person string
	cancel context.CancelCauseFunc
}

func newWorks(perPerson, inAll int) *works {
	return &works{perPerson: perPerson, inAll: inAll, people: map[string]int{}, alike: map[string]int{}, stop: map[string]stopper{}}
}

// begin takes a place for a person's work; done gives it back. However many ask for the
// same thing, by its name in what, they take one place of all; "" names nothing.
func (w *works) begin(ctx context.Context, person, what string) (work context.Context, id string, done func(), err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.people[person] >= w.perPerson {
		return nil, "", nil, advise("advice.too_many_at_once")
	}
	if w.all >= w.inAll && w.alike[what] == 0 {
		return nil, "", nil, advise("advice.too_busy")
	}
	work, cancel := context.WithCancelCause(ctx)
	id = "w_" + rand.Text()
	if w.alike[what] == 0 {
		w.all++
	}
	if what != "" {
		w.alike[what]++
	}
	w.people[person]++
	w.stop[id] = stopper{person, cancel}
	return work, id, func() { w.end(person, what, id, cancel) }, nil
}

func (w *works) end(person, what, id string, cancel context.CancelCauseFunc) {
	cancel(nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.alike[what]--; w.alike[what] <= 0 {
		delete(w.alike, what)
		w.all--
	}
	if w.people[person]--; w.people[person] == 0 {
		delete(w.people, person)
	}
	delete(w.stop, id)
}

// cancel stops a person's own work and reports whether there was such.
func (w *works) cancel(person, id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := w.stop[id]
	if !ok || s.person != person {
		return false
	}
	s.cancel(errStopped)
	return true
}

// cancelAll stops all of a person's work and reports whether there was any.
func (w *works) cancelAll(person string) (any bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.stop {
		if s.person == person {
			s.cancel(errStopped)
			any = true
		}
	}
	return any
}

// person names a sender over all networks.
func (c *call) person() string { return c.From.Network + ":" + c.Sender.ID }

// wait does what takes time and keeps the person informed. What is not done in
// thirty seconds is a Problem of kind Timeout, what was stopped one of kind
// Cancelled. Work must not be looked at by the caller unless wait returns nil. What
// names the thing that is read, see [works.begin].
func (c *call) wait(ctx context.Context, where, what string, work func(context.Context) error) error {
	if err := c.gates.link(c.Request); err != nil {
		return err
	}
	inner, id, done, err := c.works.begin(ctx, c.person(), what)
	if err != nil {
		return err
	}
	result := make(chan error, 1)
	go func() {
		defer done()
		result <- safely(func() error { return work(inner) })
	}()
	tell, cancel, over := time.NewTimer(tellAfter), time.NewTimer(cancelAfter), time.NewTimer(giveUpAfter)
	defer tell.Stop()
	defer cancel.Stop()
	defer over.Stop()
	for {
		select {
		case err := <-result:
			if errors.Is(context.Cause(inner), errStopped) && err != nil {
				return &feeds.Problem{Kind: feeds.Cancelled, Host: where}
			}
			return err
		case <-tell.C:
			err = c.busy(ctx, "progress.reading", where, nil)
		case <-cancel.C:
			err = c.busy(ctx, "progress.still", where, [][]bot.Button{{c.button("button.cancel", "cancel "+id)}})
		case <-over.C:
			c.works.cancel(c.person(), id)
			return &feeds.Problem{Kind: feeds.Timeout, Host: where}
		}
		if err != nil {
			c.works.cancel(c.person(), id)
			return err
		}
	}
}

func (c *call) busy(ctx context.Context, key, where string, buttons [][]bot.Button) error {
	r := c.text(key, "Host", where)
	r.Busy, r.Buttons = true, buttons
	return c.show(ctx, r)
}
