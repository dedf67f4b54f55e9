package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

func TestErrorsNeverHoldTheToken(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Endpoint = "http://127.0.0.1:1/bot%s/%s" })
	o := w.send(w.direct(), words("x"))
	if o.Verdict != bot.Later || o.Err == nil {
		t.Errorf("outcome %+v, want Later: nothing listens there", o)
	}
	_, chat := w.adapter.Chat(w.ctx, "@x")
	_, open := w.adapter.download(w.ctx, "1")
	moved, _ := New(Options{Token: testToken, Endpoint: "http://api.telegram.test/bot%s/%s", Transport: redirecting{}})
	away := moved.Send(w.ctx, w.direct(), []bot.Item{{Reply: words("x")}}).Err
	odd, _ := New(Options{Token: testToken, Endpoint: "http://bad host\x7f/bot%s/%s"})
	unread := odd.Send(w.ctx, w.direct(), []bot.Item{{Reply: words("x")}}).Err
	for _, err := range []error{o.Err, chat, open, away, unread} {
		if err == nil || strings.Contains(err.Error(), testToken) {
			t.Errorf("error %v: want one without the token", err)
		}
	}
	if _, err := New(Options{Token: testToken + "/x"}); err == nil || strings.Contains(err.Error(), testToken) {
		t.Errorf("New: %v", err)
	}
}

// redirecting sends the caller elsewhere, the address included.
type redirecting struct{}

func (redirecting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "elsewhere.test" {
		panic("the token was carried elsewhere")
	}
	h := http.Header{"Location": {"http://elsewhere.test" + r.URL.Path}}
	return &http.Response{StatusCode: 307, Header: h, Body: io.NopCloser(strings.NewReader("moved")), Request: r}, nil
}

func TestABrokenLineIsUnsureOnlyAfterTheRequestLeft(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Transport = cutting{http.DefaultTransport} })
	if o := w.send(w.direct(), words("x")); o.Verdict != bot.Unsure || o.Sent != 1 {
		t.Errorf("outcome %+v, want Unsure", o)
	}
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	if o := w.adapter.Send(ctx, w.direct(), []bot.Item{{Reply: words("x")}}); o.Verdict != bot.Later {
		t.Errorf("outcome %+v, want Later: it never left", o)
	}
}

func TestAnswersThatAreNotTheServersOwn(t *testing.T) {
	const page = "<!doctype html><title>Sign in to this network</title>"
	for _, c := range []struct {
		name    string
		failure telegramtest.Failure
		want    bot.Verdict
		begun   bool
	}{
		{"a page with status 200", telegramtest.Failure{Code: 200, Raw: page}, bot.Later, false},
		{"a page that forbids", telegramtest.Failure{Code: 403, Raw: page}, bot.Later, false},
		{"a gateway that gave up", telegramtest.Failure{Code: 504, Raw: page}, bot.Unsure, false},
		{"a line that breaks before the answer", telegramtest.Failure{Cut: true}, bot.Unsure, false},
		{"a line that breaks in the answer", telegramtest.Failure{Cut: true, Act: true}, bot.Unsure, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.server.Fail(c.failure)
			if o := w.send(w.direct(), words("x")); o.Verdict != c.want || o.Begun != c.begun {
				t.Errorf("outcome %+v, want %v, begun %t", o, c.want, c.begun)
			}
		})
	}
}

// cutting loses the answer of a request that was served.
type cutting struct{ http.RoundTripper }

func (c cutting) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		_ = answer.Body.Close()
		return nil, errors.New("connection reset by peer")
	}
	return nil, err
}
