package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/telegramtest"
)

// inProcess carries requests to a handler without a network, so that time can be
// faked.
type inProcess struct{ http.Handler }

func (m inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	served := make(chan struct{})
	go func() { defer close(served); m.ServeHTTP(rec, r) }()
	select {
	case <-served:
		return rec.Result(), nil
	case <-r.Context().Done():
		<-served
		return nil, r.Context().Err()
	}
}

func inMemory(t *testing.T, s *telegramtest.Server) *Adapter {
	t.Helper()
	a, err := New(Options{Token: testToken, Endpoint: s.Endpoint(), Transport: inProcess{s}, Phrase: func(lang string, p Phrase) string { return lang + " " + string(p) }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRow13Conflicts(t *testing.T) {
	t.Run("row 13 a webhook is taken away before polling", func(t *testing.T) {
		w := newWorld(t, nil)
		hook(t, w, "https://old.example/telegram")
		w.run()
		w.ann.Writes("/summary x")
		w.said(w.ann.Chat(), "heard: summary|x")
	})
	t.Run("row 13 another poller is borne for a while and then fatal", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			s.Fail(telegramtest.Failure{Method: "getUpdates", Times: -1, Code: 409, Text: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"})
			began := time.Now()
			err := inMemory(t, s).Run(t.Context(), bottest.TestMenu(), &fakeCore{})
			if err == nil || errors.Is(err, bot.ErrCredential) || time.Since(began) < conflictGrace || time.Since(began) > 3*conflictGrace {
				t.Errorf("row 13 ended with %v after %v", err, time.Since(began))
			}
		})
	})
	t.Run("row 13 a short conflict is survived", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			s.Fail(telegramtest.Failure{Method: "getUpdates", Times: 3, Code: 409, Text: "Conflict: terminated by other getUpdates request"})
			stop := serve(t, inMemory(t, s), &fakeCore{answer: echo, seen: map[string]bool{}})
			p := s.NewPerson("Ann", "en")
			p.Writes("/more x")
			time.Sleep(conflictGrace)
			if n := len(p.Chat().FromBot()); n != 1 {
				t.Errorf("row 13 %d answers, want 1", n)
			}
			stop()
		})
	})
}

// serve runs an adapter until the returned function is called.
func serve(t *testing.T, a *Adapter, core bot.Core) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, bottest.TestMenu(), core) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	}
}

func TestCredentialRefused(t *testing.T) {
	for name, token := range map[string]string{"revoked": "4242:other", "never was": "nonsense"} {
		w := newWorld(t, func(o *Options) { o.Token = token })
		if err := w.adapter.Run(w.ctx, bot.Menu{}, w.core); !errors.Is(err, bot.ErrCredential) {
			t.Errorf("%s: %v, want ErrCredential", name, err)
		}
	}
}

func TestRevokedWhileServing(t *testing.T) {
	w := newWorld(t, nil)
	w.start()
	w.server.Fail(telegramtest.Failure{Method: "getUpdates", Times: -1, Code: 401, Text: "Unauthorized"})
	w.ann.Writes("wake up")
	if err := <-w.ended; !errors.Is(err, bot.ErrCredential) {
		t.Errorf("%v, want ErrCredential", err)
	}
}

