package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"crier/bot"
)

// stopCommand is how people leave a bot: nothing comes any more until they wish it, and
// what more they may have meant is one tap away. In groups it may be another bot's.
func stopCommand() command {
	return command{Command: bot.Command{Name: "stop", Aliases: []string{"stopp"}}, like: "mute", run: runStop}
}

func runStop(ctx context.Context, c *call) error {
	if words := one(c.Args); words != "" {
		c.Command, c.Args = "unsubscribe", words
		return c.unfollow(ctx, "")
	}
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	follows, err := c.follows(ctx, "")
	if err != nil {
		return err
	}
	if len(follows) == 0 {
		r := c.text("stop.nothing")
		r.Buttons = [][]bot.Button{{c.button("button.forget", "forget"), c.button("button.help", "help")}}
		return c.show(ctx, r)
	}
	if err := c.Store.Pause(ctx, c.From, bot.PausedHand); err != nil {
		return fmt.Errorf("pausing the chat: %w", err)
	}
	r := c.text("mute.all_forever")
	r.Text = append(r.Text, c.p.Text("stop.more"))
	r.Buttons = [][]bot.Button{{c.button("button.undo", "mute all off")}, {c.button("button.alerts", "alerts"), c.button("button.forget", "forget")}}
	return c.show(ctx, r)
}

// another reports whether a command may be for another bot of the group: many have one of
// that name, and nobody pressed it or addressed it to this one.
func (c *call) another(cmd command) bool {
	word, _, _ := strings.Cut(c.Text, " ")
	return c.shared() && !c.Pressed && slices.Contains([]string{"stop", "cancel", "follow"}, cmd.Name) && !strings.Contains(word, "@")
}
