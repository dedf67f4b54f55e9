package discord

import (
	"context"
	"testing"

	"crier/bot"
)

// echo answers each request with its line and keeps what it was asked.
type echo struct {
	asked  chan bot.Request
	events chan bot.Event
	answer func(context.Context, bot.Request, bot.Say) error
	offers func(bot.Request, string) []bot.Choice
}

func newEcho() *echo {
	return &echo{asked: make(chan bot.Request, 1000), events: make(chan bot.Event, 100)}
}

func (e *echo) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	e.asked <- r
	if e.answer != nil {
		return e.answer(ctx, r, say)
	}
	return say(ctx, bot.Reply{Text: []string{"echo " + r.Command + " " + r.Args}})
}

func (e *echo) Complete(_ context.Context, r bot.Request, option string) ([]bot.Choice, error) {
	if e.offers == nil {
		return nil, nil
	}
	return e.offers(r, option), nil
}

func (e *echo) Inline(context.Context, bot.Request, string) ([]bot.Reply, error) { return nil, nil }

func (e *echo) Seen(context.Context, string, string) (bool, error) { return false, nil }

func (e *echo) Event(ctx context.Context, ev bot.Event, say bot.Say) error {
	e.events <- ev
	if ev.Kind == bot.Joined {
		return say(ctx, bot.Reply{Text: []string{"I'm here and silent."}})
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asks proves that the bot hears and answers.
func asks(ctx context.Context, t *testing.T, r *rig, word string) {
	t.Helper()
	if _, err := r.Slash(ctx, r.ada, r.dm, "summary", map[string]any{"text": word}); err != nil {
		t.Fatal(err)
	}
	r.see(ctx, t, r.dm, "echo summary "+word)
}
