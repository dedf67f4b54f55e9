package commands

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"crier/bot"
	"crier/bot/library"
)

// A button is pressed where its message stands, which is not always the chat that it
// is about. "own subscribe climate" is done in the presser's own chat; "at -100123
// mute f_12 off" is about a group whose answer is read in private.

// ownLines are what "own" does: what a member may have for themself.
func ownLines() []string { return []string{"subscribe", "addfeed"} }

// atLines are the lines that change what a chat follows.
func atLines() []string {
	return []string{"mute", "unsubscribe", "titles", "follow", "posting", "broadcast", "language", "alerts", "settings", "forget"}
}

// ownCommand is the line that follows something in the sender's own chat, from
// wherever it is pressed.
func ownCommand() command {
	return command{Command: bot.Command{Name: "own"}, run: func(ctx context.Context, c *call) error {
		again := c.line()
		c.Command, c.Args = bot.ParseLine(c.Args)
		if !slices.Contains(ownLines(), c.Command) {
			return advise("advice.unknown", "Name", "/own")
		}
		if !c.shared() {
			return c.dispatch(ctx)
		}
		err := c.inOwnChat(ctx)
		if _, closed := errors.AsType[unsaid](err); closed || errors.Is(err, bot.ErrNoChat) {
			c.Log.InfoContext(ctx, "a direct chat is closed", "network", c.From.Network, "error", err)
			a := advise("advice.closed_direct")
			a.buttons = [][]bot.Button{{c.button("button.again", again)}}
			return a
		}
		if err != nil || !c.networks[c.From.Network].Limits().Hides {
			return err // what arrives in the own chat says enough
		}
		r := c.text("own.done")
		r.Private, r.Fade = true, fade
		return c.show(ctx, r)
	}}
}

// inOwnChat does the request in the sender's own chat and answers there: only what
// arrives is kept as open.
func (c *call) inOwnChat(ctx context.Context) error {
	a, ok := c.networks[c.From.Network]
	if !ok {
		return bot.ErrNoChat
	}
	chat, err := a.Chat(ctx, "<@"+c.Sender.ID+">")
	if err != nil {
		return fmt.Errorf("looking for somebody's own chat: %w", err)
	}
	if chat.Address.Kind != bot.Direct { // who writes as a group or channel has none
		return bot.ErrNoChat
	}
	r := c.Request
	r.From, r.Pressed = chat.Address, false
	own, err := c.begin(ctx, r, pushed(a, chat.Address))
	if err != nil {
		return err
	}
	if err := own.dispatch(ctx); err != nil {
		return err
	}
	if own.profile.Paused != bot.PausedGone {
		return nil
	}
	if err := c.Store.Pause(ctx, own.From, bot.Running); err != nil {
		return fmt.Errorf("resuming a chat: %w", err)
	}
	return nil
}

// pushed is a Say into another chat than the one that asked.
func pushed(a bot.Adapter, to bot.Address) bot.Say {
	var shown bot.MessageRef
	return func(ctx context.Context, r bot.Reply) error {
		if shown.ID != "" && a.Edit(ctx, shown, r).Verdict == bot.Delivered {
			return nil
		}
		out := a.Send(ctx, to, []bot.Item{{Key: "own-" + rand.Text(), Reply: r}})
		shown = out.At
		if out.Verdict == bot.Delivered || out.Verdict == bot.Unsure {
			return nil
		}
		return fmt.Errorf("writing to somebody's own chat: %s: %w", out.Verdict, out.Err)
	}
}

// atCommand is the line that changes what another chat follows, for those who
// manage it.
func atCommand() command {
	return command{Command: bot.Command{Name: "at"}, run: func(ctx context.Context, c *call) error {
		word, line, _ := strings.Cut(c.Args, " ")
		name, args := bot.ParseLine(line)
		if !slices.Contains(append(atLines(), ownLines()...), name) {
			return advise("advice.unknown", "Name", "/at")
		}
		if word == wordOf(c.From) {
			c.Command, c.Args = name, args
			return c.dispatch(ctx)
		}
		t, err := c.target(ctx, word)
		if err != nil {
			return err
		}
		r := c.Request
		r.From, r.Command, r.Args, r.Links = t.at, name, args, nil
		there, err := c.begin(ctx, r, c.say)
		if err != nil {
			return err
		}
		there.p = c.p
		return there.dispatch(ctx)
	}}
}

// wordOf names an address in lines: a chat's id, with the thread's where there is one.
func wordOf(at bot.Address) string {
	if at.Thread == "" {
		return at.Chat
	}
	return at.Chat + "/" + at.Thread
}

// placed names this chat in the lines of buttons that change it: what is pressed in
// a group may be answered in private, and what is for one is.
func (c *call) placed(r bot.Reply) bot.Reply {
	if !c.shared() || !c.Pressed && (!r.Private || r.Fade > 0) {
		return r
	}
	rows := make([][]bot.Button, len(r.Buttons))
	for i, row := range r.Buttons {
		rows[i] = slices.Clone(row)
		for j, b := range row {
			line := "at " + wordOf(c.From) + " " + b.Line
			if c.changes(b.Line) && len(line) <= bot.MaxLine {
				rows[i][j].Line = line
			}
		}
	}
	r.Buttons = rows
	return r
}

// changes reports whether a line is about what this chat follows. To follow
// something again is so only as the undo of giving it up, and what is to be forgotten is
// the presser's own unless the line says otherwise.
func (c *call) changes(line string) bool {
	name, args := bot.ParseLine(line)
	if name == "forget" && args != "all" {
		return false
	}
	return slices.Contains(atLines(), name) || c.Command == "unsubscribe" && slices.Contains(ownLines(), name)
}

// privately is the line with which a member has for themself what only admins may
// set up here; empty if there is none.
func (c *call) privately(ctx context.Context) (string, error) {
	if c.Command != "addfeed" {
		return "", nil
	}
	address := addressOf(one(c.Args))
	if address == "" {
		return "", nil
	}
	if err := c.Store.Remember(ctx, []string{address}); err != nil {
		return "", fmt.Errorf("remembering an address: %w", err)
	}
	return "own addfeed " + library.ID(address), nil
}
