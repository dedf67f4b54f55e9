package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"crier/bot"
	"crier/feeds"
	"crier/summarizer"
)

type checkCommand struct {
	settings
	Health bool `help:"Only ask the running process whether it is well: for container health checks."`
}

// Run looks at everything that can be wrong before anybody is served, and says
// what it found. It fails if anything is wrong.
func (c checkCommand) Run(ctx context.Context, s streams) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if c.Health {
		return c.health(ctx)
	}
	c.Newsroom = "127.0.0.1:0"
	h, err := build(ctx, c.settings, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer h.close()
	bad := 0
	for _, f := range h.findings(ctx) {
		mark := "ok   "
		switch {
		case f.err != nil:
			mark, f.note = "WRONG", f.err.Error()
			bad++
		case f.off:
			mark = "off  "
		}
		if _, err := fmt.Fprintf(s.out, "%s %-9s %s\n", mark, f.what, f.note); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of these must be mended", bad)
	}
	return nil
}

// finding is one thing that was looked at.
type finding struct {
	what, note string
	off        bool
	err        error
}

func (h *house) findings(ctx context.Context) []finding {
	data := "SQLite in " + h.settings.Data
	if h.settings.Database != "" {
		data = "PostgreSQL"
	}
	all := []finding{{what: "data", note: data, err: h.db.Ping(ctx)}, h.reading(ctx), h.letters(ctx)}
	for _, n := range networks() {
		if n.name != "web" {
			all = append(all, h.knock(ctx, n))
		}
	}
	return all
}

// reading takes an article of the built-in newsroom all the way to its points.
func (h *house) reading(ctx context.Context) finding {
	f := finding{what: "reading"}
	it, err := h.library.Read(ctx, h.core.Sample, feeds.ForPerson)
	if err != nil {
		f.err = fmt.Errorf("reading a sample article: %w", err)
		return f
	}
	sum, err := h.library.Summarize(ctx, it, summarizer.Medium)
	if err != nil {
		f.err = fmt.Errorf("summarizing a sample article: %w", err)
		return f
	}
	f.note = fmt.Sprintf("a sample article of %d words gave %d points", sum.WordsIn, len(sum.Points))
	return f
}

// knock asks a network for a chat that does not exist: the answer tells whether
// the token is good.
func (h *house) knock(ctx context.Context, n network) finding {
	f := finding{what: n.name}
	if err := h.refused[n.name]; err != nil {
		f.err = err
		return f
	}
	i := slices.IndexFunc(h.adapters, func(a bot.Adapter) bool { return a.Network() == n.name })
	if i < 0 {
		f.off, f.note = true, "not connected ("+n.setup+")"
		return f
	}
	if _, err := h.adapters[i].Chat(ctx, "@crier_check_no_such_chat"); err != nil && !errors.Is(err, bot.ErrNoChat) {
		f.err = err
	} else {
		f.note = "the token is good"
	}
	return f
}

// health asks the process that listens on the configured address.
func (c checkCommand) health(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(c.Addr)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("asking %s: %w", c.Addr, err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("asking %s: %w", c.Addr, err)
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 1<<10)); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", c.Addr, res.Status)
	}
	return nil
}
