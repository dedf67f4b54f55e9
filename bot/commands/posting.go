package commands

import (
	"context"
	"fmt"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// postingCommand is the line of the buttons about one post: "posting @news f_12 on".
func postingCommand() command {
	return command{Command: bot.Command{Name: "posting"}, run: func(ctx context.Context, c *call) error {
		words := strings.Fields(c.Args)
		if len(words) != 3 {
			return advise("advice.broadcast_how")
		}
		t, err := c.target(ctx, words[0])
		if err != nil {
			return err
		}
		f, err := c.postOf(ctx, t, words[1])
		if err != nil {
			return err
		}
		return c.setPost(ctx, t, f, words[2])
	}}
}

func (c *call) postOf(ctx context.Context, t target, what string) (bot.Follow, error) {
	follows, err := c.Store.Follows(ctx, t.at)
	if err != nil {
		return bot.Follow{}, fmt.Errorf("listing posts: %w", err)
	}
	f, ok := c.pick(follows, what)
	if !ok {
		return f, advise("advice.no_such_post", "Name", what, "Chat", t.title)
	}
	return f, nil
}

func (c *call) stopPosts(ctx context.Context, t target, what string) error {
	f, err := c.postOf(ctx, t, what)
	if err != nil {
		return err
	}
	return c.setPost(ctx, t, f, "off")
}

// setPost starts, stops or removes a post.
func (c *call) setPost(ctx context.Context, t target, f bot.Follow, action string) error {
	line := "posting " + t.word + " " + followID(f.ID)
	if action == "remove" {
		if _, err := c.Store.Unfollow(ctx, t.at, f.ID, c.because); err != nil {
			return fmt.Errorf("removing a post: %w", err)
		}
		return c.show(ctx, c.text("broadcast.removed", "Name", f.Name, "Chat", t.title))
	}
	if action == "move" {
		return c.movePost(ctx, t, f)
	}
	key, back := "broadcast.started", " off"
	f.Muted = time.Time{}
	if action == "off" {
		key, back, f.Muted = "broadcast.stopped", " on", Stopped()
	}
	if err := c.Store.SetFollow(ctx, f); err != nil {
		return fmt.Errorf("changing a post: %w", err)
	}
	if action == "on" { // what is promised here must not stay silent
		if err := c.Store.Pause(ctx, t.at, bot.Running); err != nil {
			return fmt.Errorf("resuming posts: %w", err)
		}
	}
	r := c.text(key, "Name", f.Name, "Chat", t.title)
	row := []bot.Button{c.button("button.undo", line+back)}
	if action == "off" {
		row = append(row, c.button("button.remove", line+" remove"))
	}
	r.Buttons = [][]bot.Button{row}
	return c.show(ctx, r)
}

// movePost takes a post out of a thread into the chat around it.
func (c *call) movePost(ctx context.Context, t target, f bot.Follow) error {
	moved := f
	moved.ID, moved.Muted, moved.Chat.Thread = 0, time.Time{}, ""
	if _, _, err := c.follow(ctx, moved, t.named, nil); err != nil {
		return err
	}
	if _, err := c.Store.Unfollow(ctx, t.at, f.ID, c.because); err != nil {
		return fmt.Errorf("removing a post: %w", err)
	}
	return c.show(ctx, c.text("broadcast.moved", "Name", f.Name, "Chat", t.title))
}

// listPosts lists what is posted in a chat.
func (c *call) listPosts(ctx context.Context, t target) error {
	follows, err := c.Store.Follows(ctx, t.at)
	if err != nil {
		return fmt.Errorf("listing posts: %w", err)
	}
	if len(follows) == 0 {
		return advise("advice.no_posts", "Chat", t.title)
	}
	lines := make([]card.Line, len(follows))
	for i, f := range follows {
		lines[i] = card.Line{Title: f.Name, Note: c.state(f)}
		action := " off"
		if f.Muted.After(c.Now()) {
			action = " on"
		}
		lines[i].Press = "posting " + t.word + " " + followID(f.ID) + action
	}
	r := card.List(c.p, c.p.Text("broadcast.list", "Chat", t.title), lines[:min(len(lines), 20)])
	r.Footer = c.p.Text("broadcast.list_how")
	return c.show(ctx, r)
}

// testPost sends the newest story that the chat may see, marked as a test.
func (c *call) testPost(ctx context.Context, t target) error {
	a, ok := c.networks[t.at.Network]
	if !ok {
		return advise("advice.no_chat", "Name", t.title)
	}
	reply := c.text("broadcast.test", "Name", c.Sender.Name)
	all, err := c.Store.Latest(ctx, Filter{Chat: t.at, Limit: 1})
	if err != nil {
		return fmt.Errorf("looking for a story: %w", err)
	}
	if len(all) > 0 && all[0].URL != "" {
		if it, err := c.Library.Read(ctx, all[0].URL, feeds.ForFeed); err == nil {
			reply = c.sampleAlert(ctx, it, t.at)
		}
	}
	out := a.Send(ctx, t.at, []bot.Item{{Key: "test-" + library.ID(fmt.Sprint(c.Now().UnixNano())), Reply: reply}})
	if out.Verdict != bot.Delivered {
		c.Log.InfoContext(ctx, "a test post failed", "network", t.at.Network, "verdict", out.Verdict.String(), "error", out.Err)
		return advise("advice.test_failed", "Chat", t.title)
	}
	return c.show(ctx, c.text("broadcast.tested", "Chat", t.title))
}

// sampleAlert is an article as it would be posted.
func (c *call) sampleAlert(ctx context.Context, it library.Item, at bot.Address) bot.Reply {
	s, err := c.Library.Summarize(ctx, it, summarizer.Medium)
	if err != nil {
		s = summarizer.Summary{} // an alert without points shows the title
	}
	r := card.Alert(c.Bot.Lang, card.News{Lang: c.p.Language(), Kind: at.Kind, Item: it, Summary: s})
	r.Kicker = c.p.Text("broadcast.test_kicker")
	return r
}
