package main

import (
	"strings"
	"testing"

	"crier/bot/bottest/discordtest"
	"crier/bot/bottest/telegramtest"
)

func TestBroadcastsGoWhereManagersSetThemUp(t *testing.T) {
	w := newWorld(t)
	feed := w.site + "/feeds/all.rss"
	ada, eve := w.telegram.NewPerson("Ada", "en"), w.telegram.NewPerson("Eve", "en")
	ada.Meet()
	eve.Meet()
	group := w.telegram.NewGroup("Readers")
	group.SetStatus(ada, "administrator")
	group.SetStatus(eve, "member")
	channel := w.telegram.NewChannel("Ellery News", "@ellery_news")
	channel.SetStatus(ada, "creator")
	boss, guest := w.discord.User("boss"), w.discord.User("guest")
	guild := w.discord.Guild("Readers", boss)
	guild.Join(guest, 0)
	news := guild.Channel("news", 0)
	w.discord.Invite(guild)

	w.step("those who do not manage a chat set up nothing", func() {
		eve.Says(group, "/broadcast "+feed+" on")
		w.seen(group, "Only admins")
		eve.Writes("/broadcast @ellery_news " + feed + " on")
		w.seen(eve.Chat(), "Only", "admins")
		if i, err := w.discord.Slash(w.ctx, guest, news, "broadcast on", map[string]any{"topic": feed}); err == nil {
			if err := i.Wait(w.ctx); err != nil {
				w.t.Fatal(err)
			}
		}
		if _, err := w.discord.See(w.ctx, guest, news, "Only"); err != nil {
			w.t.Fatalf("%v; shown: %+v", err, w.discord.Read(guest, news))
		}
	})
	w.step("managers see a preview and start with a press", func() {
		ada.Says(group, "/broadcast "+feed+" on")
		w.seen(group, "Post “The newsroom")
		w.press(ada, group, "Start posting")
		ada.Writes("/broadcast @ellery_news " + feed + " on")
		w.seen(ada.Chat(), "Ellery News")
		w.press(ada, ada.Chat(), "Start posting")
		if _, err := w.discord.Slash(w.ctx, boss, news, "broadcast on", map[string]any{"topic": feed}); err != nil {
			w.t.Fatal(err)
		}
		i, err := w.discord.Press(w.ctx, boss, news, "Start posting")
		if err != nil {
			w.t.Fatal(err)
		}
		if err := i.Wait(w.ctx); err != nil {
			w.t.Fatal(err)
		}
	})
	w.step("the next article is posted once everywhere, after a rate limit too", func() {
		limit := telegramtest.TooMany(1)
		limit.Method, limit.Chat = "sendMessage", channel.Address()
		w.telegram.Fail(limit)
		title := w.publishOne()
		w.seen(group, title)
		post := w.seen(channel, title)
		for _, label := range post.Labels() {
			if label == "Mute" || label == "Why" {
				w.t.Errorf("a channel's post carries the private button %q", label)
			}
		}
		if _, err := w.discord.See(w.ctx, boss, news, title); err != nil {
			w.t.Fatalf("never saw %q in the Discord channel: %v; shown: %+v", title, err, w.discord.Read(boss, news))
		}
		if a, b, c := posts(group, title), posts(channel, title), w.posted(boss, news, title); a != 1 || b != 1 || c != 1 {
			w.t.Errorf("posted %d, %d and %d times; want once in the group, the channel and the Discord channel", a, b, c)
		}
	})
	w.step("a chat that is closed to the bot is paused, the others go on", func() {
		group.SetBot(ada, "kicked")
		title := w.publishOne()
		w.seen(channel, title)
		if posts(group, title) != 0 {
			w.t.Error("posted into a group that has removed the bot")
		}
	})
}

// seen waits for a message of the bot with all the words.
func (w *world) seen(c *telegramtest.Chat, words ...string) telegramtest.Message {
	w.t.Helper()
	var found telegramtest.Message
	err := w.telegram.Wait(w.ctx, func() bool {
		for _, m := range c.FromBot() {
			if hasAll(m.Text, words) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		w.t.Fatalf("never saw %q; shown: %+v", words, c.FromBot())
	}
	return found
}

func (w *world) press(p *telegramtest.Person, c *telegramtest.Chat, label string) {
	w.t.Helper()
	press, err := p.Press(c, label)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.telegram.Wait(w.ctx, func() bool { _, ok := press.Answer(); return ok }); err != nil {
		w.t.Fatalf("the press of %q was never answered", label)
	}
}

func posts(c *telegramtest.Chat, words string) (n int) {
	for _, m := range c.FromBot() {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

func (w *world) posted(u *discordtest.User, channel, words string) (n int) {
	for _, m := range w.discord.Read(u, channel) {
		if !m.Mine && strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}
