package commands

import (
	"context"
	"errors"
	"fmt"

	"crier/bot"
)

// Event takes note of what happened to a chat: a removal pauses, a return resumes,
// a new address takes every row along. A group is greeted once.
func (b *Bot) Event(ctx context.Context, e bot.Event, say bot.Say) error {
	err := safely(func() error { return b.event(ctx, e, say) })
	if err != nil {
		return fmt.Errorf("taking note of an event of %s: %w", e.Address.Network, err)
	}
	return nil
}

func (b *Bot) event(ctx context.Context, e bot.Event, say bot.Say) error {
	switch e.Kind {
	case bot.Left:
		return b.pause(ctx, e.Address)
	case bot.Deleted:
		return b.lost(ctx, e, "broadcast.deleted")
	case bot.Expelled:
		return b.lost(ctx, e, "broadcast.expelled")
	case bot.Migrated:
		return b.Store.Move(ctx, e.Address, e.To)
	case bot.ThreadClosed:
		return b.threadClosed(ctx, e)
	case bot.ThreadOpened:
		return b.threadOpened(ctx, e)
	case bot.Silenced:
		if p, err := b.Store.Profile(ctx, e.Address); err != nil || p.Paused == bot.PausedGone {
			return err // known, and told
		}
		return b.silenced(ctx, e)
	case bot.Returned:
		if len(e.Also) > 0 {
			return b.returned(ctx, e)
		}
		return b.present(ctx, e, say)
	case bot.Joined, bot.RightsChanged:
		return b.present(ctx, e, say)
	}
	return nil
}

// present takes note that the bot is in a chat.
func (b *Bot) present(ctx context.Context, e bot.Event, say bot.Say) error {
	c, err := b.begin(ctx, bot.Request{From: e.Address, Sender: e.By}, say)
	if err != nil || e.Kind == bot.Returned && c.profile.Paused != bot.PausedGone {
		return err // who was never away is not greeted
	}
	if e.Kind == bot.RightsChanged && c.profile.Paused != bot.PausedGone {
		return nil // rights are asked for when they are needed
	}
	err = c.arrived(ctx, e)
	if _, closed := errors.AsType[unsaid](err); closed && e.Kind == bot.RightsChanged {
		return nil // something else has changed: nothing can be written there still
	}
	return err
}

// returned brings back those of many places that were left. The others are all of a
// server's: nothing is written down about them.
func (b *Bot) returned(ctx context.Context, e bot.Event) error {
	a, ok := b.networks[e.Address.Network]
	if !ok {
		return nil
	}
	profiles, err := b.Store.Profiles(ctx, append([]bot.Address{e.Address}, e.Also...))
	if err != nil {
		return fmt.Errorf("looking at the places of a server: %w", err)
	}
	for _, p := range profiles {
		if p.Paused != bot.PausedGone {
			continue
		}
		one := bot.Event{Kind: bot.RightsChanged, Address: p.Address, By: e.By, At: e.At}
		err = errors.Join(err, b.present(ctx, one, pushed(a, p.Address)))
	}
	return err
}

// pause silences a chat that the bot cannot reach. One that somebody silenced stays so
// when the bot is back.
func (b *Bot) pause(ctx context.Context, at bot.Address) error {
	p, err := b.Store.Profile(ctx, at)
	if err == nil && p.Paused == bot.Running {
		err = b.Store.Pause(ctx, at, bot.PausedGone)
	}
	if err != nil {
		return fmt.Errorf("pausing a chat: %w", err)
	}
	return nil
}

// arrived greets a group that is new, and brings back one that was left. A person's
// own chat resumes by itself; in a group an admin has to press.
func (c *call) arrived(ctx context.Context, e bot.Event) error {
	first := !c.profile.Welcome
	c.profile.Address, c.profile.Welcome = e.Address, true
	if e.Title != "" {
		c.profile.Title = e.Title
	}
	gone := c.profile.Paused == bot.PausedGone
	if err := c.Store.SaveProfile(ctx, c.profile); err != nil {
		return fmt.Errorf("saving the chat's profile: %w", err)
	}
	switch {
	case e.Address.Kind == bot.Direct && gone:
		return c.Store.Pause(ctx, e.Address, bot.Running)
	case e.Address.Kind == bot.Direct:
		return nil
	case gone:
		return c.back(ctx, e, first)
	case e.Address.Kind == bot.Channel:
		return nil
	case first:
		return c.show(ctx, c.text("start.group"))
	}
	return nil
}

// back asks the admins of a group that the bot has come back to; of a channel it asks
// who brought it there, for its posts carry no such questions.
func (c *call) back(ctx context.Context, e bot.Event, first bool) error {
	places, err := c.Store.Places(ctx, c.From)
	if err != nil {
		return fmt.Errorf("listing the places of a chat: %w", err)
	}
	if len(places) == 0 {
		if err := c.Store.Pause(ctx, c.From, bot.Running); err != nil || !first || c.From.Kind == bot.Channel {
			return err
		}
		return c.show(ctx, c.text("start.group"))
	}
	if c.From.Kind == bot.Channel {
		err = c.askBringer(ctx, e, places)
	} else {
		r := c.text("start.back")
		r.Buttons = [][]bot.Button{{c.button("button.resume", "mute all off")}}
		err = c.show(ctx, r)
	}
	if err != nil {
		return err
	}
	// Asked once: from now on it is silent because nobody has resumed it.
	return c.Store.Pause(ctx, c.From, bot.PausedHand)
}

// askBringer asks whoever brought the bot back to a channel whether posts shall go on;
// where the network does not tell who that is, those who set them up.
func (c *call) askBringer(ctx context.Context, e bot.Event, places []bot.Address) error {
	people := []string{e.By.ID}
	if e.By.ID == "" {
		what, err := c.affected(ctx, e, places...)
		if err != nil {
			return err
		}
		people = what.people
	}
	c.tell(ctx, c.From.Network, people, func(own *call) bot.Reply {
		r := own.text("start.back_channel", "Chat", c.profile.Title)
		r.Buttons = [][]bot.Button{{own.button("button.resume", "at "+wordOf(c.From)+" mute all off")}}
		return r
	})
	return nil
}
