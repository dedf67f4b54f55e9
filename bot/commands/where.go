package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/card"
)

// Where the network has a list of the asker's chats, a post is set up by choosing:
// where, then what, then a preview.

// picks reports whether a chat can be chosen from the network's own list.
func (c *call) picks() bool {
	a, ok := c.networks[c.From.Network]
	return ok && a.Limits().Picks
}

func (c *call) hides() bool {
	a, ok := c.networks[c.From.Network]
	return ok && a.Limits().Hides
}

// setUpPrivately leads an admin out of the channel, where every answer would be a
// post that all read.
func (c *call) setUpPrivately(ctx context.Context) error {
	r := c.text("broadcast.in_private")
	r.Fade = fade
	if a, ok := c.networks[c.From.Network]; ok {
		if me, err := a.Chat(ctx, "me"); err == nil && me.Start != "" {
			r.Buttons = [][]bot.Button{{{Label: c.p.Text("button.set_up"), URL: me.Start + "b_" + c.From.Chat}}}
		}
	}
	return c.show(ctx, r)
}

// where asks for the chat and remembers what is to be posted there.
func (c *call) where(ctx context.Context, what string) error {
	if err := c.Store.SetList(ctx, c.From, c.wish(), []string{what}); err != nil {
		return fmt.Errorf("remembering what to post: %w", err)
	}
	r := c.text("broadcast.where_any")
	if what != "" {
		r = c.text("broadcast.where", "Name", what)
	}
	r.Form = &bot.Form{Picks: []bot.Pick{
		{Label: c.p.Text("button.pick_channel"), Kind: bot.Channel},
		{Label: c.p.Text("button.pick_group"), Kind: bot.Group},
	}}
	return c.show(ctx, r)
}

// wish is the list under which it is kept what somebody wants to post.
func (c *call) wish() string { return ListsOf(c.Sender.ID)[2] }

// chosenCommand is what choosing a chat types: "chosen -1001234".
func chosenCommand() command {
	return command{Command: bot.Command{Name: bot.Chosen}, run: func(ctx context.Context, c *call) error {
		if c.shared() || !isChat(c.Args) {
			return advise("advice.broadcast_how")
		}
		what, err := c.Store.ListItem(ctx, c.From, c.wish(), 1)
		if err != nil && !errors.Is(err, ErrNothing) {
			return fmt.Errorf("looking up what to post: %w", err)
		}
		return c.broadcast(ctx, order{chat: c.Args, what: what})
	}}
}

// broadcastHow asks what is to be posted: in a known place by its topics.
func (c *call) broadcastHow(ctx context.Context, chat string) error {
	if chat == "" && !c.shared() {
		return advise("advice.broadcast_how")
	}
	t, err := c.target(ctx, chat)
	if err != nil {
		return err
	}
	word := ""
	if t.word != "here" {
		word = t.word + " "
	}
	var buttons []bot.Button
	for _, s := range c.Starters {
		if line := "broadcast " + word + "t_" + s.ID + " on"; len(line) <= bot.MaxLine {
			buttons = append(buttons, bot.Button{Label: c.starterName(s), Line: line})
		}
	}
	r := c.text("broadcast.what", "Chat", t.title, "Command", strings.TrimSpace("/broadcast "+word))
	r.Buttons = card.Grid(buttons, 2)
	if len(r.Buttons) > maxRows {
		r.Buttons = card.Grid(buttons, 3)
	}
	r.Buttons = r.Buttons[:min(len(r.Buttons), maxRows)]
	return c.show(ctx, r)
}
