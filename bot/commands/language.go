package commands

import (
	"context"
	"fmt"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/lang"
)

func languageCommand() command {
	return command{
		Command: bot.Command{
			Name: "language", Aliases: []string{"lang"}, Section: bot.Self, Usage: "[language]", Hidden: []string{"discord"}, Instead: map[string]string{"discord": "settings"},
			Options: []bot.Option{{Name: "language", Complete: true}},
		},
		run: runLanguage,
	}
}

// runLanguage sets the language of Crier's words in this chat; articles keep theirs.
func runLanguage(ctx context.Context, c *call) error {
	if c.Args == "" {
		return c.show(ctx, c.chooseLanguage("language.choose"))
	}
	tag := c.Bot.Lang.Match(c.Args)
	if tag == "" {
		return c.show(ctx, c.chooseLanguage("language.unknown"))
	}
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	before := c.p.Language()
	c.profile.Lang = tag
	if err := c.Store.SaveProfile(ctx, c.profile); err != nil {
		return fmt.Errorf("saving the language: %w", err)
	}
	c.p = c.Bot.Lang.Printer(tag)
	r := c.text("language.done", "Language", lang.Name(tag))
	if before != tag {
		r.Buttons = [][]bot.Button{{c.button("button.undo", "language "+before)}}
	}
	return c.show(ctx, r)
}

func (c *call) chooseLanguage(key string) bot.Reply {
	r := c.text(key)
	var all []bot.Button
	for _, tag := range c.Bot.Lang.Languages() {
		all = append(all, bot.Button{Label: lang.Name(tag), Line: "language " + tag})
	}
	r.Buttons = card.Grid(all, 3)
	return r
}
