package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"crier/bot"
)

func muteCommand() command {
	return command{
		Command: bot.Command{
			Name: "mute", Section: bot.Following, Usage: "[topic|feed] [2h|forever|off]", Group: "feed", Sub: "mute",
			Options: []bot.Option{{Name: "topic", Complete: true}, {Name: "time", Complete: true}},
		},
		run: runMute,
	}
}

// runMute silences one wish, or the whole chat: "mute", "mute climate 2h", "mute
// all forever", "mute off". What is muted still comes to /next.
func runMute(ctx context.Context, c *call) error {
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	words, until, ok := muteArgs(one(c.Args), c.Now())
	if !ok {
		return advise("advice.mute_how")
	}
	if words == "" || words == "all" {
		return c.muteAll(ctx, until)
	}
	f, err := c.muted(ctx, words)
	if err != nil {
		return err
	}
	f.Muted = until
	if err := c.Store.SetFollow(ctx, f); err != nil {
		return fmt.Errorf("muting: %w", err)
	}
	id := followID(f.ID)
	r := c.text("mute.off", "Name", f.Name)
	r.Buttons = [][]bot.Button{{c.button("button.alerts", "alerts")}}
	if !until.IsZero() {
		r = c.text("mute.done", "Name", f.Name, "For", c.lasting(until))
		r.Buttons = [][]bot.Button{{c.button("button.undo", "mute "+id+" off"), c.button("button.unsubscribe", "unsubscribe "+id)}}
	}
	return c.show(ctx, r)
}

// unmuteCommand is how people call the end of it: "unmute climate" is "mute climate off".
func unmuteCommand() command {
	return command{Command: bot.Command{Name: "unmute"}, like: "mute", run: func(ctx context.Context, c *call) error {
		c.Command, c.Args = "mute", strings.TrimSpace(one(c.Args)+" off")
		return runMute(ctx, c)
	}}
}

// muted finds what is to be muted: the follow that brought an article, or a named one.
func (c *call) muted(ctx context.Context, words string) (bot.Follow, error) {
	if !strings.HasPrefix(words, "a_") {
		f, err := c.followed(ctx, words)
		if err != nil && c.beginsWithFollow(ctx, words) {
			return f, advise("advice.mute_how") // the time is what cannot be read
		}
		return f, err
	}
	f, err := c.Store.Brought(ctx, c.From, words)
	if nothing(err) {
		return f, advise("advice.no_reason")
	}
	if err != nil {
		return f, fmt.Errorf("asking what brought an article: %w", err)
	}
	return f, nil
}

// beginsWithFollow reports whether more stands behind the name of something followed.
func (c *call) beginsWithFollow(ctx context.Context, words string) bool {
	follows, err := c.follows(ctx, "")
	return err == nil && slices.ContainsFunc(follows, func(f bot.Follow) bool {
		return strings.HasPrefix(strings.ToLower(words), strings.ToLower(f.Name)+" ")
	})
}

// lasting says how long it will be silent.
func (c *call) lasting(until time.Time) string {
	if !until.Before(forever()) {
		return c.p.Text("mute.forever")
	}
	return c.p.For(until.Sub(c.Now()))
}

// muteAll silences the whole chat: by a pause that lasts, or each wish for a time.
func (c *call) muteAll(ctx context.Context, until time.Time) error {
	if until.IsZero() || !until.Before(forever()) {
		why, key := bot.Running, "mute.all_off"
		if !until.IsZero() {
			why, key = bot.PausedHand, "mute.all_forever"
		}
		if err := c.Store.Pause(ctx, c.From, why); err != nil {
			return fmt.Errorf("pausing the chat: %w", err)
		}
		if why == bot.PausedHand {
			return c.mutedAll(ctx, c.text(key))
		}
		if err := c.Store.Silence(ctx, c.From, time.Time{}); err != nil {
			return fmt.Errorf("ending a silence: %w", err)
		}
		if c.shared() && c.profile.Title != "" {
			return c.show(ctx, c.text("mute.all_off_in", "Chat", c.profile.Title))
		}
		return c.show(ctx, c.text(key))
	}
	if err := c.Store.Silence(ctx, c.From, until); err != nil {
		return fmt.Errorf("muting all: %w", err)
	}
	if c.profile.Paused == bot.PausedHand { // it was to last until it is ended: now it ends by itself
		if err := c.Store.Pause(ctx, c.From, bot.Running); err != nil {
			return fmt.Errorf("ending a pause: %w", err)
		}
	}
	return c.mutedAll(ctx, c.text("mute.all", "For", c.lasting(until)))
}

