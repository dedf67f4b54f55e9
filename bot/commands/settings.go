package commands

import (
	"context"
	"fmt"
	"slices"

	"crier/bot"
	"crier/bot/lang"
)

func settingsCommand() command {
	return command{
		Command: bot.Command{Name: "settings", Section: bot.Self, Main: true},
		run:     runSettings,
	}
}

// lengths are how long summaries may be, the shortest first.
func lengths() []string { return []string{"short", "medium", "long"} }

// runSettings shows what can be set in this chat, each a button: "settings short".
func runSettings(ctx context.Context, c *call) error {
	length := c.profile.Length
	if length == "" {
		length = "medium"
	}
	if slices.Contains(lengths(), c.Args) {
		if err := c.mayChange(ctx, ""); err != nil {
			return err
		}
		length = c.Args
		c.profile.Length = length
		if err := c.Store.SaveProfile(ctx, c.profile); err != nil {
			return fmt.Errorf("saving the length: %w", err)
		}
	}
	follows, err := c.Store.Follows(ctx, c.From)
	if err != nil {
		return fmt.Errorf("listing follows: %w", err)
	}
	r := bot.Reply{Title: c.p.Text("settings.title"), Replace: c.Pressed, Text: []string{
		c.p.Text("settings.language", "Language", lang.Name(c.p.Language())) + "\n" +
			c.p.Text("settings.length", "Length", c.p.Text("settings."+length)) + "\n" +
			c.p.Count("settings.follows", len(follows)),
	}}
	var row []bot.Button
	for _, l := range lengths() {
		label := c.p.Text("settings." + l)
		if l == length {
			label += " ✓"
		}
		row = append(row, bot.Button{Label: label, Line: "settings " + l})
	}
	mute := c.button("button.mute_all", "mute all forever")
	if c.profile.Paused == bot.PausedHand {
		mute = c.button("button.resume", "mute all off")
	}
	r.Buttons = [][]bot.Button{row, {c.button("button.language", "language"), c.button("button.alerts", "alerts"), mute},
		{c.button("button.privacy", "privacy"), c.button("button.forget", "forget")}}
	return c.show(ctx, r)
}
