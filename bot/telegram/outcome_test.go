package telegram

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

// The rows are those of the list of what Telegram's server does that the adapter
// was built from; each says what must come of it.

func TestRow1AnswersAreClassified(t *testing.T) {
	for _, c := range []struct {
		name    string
		fail    telegramtest.Failure
		file    bool
		want    bot.Verdict
		isFatal bool
	}{
		{"row 1 an unknown refusal is for good", telegramtest.Failure{Code: 400, Text: "Bad Request: SOMETHING_NEW"}, false, bot.Never, false},
		{"row 1 a known beginning counts", telegramtest.Failure{Code: 400, Text: "Bad Request: CHAT_WRITE_FORBIDDEN"}, false, bot.Gone, false},
		{"row 1 the code counts for uploads too", telegramtest.Failure{Code: 403, Text: "Forbidden: something new"}, true, bot.Gone, false},
		{"row 1 the time counts for uploads too", telegramtest.TooMany(9), true, bot.Later, false},
		{"row 1 an ill server is tried again", telegramtest.Failure{Code: 500, Text: "Internal Server Error"}, false, bot.Later, false},
		{"row 1 a gateway without the server behind it is tried again", telegramtest.Failure{Code: 502, Raw: "<html>"}, false, bot.Later, false},
		{"row 1 a gateway that gave up waiting may have delivered", telegramtest.Failure{Code: 504, Raw: "<html>"}, false, bot.Unsure, false},
		{"row 1 a revoked token holds everything", telegramtest.Failure{Code: 401, Text: "Unauthorized"}, false, bot.Later, true},
		{"row 1 a text too long for the server is for good", telegramtest.Failure{Code: 413, Text: "Request Entity Too Large"}, false, bot.Never, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.server.Fail(c.fail)
			r := words("hello")
			if c.file {
				r.File = document("a.txt", "content")
			}
			o := w.send(w.direct(), r)
			if o.Verdict != c.want || o.Err == nil || o.All != c.isFatal || errors.Is(o.Err, bot.ErrCredential) != c.isFatal {
				t.Errorf("outcome %+v, want %v", o, c.want)
			}
			if o.Verdict == bot.Later && o.After <= 0 {
				t.Errorf("Later without a time: %+v", o)
			}
		})
	}
}

func document(name, content string) *bot.File {
	return &bot.File{Name: name, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

func TestRow2TooManyRequests(t *testing.T) {
	t.Run("row 2 one chat is held for as long as the server says", func(t *testing.T) {
		w := newWorld(t, nil)
		w.server.Fail(telegramtest.TooMany(43838))
		o := w.send(w.direct(), words("hello"))
		if o.Verdict != bot.Later || o.After != 43838*time.Second || o.All || o.Sent != 0 {
			t.Errorf("outcome %+v", o)
		}
	})
	t.Run("row 2 several chats in one window hold all", func(t *testing.T) {
		w := newWorld(t, nil)
		w.server.Fail(telegramtest.Failure{Times: -1, Code: 429, Text: "Too Many Requests: retry after 3", RetryAfter: 3})
		var all []bool
		for range 3 {
			p := w.server.NewPerson("P", "en")
			p.Meet()
			all = append(all, w.send(w.address(p.Chat(), bot.Direct), words("x")).All)
		}
		if all[0] || all[1] || !all[2] {
			t.Errorf("All was %v, want it with the third chat", all)
		}
	})
	t.Run("row 2 an answer to a person is not held for long", func(t *testing.T) {
		w := newWorld(t, nil)
		said := make(chan error, 1)
		w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
			said <- say(ctx, words("answer"))
			return nil
		}
		w.run()
		w.server.Fail(telegramtest.TooMany(600))
		w.ann.Writes("/summary x")
		if err := <-said; err == nil {
			t.Error("want the refusal, at once")
		}
	})
	t.Run("row 2 a short wait is waited out", func(t *testing.T) {
		w := newWorld(t, nil).run()
		w.server.Fail(telegramtest.TooMany(1))
		w.ann.Writes("/summary x")
		w.said(w.ann.Chat(), "heard: summary|x")
	})
}

func TestRow3ClosedChats(t *testing.T) {
	for _, c := range []struct {
		name  string
		close func(w *world) bot.Address
	}{
		{"row 3 blocked", func(w *world) bot.Address { a := w.direct(); w.ann.Block(); return a }},
		{"row 3 deactivated", func(w *world) bot.Address { a := w.direct(); w.ann.Vanish(); return a }},
		{"row 3 never met", func(w *world) bot.Address { return w.address(w.ann.Chat(), bot.Direct) }},
		{"row 3 kicked from a group", inGroup(func(w *world, g *telegramtest.Chat) { g.SetBot(w.ann, "kicked") })},
		{"row 3 no member of a group", inGroup(func(w *world, g *telegramtest.Chat) { g.SetBot(w.ann, "left") })},
		{"row 3 the group was deleted", inGroup(func(w *world, g *telegramtest.Chat) { g.Delete() })},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, nil)
			if o := w.send(c.close(w), words("hello")); o.Verdict != bot.Gone || o.Err == nil {
				t.Errorf("outcome %+v, want Gone", o)
			}
		})
	}
}

