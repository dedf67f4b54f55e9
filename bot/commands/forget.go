package commands

import (
	"context"
	"fmt"

	"crier/bot"
)

func forgetCommand() command {
	return command{
		Command: bot.Command{Name: "forget", Section: bot.Self},
		run:     runForget,
	}
}

// runForget erases what is kept: "all" of a chat, by whoever manages it, or what is
// the asker's own ("mine"), wherever they are. It asks first: this cannot be undone.
func runForget(ctx context.Context, c *call) error {
	switch c.Args {
	case "mine":
		return c.forget(ctx, false, "forget.done_mine")
	case "not":
		return c.show(ctx, c.text("forget.kept"))
	}
	manages, err := c.manages(ctx, c.From)
	if c.Args == "all" {
		if err != nil || !manages {
			return c.mayChange(ctx, "")
		}
		return c.forget(ctx, true, "forget.done_all")
	}
	r := c.text("forget.ask_all")
	r.Private = true
	erase := c.button("button.erase_all", "forget all")
	if c.shared() {
		r.Text = []string{c.p.Text("forget.ask_mine"), c.p.Text("forget.admins")}
		erase = c.button("button.erase_mine", "forget mine")
	}
	r.Buttons = [][]bot.Button{{erase, c.button("button.keep", "forget not")}}
	// The line names the chat: what is asked here may be answered in private.
	if line := "at " + c.From.Chat + " forget all"; c.shared() && manages && len(line) <= bot.MaxLine {
		r.Text[1] = c.p.Text("forget.ask_chat")
		r.Buttons = append(r.Buttons, []bot.Button{c.button("button.erase_chat", line)})
	}
	return c.show(ctx, r)
}

func (c *call) forget(ctx context.Context, whole bool, key string) error {
	if err := c.Store.Forget(ctx, c.From, c.Sender.ID, whole); err != nil {
		return fmt.Errorf("forgetting: %w", err)
	}
	r := c.text(key)
	r.Private = true
	return c.show(ctx, r)
}
