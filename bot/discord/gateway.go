package discord

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"crier/bot"
)

// serve holds all shards until ctx ends or one of them may not come back.
func (a *Adapter) serve(ctx context.Context) error {
	advice, err := a.advice(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	gate := rate.NewLimiter(rate.Every(5*time.Second/time.Duration(advice.Limit.Concurrency)), 1)
	group, ctx := errgroup.WithContext(ctx)
	shards := make([]*shard, advice.Shards)
	for i := range shards {
		s := &shard{a: a, number: i, of: advice.Shards, url: advice.URL, gate: gate}
		s.sign(0)
		shards[i] = s
		group.Go(func() error { return s.run(ctx) })
	}
	ended := make(chan error, 1)
	go func() { ended <- group.Wait() }()
	return a.watch(ctx, shards, ended)
}

// advice is what Discord says about connecting.
type advice struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  struct {
		Remaining   *int  `json:"remaining"`
		ResetAfter  int64 `json:"reset_after"` // ms
		Concurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// advice asks until there is an answer, and waits when today's starts are used up.
func (a *Adapter) advice(ctx context.Context) (advice, error) {
	for wait := a.times.retry; ; wait = min(2*wait, time.Minute) {
		got, err := a.askGateway(ctx)
		if errors.Is(err, bot.ErrCredential) || ctx.Err() != nil {
			return got, err
		}
		if err == nil {
			rest := time.Duration(got.Limit.ResetAfter) * time.Millisecond
			if got.Limit.Remaining == nil || *got.Limit.Remaining >= got.Shards || rest <= 0 {
				return got, nil
			}
			a.log.Warn("no session starts are left today", "again_in", rest)
			wait = min(rest, 24*time.Hour)
		} else {
			a.log.Warn("asking for the gateway", "err", err, "again_in", wait)
		}
		if pause(ctx, max(wait, waitOf(err))) != nil {
			return got, nil
		}
	}
}

func (a *Adapter) askGateway(ctx context.Context) (advice, error) {
	var got advice
	err := a.patient(ctx, everywhere(), http.MethodGet, "gateway/bot", nil, &got)
	if st := statusOf(err); st >= 400 && st != http.StatusUnauthorized && st != http.StatusTooManyRequests {
		err = a.patient(ctx, everywhere(), http.MethodGet, "gateway", nil, &got) // not every server of this protocol advises
	}
	if err != nil {
		return got, err
	}
	if got.Shards = max(got.Shards, 1); a.shards > 0 {
		got.Shards = a.shards
	}
	got.Limit.Concurrency = max(got.Limit.Concurrency, 1)
	if u, err := url.Parse(got.URL); err != nil || u.Host == "" {
		return got, errors.New("discord: the gateway's address cannot be read")
	}
	return got, nil
}

// shard is one of the bot's connections, over all its reconnections. It handles
// the servers with (id >> 22) % of == number, and shard 0 the direct messages.
type shard struct {
	a          *Adapter
	number, of int
	url        string
	gate       *rate.Limiter // identifies, all shards together

	alive atomic.Int64 // the last sign of life, in Unix ns; in the future while a pause is taken

	session string // to resume; empty: identify
	resume  string // the address to resume at
	seq     int64
}

// run keeps the shard connected until ctx ends.
func (s *shard) run(ctx context.Context) error {
	wait := s.a.times.retry
	for {
		ready, err := s.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if fatal := fatalClose(err); fatal != nil {
			return fatal
		}
		s.a.log.Info("gateway connection ended", "shard", s.number, "err", err, "resumable", s.session != "")
		if ready {
			wait = s.a.times.retry
			continue
		}
		rest := wait/2 + rand.N(wait/2+1)
		if s.sign(rest); pause(ctx, rest) != nil {
			return nil
		}
		wait = min(2*wait, time.Minute)
	}
}

func (s *shard) forget() { s.session, s.resume, s.seq = "", "", 0 }

// once lives through one connection. It reports whether it ever became ready.
func (s *shard) once(ctx context.Context) (ready bool, err error) {
	fresh := s.session == ""
	if fresh {
		turn := s.gate.Reserve().Delay()
		if s.sign(turn); pause(ctx, turn) != nil {
			return false, ctx.Err()
		}
	}
	s.sign(0)
	c, err := dial(ctx, s.address(), s.a.times.hello)
	if err != nil {
		s.resume = "" // the next attempt goes to the front door
		return false, fmt.Errorf("connecting: %w", err)
	}
	defer c.close(ctx)
	if fresh {
		err = c.send(opIdentify, s.identify())
	} else {
		err = c.send(opResume, map[string]any{"token": s.token(), "session_id": s.session, "seq": s.seq})
	}
	if err != nil {
		return false, fmt.Errorf("introducing ourselves: %w", err)
	}
	err = c.read(ctx, func(f frame) error { return s.frame(c, f, &ready) }, func() { s.sign(0) }, &s.seq) //nolint:contextcheck // answers live as long as Run, not as this connection
	if code := closeCode(err); code == 4007 || code == 4009 || code == 1000 || code == 1001 {
		s.forget()
	}
	return ready, err
}

func (s *shard) address() string {
	at := s.url
	if s.session != "" && s.resume != "" {
		at = s.resume
	}
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	u.RawQuery = url.Values{"v": {s.a.api}, "encoding": {"json"}}.Encode()
	return u.String()
}

func (s *shard) token() string { return strings.TrimPrefix(s.a.rest.Token, "Bot ") }

// intents are what we want to hear of; neither is privileged.
const intents = 1<<0 | 1<<12 // GUILDS, DIRECT_MESSAGES

func (s *shard) identify() map[string]any {
	return map[string]any{
		"token": s.token(), "intents": intents, "compress": false, "large_threshold": 50,
		"shard":      [2]int{s.number, s.of},
		"properties": map[string]string{"os": "linux", "browser": "crier", "device": "crier"},
	}
}

var (
	errReconnect = errors.New("the server asks for a new connection")
	errInvalid   = errors.New("the session is not valid any more")
)

// frame handles what is not about the heart.
func (s *shard) frame(c *conn, f frame, ready *bool) error {
	switch f.Op {
	case opReconnect:
		return errReconnect
	case opInvalid:
		if string(f.Data) != "true" {
			s.forget()
			*ready = false // so that a pause comes before the next identify
		}
		return errInvalid
	case opDispatch:
		if f.Type == "READY" || f.Type == "RESUMED" {
			*ready = true
		}
		s.a.dispatch(s, f)
	}
	return nil
}

// fatalClose tells the closes after which Discord will not have us again.
func fatalClose(err error) error {
	reason := ""
	switch closeCode(err) {
	case 4004:
		return fmt.Errorf("discord: gateway: %w", bot.ErrCredential)
	case 4010:
		reason = "invalid shard"
	case 4011:
		reason = "the bot is in so many servers that it needs more shards (DISCORD_SHARDS)"
	case 4012:
		reason = "invalid API version"
	case 4013:
		reason = "invalid intents"
	case 4014:
		reason = "intents that this bot may not have"
	default:
		return nil
	}
	return fmt.Errorf("discord: the gateway closed for good: %s (%d)", reason, closeCode(err))
}