func inGroup(do func(*world, *telegramtest.Chat)) func(*world) bot.Address {
	return func(w *world) bot.Address {
		g := w.server.NewGroup("Readers")
		do(w, g)
		return w.address(g, bot.Group)
	}
}

func TestRow4NotFoundPausesAfterARepeat(t *testing.T) {
	w := newWorld(t, nil)
	to := bot.Address{Network: network, Chat: "-100999", Kind: bot.Group}
	if o := w.send(to, words("x")); o.Verdict != bot.Later || o.After < time.Minute {
		t.Errorf("row 4 first: %+v, want Later", o)
	}
	if o := w.send(to, words("x")); o.Verdict != bot.Gone {
		t.Errorf("row 4 again: %+v, want Gone", o)
	}
}

func TestRow5GroupUpgraded(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewBasicGroup("Readers")
	to := g.Upgrade()
	o := w.send(w.address(g, bot.Group), words("x"))
	if o.Verdict != bot.Moved || o.NewHome != w.address(to, bot.Group) {
		t.Errorf("row 5 outcome %+v, want Moved to %s", o, to.Address())
	}
	w.until("row 5 both service messages tell the core", func() bool { return len(w.core.happened()) == 2 })
	for _, e := range w.core.happened() {
		if e.Kind != bot.Migrated || e.Address != w.address(g, bot.Group) || e.To != w.address(to, bot.Group) {
			t.Errorf("row 5 event %+v", e)
		}
	}
}

// The server may tell that the bot is in the supergroup before it tells that this is the
// group of before.
func TestRow5AGroupThatMovesIsWelcomedOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.core.greet = func(ctx context.Context, e bot.Event, say bot.Say) error {
		if e.Kind != bot.Joined {
			return nil
		}
		return say(ctx, words("I'm here and silent."))
	}
	w.run()
	g, to := w.server.NewBasicGroup("Readers"), w.server.NewGroup("Readers")
	other := w.server.NewGroup("Writers")
	for _, c := range []*telegramtest.Chat{g, to, other} {
		c.SetBot(w.ann, "left")
		c.SetBot(w.ann, "member")
		w.said(c, "I'm here")
	}
	g.UpgradeTo(to)
	w.until("row 5 the second welcome is taken back", func() bool { return len(to.FromBot()) == 0 })
	w.until("row 5 both service messages tell the core", func() bool { return len(w.core.happened()) == 3*2+2 })
	if len(other.FromBot()) != 1 {
		t.Error("another group's welcome was taken back")
	}
}

func TestRow6NotModifiedIsDelivered(t *testing.T) {
	w := newWorld(t, nil)
	o := w.send(w.direct(), words("same"))
	if again := w.adapter.Edit(w.ctx, o.At, words("same")); again.Verdict != bot.Delivered {
		t.Errorf("row 6 %+v", again)
	}
}

