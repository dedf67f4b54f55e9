package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// placeholder stands for the API's address until the transport fills it in.
const placeholder = "https://api.discord.invalid/"

// call makes one request and decodes the answer into into, unless that is nil.
// Each call takes a bucket of its own: the library's wait for one another, do not
// end with a context and are never given back.
func (a *Adapter) call(ctx context.Context, method, path string, body, into any) error {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return fmt.Errorf("discord: encoding %s: %w", routeOf(method, path).name, err)
		}
	}
	return a.callRaw(ctx, method, path, "application/json", raw, into)
}

func (a *Adapter) callRaw(ctx context.Context, method, path, kind string, raw []byte, into any) error {
	bucket := discordgo.NewRatelimiter().LockBucket(path)
	answer, err := a.rest.RequestWithLockedBucket(method, placeholder+path, kind, raw, bucket, 0, discordgo.WithContext(ctx))
	name := routeOf(method, path).name
	if err != nil {
		return a.failed(name, err)
	}
	if into == nil || len(answer) == 0 {
		return nil
	}
	if err := loosely(answer, into); err != nil {
		return fmt.Errorf("%w to %s: %w", errUnreadable, name, err)
	}
	return nil
}

// failed takes the address off an error: it may hold an interaction's token.
func (a *Adapter) failed(name string, err error) error {
	var no *refusal
	if errors.As(err, &no) {
		return no
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("discord: %s: %w", name, err)
}

const (
	patientTries = 4
	patientWait  = 15 * time.Second
)

// patient is call for what the adapter asks by its own: it is paced, and it waits
// and tries again where Discord says so.
func (a *Adapter) patient(ctx context.Context, at bot.Address, method, path string, body, into any) error {
	for try := 1; ; try++ {
		if err := a.pace(ctx, at); err != nil {
			return fmt.Errorf("discord: waiting to call: %w", err)
		}
		err := a.call(ctx, method, path, body, into)
		a.limited(ctx, at, err)
		wait, again := retryAfter(err)
		if err == nil || !again || try == patientTries || wait > patientWait {
			return err
		}
		if pause(ctx, wait) != nil {
			return err
		}
	}
}

// limited passes on that Discord asked for less. What others used up is no fault of
// ours.
func (a *Adapter) limited(ctx context.Context, at bot.Address, err error) {
	var no *refusal
	if errors.As(err, &no) && no.Status == http.StatusTooManyRequests && !no.Shared {
		a.slow(ctx, at, no.After, no.All)
	}
}

// everywhere is the address of calls that belong to no chat.
func everywhere() bot.Address { return bot.Address{Network: Network} }

// identity is who the token belongs to, asked once.
type identity struct {
	mu       sync.Mutex
	user     string
	app      string
	username string
}

type whoIs struct{ user, app, username string }

// whoami tells the bot's ids.
func (a *Adapter) whoami(ctx context.Context) (whoIs, error) {
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	if a.self.user != "" {
		return whoIs{a.self.user, a.self.app, a.self.username}, nil
	}
	var u user
	if err := a.patient(ctx, everywhere(), http.MethodGet, "users/@me", nil, &u); err != nil {
		return whoIs{}, err
	}
	var app struct {
		ID string `json:"id"`
	}
	if err := a.patient(ctx, everywhere(), http.MethodGet, "oauth2/applications/@me", nil, &app); err != nil {
		if st := statusOf(err); st != http.StatusNotFound && st != http.StatusForbidden && st != http.StatusMethodNotAllowed && st != http.StatusBadRequest {
			return whoIs{}, err
		}
	}
	if app.ID == "" {
		app.ID = u.ID // as it is for every application that was made since 2016
	}
	a.self.user, a.self.app, a.self.username = u.ID, app.ID, u.Username
	return whoIs{u.ID, app.ID, u.Username}, nil
}
