package commands

import (
	"context"
	"errors"
	"strings"

	"crier/bot"
	"crier/bot/library"
	"crier/bot/topics"
	"crier/summarizer"
)

func startCommand() command {
	return command{
		Command: bot.Command{Name: "start", Section: bot.Self, Hidden: []string{"discord"}, Instead: map[string]string{"discord": "help"}},
		run:     runStart,
	}
}

// runStart greets. A deep link shows what it is about; it never subscribes.
func runStart(ctx context.Context, c *call) error {
	switch {
	case strings.HasPrefix(c.Args, "a_"):
		return c.startArticle(ctx, c.Args)
	case strings.HasPrefix(c.Args, "t_"):
		return c.startTopic(ctx, strings.TrimPrefix(c.Args, "t_"))
	case strings.HasPrefix(c.Args, "b_") && !c.shared():
		return c.broadcastHow(ctx, strings.TrimPrefix(c.Args, "b_"))
	case c.Args == "group":
		return c.show(ctx, c.text("start.group_how"))
	}
	if c.shared() {
		if c.Args != "" && c.profile.Welcome {
			return nil // the button that adds the bot types this; it has greeted
		}
		return c.show(ctx, c.text("start.group"))
	}
	r := c.text("start.hello")
	r.Buttons = c.tryOne()
	second := []bot.Button{c.button("button.choose_topics", "topics")}
	if group, ok := c.toGroup(ctx); ok {
		second = append(second, group)
	}
	r.Buttons = append(r.Buttons, second)
	return c.show(ctx, r)
}

// toGroup is the button that leads to a group, where the network has groups. Where
// it tells no address that adds the bot, the way is told in words.
func (c *call) toGroup(ctx context.Context) (bot.Button, bool) {
	if c.From.Network == "web" {
		return bot.Button{}, false
	}
	b := c.button("button.add_group", "start group")
	if a, ok := c.networks[c.From.Network]; ok {
		if me, err := a.Chat(ctx, "me"); err == nil && me.Invite != "" {
			b.Line, b.URL = "", me.Invite
		}
	}
	return b, true
}

// tryOne is the row with a first article to try.
func (c *call) tryOne() [][]bot.Button {
	if c.Sample == "" {
		return nil
	}
	return [][]bot.Button{{c.button("button.try_one", "try")}}
}

// tryCommand is the line of [Try one]: a first summary with one tap.
func tryCommand() command {
	return command{Command: bot.Command{Name: "try"}, run: func(ctx context.Context, c *call) error {
		if c.Sample == "" {
			return advise("advice.unknown", "Name", "/try")
		}
		return c.summarizeLinks(ctx, []string{c.Sample}, summarizer.Medium)
	}}
}

func (c *call) startArticle(ctx context.Context, id string) error {
	it, err := c.get(ctx, id)
	if errors.Is(err, library.ErrUnknown) {
		return advise("advice.unknown_article")
	}
	if err != nil {
		return err
	}
	size, _ := sizeOf(c.profile.Length)
	return c.card(ctx, it, shown{size: size, also: c.p.Text("start.welcome")})
}

func (c *call) startTopic(ctx context.Context, id string) error {
	s, ok := c.starter(id)
	if !ok {
		a := advise("advice.unknown_topic")
		a.buttons = [][]bot.Button{{c.button("button.choose_topics", "topics")}}
		return a
	}
	return c.preview(ctx, c.starterName(s), s.Query, "subscribe t_"+s.ID)
}

// starter finds a starter topic by its id.
func (c *call) starter(id string) (topics.Starter, bool) {
	for _, s := range c.Starters {
		if s.ID == id {
			return s, true
		}
	}
	return topics.Starter{}, false
}

// starterName is a starter topic's name in the chat's language.
func (c *call) starterName(s topics.Starter) string {
	if name := s.Names[c.p.Language()]; name != "" {
		return name
	}
	return s.Names["en"]
}
