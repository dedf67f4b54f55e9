package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
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

	// Slow is told when Discord wants such a call to wait, its channel's or all, so
	// that whatever else is sent holds back too; nil: nobody is.
	Slow func(ctx context.Context, to bot.Address, after time.Duration, all bool)
}

// Adapter is the bot on Discord.
type Adapter struct {
	log    *slog.Logger
	rest   *discordgo.Session
	pace   func(context.Context, bot.Address) error
	slow   func(context.Context, bot.Address, time.Duration, bool)
	key    ed25519.PublicKey // nil: by the gateway
	shards int
	api    string // version of API and gateway: "10"
	files  *http.Client
	host   string // of the API: attachments may come from there too
	times  timing

	guilds *guilds
	forums *forums
	self   identity
	mute   atomic.Bool // this server takes no descriptions of pictures

	mu   sync.Mutex
	live *live // nil unless Run is under way
}

// timing holds the waits that the tests shorten.
type timing struct {
	hello time.Duration // for the gateway's first word
	retry time.Duration // first pause between failed connections
	grace time.Duration // for an answer before it is deferred
	token time.Duration // in which an interaction's token can be used
	stuck time.Duration // without a sign of life from a shard's loop, see watch
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
	if o.Slow == nil {
		o.Slow = func(context.Context, bot.Address, time.Duration, bool) {}
	}
	a := &Adapter{
		log: o.Log.With("network", Network), pace: o.Pace, slow: o.Slow, shards: o.Shards,
		api: version(base.Path), host: base.Host,
		files:  &http.Client{Timeout: 30 * time.Second},
		times:  timing{hello: 20 * time.Second, retry: time.Second, grace: 200 * time.Millisecond, token: 15*time.Minute - 10*time.Second, stuck: 5 * time.Minute},
		guilds: newGuilds(), forums: newForums(),
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
// (close codes 4010 to 4014) ends it with the reason, and a connection that hangs with
// an error that wraps [bot.ErrStuck].
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
