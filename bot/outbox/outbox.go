package outbox

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"crier/bot"
)

// Options are what the outbox needs. Store, Adapters and Pacer must be given.
type Options struct {
	Store    Store
	Adapters []bot.Adapter // one lane each
	Pacer    *Pacer        // the one that the adapters' answers go through too
	Log      *slog.Logger  // nil: nothing is logged

	// Belt names the bell that the store rings after new deliveries for a network.
	// It is jobs.BeltDeliver.
	Belt func(network string) string

	// Hourly is how many messages a chat is sent in an hour before what follows is
	// folded: ten minutes' alerts in one message, as far as the network can hold them.
	// It is counted anew by a process that takes over; 0: no bound.
	Hourly int

	// Closed is told, in a goroutine of its own, of a place that takes no more posts
	// though the bot is there: whoever set them up will want to know. May be nil.
	Closed func(ctx context.Context, at bot.Address, why error)

	Most  int           // deliveries planned at once; 0: 100,000
	Hold  time.Duration // how long a lease lasts without being renewed; 0: 7 s
	Drain time.Duration // how long Run waits for what is under way when its context ends; 0: 7 s
}

// Outbox drives one lane per network.
type Outbox struct {
	o     Options
	owner string
}

// New makes an outbox and tells the pacer the networks' limits, and where it learns
// what other processes send. A process that only answers makes one too and never
// runs it.
func New(o Options) *Outbox {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Most == 0 {
		o.Most = 100_000
	}
	if o.Hold == 0 {
		o.Hold = 7 * time.Second
	}
	if o.Drain == 0 {
		o.Drain = 7 * time.Second // who ends processes rarely waits for more than ten
	}
	b := &Outbox{o: o, owner: rand.Text()}
	for _, a := range o.Adapters {
		o.Pacer.Limit(a.Network(), a.Limits())
		if a.Limits().Fold > 1 { // waiting is no use where every alert is a message of its own
			o.Pacer.network(a.Network()).hourly = o.Hourly
		}
	}
	o.Pacer.join(o.Store, b.owner, o.Log)
	return b
}

// Run delivers until ctx ends, lets what is under way finish, gives the lanes up
// and returns nil. Failures of the store are logged and waited out.
func (b *Outbox) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, a := range b.o.Adapters {
		wg.Go(func() { b.lane(a).run(ctx) })
	}
	wg.Wait()
	return nil
}

func (b *Outbox) lane(a bot.Adapter) *lane {
	limits := a.Limits()
	return &lane{
		Options: b.o, adapter: a, limits: limits, owner: b.owner,
		log:    b.o.Log.With("network", a.Network()),
		pace:   b.o.Pacer.network(a.Network()),
		budget: budget{most: limits.Invalid},
	}
}
