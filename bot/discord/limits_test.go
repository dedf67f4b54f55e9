package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/discordtest"
)

// tardy is an adapter whose server answers only after a while.
func tardy(t *testing.T, wait time.Duration) *Adapter {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if pause(r.Context(), wait) == nil {
			_, _ = w.Write([]byte(`{"id":"5"}`))
		}
	}))
	t.Cleanup(web.Close)
	a, err := New(Options{Token: "x", APIBase: web.URL + "/api/v10"})
	must(t, err)
	return a
}

func callsEndWithTheirContext(t *testing.T) {
	a := tardy(t, 3*time.Second)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	o := a.Send(ctx, bot.Address{Network: Network, Chat: "1"}, []bot.Item{card("k", "Rain")})
	if took := time.Since(began); took > time.Second*slowdown || o.Verdict != bot.Unsure {
		t.Errorf("%+v after %s, want Unsure when the context ends", o, took)
	}
}

func editsDoNotWaitForOneAnother(t *testing.T) {
	a := tardy(t, 200*time.Millisecond)
	began := time.Now()
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			path := fmt.Sprintf("webhooks/2/token%d/messages/@original", i)
			if err := a.call(t.Context(), http.MethodPatch, path, empty(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > time.Second*slowdown {
		t.Errorf("ten edits took %s, want about the time of one", took)
	}
}

func noBucketIsKeptPerInteraction(t *testing.T) {
	a := tardy(t, 0)
	one := func(i int) {
		must(t, a.call(t.Context(), http.MethodPatch, fmt.Sprintf("webhooks/2/token%d/messages/@original", i), empty(), nil))
	}
	for i := range 50 {
		one(i)
	}
	tr := a.rest.Client.Transport.(*transport)
	if n := len(tr.routes) + len(tr.buckets); n > 2 {
		t.Errorf("%d rates are remembered after 50 interactions that met none", n)
	}
}

func interactionsAreNotBoundToTheGlobalLimit(t *testing.T) {
	r, _, ctx, general := desk(t, says("answered"))
	must(t, r.Connected(ctx, 1))
	if _, err := r.Command(ctx, "next"); err != nil {
		t.Fatal(err)
	}
	r.Server.Fail(discordtest.Failure{Path: "/messages", Status: 429, Body: `{"retry_after":5,"global":true}`, Header: map[string]string{"X-RateLimit-Global": "true"}})
	if o := r.a.Send(ctx, bot.Address{Network: Network, Chat: general}, []bot.Item{card("k", "Rain")}); !o.All {
		t.Fatalf("%+v, want all calls held", o)
	}
	_, err := r.Slash(ctx, r.ada, general, "next", nil)
	must(t, err)
	r.see(ctx, t, general, "answered")
}

func routesThatShareABucketAreHeldTogether(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	tr := r.a.rest.Client.Transport.(*transport)
	header := func(remaining string) *http.Response {
		h := http.Header{}
		h.Set("X-RateLimit-Bucket", "abcd")
		h.Set("X-RateLimit-Remaining", remaining)
		h.Set("X-RateLimit-Reset-After", "2")
		return &http.Response{Header: h, Body: http.NoBody}
	}
	post, edit := routeOf(http.MethodPost, "channels/"+at.Chat+"/messages"), routeOf(http.MethodPatch, "channels/"+at.Chat+"/messages/5")
	tr.learn(edit, header("1")) //nolint:bodyclose // there is none
	tr.learn(post, header("0")) //nolint:bodyclose // there is none
	if tr.held(edit) == nil {
		t.Error("a route of the same bucket may still be called")
	}
	if err := tr.held(routeOf(http.MethodPost, "channels/77/messages")); err != nil {
		t.Errorf("another channel is held too: %v", err)
	}
}

func aServerThatTellsNoRatesIsFine(t *testing.T) {
	a := tardy(t, 0)
	for range 3 {
		if o := a.Send(t.Context(), bot.Address{Network: Network, Chat: "1"}, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Delivered || o.At.ID != "5" {
			t.Fatalf("%+v", o)
		}
	}
}

func deadTokensAreNotUsedAgain(t *testing.T) {
	r, _, ctx, _ := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
		if err := say(ctx, plainly("first")); err != nil {
			return err
		}
		if err := say(ctx, plainly("second")); err != nil {
			return err
		}
		return say(ctx, plainly("third"))
	})
	r.Server.Fail(discordtest.Failure{Path: "/webhooks/", Status: 404, Code: 10015})
	_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
	must(t, err)
	r.see(ctx, t, r.dm, "third")
	if n := len(r.Calls("/webhooks/")); n != 1 {
		t.Errorf("%d calls of a webhook that is gone, want 1", n)
	}
}

func theOneRoleIsCalledAndNobodyElse(t *testing.T) {
	r, g, at := board(t, discordtest.Text)
	it := card("k", "Rain @everyone <@&1> <@2>")
	it.Reply.Post.Role = g.Roles[0].ID
	if o := r.a.Send(t.Context(), at, []bot.Item{it}); o.Verdict != bot.Delivered {
		t.Fatalf("%+v", o)
	}
	m := r.Read(r.ada, at.Chat)[0].Raw
	if m.Calls != g.Roles[0].ID || m.Content != "<@&"+g.Roles[0].ID+">" || m.Flags&flagSilent != 0 {
		t.Errorf("calls %q by %q, flags %d", m.Calls, m.Content, m.Flags)
	}
	it.Reply.Also = "also: Reuters"
	if o := r.a.Edit(t.Context(), bot.MessageRef{Address: at, ID: m.ID}, it.Reply); o.Verdict != bot.Delivered {
		t.Fatalf("%+v", o)
	}
	edits := r.Calls("PATCH")
	if body := edits[len(edits)-1].Body; strings.Contains(body, `"roles"`) || r.Read(r.ada, at.Chat)[0].Raw.Content != m.Content {
		t.Errorf("an edit calls again, or drops the mention: %s", body)
	}
}

func postsOfAnnouncementChannelsAreHandedOn(t *testing.T) {
	r, _, at := board(t, discordtest.News)
	at.Kind = bot.Channel
	for i, publish := range []bool{false, true} {
		it := card(fmt.Sprint(i), fmt.Sprint("Rain ", i))
		it.Reply.Post.Publish = publish
		if o := r.a.Send(t.Context(), at, []bot.Item{it}); o.Verdict != bot.Delivered {
			t.Fatalf("%+v", o)
		}
		if m := r.Read(r.ada, at.Chat)[i].Raw; m.Followed != publish {
			t.Errorf("handed on: %v, want %v", m.Followed, publish)
		}
	}
	r.Server.Fail(discordtest.Failure{Path: "/crosspost", Status: 429, Body: `{"retry_after":3000}`})
	it := card("z", "Snow")
	it.Reply.Post.Publish = true
	if o := r.a.Send(t.Context(), at, []bot.Item{it}); o.Verdict != bot.Delivered {
		t.Errorf("%+v: a post stands though it was not handed on", o)
	}
}

func aHangingLoopEndsRun(t *testing.T) {
	r := newRig(t)
	r.a.times.hello, r.a.times.stuck = time.Minute, 200*time.Millisecond
	r.SkipHello(100)
	if err := r.a.Run(t.Context(), bottest.TestMenu(), newEcho()); !errors.Is(err, bot.ErrStuck) {
		t.Errorf("Run: %v, want ErrStuck", err)
	}
}
