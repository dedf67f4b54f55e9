package commands

import (
	"context"

	"crier/bot"
)

// cancelCommand is the line of [Cancel]: it stops a reading of the same person. The
// request that was stopped says so in its own message.
func cancelCommand() command {
	return command{Command: bot.Command{Name: "cancel"}, run: func(_ context.Context, c *call) error {
		if one(c.Args) == "" {
			return c.cancelTyped()
		}
		if !c.works.cancel(c.person(), c.Args) {
			return advise("advice.nothing_to_cancel")
		}
		return nil
	}}
}

// cancelTyped stops all that is read for a person. Who waits for nothing may have meant
// alerts.
func (c *call) cancelTyped() error {
	if c.works.cancelAll(c.person()) {
		return nil
	}
	a := advise("advice.cancel_what")
	a.buttons = [][]bot.Button{{c.button("button.alerts", "alerts"), c.button("button.mute_all", "mute all forever")}}
	return a
}