func TestRow7MessageToEditIsLost(t *testing.T) {
	w := newWorld(t, nil)
	at := bot.MessageRef{Address: w.direct(), ID: "77"}
	if o := w.adapter.Edit(w.ctx, at, words("x")); o.Verdict != bot.Never {
		t.Errorf("row 7 an edit of what is gone: %+v, want Never", o)
	}
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if err := say(ctx, bot.Reply{Text: []string{"Reading…"}, Busy: true}); err != nil {
			return err
		}
		w.server.Fail(telegramtest.Failure{Method: "editMessageText", Code: 400, Text: "Bad Request: message can't be edited"})
		return say(ctx, words("the answer"))
	}
	w.run()
	w.ann.Writes("/summary x")
	if m := w.said(w.ann.Chat(), "the answer"); m.Edits != 0 {
		t.Errorf("row 7 %+v: want a new message", m)
	}
}

func TestRow9UnparsedHTMLGoesAsPlainText(t *testing.T) {
	w := newWorld(t, nil)
	w.server.Fail(telegramtest.Failure{Code: 400, Text: "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 3"})
	o := w.send(w.direct(), bot.Reply{Title: "A < B", Text: []string{"words"}})
	if o.Verdict != bot.Delivered {
		t.Fatalf("row 9 %+v", o)
	}
	if m := w.ann.Chat().FromBot()[0]; m.Text != "A < B\n\nwords" || len(m.Marks) != 0 {
		t.Errorf("row 9 shown %+v", m)
	}
	if !strings.Contains(w.log.String(), "did not parse our HTML") {
		t.Error("row 9 nothing was logged")
	}
}

func TestRow11Topics(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewGroup("Forum")
	open, closed := g.NewTopic("News"), g.NewTopic("Climate")
	g.CloseTopic(closed)
	at := func(thread string) bot.Address {
		a := w.address(g, bot.Group)
		a.Thread = thread
		return a
	}
	if o := w.send(at(formatID(int64(open))), words("in the topic")); o.Verdict != bot.Delivered || o.At.Address.Thread == "" {
		t.Errorf("row 11 open: %+v", o)
	}
	for name, thread := range map[string]string{"closed": formatID(int64(closed)), "not found": "31"} {
		if o := w.send(at(thread), words("x")); o.Verdict != bot.Gone || !errors.Is(o.Err, bot.ErrCannotPost) || !errors.Is(o.Err, bot.ErrThreadClosed) {
			t.Errorf("row 11 %s: %+v, want Gone that an admin can mend", name, o)
		}
	}
	if o := w.send(at("1"), words("in General")); o.Verdict != bot.Delivered {
		t.Errorf("row 11 General: %+v: thread 1 must not be sent", o)
	}
	msgs := g.FromBot()
	if len(msgs) != 2 || msgs[0].Thread != open || msgs[1].Thread != 0 {
		t.Errorf("row 11 shown %+v: nothing may spill over", msgs)
	}
	w.until("row 11 the core hears of the closed topic", func() bool {
		for _, e := range w.core.happened() {
			if e.Kind == bot.ThreadClosed && e.Address == at(formatID(int64(closed))) {
				return true
			}
		}
		return false
	})
}

func TestRow12Rights(t *testing.T) {
	w := newWorld(t, nil)
	g := w.server.NewGroup("Readers")
	g.SetMuted(true)
	if o := w.send(w.address(g, bot.Group), words("x")); o.Verdict != bot.Gone || !errors.Is(o.Err, bot.ErrCannotPost) || errors.Is(o.Err, bot.ErrThreadClosed) {
		t.Errorf("row 12 muted: %+v", o)
	}
	g.SetMuted(false)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		w.adapter.remove(ctx, r.Message)
		return say(ctx, words("the answer"))
	}
	g.SetStatus(w.ann, "member")
	g.SetBot(w.ann, "administrator")
	w.run()
	w.ann.Says(g, "/summary x")
	if m := w.said(g, "the answer"); m.ReplyTo != 0 {
		t.Errorf("row 12 %+v: the message it replies to is gone", m)
	}
}
