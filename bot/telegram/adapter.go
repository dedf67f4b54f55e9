// Package telegram is the network Telegram, by its Bot API.
//
// Decisions that bind this room:
//
//   - It stays within telegram-bot-api v5.5.1 and goes round its faults inside it:
//     every call is made by a shallow copy of the library's client that carries a
//     context (call.go), newer methods and fields go through MakeRequest, newer
//     updates are read by structs that embed the library's (update.go). The token
//     is in the address of every request, so no address leaves call.go.
//   - Updates of one chat are handled in order, those of different chats side by
//     side (lanes.go). An update is confirmed after it was handled; one that takes
//     long, so that a slow page holds nobody else up, once it is kept in the inbox,
//     from where another process goes on should this one end (inbox.go).
//   - A message is content until render.go; HTML is written in one function that
//     escapes every text and closes every tag that it opens.
//   - A message that several people see is never changed by one of them: a press
//     in a group is answered in the presser's private chat (press.go).
//   - Nothing sleeps for the server's rates: Send and Edit return what the server
//     said, the outbox waits. Answers to people take their turn by Options.Pace.
//   - Every process derives the same webhook secret from the token; questions carry
//     the line that their answer completes. So any number of processes may serve.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

const (
	network  = "telegram"
	inFlight = 10 // sends at once: enough for the rate at 400 ms a request, and no more is repeated after a kill
)

// Options say how to reach Telegram. Only Token is needed.
type Options struct {
	Token    string // from @BotFather; never logged
	Endpoint string // of the Bot API, with %s for the token and %s for the method; empty: the public server

	// WebhookURL is where the server sends updates: the public address of this
	// process's /telegram, which is added when the address has no path. Empty:
	// updates are polled for.
	WebhookURL string
	// WebhookSecret proves that an update comes from the server: 1-256 characters
	// of A-Z, a-z, 0-9, _ and -. Empty: one is derived from the token.
	WebhookSecret string

	// Pace is called before every message and edit that answers a person, and may
	// wait. Send and Edit do not call it: the outbox has paced them. May be nil.
	Pace func(context.Context, bot.Address) error

	// Slow is told when the server wants an answer to wait, the chat's or all, so that
	// whatever else is sent holds back too; nil: nobody is.
	Slow func(ctx context.Context, to bot.Address, after time.Duration, all bool)

	// Phrase gives the few words that are no reply of the core's, by a BCP 47 tag.
	// May be nil: then nothing is said.
	Phrase func(lang string, p Phrase) string

	// Inbox keeps updates until they are handled; processes of one bot share it.
	// Nil: one in memory.
	Inbox bot.Inbox

	Transport http.RoundTripper // nil: the default one
	Log       *slog.Logger      // nil: nothing is logged
}

// Phrase names words that the adapter says on its own.
type Phrase string

// The phrases, at most 200 characters each.
const (
	InPrivate   Phrase = "in-private"   // after a press in a group: the answer is in the private chat
	OpenPrivate Phrase = "open-private" // the same for someone who must first write to the bot
	AskPrivate  Phrase = "ask-private"  // in a group, to that someone: the answer is theirs alone
	OpenChat    Phrase = "open-chat"    // the button below it
	InlineHow   Phrase = "inline-how"   // above an inline answer that holds nothing; at most 64 characters are shown
)

// Adapter is the network Telegram. Make it with [New].
type Adapter struct {
	options Options
	api     *tgbotapi.BotAPI // never called itself: see ask
	client  *http.Client
	files   string // like Options.Endpoint, for documents
	log     *slog.Logger
	signer  signer
	secret  string

	floods  marks // 429s of several chats: hold them all
	missing marks // a chat not found twice is gone
	rights  rights

	current atomic.Pointer[session] // while Run runs

	selfMu sync.Mutex
	me     *tgbotapi.User
}

var _ bot.Adapter = (*Adapter)(nil)

// New checks the options. It does no I/O: whether the token is good shows in Run.
func New(o Options) (*Adapter, error) {
	if o.Token == "" || strings.ContainsAny(o.Token, "/?#% \t\r\n") {
		return nil, fmt.Errorf("telegram: %w: the token is empty or malformed", bot.ErrCredential)
	}
	if o.Endpoint == "" {
		o.Endpoint = tgbotapi.APIEndpoint
	}
	if strings.Count(o.Endpoint, "%s") != 2 || strings.Count(o.Endpoint, "%") != 2 {
		return nil, errors.New(`telegram: the endpoint must have two %s, as in "https://api.telegram.org/bot%s/%s"`)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Inbox == nil {
		o.Inbox = newMemory()
	}
	a := &Adapter{
		options: o,
		api:     &tgbotapi.BotAPI{Token: o.Token, Buffer: 100},
		client:  newClient(o.Transport),
		files:   fileEndpoint(o.Endpoint),
		log:     o.Log.With("network", network),
		signer:  signer{token: o.Token},
		floods:  marks{window: 10 * time.Second, most: 3},
		missing: marks{window: 24 * time.Hour, most: 2, same: true},
	}
	a.api.SetAPIEndpoint(o.Endpoint)
	return a, a.readWebhook()
}

func (a *Adapter) readWebhook() error {
	o := &a.options
	if a.secret = o.WebhookSecret; a.secret == "" {
		a.secret = a.signer.webhookSecret()
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(a.secret) {
		return errors.New("telegram: the webhook secret must be 1-256 characters of A-Z, a-z, 0-9, _ and -")
	}
	if o.WebhookURL == "" {
		return nil
	}
	u, err := url.Parse(o.WebhookURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("telegram: the webhook's address must be an https address")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = webhookPath
	}
	o.WebhookURL = u.String()
	return nil
}

// Network is "telegram".
func (a *Adapter) Network() string { return network }

// Limits are Telegram's published rates with some room: 30 messages a second, one
// a second to a chat, 20 a minute to a group. The room is for the way there, which
// takes some messages longer than others.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{
		PerSecond: 25, ChatGap: time.Second, GroupGap: time.Second, PerMinute: 18,
		Fold: maxFold, Length: maxText, InFlight: inFlight,
		Edits: true, Threads: true, Picks: true,
	}
}

// Routes adds the webhook at /telegram if updates come by one.
func (a *Adapter) Routes(mux *http.ServeMux) {
	if a.options.WebhookURL != "" {
		mux.HandleFunc("POST "+webhookPath, a.webhook)
	}
}

// self is the bot's own account, asked for once.
func (a *Adapter) self(ctx context.Context) (tgbotapi.User, error) {
	a.selfMu.Lock()
	defer a.selfMu.Unlock()
	if a.me != nil {
		return *a.me, nil
	}
	var me tgbotapi.User
	if err := a.call(ctx, "getMe", nil, &me); err != nil {
		return me, err
	}
	a.me = &me
	return me, nil
}

// slow passes on that the server asked for less.
func (a *Adapter) slow(ctx context.Context, to bot.Address, err error, o bot.Outcome) {
	var no *refusal
	if a.options.Slow != nil && errors.As(err, &no) && no.Code == http.StatusTooManyRequests {
		a.options.Slow(ctx, to, o.After, o.All)
	}
}

func (a *Adapter) pace(ctx context.Context, to bot.Address) error {
	if a.options.Pace == nil {
		return nil
	}
	return a.options.Pace(ctx, to)
}
