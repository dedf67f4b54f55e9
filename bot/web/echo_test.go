package web

import (
	"context"

	"crier/bot"
)

// quiet is a core that has nothing to say.
type quiet struct{}

func (quiet) Handle(context.Context, bot.Request, bot.Say) error { return nil }
func (quiet) Complete(context.Context, bot.Request, string) ([]bot.Choice, error) {
	return nil, nil
}
func (quiet) Inline(context.Context, bot.Request, string) ([]bot.Reply, error) { return nil, nil }
func (quiet) Event(context.Context, bot.Event, bot.Say) error                  { return nil }
func (quiet) Seen(context.Context, string, string) (bool, error)               { return false, nil }

// answering is a core that answers with a function.
type answering struct {
	quiet
	handle func(context.Context, bot.Request, bot.Say) error
}

func (c answering) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	return c.handle(ctx, r, say)
}
