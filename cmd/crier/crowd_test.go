package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/bottest/discordtest"
	"crier/bot/bottest/telegramtest"
	"crier/bot/library"
	"crier/bot/store"
	"crier/feeds"
)

// networkTakes is how long after a message is shown the network says so.
const networkTakes = 200 * time.Millisecond

// crowd is many chats on servers of both protocols, which all follow one feed, and
// the built program that alerts them.
type crowd struct {
	t        *testing.T
	binary   string
	env      []string
	db       *store.DB
	telegram *telegramtest.Server
	discord  *discordtest.Server
	feed     feeds.Source
	to       []announce.Target
	groups   []*telegramtest.Chat
	channels []string
	articles int
}

// gather makes the chats and their follows in the store at the address.
func gather(t *testing.T, address string, groups, channels int, pace string) *crowd {
	t.Helper()
	return gatherAround(t, buildBinary(t), address, groups, channels, pace)
}

// gatherAround is gather with a program that is built already.
func gatherAround(t *testing.T, binary, address string, groups, channels int, pace string) *crowd {
	t.Helper()
	c := &crowd{t: t, binary: binary, telegram: telegramtest.Start(telegramToken)}
	t.Cleanup(c.telegram.Close)
	var err error
	if c.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.discord.Close)
	c.telegram.Delay(networkTakes)
	c.discord.Delay = networkTakes
	setting := "DATABASE_URL=" + address
	if address == "" {
		folder := t.TempDir()
		setting, address = "CRIER_DATA="+folder, filepath.Join(folder, "crier.db")
	}
	c.env = []string{
		setting, "CRIER_ADDR=127.0.0.1:0", "CRIER_NEWSROOM=off", "CRIER_STARTERS=false", "CRIER_PACE=" + pace, "CRIER_HOURLY=0",
		"TELEGRAM_TOKEN=" + telegramToken, "TELEGRAM_API_ENDPOINT=" + c.telegram.Endpoint(),
		"DISCORD_TOKEN=" + discordtest.Token, "DISCORD_API_BASE=" + c.discord.URL,
	}
	if c.db, err = store.Open(t.Context(), address, store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.db.Close() })
	c.must(func() (err error) {
		c.feed, err = c.db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed"}, feeds.Update{Hash: "0"})
		return err
	}())
	for i := range groups {
		g := c.telegram.NewGroup(fmt.Sprint("group ", i))
		c.groups = append(c.groups, g)
		c.follow(bot.Address{Network: "telegram", Chat: g.Address(), Kind: bot.Group})
	}
	guild := c.discord.Guild("home", c.discord.User("owner"))
	for i := range channels {
		id := guild.Channel(fmt.Sprint("news", i), discordtest.Text)
		c.channels = append(c.channels, id)
		c.follow(bot.Address{Network: "discord", Chat: id, Kind: bot.Group})
	}
	return c
}

func buildBinary(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "crier")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return binary
}

func (c *crowd) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *crowd) follow(at bot.Address) {
	c.t.Helper()
	w, _, err := c.db.Follow(c.t.Context(), bot.Follow{Chat: at, Kind: bot.Feed, Feed: c.feed.ID, How: bot.Each}, nil)
	c.must(err)
	c.to = append(c.to, announce.Target{Chat: at, Follow: w.ID, How: w.How})
}

// tell lets the next article wait for every chat.
func (c *crowd) tell() {
	c.t.Helper()
	c.articles++
	title := fmt.Sprintf("Article no%04d", c.articles)
	url := fmt.Sprint("https://example.org/", c.articles)
	// The program polls a feed as well: it finds nothing at this address and waits.
	_, err := c.db.RecordPoll(c.t.Context(), c.feed, feeds.Update{Hash: url, Entries: []feeds.Entry{{GUID: url, URL: url, Title: title}}}, time.Now().Add(24*time.Hour))
	c.must(err)
	pending, err := c.db.Pending(c.t.Context(), 1)
	c.must(err)
	if len(pending) != 1 {
		c.t.Fatalf("%d entries pending, want the one", len(pending))
	}
	n, err := c.db.Publish(c.t.Context(), announce.Publication{
		Entry: pending[0].Entry.ID, Story: url,
		Posts: []announce.Post{{Reply: bot.Reply{Title: title, URL: url, Points: []bot.Point{{Text: "It rained."}}}, To: c.to}},
		Item:  library.Item{ID: library.ID(url), Read: time.Now(), Article: feeds.Article{URL: url, Title: title}},
	})
	c.must(err)
	if n != len(c.to) {
		c.t.Fatalf("%d deliveries, want %d", n, len(c.to))
	}
}

// alive starts the program until the test ends. It announces nothing: the test does.
func (c *crowd) alive(env ...string) (*exec.Cmd, *buffer) {
	c.t.Helper()
	cmd, logs := c.start(append(env, "CRIER_ROLES=poll,deliver,chat")...)
	c.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed, or ended by the test
		if c.t.Failed() {
			c.t.Logf("log of the program:\n%s", logs)
		}
	})
	return cmd, logs
}

// start starts the program. Whoever starts it ends it.
func (c *crowd) start(env ...string) (*exec.Cmd, *buffer) {
	c.t.Helper()
	logs := &buffer{}
	cmd := exec.CommandContext(context.WithoutCancel(c.t.Context()), c.binary)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(append(os.Environ(), c.env...), env...), logs, logs
	c.must(cmd.Start())
	return cmd, logs
}
