package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"crier/bot"
)

// affected is what a change of a chat concerns: what was posted there, and by whom
// it was set up.
type affected struct {
	at      bot.Address
	chat    string // its title
	follows []bot.Follow
	people  []string
}

// affected looks into the places that an event is about.
func (b *Bot) affected(ctx context.Context, e bot.Event, places ...bot.Address) (affected, error) {
	out := affected{at: e.Address, chat: e.Title}
	seen := map[string]bool{"": true}
	for _, at := range places {
		follows, err := b.Store.Follows(ctx, at)
		if err != nil {
			return out, fmt.Errorf("listing follows: %w", err)
		}
		for _, f := range follows {
			if f.Muted.Equal(Stopped()) { // nothing of it is lost
				continue
			}
			out.follows = append(out.follows, f)
			if !seen[f.By] {
				seen[f.By] = true
				out.people = append(out.people, f.By)
			}
		}
	}
	if a, ok := b.networks[e.Address.Network]; ok && out.chat == "" && len(out.follows) > 0 {
		if chat, err := a.Chat(ctx, e.Address.Chat); err == nil {
			out.chat = chat.Title
		} else if p, err := b.Store.Profile(ctx, bot.Address{Network: e.Address.Network, Chat: e.Address.Chat}); err == nil {
			out.chat = p.Title // it cannot be seen any more
		}
	}
	return out, nil
}

// names lists what is posted, a few of many.
func (a affected) names(c *call) string {
	var out []string
	for i, f := range a.follows {
		if i == 3 && len(a.follows) > 4 {
			out = append(out, "…")
			break
		}
		out = append(out, c.p.Text("broadcast.name", "Name", f.Name))
	}
	return strings.Join(out, ", ")
}

// tell writes to people in their own chats, without a sound. Whoever closed theirs
// to the bot, or wrote in the name of a chat, is not told.
func (b *Bot) tell(ctx context.Context, network string, people []string, what func(*call) bot.Reply) {
	a, ok := b.networks[network]
	if !ok {
		return
	}
	for _, id := range people {
		chat, err := a.Chat(ctx, "<@"+id+">")
		if err != nil || chat.Address.Kind != bot.Direct {
			continue
		}
		c, err := b.begin(ctx, bot.Request{From: chat.Address, Sender: bot.Sender{ID: id}}, pushed(a, chat.Address))
		if err == nil {
			err = c.show(ctx, what(c))
		}
		if err != nil {
			b.Log.InfoContext(ctx, "an admin could not be told", "network", network, "error", err)
		}
	}
}

// threadClosed pauses what goes to a thread that takes no posts any more, and asks
// those who set it up where it shall go. Nothing spills into the chat around it.
func (b *Bot) threadClosed(ctx context.Context, e bot.Event) error {
	what, err := b.affected(ctx, e, e.Address)
	if err != nil {
		return err
	}
	for _, f := range what.follows {
		f.Muted = forever()
		if err := b.Store.SetFollow(ctx, f); err != nil {
			return fmt.Errorf("muting: %w", err)
		}
	}
	b.tell(ctx, e.Address.Network, what.people, func(c *call) bot.Reply { return what.closed(c, e.Thread) })
	return nil
}

func (a affected) closed(c *call, topic string) bot.Reply {
	r := c.text("broadcast.topic_closed", "Chat", a.chat, "Names", a.names(c))
	if topic != "" {
		r = c.text("broadcast.topic_closed_named", "Topic", topic, "Chat", a.chat, "Names", a.names(c))
	}
	if a.at.Thread == "" { // the network tells nothing of the place around it
		return r
	}
	for i, f := range a.follows {
		line := "posting " + wordOf(a.at) + " " + followID(f.ID)
		row := []bot.Button{{Label: c.p.Text("button.post_whole", "Chat", short(a.chat, 30)), Line: line + " move"}, c.button("button.remove", line+" remove")}
		if len(a.follows) > 1 {
			row[0].Label = short(f.Name, 30) + ": " + row[0].Label
		}
		if i == maxRows-1 {
			break
		}
		r.Buttons = append(r.Buttons, row)
	}
	return r
}

// threadOpened offers to go on.
func (b *Bot) threadOpened(ctx context.Context, e bot.Event) error {
	what, err := b.affected(ctx, e, e.Address)
	if err != nil {
		return err
	}
	b.tell(ctx, e.Address.Network, what.people, func(c *call) bot.Reply {
		topic := e.Thread
		if topic == "" {
			topic = c.p.Text("broadcast.a_topic")
		}
		r := c.text("broadcast.topic_open", "Topic", topic, "Chat", what.chat, "Names", what.names(c))
		r.Buttons = [][]bot.Button{{c.button("button.resume", "at "+wordOf(e.Address)+" mute all off")}}
		return r
	})
	return nil
}

// silenced pauses a chat in which the bot may not post any more.
func (b *Bot) silenced(ctx context.Context, e bot.Event) error {
	if err := b.Store.Pause(ctx, e.Address, bot.PausedGone); err != nil {
		return fmt.Errorf("pausing a chat: %w", err)
	}
	places, err := b.Store.Places(ctx, e.Address)
	if err != nil {
		return fmt.Errorf("listing the places of a chat: %w", err)
	}
	what, err := b.affected(ctx, e, places...)
	if err != nil {
		return err
	}
	b.tell(ctx, e.Address.Network, what.people, func(c *call) bot.Reply {
		r := c.text("broadcast.silenced", "Chat", what.chat, "Names", what.names(c))
		r.Buttons = [][]bot.Button{{c.button("button.resume", "at "+wordOf(e.Address)+" mute all off")}}
		return r
	})
	return nil
}

// lost pauses places that the bot cannot reach any more, and says so once to each of
// those who set something up there.
func (b *Bot) lost(ctx context.Context, e bot.Event, key string) error {
	var places []bot.Address
	for _, at := range append([]bot.Address{e.Address}, e.Also...) {
		if err := b.pause(ctx, at); err != nil {
			return err
		}
		threads, err := b.Store.Places(ctx, at)
		if err != nil {
			return fmt.Errorf("listing the places of a chat: %w", err)
		}
		places = append(places, threads...)
	}
	if p, err := b.Store.Profile(ctx, e.Address); err == nil && e.Title == "" {
		e.Title = p.Title // it cannot be asked for any more
	}
	what, err := b.affected(ctx, e, places...)
	if err != nil || len(what.follows) == 0 {
		return err
	}
	b.tell(ctx, e.Address.Network, what.people, func(c *call) bot.Reply {
		return c.text(key, "Chat", what.chat, "Names", what.names(c))
	})
	return nil
}

// Closed takes note of a place that took no post though the bot is there: what is
// posted there pauses, and those who set it up are told.
func (b *Bot) Closed(ctx context.Context, at bot.Address, why error) {
	e := bot.Event{Kind: bot.Silenced, Address: at, At: b.Now()}
	note := b.silenced // the lane has paused the chat already
	if errors.Is(why, bot.ErrThreadClosed) {
		e.Kind, note = bot.ThreadClosed, b.threadClosed
	}
	if err := safely(func() error { return note(ctx, e) }); err != nil {
		b.Log.ErrorContext(ctx, "could not tell that a place is closed", "network", at.Network, "error", err)
	}
}
