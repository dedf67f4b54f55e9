package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

// board is an adapter that does not run, with a channel to post to.
func board(t *testing.T, kind int, over ...discordtest.Overwrite) (*rig, *discordtest.Guild, bot.Address) {
	r := newRig(t)
	g := r.Guild("home", r.User("owner"))
	id := g.Channel("news", kind, over...)
	g.Join(r.ada, 0)
	return r, g, bot.Address{Network: Network, Chat: id, Kind: bot.Group}
}

func card(key, title string) bot.Item {
	return bot.Item{Key: key, Reply: bot.Reply{Title: title, URL: "https://example.org/" + key, Points: []bot.Point{{Text: "It rained."}}}}
}

func codesBecomeOutcomes(t *testing.T) {
	for _, c := range []struct {
		status, code int
		want         bot.Verdict
	}{
		{404, 10003, bot.Gone}, {404, 10004, bot.Gone}, {404, 10015, bot.Gone}, {403, 50001, bot.Gone}, {403, 50007, bot.Gone},
		{403, 50013, bot.Gone}, {401, 50027, bot.Gone}, {403, 50278, bot.Gone}, {404, 0, bot.Gone}, {400, 50083, bot.Gone}, {403, 160005, bot.Gone},
		{400, 40067, bot.Gone}, {400, 50035, bot.Never}, {400, 200000, bot.Never}, {400, 240000, bot.Never}, {404, 10008, bot.Never},
		{503, 130000, bot.Later}, {500, 0, bot.Later}, {502, 0, bot.Later}, {504, 0, bot.Later}, {403, 40004, bot.Later},
		{403, 20016, bot.Later}, {429, 20028, bot.Later}, {403, 20029, bot.Later}, {429, 0, bot.Later}, {401, 0, bot.Later}, {0, 0, bot.Unsure},
	} {
		r, _, at := board(t, discordtest.Text)
		r.Server.Fail(discordtest.Failure{Path: "/messages", Status: c.status, Code: c.code})
		o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")})
		if o.Verdict != c.want || o.Err == nil || o.Verdict == bot.Later && o.After <= 0 {
			t.Errorf("%d/%d: %+v, want %s", c.status, c.code, o, c.want)
		}
		if n := len(r.Calls("/messages")); n != 1 {
			t.Errorf("%d/%d: %d calls, want 1: the outbox repeats, not the adapter", c.status, c.code, n)
		}
	}
}

func noTokenInErrors(t *testing.T) {
	var log bytes.Buffer
	a, err := New(Options{Token: discordtest.Token, APIBase: "http://127.0.0.1:1/api/v10", Log: slog.New(slog.NewTextHandler(&log, nil))})
	must(t, err)
	o := a.Send(t.Context(), bot.Address{Network: Network, Chat: "123"}, []bot.Item{card("k", "Rain")})
	if o.Verdict != bot.Later {
		t.Errorf("nobody listens: %+v, want Later", o)
	}
	in := &interaction{ID: "1", ApplicationID: "2", Token: "aW50-secret"}
	e1 := a.respond(in)(t.Context(), response{})
	e2 := a.call(t.Context(), "PATCH", "webhooks/2/aW50-secret/messages/@original", body{}, nil)
	for _, err := range []error{o.Err, e1, e2} {
		if s := fmt.Sprint(err) + log.String(); strings.Contains(s, "secret") || strings.Contains(s, discordtest.Token) {
			t.Errorf("a token is told: %s", s)
		}
	}
}

func aSendWithAKnownKeyIsShownOnce(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	r.Server.Fail(discordtest.Failure{Path: "/messages", Act: true})
	if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Unsure || !r.a.Limits().Once {
		t.Fatalf("%+v, want Unsure when the answer is lost", o)
	}
	o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")})
	if n := len(r.Read(r.ada, at.Chat)); n != 1 || o.Verdict != bot.Delivered || o.At.ID == "" {
		t.Errorf("%d messages, %+v: want the one, named", n, o)
	}
	if n := nonce(at, card(strings.Repeat("key", 100), "")); len(n) > 25 {
		t.Errorf("nonce of %d characters", len(n))
	}
}

func ratesThatDiscordTells(t *testing.T) {
	other := bot.Address{Network: Network, Chat: "5"}
	for _, c := range []struct {
		name string
		fail discordtest.Failure
		all  bool
	}{
		{"of a route", discordtest.Failure{Body: `{"retry_after":1.5,"global":false}`, Header: map[string]string{"X-RateLimit-Scope": "user"}}, false},
		{"shared", discordtest.Failure{Body: `{"retry_after":1.5,"global":false}`, Header: map[string]string{"X-RateLimit-Scope": "shared"}}, false},
		{"global", discordtest.Failure{Body: `{"retry_after":1.5,"global":true}`, Header: map[string]string{"X-RateLimit-Global": "true"}}, true},
		{"Cloudflare's page", discordtest.Failure{Body: "<html>You are being rate limited</html>", Header: map[string]string{"Retry-After": "2", "Content-Type": "text/html"}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _, at := board(t, discordtest.Text)
			c.fail.Path, c.fail.Status = "/messages", 429
			r.Server.Fail(c.fail)
			for i := range 3 { // the first is refused, the others are not even tried
				o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")})
				if o.Verdict != bot.Later || o.All != c.all || o.After < time.Second || o.After > 3*time.Second {
					t.Errorf("send %d: %+v", i, o)
				}
			}
			if n := len(r.Calls("/messages")); n != 1 {
				t.Errorf("%d calls, want 1", n)
			}
			if held := r.a.Send(t.Context(), other, []bot.Item{card("k", "Rain")}).Verdict == bot.Later; held != c.all {
				t.Errorf("another channel held: %v, want %v", held, c.all)
			}
		})
	}
}

