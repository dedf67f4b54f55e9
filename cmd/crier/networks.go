package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"crier/bot"
	"crier/bot/discord"
	"crier/bot/lang"
	"crier/bot/telegram"
	"crier/bot/web"
)

// networkParts are what a network may need to be made.
type networkParts struct {
	settings settings
	words    *lang.Catalog
	mailbox  web.Store
	inbox    bot.Inbox
	wake     <-chan struct{} // rings when a mailbox changes
	pace     func(context.Context, bot.Address) error
	slow     func(context.Context, bot.Address, time.Duration, bool)
	log      *slog.Logger
}

// network makes one network's adapter; nil, nil means that it is not connected.
type network struct {
	name  string
	setup string // how to connect it, for the operator
	open  func(networkParts) (bot.Adapter, error)
}

// networks is the list: a further network is a folder and a line here.
func networks() []network {
	return []network{
		{"web", "", openWeb},
		{"telegram", "set TELEGRAM_TOKEN", openTelegram},
		{"discord", "set DISCORD_TOKEN", openDiscord},
	}
}

func openTelegram(p networkParts) (bot.Adapter, error) {
	s := p.settings
	if s.TelegramToken == "" {
		return nil, nil
	}
	a, err := telegram.New(telegram.Options{
		Token: s.TelegramToken, Endpoint: s.TelegramEndpoint, WebhookURL: s.TelegramWebhook, WebhookSecret: s.TelegramSecret,
		Pace: p.pace, Slow: p.slow, Inbox: p.inbox, Log: p.log,
		Phrase: func(tag string, ph telegram.Phrase) string {
			return p.words.Printer(tag).Text("telegram." + string(ph))
		},
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

func openDiscord(p networkParts) (bot.Adapter, error) {
	s := p.settings
	if s.DiscordToken == "" {
		return nil, nil
	}
	a, err := discord.New(discord.Options{
		Token: s.DiscordToken, APIBase: s.DiscordBase, PublicKey: s.DiscordKey, Shards: s.DiscordShards, Pace: p.pace, Slow: p.slow, Log: p.log,
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

func openWeb(p networkParts) (bot.Adapter, error) {
	o := web.Options{Store: p.mailbox, Wake: p.wake, Log: p.log, Words: map[string]web.Words{}, Language: lang.Default}
	for _, tag := range p.words.Languages() {
		var w web.Words
		if err := p.words.Fill(tag, "web", &w); err != nil {
			return nil, err
		}
		o.Words[tag] = w
	}
	o.Loopback = onLoopback(p.settings.Addr) && p.settings.PublicURL == ""
	if p.settings.PublicURL != "" {
		u, err := url.Parse(p.settings.PublicURL)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("CRIER_PUBLIC_URL: %q is no address such as https://crier.example.org", p.settings.PublicURL)
		}
		o.Hosts, o.Secure = []string{u.Hostname()}, u.Scheme == "https"
	}
	a, err := web.New(o)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// onLoopback reports whether only this machine can reach the listener.
func onLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
