package commands

import (
	"context"

	"crier/bot"
)

// cancelCommand is the line of [Cancel]: it stops a reading of the same person. The
// request that was stopped says so in its own message.
func cancelCommand() command {
	return command{Command: bot.Command{Name: "cancel"}, run: func(_ context.Context, c *call) error {
		if !c.works.cancel(c.person(), c.Args) {
			return advise("advice.nothing_to_cancel")
		}
		return nil
	}}
}