func (c *call) mutedAll(ctx context.Context, r bot.Reply) error {
	r.Buttons = [][]bot.Button{{c.button("button.undo", "mute all off")}}
	return c.show(ctx, r)
}

// silent says of what was just followed that the silence which was asked for covers it,
// too, and gives the button that ends that.
func (c *call) silent(f bot.Follow) (said []string, end []bot.Button) {
	until, line := f.Muted, "mute "+followID(f.ID)+" off"
	if c.profile.Paused == bot.PausedHand {
		until, line = forever(), "mute all off"
	}
	if !until.After(c.Now()) {
		return nil, nil
	}
	return []string{c.p.Text("mute.this_too", "For", c.lasting(until))}, []bot.Button{c.button("button.unmute", line)}
}

// muteArgs takes the time off the end of the arguments: a day if none is given; the
// zero time is "off".
func muteArgs(args string, now time.Time) (words string, until time.Time, ok bool) {
	words, last := lastWord(args)
	switch strings.ToLower(last) {
	case "off":
		return words, time.Time{}, true
	case "forever":
		return words, forever(), true
	}
	d, is := span(last)
	if before, number := lastWord(words); !is { // "2 hours"
		if d, is = span(number + last); is && number != "" {
			words = before
		} else {
			return args, now.Add(24 * time.Hour), true
		}
	}
	if before, small := lastWord(words); small == "for" || small == "für" {
		words = before
	}
	return words, now.Add(d), d > 0 && d <= 366*24*time.Hour
}

func lastWord(s string) (before, last string) {
	i := strings.LastIndex(s, " ")
	return strings.TrimSpace(s[:i+1]), s[i+1:]
}

// muteTimes proposes for how long something is silent: what was typed, if it is a time,
// and the usual ones.
func (c *call) muteTimes(typed string) (out []bot.Choice) {
	times := []string{"1h", "2h", "8h", "24h", "7d", "forever", "off"}
	if typed != "" && !slices.Contains(times, typed) {
		times = append(times, typed)
	}
	for _, t := range times {
		words, until, ok := muteArgs(t, c.Now())
		switch {
		case !ok || words != "": // no time, or more than one may say
			continue
		case until.IsZero():
			words = c.p.Text("mute.choice_off")
		default:
			words = c.lasting(until)
		}
		out = append(out, bot.Choice{Label: t + " · " + words, Value: t})
	}
	return out
}

// span reads "30m", "2h", "7d" or "2weeks".
func span(s string) (time.Duration, bool) {
	unit := strings.TrimLeft(s, "0123456789")
	n, err := strconv.Atoi(s[:len(s)-len(unit)])
	if err != nil {
		return 0, false
	}
	one := unitOf(strings.ToLower(unit))
	if one == 0 || n > 100_000 {
		return 0, one > 0
	}
	return time.Duration(n) * one, true
}

// unitOf is a unit of time as people write it.
func unitOf(name string) time.Duration {
	switch name {
	case "m", "min", "mins", "minute", "minutes", "minuten":
		return time.Minute
	case "h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden":
		return time.Hour
	case "d", "day", "days", "tag", "tage":
		return 24 * time.Hour
	case "w", "week", "weeks", "woche", "wochen":
		return 7 * 24 * time.Hour
	}
	return 0
}
