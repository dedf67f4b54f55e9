package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// live is what a running adapter needs to answer.
type live struct {
	ctx   context.Context
	core  bot.Core
	menu  index
	work  chan struct{} // bounds the requests that the core works on
	tasks sync.WaitGroup
}

func (a *Adapter) begin(ctx context.Context, core bot.Core, menu bot.Menu) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.live != nil {
		return errors.New("discord: Run is under way already")
	}
	a.live = &live{ctx: ctx, core: core, menu: newIndex(menu), work: make(chan struct{}, maxWork)}
	return nil
}

// end lets what is under way finish, but not for ever.
func (a *Adapter) end(stop func()) {
	stop()
	a.mu.Lock()
	l := a.live
	a.live = nil
	a.mu.Unlock()
	done := make(chan struct{})
	go func() { l.tasks.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		a.log.Warn("some answers did not finish in time")
	}
}

func (a *Adapter) running() *live {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.live
}

// spawn runs do beside the rest; what it panics with is logged.
func (a *Adapter) spawn(what string, do func()) {
	a.mu.Lock()
	l := a.live
	if l != nil {
		l.tasks.Add(1)
	}
	a.mu.Unlock()
	if l == nil {
		return
	}
	go func() {
		defer l.tasks.Done()
		defer a.guard(what)
		do()
	}()
}

func (a *Adapter) guard(what string) {
	if p := recover(); p != nil {
		a.log.Error("panic", "while", what, "panic", fmt.Sprint(p))
	}
}

// working runs do when the core has room for one more.
func (l *live) working(ctx context.Context, do func()) {
	select {
	case l.work <- struct{}{}:
		defer func() { <-l.work }()
		do()
	case <-ctx.Done():
	}
}

// pause waits, or returns the context's error if that ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func isID(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// address names a channel of the type, see the package comment.
func address(channel string, t discordgo.ChannelType) bot.Address {
	at := bot.Address{Network: Network, Chat: channel, Kind: bot.Group}
	switch t {
	case discordgo.ChannelTypeDM:
		at.Kind = bot.Direct
	case discordgo.ChannelTypeGuildNews:
		at.Kind = bot.Channel
	}
	return at
}
