package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	callTimeout = 30 * time.Second // one method; getUpdates and uploads get more
	pollTimeout = 50 * time.Second // the most that the server waits
	maxAnswer   = 16 << 20         // bytes of one answer: a hundred updates with long texts
)

// call asks one method of the Bot API and decodes its result into out, which may
// be nil. The error is a [*refusal] or a [*broken]; neither holds the token.
func (a *Adapter) call(ctx context.Context, method string, params tgbotapi.Params, out any) error {
	return a.ask(ctx, method, callTimeout, out, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.MakeRequest(method, params)
	})
}

// upload is call with files.
func (a *Adapter) upload(ctx context.Context, method string, params tgbotapi.Params, files []tgbotapi.RequestFile, out any) error {
	return a.ask(ctx, method, 4*callTimeout, out, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.UploadFiles(method, params, files)
	})
}

// ask gives the library a shallow copy of itself whose client carries the
// context: the library's own methods take none.
func (a *Adapter) ask(ctx context.Context, method string, limit time.Duration, out any,
	request func(*tgbotapi.BotAPI) (*tgbotapi.APIResponse, error)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	carrier := &carrier{ctx: ctx, client: a.client}
	api := *a.api
	api.Client = carrier
	answer, err := request(&api)
	if err == nil {
		if out == nil {
			return nil
		}
		if err = json.Unmarshal(answer.Result, out); err == nil {
			return nil
		}
		err = fmt.Errorf("read the answer: %w", err)
	}
	return a.failure(method, carrier, err)
}

// failure turns what the library returned into one of our two errors.
func (a *Adapter) failure(method string, c *carrier, err error) error {
	var said *tgbotapi.Error
	if errors.As(err, &said) {
		code := said.Code
		if code == 0 { // uploads lose it
			code = c.status
		}
		return &refusal{
			Method: method, Code: code, Text: a.redact(said.Message),
			After: time.Duration(said.RetryAfter) * time.Second, NewChat: said.MigrateToChatID,
		}
	}
	return &broken{method: method, status: c.status, left: c.left.Load(), err: a.clean(err)}
}

// clean takes the address, which holds the token, out of an error.
func (a *Adapter) clean(err error) error {
	var at *url.Error
	for errors.As(err, &at) {
		err = at.Err
	}
	if text := err.Error(); strings.Contains(text, a.api.Token) {
		return errors.New(a.redact(text))
	}
	return err
}

func (a *Adapter) redact(s string) string {
	return strings.ReplaceAll(s, a.api.Token, "…")
}

// carrier is the library's HTTP client for one call.
type carrier struct {
	ctx    context.Context
	client *http.Client
	status int
	left   atomic.Bool // the request has been written: the server may have acted on it
}

// Do sends the request with the call's context and remembers the status, which
// the library forgets.
func (c *carrier) Do(r *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(c.ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { c.left.Store(true) },
	})
	answer, err := c.client.Do(r.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	c.status = answer.StatusCode
	answer.Body = limited{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	return answer, nil
}

type limited struct {
	io.Reader
	io.Closer
}

// newClient never follows a redirect: the new address would carry the token.
func newClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, maxWork+maxAcks
		transport = t
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
