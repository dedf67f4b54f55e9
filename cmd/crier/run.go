package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/bot"
	"crier/bot/jobs"
	"crier/feeds"
	"crier/feeds/syndication"
	"crier/feeds/websub"
)

type runCommand struct{ settings }

// Run starts every role of this process and returns when ctx ends, which is no error
// however far the start has come.
func (c runCommand) Run(ctx context.Context, s streams) error {
	err := c.serve(ctx, s)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (c runCommand) serve(ctx context.Context, s streams) error {
	h, err := build(ctx, c.settings, newLog(c.settings, s.err))
	if err != nil {
		return err
	}
	defer h.close()
	if c.Starters && c.has("poll") {
		if err := h.offerStarters(ctx); err != nil {
			return err
		}
	}
	return h.run(ctx, s.out, h.core)
}

// offerStarters puts the well-known public feeds where topics find them. Those that
// are there already stay as they are.
func (h *house) offerStarters(ctx context.Context) error {
	all, err := syndication.Starters()
	if err != nil {
		return err
	}
	for _, f := range all {
		if _, err := h.db.AddFeed(ctx, feeds.Source{URL: f.URL, Title: f.Title, Site: f.Site, Language: f.Language, Public: true}, feeds.Update{}); err != nil {
			return fmt.Errorf("offering the starter feed %s: %w", f.Title, err)
		}
	}
	return nil
}

// run opens the doors and keeps everything going until ctx ends. Networks stop
// alone; the belts and the listener stop the process.
func (h *house) run(ctx context.Context, out io.Writer, core bot.Core) error {
	l, err := listen(ctx, h.settings.Addr)
	if err != nil {
		return err
	}
	if err := h.banner(out, l.Addr()); err != nil {
		_ = l.Close()
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serve(ctx, l, routes(h.adapters, h.db, h.callback())) })
	if h.settings.has("chat") {
		for _, a := range h.adapters {
			g.Go(func() error { return h.network(ctx, out, a, core) })
		}
	}
	g.Go(func() error { return h.belts().Run(ctx) })
	err = g.Wait()
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		return nil
	}
	return err
}

// belts are the roles of this process besides the chat.
func (h *house) belts() *jobs.Jobs {
	o := jobs.Options{
		Store: h.db, Log: h.log, PollMin: h.settings.PollMin, PollMax: h.settings.PollMax,
		Keep: jobs.Keep{Articles: h.settings.Keep, Deliveries: h.settings.Keep, Updates: 48 * time.Hour, Waiting: 1000},
	}
	if h.settings.has("poll") {
		o.Poller = h.poller
		if h.settings.PublicURL != "" {
			o.Hubs = websub.NewHubs(h.client, h.settings.PublicURL)
		}
	}
	if h.settings.has("announce") {
		o.Announcer = h.announce
	}
	if h.settings.has("deliver") {
		o.Deliverer = h.outbox
	}
	return jobs.New(o)
}

// callback is where hubs push; nil if they cannot reach this process.
func (h *house) callback() http.Handler {
	if h.settings.PublicURL == "" {
		return nil
	}
	return websub.NewCallback(h.db, h.poller.Read, h.log)
}

// network keeps one network going. Whatever ends it ends nothing else, but a
// connection that hangs ends the process.
func (h *house) network(ctx context.Context, out io.Writer, a bot.Adapter, core bot.Core) error {
	work := func(ctx context.Context) error { return a.Run(ctx, h.core.Menu(), core) }
	var err error
	if h.settings.once(a.Network()) {
		t := turn{store: h.db, name: "chat:" + a.Network(), owner: rand.Text(), hold: 7 * time.Second, log: h.log}
		err = t.do(ctx, work)
	} else {
		err = work(ctx)
	}
	if err == nil || ctx.Err() != nil {
		return nil
	}
	h.log.Error("a network has stopped", "network", a.Network(), "error", err)
	if errors.Is(err, bot.ErrStuck) {
		return err // whoever started the process starts it again
	}
	advice := "see the log"
	if errors.Is(err, bot.ErrCredential) {
		advice = "its token was refused: check " + strings.ToUpper(a.Network()) + "_TOKEN and start again"
	}
	_, _ = fmt.Fprintf(out, "%s has stopped: %s. Everything else goes on.\n", title(a.Network()), advice)
	return nil
}

// banner tells the operator where things are and what is not connected.
func (h *house) banner(out io.Writer, addr net.Addr) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Crier %s: no time to read? Get a summary.\n\n", version)
	fmt.Fprintf(&b, "  Web chat   http://%s\n", addr)
	for _, n := range networks() {
		if n.name != "web" {
			fmt.Fprintf(&b, "  %-10s %s\n", title(n.name), h.state(n))
		}
	}
	if h.settings.Database != "" {
		b.WriteString("  Data       PostgreSQL\n")
	} else {
		fmt.Fprintf(&b, "  Data       %s\n", h.settings.Data)
	}
	if h.paper != nil {
		fmt.Fprintf(&b, "  Newsroom   %s (built-in sample articles)\n", h.paper.URL)
	}
	if !onLoopback(h.settings.Addr) {
		b.WriteString("\n  Others can reach the web chat at this address. Put a proxy with TLS before it and set CRIER_PUBLIC_URL.\n")
	}
	b.WriteString("\nPress Ctrl+C to stop.\n")
	_, err := io.WriteString(out, b.String())
	return err
}

func (h *house) state(n network) string {
	connected := slices.ContainsFunc(h.adapters, func(a bot.Adapter) bool { return a.Network() == n.name })
	switch {
	case h.refused[n.name] != nil:
		return "left out: " + h.refused[n.name].Error()
	case connected:
		return "connecting"
	default:
		return "not connected (" + n.setup + ")"
	}
}

func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
