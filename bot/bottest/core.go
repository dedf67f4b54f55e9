package bottest

import (
	"context"
	"sync"

	"crier/bot"
)

// core answers as the case at hand wants and remembers what it was asked.
type core struct {
	answer func(context.Context, bot.Request, bot.Say) error

	mu   sync.Mutex
	reqs []bot.Request
	seen map[string]bool
}

func newCore() *core {
	return &core{seen: map[string]bool{}, answer: func(context.Context, bot.Request, bot.Say) error { return nil }}
}

// Handle leaves the greeting alone that some networks ask for by themselves.
func (c *core) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	if r.Command == "start" {
		return nil
	}
	c.mu.Lock()
	c.reqs = append(c.reqs, r)
	c.mu.Unlock()
	return c.answer(ctx, r, say)
}

func (c *core) last() bot.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.reqs) == 0 {
		return bot.Request{}
	}
	return c.reqs[len(c.reqs)-1]
}

func (c *core) Complete(context.Context, bot.Request, string) ([]bot.Choice, error) { return nil, nil }

func (c *core) Inline(context.Context, bot.Request, string) ([]bot.Reply, error) { return nil, nil }

func (c *core) Event(context.Context, bot.Event, bot.Say) error { return nil }

func (c *core) Seen(_ context.Context, network, update string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := network + " " + update
	was := c.seen[key]
	c.seen[key] = true
	return was, nil
}

// TestMenu is a menu of two commands in two languages.
func TestMenu() bot.Menu {
	item := func(name, en, de string) bot.MenuItem {
		return bot.MenuItem{
			Command: bot.Command{Name: name, Usage: "[text]", Section: bot.Reading, Main: true, Options: []bot.Option{{Name: "text"}}},
			Help:    map[string]string{"en": en, "de": de},
			OptionHelp: map[string]map[string]string{
				"text": {"en": "What you want to say", "de": "Was du sagen willst"},
			},
		}
	}
	return bot.Menu{Languages: []string{"en", "de"}, Items: []bot.MenuItem{
		item("summary", "Summarize a link", "Einen Link zusammenfassen"),
		item("more", "Say more", "Mehr sagen"),
	}}
}
