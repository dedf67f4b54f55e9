package discord

import (
	"context"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

// deskMenu has a command of each shape.
func deskMenu() bot.Menu {
	both := func(en, de string) map[string]string { return map[string]string{"en": en, "de": de} }
	item := func(c bot.Command) bot.MenuItem {
		m := bot.MenuItem{Command: c, Help: both("Help for "+c.Name, "Hilfe zu "+c.Name), OptionHelp: map[string]map[string]string{}, ActionHelp: map[string]map[string]string{}}
		for _, o := range c.Options {
			m.OptionHelp[o.Name] = both("The "+o.Name, "Die "+o.Name)
		}
		return m
	}
	summary := item(bot.Command{Name: "summary", Section: bot.Reading, Options: []bot.Option{
		{Name: "link", Complete: true}, {Name: "length", Choices: []string{"short", "medium", "long"}}, {Name: "file", File: true},
	}})
	summary.MessageMenu = both("Summarize this", "Zusammenfassen")
	summary.Names = map[string]string{"en": "summary", "de": "zusammenfassung"}
	why := item(bot.Command{Name: "why", Section: bot.Following})
	why.MessageMenu = both("Why this alert?", "Warum diese Meldung?")
	return bot.Menu{Languages: []string{"en", "de"}, Items: []bot.MenuItem{
		summary,
		item(bot.Command{Name: "next", Section: bot.Reading}),
		sharing(item(bot.Command{Name: "subscribe", Section: bot.Following, Options: []bot.Option{{Name: "words", Required: true, Complete: true}}})),
		item(bot.Command{Name: "addfeed", Group: "feed", Sub: "add", Section: bot.Following, Who: bot.Manager, Options: []bot.Option{{Name: "address", Required: true}}}),
		item(bot.Command{Name: "removefeed", Group: "feed", Sub: "remove", Section: bot.Following, Who: bot.Manager, Options: []bot.Option{{Name: "address", Required: true}}}),
		item(bot.Command{Name: "broadcast", Section: bot.Posting, Who: bot.Manager, Where: bot.InGroups, Actions: []bot.Action{
			{Name: "on", Options: []bot.Option{{Name: "what"}, {Name: "channel", Chat: true, Required: true}}}, {Name: "list"},
		}}),
		why,
		item(bot.Command{Name: "start", Section: bot.Self, Hidden: []string{Network}}),
		item(bot.Command{Name: "stats", Section: bot.Owning, Who: bot.Owner}),
	}}
}

// sharing lets the asker show the answer.
func sharing(m bot.MenuItem) bot.MenuItem {
	m.OptionHelp[publicOption] = map[string]string{"en": "Show it to all", "de": "Allen zeigen"}
	return m
}

// desk is a running bot with a server of people.
func desk(t *testing.T, answer func(context.Context, bot.Request, bot.Say) error, change ...func(*Options)) (*rig, *echo, context.Context, string) {
	r, e := newRig(t, change...), newEcho()
	e.answer = answer
	g := r.Guild("home", r.User("owner"))
	general := g.Channel("general", discordtest.Text)
	g.Join(r.ada, 0)
	return r, e, r.run(t, e, deskMenu()), general
}

func slow(reply bot.Reply) func(context.Context, bot.Request, bot.Say) error {
	return func(ctx context.Context, r bot.Request, say bot.Say) error {
		if err := pause(ctx, 150*time.Millisecond); err != nil {
			return err
		}
		return say(ctx, reply)
	}
}

func plainly(text string) bot.Reply { return bot.Reply{Text: []string{text}} }

func says(text string) func(context.Context, bot.Request, bot.Say) error {
	return func(ctx context.Context, _ bot.Request, say bot.Say) error { return say(ctx, plainly(text)) }
}
