package commands

import (
	"context"

	"crier/bot"
)

func privacyCommand() command {
	return command{
		Command: bot.Command{Name: "privacy", Section: bot.Self},
		run: func(ctx context.Context, c *call) error {
			p := c.p
			return c.show(ctx, bot.Reply{Private: true, Title: p.Text("privacy.title"), Text: []string{
				p.Text("privacy.keeps"), p.Text("privacy.not"), p.Text("privacy.sites"), p.Text("privacy.end"),
			}})
		},
	}
}
