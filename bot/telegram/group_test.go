package telegram

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

func TestGroupAnswers(t *testing.T) {
	t.Run("an answer is a reply, in the topic", func(t *testing.T) {
		w := newWorld(t, nil).run()
		g := w.server.NewGroup("Forum")
		topic := g.NewTopic("News")
		id := w.ann.Says(g, "/summary x", telegramtest.InTopic(topic))
		if m := w.said(g, "heard: summary|x"); m.ReplyTo != id || m.Thread != topic {
			t.Errorf("shown %+v", m)
		}
	})
	t.Run("a refusal goes away", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				return say(ctx, bot.Reply{Text: []string{"Only admins set up posts here."}, Private: true, Fade: time.Minute})
			}}
			stop := serve(t, inMemory(t, s), core)
			g, ann := s.NewGroup("Readers"), s.NewPerson("Ann", "en")
			ann.Says(g, "/broadcast on")
			time.Sleep(59 * time.Second)
			before := len(g.FromBot())
			time.Sleep(2 * time.Second)
			if after := len(g.FromBot()); before != 1 || after != 0 {
				t.Errorf("%d shown before a minute, %d after", before, after)
			}
			ann.Says(g, "/broadcast on")
			time.Sleep(time.Second)
			stop()
			if n := len(g.FromBot()); n != 0 {
				t.Errorf("%d refusals outlive the bot", n)
			}
		})
	})
	t.Run("what is private goes to the asker's own chat", func(t *testing.T) {
		w := newWorld(t, nil)
		w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
			return say(ctx, bot.Reply{Text: []string{"your list"}, Private: true})
		}
		w.run()
		g := w.server.NewGroup("Readers")
		w.direct()
		w.ann.Says(g, "/alerts")
		w.said(w.ann.Chat(), "your list")
		if len(g.FromBot()) != 0 {
			t.Error("it was shown to the group")
		}
	})
	t.Run("who never wrote to the bot is led to it by a line that goes away", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				for range 2 { // a second word is no second line
					if err := say(ctx, bot.Reply{Text: []string{r.Command + "|" + r.Args + ": for one alone"}, Private: true}); err != nil {
						return err
					}
				}
				return nil
			}}
			defer serve(t, inMemory(t, s), core)()
			g, bob := s.NewGroup("Readers"), s.NewPerson("Bob", "de")
			bob.Says(g, "/help summary")
			time.Sleep(time.Second)
			shown := g.FromBot()
			if len(shown) != 1 || shown[0].Text != "de ask-private" || strings.Join(shown[0].Labels(), " ") != "de open-chat" {
				t.Fatalf("the group sees %+v", shown)
			}
			payload, found := strings.CutPrefix(shown[0].Buttons[0][0].URL, "https://t.me/"+telegramtest.BotName+"?start=")
			if !found {
				t.Fatalf("the button leads to %+v", shown[0].Buttons)
			}
			bob.Writes("/start " + payload)
			time.Sleep(time.Second)
			if own := bob.Chat().FromBot(); len(own) == 0 || own[0].Text != "help|summary: for one alone" {
				t.Errorf("in the own chat: %+v", own)
			}
			if asked := core.requests(); asked[1].From != asked[0].From {
				t.Errorf("it was asked of %+v, want of the group", asked[1].From)
			}
			time.Sleep(time.Minute)
			if left := g.FromBot(); len(left) != 0 {
				t.Errorf("the group still sees %+v", left)
			}
		})
	})
	t.Run("what is for an admin without a name goes away", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				return say(ctx, bot.Reply{Text: []string{"all that I can do"}, Private: true})
			}}
			defer serve(t, inMemory(t, s), core)()
			g, ann := s.NewGroup("Readers"), s.NewPerson("Ann", "en")
			ann.Says(g, "/help", telegramtest.Anonymous(g))
			time.Sleep(namelessStays - time.Second)
			before := len(g.FromBot())
			time.Sleep(2 * time.Second)
			if after := len(g.FromBot()); before != 1 || after != 0 {
				t.Errorf("%d shown for %v, %d after", before, namelessStays, after)
			}
		})
	})
	t.Run("a word of welcome is silent", func(t *testing.T) {
		w := newWorld(t, nil)
		w.core.greet = func(ctx context.Context, e bot.Event, say bot.Say) error {
			return say(ctx, words("I'm here and silent."))
		}
		w.run()
		g := w.server.NewGroup("Readers")
		g.SetBot(w.ann, "administrator")
		if m := w.said(g, "I'm here"); !m.Silent {
			t.Errorf("shown %+v", m)
		}
	})
}