func TestRow14Polling(t *testing.T) {
	t.Run("row 14 the server waits, the client longer", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			stop := serve(t, inMemory(t, s), &fakeCore{answer: echo, seen: map[string]bool{}})
			time.Sleep(3 * time.Minute)
			calls := s.Calls("getUpdates")
			if len(calls) != 3 || calls[0].Params["timeout"] != "50" {
				t.Errorf("row 14 %d polls in three minutes: %+v", len(calls), calls)
			}
			stop()
		})
	})
	t.Run("row 14 a server that does not wait is not hammered", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			s.Fail(telegramtest.Failure{Method: "getUpdates", Times: -1, Code: 200, Raw: `{"ok":true,"result":[]}`})
			stop := serve(t, inMemory(t, s), &fakeCore{answer: echo, seen: map[string]bool{}})
			time.Sleep(10 * time.Second)
			if n := len(s.Calls("getUpdates")); n < 5 || n > 60 {
				t.Errorf("row 14 %d polls in ten seconds", n)
			}
			stop()
		})
	})
	t.Run("row 14 an update is confirmed after it was handled", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			p := s.NewPerson("Ann", "en")
			var pendingAtWork atomic.Int64
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				pendingAtWork.Store(int64(s.Pending()))
				return echo(ctx, r, say)
			}}
			stop := serve(t, inMemory(t, s), core)
			p.Writes("/more x")
			time.Sleep(time.Second)
			if pendingAtWork.Load() != 1 || s.Pending() != 0 {
				t.Errorf("row 14 %d unconfirmed at work, %d after", pendingAtWork.Load(), s.Pending())
			}
			stop()
		})
	})
	t.Run("row 14 a slow request holds up no other chat", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			slow, quick := s.NewPerson("Slow", "en"), s.NewPerson("Quick", "en")
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				if r.Args == "slow" {
					_ = pause(ctx, 20*time.Second)
				}
				return echo(ctx, r, say)
			}}
			stop := serve(t, inMemory(t, s), core)
			slow.Writes("/more slow")
			slow.Writes("/more after")
			time.Sleep(time.Second)
			quick.Writes("/more quick")
			time.Sleep(time.Second)
			if len(quick.Chat().FromBot()) != 1 || len(slow.Chat().FromBot()) != 0 {
				t.Error("row 14 the quick one waited for the slow one")
			}
			if slow.Chat().Acts() == 0 || quick.Chat().Acts() != 0 {
				t.Errorf("typing was shown %d and %d times", slow.Chat().Acts(), quick.Chat().Acts())
			}
			time.Sleep(20 * time.Second)
			if got := slow.Chat().FromBot(); len(got) != 2 || !strings.Contains(got[0].Text, "slow") {
				t.Errorf("row 14 one chat's updates out of order: %+v", got)
			}
			stop()
		})
	})
	t.Run("row 14 work under way ends and is confirmed before Run does", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			p := s.NewPerson("Ann", "en")
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				_ = pause(ctx, 2*time.Second)
				return echo(ctx, r, say)
			}}
			stop := serve(t, inMemory(t, s), core)
			p.Writes("/more x")
			time.Sleep(100 * time.Millisecond)
			stop()
			if len(p.Chat().FromBot()) != 1 || s.Pending() != 0 {
				t.Errorf("row 14 %d answers, %d unconfirmed", len(p.Chat().FromBot()), s.Pending())
			}
		})
	})
	t.Run("row 14 trouble with the server is waited out", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			s.Fail(telegramtest.Failure{Method: "getMe", Times: 2, Code: 502, Raw: "<html>"})
			s.Fail(telegramtest.Failure{Method: "getUpdates", Times: 2, Code: 502, Raw: "<html>"})
			s.Fail(telegramtest.Failure{Method: "getUpdates", Code: 429, Text: "Too Many Requests: retry after 40", RetryAfter: 40})
			p := s.NewPerson("Ann", "en")
			p.Writes("/more x")
			stop := serve(t, inMemory(t, s), &fakeCore{answer: echo, seen: map[string]bool{}})
			time.Sleep(30 * time.Second)
			early := len(p.Chat().FromBot())
			time.Sleep(30 * time.Second)
			if n := len(p.Chat().FromBot()); early != 0 || n != 1 {
				t.Errorf("row 14 %d answers early, %d late, want 0 and 1", early, n)
			}
			stop()
		})
	})
}

func TestUnreadableUpdatesAreLeftBehind(t *testing.T) {
	w := newWorld(t, nil)
	bad := w.server.Push(`"message":{"message_id":"seven","chat":3}`)
	w.server.Push(`"message":{"message_id":1,"date":1,"text":"no chat"}`)
	w.server.Push(`"callback_query":{"id":"1","data":"1|x"}`)
	w.server.Push(`"my_chat_member":{"chat":{"id":3,"type":"private"}}`)
	w.server.Push(`"something_new":{"a":1}`)
	w.ann.Writes("/summary x")
	w.run()
	w.said(w.ann.Chat(), "heard: summary|x")
	w.until("all are confirmed", func() bool { return w.server.Pending() == 0 })
	if !strings.Contains(w.log.String(), formatID(int64(bad))) {
		t.Errorf("update %d is not in the log:\n%s", bad, w.log)
	}
}

func TestRow15AllowedUpdatesAreExplicit(t *testing.T) {
	w := newWorld(t, nil).run()
	w.until("it polls", func() bool { w.ann.Writes("/more"); return len(w.server.Calls("getUpdates")) > 0 })
	list := w.server.Calls("getUpdates")[0].Params["allowed_updates"]
	for _, kind := range []string{"message", "my_chat_member", "callback_query", "inline_query", "channel_post"} {
		if !strings.Contains(list, `"`+kind+`"`) {
			t.Errorf("row 15 %s lacks %s", list, kind)
		}
	}
}

func TestRunCanBeRepeated(t *testing.T) {
	w := newWorld(t, nil)
	for _, word := range []string{"one", "two", "three"} {
		stop := serve(t, w.adapter, w.core)
		w.ann.Writes("/summary " + word)
		w.said(w.ann.Chat(), "heard: summary|"+word)
		stop()
	}
}
