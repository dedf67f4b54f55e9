package commands

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// Handle answers a request. What goes wrong is told to the person; the error that
// comes back is the network's own failure to show it.
func (b *Bot) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	c, err := b.heard(ctx, r, say)
	if err == nil {
		err = safely(func() error { return c.dispatch(ctx) })
	}
	return c.settle(ctx, err)
}

// safely turns a panic into an error with the place where it happened.
func safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}

func (c *call) dispatch(ctx context.Context) error {
	if c.Command == "" {
		return c.plain(ctx)
	}
	cmd, ok := c.find(c.Command)
	if !ok {
		return c.unknown(ctx)
	}
	if c.another(cmd) {
		return nil
	}
	c.Command = cmd.Name
	if err := c.allowed(ctx, cmd); err != nil {
		return err
	}
	return cmd.run(ctx, c)
}

// allowed checks where a command may be used and by whom; both are data.
func (c *call) allowed(ctx context.Context, cmd command) error {
	if !cmd.Offered(c.From.Kind) {
		if cmd.Where == bot.InDirect {
			return advise("advice.in_private", "Name", "/"+cmd.Name)
		}
		return advise("advice.in_groups", "Name", "/"+cmd.Name)
	}
	if cmd.Who == bot.Manager && c.shared() {
		return c.mayChange(ctx, "")
	}
	return nil
}

// advice is an error whose words are for people: what happened and what to do.
type advice struct {
	key     string
	pairs   []any
	buttons [][]bot.Button
}

// Error is for logs only.
func (a *advice) Error() string { return a.key }

func advise(key string, pairs ...any) *advice { return &advice{key: key, pairs: pairs} }

// settle tells the person what went wrong.
func (c *call) settle(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, errIgnored) {
		return nil
	}
	if u, ok := errors.AsType[unsaid](err); ok {
		return u
	}
	if ctx.Err() != nil {
		return fmt.Errorf("answering %q: %w", c.Command, ctx.Err())
	}
	r, known := c.words(err)
	if !known {
		c.Log.ErrorContext(ctx, "a request failed", "command", c.Command, "network", c.From.Network, "error", err)
	}
	if c.shared() {
		r.Private, r.Fade = true, fade
	}
	return c.show(ctx, r)
}

// words finds the words for an error; known is false for those that only the log
// can do something with.
func (c *call) words(err error) (r bot.Reply, known bool) {
	if f, ok := errors.AsType[*failed](err); ok {
		return c.instead(card.Problem(c.p, f.problem, f.again), f), true
	}
	if p, ok := errors.AsType[*feeds.Problem](err); ok {
		return card.Problem(c.p, p, ""), true
	}
	if a, ok := errors.AsType[*advice](err); ok {
		r := c.text(a.key, a.pairs...)
		r.Buttons = a.buttons
		return r, true
	}
	if f, ok := errors.AsType[*flood](err); ok {
		return c.text("advice.flood", "In", c.p.In(f.wait)), true
	}
	if m, ok := errors.AsType[*misread](err); ok {
		return c.misreadWords(m), true
	}
	switch {
	case errors.Is(err, library.ErrUnknown):
		return c.text("advice.unknown_article"), true
	case errors.Is(err, summarizer.ErrTooShort):
		return c.text("advice.text_too_short"), true
	case errors.Is(err, summarizer.ErrNoArticle):
		return c.text("advice.text_no_article"), true
	case errors.Is(err, ErrTooMany):
		return c.text("advice.too_many"), true
	}
	r = c.text("advice.failed")
	if c.Command != "" && len(c.line()) <= bot.MaxLine {
		r.Buttons = [][]bot.Button{{c.button("button.again", c.line())}}
	}
	return r, false
}

// line is the request as it could be typed again.
func (c *call) line() string {
	if c.Args == "" {
		return c.Command
	}
	return c.Command + " " + c.Args
}
