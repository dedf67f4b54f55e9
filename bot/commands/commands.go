package commands

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"crier/bot"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/bot/topics"
	"crier/feeds"
)

// Options are what the bot is made of. Store, Library, Poller, Outliner and Lang are
// needed.
type Options struct {
	Store    Store
	Library  *library.Library
	Poller   feeds.Poller
	Outliner feeds.Outliner // of /import and /export
	Lang     *lang.Catalog
	Adapters []bot.Adapter    // whose chats can be managed and posted to
	Starters []topics.Starter // topics for those who have none; nil: topics.Starters()

	// Sample is the address of an article for [Try one]; empty: no such button.
	Sample string

	// PollMin is the least between two polls of a feed; 0: 5 minutes. A feed that was
	// just added has been polled.
	PollMin time.Duration

	PerPerson int // readings of one person at the same time; 0: 3
	InAll     int // readings at the same time; 0: 32
	Limits    Limits

	Log *slog.Logger     // nil: nothing is logged
	Now func() time.Time // nil: time.Now
}

// Bot is the core that every network talks to.
type Bot struct {
	Options
	table    []command
	router   *bot.Router
	networks map[string]bot.Adapter
	works    *works
	gates    *gates
}

var _ bot.Core = (*Bot)(nil)

// New returns the bot. The error is for whoever changed the table of commands or
// the starter topics.
func New(o Options) (*Bot, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	b := &Bot{Options: o, networks: map[string]bot.Adapter{}, works: newWorks(o.PerPerson, o.InAll), gates: newGates(o.Limits)}
	for _, a := range o.Adapters {
		b.networks[a.Network()] = a
	}
	b.table = table()
	router, err := bot.NewRouter(b.All())
	if err != nil {
		return nil, fmt.Errorf("making the table of commands: %w", err)
	}
	b.router = router
	return b, nil
}

func (o *Options) fill() error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.PollMin == 0 {
		o.PollMin = 5 * time.Minute
	}
	if o.PerPerson == 0 {
		o.PerPerson = 3
	}
	if o.InAll == 0 {
		o.InAll = 32
	}
	if o.Starters != nil {
		return nil
	}
	var err error
	o.Starters, err = topics.Starters()
	return err
}

// Seen reports whether an update was handled before, by any process, and marks it.
func (b *Bot) Seen(ctx context.Context, network, update string) (bool, error) {
	return b.Store.Seen(ctx, network, update)
}