func anEmptyBucketIsNotTried(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	r.Server.Fail(discordtest.Failure{Path: "/messages", Status: 404, Code: 10008, Header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "2.5"}})
	r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")})
	if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Later || o.After < 2*time.Second || o.All {
		t.Errorf("%+v, want Later for what the headers said", o)
	}
}

func tooManyRefusalsStopEverythingWellBeforeABan(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	tr := r.a.rest.Client.Transport.(*transport)
	now := time.Now()
	tr.now = func() time.Time { return now }
	for range stopInvalid {
		tr.note(route{}, &refusal{Status: 403})
		tr.note(route{}, &refusal{Status: 429, Shared: true}) // does not count
	}
	if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Later || !o.All {
		t.Errorf("%+v, want all calls held", o)
	}
	now = now.Add(11 * time.Minute)
	if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Delivered {
		t.Errorf("%+v, want it to go on after ten minutes", o)
	}
}

func pacerIsAskedBeforeOwnCallsAndNotBeforeSends(t *testing.T) {
	var asked []bot.Address
	r := newRig(t, func(o *Options) {
		o.Pace = func(_ context.Context, at bot.Address) error { asked = append(asked, at); return nil }
	})
	_, err := r.a.Chat(t.Context(), r.dm)
	must(t, err)
	if len(asked) != 1 || asked[0].Chat != r.dm {
		t.Errorf("asked for %+v", asked)
	}
	r.a.Send(t.Context(), r.Direct(), []bot.Item{card("k", "Rain")})
	if len(asked) != 1 {
		t.Error("a send was paced twice: its caller has done so")
	}
}

func aForumGetsAPostPerStory(t *testing.T) {
	r, _, at := board(t, discordtest.Forum)
	o := r.a.Send(t.Context(), at, []bot.Item{card("a", "Rain"), card("b", "Snow")})
	if o.Verdict != bot.Delivered || o.Sent != 1 || o.At.Address.Chat == at.Chat {
		t.Fatalf("%+v, want one post in a thread of its own", o)
	}
	if m := r.Read(r.ada, o.At.Address.Chat); len(m) != 1 || !strings.Contains(m[0].Text, "Rain") {
		t.Errorf("post %+v", m)
	}
}

func withoutTheRightToEmbedTheWordsAreSentBare(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	r.Server.Fail(discordtest.Failure{Path: "/messages", Status: 400, Code: 50006})
	if o := r.a.Send(t.Context(), at, []bot.Item{card("a", "Rain")}); o.Verdict != bot.Delivered {
		t.Fatalf("%+v", o)
	}
	if m := r.Read(r.ada, at.Chat); len(m[0].Raw.Embeds) != 0 || !strings.Contains(m[0].Text, "It rained.") {
		t.Errorf("message %+v", m[0])
	}
}

func tenItemsFoldWithinTheSum(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	var short, long []bot.Item
	for i := range 12 {
		it := card(fmt.Sprint(i), fmt.Sprint("Story ", i))
		it.Reply.Buttons = [][]bot.Button{{{Label: "More", Line: "more"}, {Label: "Why", Line: fmt.Sprint("why ", i)}}}
		short = append(short, it)
		it.Reply.Text = []string{strings.Repeat("A sentence of this text. ", 60)}
		long = append(long, it)
	}
	if o := r.a.Send(t.Context(), at, short); o.Sent != 10 {
		t.Errorf("%+v, want ten in one message", o)
	}
	if o := r.a.Send(t.Context(), at, long); o.Sent < 3 || o.Sent > 4 {
		t.Errorf("%+v, want as many as 6000 characters hold", o)
	}
}

func TestAddressesThatAreNotIDsNeverReachAPath(t *testing.T) {
	r := newRig(t)
	for _, id := range []string{"", "../users/@me", "1/../2", "1?x=2", "１"} {
		at := bot.Address{Network: Network, Chat: id}
		if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "x")}); o.Verdict != bot.Never {
			t.Errorf("Send to %q: %+v", id, o)
		}
		if o := r.a.Edit(t.Context(), bot.MessageRef{Address: at, ID: "1"}, bot.Reply{}); o.Verdict != bot.Never {
			t.Errorf("Edit in %q: %+v", id, o)
		}
		if _, err := r.a.CanManage(t.Context(), at, bot.Sender{ID: "1"}); err == nil {
			t.Errorf("CanManage of %q", id)
		}
		if _, err := r.a.Chat(t.Context(), id); !errors.Is(err, bot.ErrNoChat) {
			t.Errorf("Chat %q: %v", id, err)
		}
	}
	if n := len(r.Calls("")); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// A process was killed after it sent two items and before it marked them; a third has
// come since. Discord answers with the message it has, and the third is still to be
// sent.
func TestWhatCameAfterAMessageThatDiscordKnowsIsSentToo(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	items := []bot.Item{card("k1", "One"), card("k2", "Two"), card("k3", "Three")}
	if o := r.a.Send(t.Context(), at, items[:2]); o.Verdict != bot.Delivered || o.Sent != 2 {
		t.Fatalf("the first time: %+v", o)
	}
	if o := r.a.Send(t.Context(), at, items); o.Verdict != bot.Delivered || o.Sent != 2 {
		t.Errorf("again, with a third: %+v, want two of them sent", o)
	}
	if o := r.a.Send(t.Context(), at, items[2:]); o.Verdict != bot.Delivered || o.Sent != 1 {
		t.Errorf("the third: %+v", o)
	}
}
