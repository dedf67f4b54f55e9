package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"crier/bot/commands"
	"crier/bot/store"
)

// settings are everything that an operator can decide. The tag `from` is the name
// of the environment variable; `secret` allows NAME_FILE.
type settings struct {
	Data      string `from:"CRIER_DATA" default:"crier-data" help:"Folder for the database and other data." placeholder:"DIR"`
	Addr      string `from:"CRIER_ADDR" default:"127.0.0.1:8080" help:"Where the web chat and the webhooks listen." placeholder:"HOST:PORT"`
	PublicURL string `from:"CRIER_PUBLIC_URL" help:"Address under which the world reaches this process." placeholder:"URL"`
	Contact   string `from:"CRIER_CONTACT" help:"Address of whom to ask about this bot, sent to sites in the User-Agent." placeholder:"MAIL|URL"`
	Database  string `from:"DATABASE_URL" secret:"" help:"PostgreSQL to use instead of the SQLite file." placeholder:"URL"`
	Starters  bool   `from:"CRIER_STARTERS" default:"true" negatable:"" help:"Poll the well-known public feeds behind the starter topics."`
	Newsroom  string `from:"CRIER_NEWSROOM" default:"127.0.0.1:8089" help:"Where the built-in sample site listens; off: nowhere." placeholder:"HOST:PORT"`

	TelegramToken    string `from:"TELEGRAM_TOKEN" secret:"" help:"Token of the Telegram bot." placeholder:"TOKEN" group:"Telegram"`
	TelegramEndpoint string `from:"TELEGRAM_API_ENDPOINT" default:"https://api.telegram.org/bot%s/%s" help:"Bot API server." placeholder:"URL" group:"Telegram"`
	TelegramWebhook  string `from:"TELEGRAM_WEBHOOK_URL" help:"Receive by webhook at this address instead of polling." placeholder:"URL" group:"Telegram"`
	TelegramSecret   string `from:"TELEGRAM_WEBHOOK_SECRET" secret:"" help:"Shared secret of the webhook." placeholder:"SECRET" group:"Telegram"`

	DiscordToken  string `from:"DISCORD_TOKEN" secret:"" help:"Token of the Discord bot." placeholder:"TOKEN" group:"Discord"`
	DiscordBase   string `from:"DISCORD_API_BASE" default:"https://discord.com/api/v10" help:"Discord's API server." placeholder:"URL" group:"Discord"`
	DiscordKey    string `from:"DISCORD_PUBLIC_KEY" help:"Take interactions over HTTP, signed with this application's key." placeholder:"HEX" group:"Discord"`
	DiscordShards int    `from:"DISCORD_SHARDS" help:"Gateway shards; 0: as Discord advises." placeholder:"N" group:"Discord"`

	Roles       []string      `from:"CRIER_ROLES" default:"poll,announce,deliver,chat" enum:"poll,announce,deliver,chat" help:"What this process does." placeholder:"ROLE,…"`
	Allow       []string      `from:"CRIER_ALLOW" help:"Private address ranges that may be fetched." placeholder:"CIDR,…"`
	Pace        float64       `from:"CRIER_PACE" default:"1" help:"Multiplies the networks' sending rates." placeholder:"X"`
	PollMin     time.Duration `from:"CRIER_POLL_MIN" default:"5m" help:"Shortest time between two looks at a feed." placeholder:"TIME"`
	PollMax     time.Duration `from:"CRIER_POLL_MAX" default:"1h" help:"Longest time between two looks at a feed." placeholder:"TIME"`
	Hourly      int           `from:"CRIER_HOURLY" default:"20" help:"Alerts to one chat in an hour before further ones are folded, ten minutes' in one message; 0: never." placeholder:"N"`
	Keep        time.Duration `from:"CRIER_KEEP" default:"2160h" help:"How long articles and entries are kept." placeholder:"TIME"`
	LimitPerson limit         `from:"CRIER_LIMIT_PERSON" default:"commands=60,links=120,feeds=2000,topics=300" help:"What one person may ask for: commands a minute, links an hour, feeds and topics to follow; -1: no bound." placeholder:"WHAT=N,…"`
	LimitChat   limit         `from:"CRIER_LIMIT_CHAT" default:"commands=120,links=360,feeds=1000,topics=100" help:"What one chat may ask for, however many write there." placeholder:"WHAT=N,…"`
	LimitAll    limit         `from:"CRIER_LIMIT_ALL" default:"commands=6000,links=20000,feeds=100000,topics=1000000" help:"What all together may ask for, of each process." placeholder:"WHAT=N,…"`
	Log         string        `from:"CRIER_LOG" default:"info" enum:"debug,info,warn,error" help:"Least level that is logged." placeholder:"LEVEL"`
	LogFormat   string        `from:"CRIER_LOG_FORMAT" default:"text" enum:"text,json" help:"How log lines look: text or json." placeholder:"FORMAT"`
}

// limit is how much may be asked for. What is not named has its default.
type limit struct{ commands, links, feeds, topics int }

// UnmarshalText reads "commands=60,links=120".
func (l *limit) UnmarshalText(text []byte) error {
	*l = limit{}
	fields := map[string]*int{"commands": &l.commands, "links": &l.links, "feeds": &l.feeds, "topics": &l.topics}
	for _, part := range strings.Split(string(text), ",") {
		what, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		field := fields[strings.TrimSpace(what)]
		if field == nil || err != nil || n == 0 || n < -1 {
			return fmt.Errorf("%q is no limit such as commands=60 (or links, feeds, topics; -1 for no bound)", part)
		}
		*field = n
	}
	return nil
}

func (l limit) allowance() commands.Allowance {
	return commands.Allowance{Commands: l.commands, Links: l.links}
}

func (l limit) bounds() store.Bounds { return store.Bounds{Feeds: l.feeds, Topics: l.topics} }

// ranges are the private ranges that may be fetched.
func (s settings) ranges() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range s.Allow {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("CRIER_ALLOW: %q is no address range such as 10.0.0.0/8", text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// has reports whether this process has the role.
func (s settings) has(role string) bool {
	for _, r := range s.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// once reports whether a network lets only one process at a time listen for what
// people say: one that is polled or has a gateway. Whoever gets webhooks may be many.
func (s settings) once(network string) bool {
	return network == "telegram" && s.TelegramWebhook == "" || network == "discord" && s.DiscordKey == ""
}
