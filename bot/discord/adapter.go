package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// Network is the name in addresses of this network.
const Network = "discord"

// Options configure an adapter.
type Options struct {
	Token string // of the bot, without "Bot "

	// APIBase is where the REST API lives, with its version; empty:
	// https://discord.com/api/v10. The gateway's address is asked there.
	APIBase string

	// PublicKey, in hex, makes interactions come over HTTP at /discord instead of
	// the gateway. Links in direct messages are not seen then.
	PublicKey string

	Shards int // gateway connections; 0: as many as Discord advises

	Log *slog.Logger // nil: nothing is logged

	// Pace is called before every call that Discord counts against the whole bot,
	// but not for the message of a Send or Edit: whoever calls those has paced them.
	// Answers to interactions are not counted. Nil: no pacing.
	Pace func(context.Context, bot.Address) error
}

// Adapter is the bot on Discord.
type Adapter struct {
	log    *slog.Logger
	rest   *discordgo.Session
	pace   func(context.Context, bot.Address) error
	key    ed25519.PublicKey // nil: by the gateway
	shards int
	api    string // version of API and gateway: "10"
	files  *http.Client
	host   string // of the API: attachments may come from there too
	times  timing

	guilds *guilds
	self   identity

	mu   sync.Mutex
	live *live // nil unless Run is under way
}

// timing holds the waits that the tests shorten.
type timing struct {
	hello time.Duration // for the gateway's first word
	retry time.Duration // first pause between failed connections
	grace time.Duration // for an answer before it is deferred
	token time.Duration // in which an interaction's token can be used
}

// live is what a running adapter needs to answer.
type live struct {
	ctx   context.Context
	core  bot.Core
	menu  index
	work  chan struct{} // bounds the requests that the core works on
	tasks sync.WaitGroup
}

var _ bot.Adapter = (*Adapter)(nil)

const (
	defaultBase = "https://discord.com/api/v10"
	maxWork     = 128
	maxFold     = 10
)

// New makes an adapter. It does no I/O; errors tell a malformed option.
func New(o Options) (*Adapter, error) {
	if o.Token == "" || strings.ContainsAny(o.Token, " \r\n\t") {
		return nil, errors.New("discord: the token is empty or has spaces in it")
	}
	if o.APIBase == "" {
		o.APIBase = defaultBase
	}
	base, err := url.Parse(strings.TrimRight(o.APIBase, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("discord: the API's address is not an http(s) URL")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Pace == nil {
		o.Pace = func(context.Context, bot.Address) error { return nil }
	}
	a := &Adapter{
		log: o.Log.With("network", Network), pace: o.Pace, shards: o.Shards,
		api: version(base.Path), host: base.Host,
		files:  &http.Client{Timeout: 30 * time.Second},
		times:  timing{hello: 20 * time.Second, retry: time.Second, grace: 200 * time.Millisecond, token: 15*time.Minute - 10*time.Second},
		guilds: newGuilds(),
	}
	if o.PublicKey != "" {
		raw, err := hex.DecodeString(o.PublicKey)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, errors.New("discord: the public key is not 64 hexadecimal digits")
		}
		a.key = raw
	}
	a.rest, err = newSession(o.Token, newTransport(base))
	return a, err
}

func newSession(token string, t http.RoundTripper) (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + token)
	if err != nil {
		return nil, errors.New("discord: making a session")
	}
	s.StateEnabled = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.UserAgent = "DiscordBot (crier, 1)"
	s.Client = &http.Client{Transport: t, Timeout: 30 * time.Second}
	return s, nil
}

// version finds the "10" in "/api/v10".
func version(path string) string {
	if i := strings.LastIndex(path, "/v"); i >= 0 && isID(path[i+2:]) {
		return path[i+2:]
	}
	return "10"
}

// Network is "discord".
func (a *Adapter) Network() string { return Network }

// Limits are Discord's published rates with a little room. 5 messages in 5 s per
// channel is what the servers were seen to allow.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{
		PerSecond: 48, ChatGap: time.Second, GroupGap: time.Second,
		Fold: maxFold, Length: maxDescription, InFlight: 48, Invalid: maxInvalid,
		Edits: true, Hides: true, Once: true,
	}
}

// Run serves until ctx ends. A token that Discord refuses ends it with an error
// that wraps [bot.ErrCredential]; a gateway that will not have this bot again
// (close codes 4010 to 4014) ends it with the reason.
func (a *Adapter) Run(ctx context.Context, menu bot.Menu, core bot.Core) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err := a.begin(ctx, core, menu); err != nil {
		return err
	}
	defer a.end(stop)
	if err := a.connect(ctx); err != nil {
		return err
	}
	a.spawn("publish the menu", func() {
		if err := a.publish(ctx, menu); err != nil && ctx.Err() == nil {
			a.log.Error("publishing commands", "err", err)
		}
	})
	if a.key != nil {
		<-ctx.Done()
		return nil
	}
	return a.serve(ctx)
}

// connect asks who we are until there is an answer; a refused token ends it.
func (a *Adapter) connect(ctx context.Context) error {
	for wait := a.times.retry; ; wait = min(2*wait, time.Minute) {
		_, err := a.whoami(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			return nil
		case errors.Is(err, bot.ErrCredential):
			return err
		}
		a.log.Warn("asking who we are", "err", err, "again_in", wait)
		if pause(ctx, max(wait, waitOf(err))) != nil {
			return nil
		}
	}
}

func (a *Adapter) begin(ctx context.Context, core bot.Core, menu bot.Menu) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.live != nil {
		return errors.New("discord: Run is under way already")
	}
	a.live = &live{ctx: ctx, core: core, menu: newIndex(menu), work: make(chan struct{}, maxWork)}
	return nil
}

// end lets what is under way finish, but not for ever.
func (a *Adapter) end(stop func()) {
	stop()
	a.mu.Lock()
	l := a.live
	a.live = nil
	a.mu.Unlock()
	done := make(chan struct{})
	go func() { l.tasks.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		a.log.Warn("some answers did not finish in time")
	}
}

func (a *Adapter) running() *live {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.live
}

// spawn runs do beside the rest; what it panics with is logged.
func (a *Adapter) spawn(what string, do func()) {
	a.mu.Lock()
	l := a.live
	if l != nil {
		l.tasks.Add(1)
	}
	a.mu.Unlock()
	if l == nil {
		return
	}
	go func() {
		defer l.tasks.Done()
		defer a.guard(what)
		do()
	}()
}

func (a *Adapter) guard(what string) {
	if p := recover(); p != nil {
		a.log.Error("panic", "while", what, "panic", fmt.Sprint(p))
	}
}

// working runs do when the core has room for one more.
func (l *live) working(ctx context.Context, do func()) {
	select {
	case l.work <- struct{}{}:
		defer func() { <-l.work }()
		do()
	case <-ctx.Done():
	}
}

// pause waits, or returns the context's error if that ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func isID(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// address names a channel of the type, see the package comment.
func address(channel string, t discordgo.ChannelType) bot.Address {
	at := bot.Address{Network: Network, Chat: channel, Kind: bot.Group}
	switch t {
	case discordgo.ChannelTypeDM:
		at.Kind = bot.Direct
	case discordgo.ChannelTypeGuildNews:
		at.Kind = bot.Channel
	}
	return at
}
