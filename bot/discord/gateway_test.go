package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
)

// echo answers each request with its line and keeps what it was asked.
type echo struct {
	asked  chan bot.Request
	events chan bot.Event
	answer func(context.Context, bot.Request, bot.Say) error
	offers func(bot.Request, string) []bot.Choice
}

func newEcho() *echo {
	return &echo{asked: make(chan bot.Request, 1000), events: make(chan bot.Event, 100)}
}

func (e *echo) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	e.asked <- r
	if e.answer != nil {
		return e.answer(ctx, r, say)
	}
	return say(ctx, bot.Reply{Text: []string{"echo " + r.Command + " " + r.Args}})
}

func (e *echo) Complete(_ context.Context, r bot.Request, option string) ([]bot.Choice, error) {
	if e.offers == nil {
		return nil, nil
	}
	return e.offers(r, option), nil
}
func (e *echo) Inline(context.Context, bot.Request, string) ([]bot.Reply, error) { return nil, nil }
func (e *echo) Seen(context.Context, string, string) (bool, error)               { return false, nil }
func (e *echo) Event(ctx context.Context, ev bot.Event, say bot.Say) error {
	e.events <- ev
	if ev.Kind == bot.Joined {
		return say(ctx, bot.Reply{Text: []string{"I'm here and silent."}})
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asks proves that the bot hears and answers.
func asks(ctx context.Context, t *testing.T, r *rig, word string) {
	t.Helper()
	if _, err := r.Slash(ctx, r.ada, r.dm, "summary", map[string]any{"text": word}); err != nil {
		t.Fatal(err)
	}
	r.see(ctx, t, r.dm, "echo summary "+word)
}

func onlyTheTwoFreeIntentsAreAskedFor(t *testing.T) {
	r := newRig(t)
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	if got := r.Ops(2)[0].Intents; got != 1<<0|1<<12 {
		t.Errorf("intents %b, want GUILDS and DIRECT_MESSAGES", got)
	}
}

func theFirstHeartbeatComesWithinTheInterval(t *testing.T) {
	r := newRig(t)
	r.Heartbeat = 50 * time.Millisecond
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.WaitOps(ctx, 1, 3))
}

func aMissingAckClosesAndResumes(t *testing.T) {
	r := newRig(t)
	r.Heartbeat = 40 * time.Millisecond
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	r.DropAcks(true)
	must(t, r.WaitOps(ctx, -1, 1))
	r.DropAcks(false)
	if c := r.Ops(-1)[0].Close; c == 1000 || c == 1001 {
		t.Errorf("closed with %d: that gives the session up", c)
	}
	must(t, r.WaitOps(ctx, 6, 1))
	asks(ctx, t, r, "alive")
	if n := len(r.Ops(2)); n != 1 {
		t.Errorf("%d identifies, want 1: the session is resumed", n)
	}
}

func reconnectAndLostLinksResumeAndMissNothing(t *testing.T) {
	for name, cut := range map[string]func(*rig){
		"op 7":          func(r *rig) { r.SendOp(7, nil) },
		"op 9 true":     func(r *rig) { r.SendOp(9, true) },
		"a broken line": func(r *rig) { r.CloseGateway(0) },
		"code 4000":     func(r *rig) { r.CloseGateway(4000) },
	} {
		t.Run(name, func(t *testing.T) {
			r, e := newRig(t), newEcho()
			ctx := r.run(t, e, bottest.TestMenu())
			must(t, r.Connected(ctx, 1))
			cut(r)
			r.Dispatch("", "MESSAGE_CREATE", map[string]any{"id": "7", "channel_id": r.dm, "content": "missed", "author": r.ada})
			must(t, r.WaitOps(ctx, 6, 1))
			r.see(ctx, t, r.dm, "echo")
			if n := len(r.Ops(2)); n != 1 {
				t.Errorf("%d identifies, want 1", n)
			}
		})
	}
}

func anInvalidSessionIdentifiesOnANewConnection(t *testing.T) {
	for name, cut := range map[string]func(*rig){
		"op 9 false":            func(r *rig) { r.SendOp(9, false) },
		"4007":                  func(r *rig) { r.CloseGateway(4007) },
		"4009":                  func(r *rig) { r.CloseGateway(4009) },
		"forgotten by a resume": func(r *rig) { r.Forget(); r.CloseGateway(0) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			ctx := r.run(t, newEcho(), bottest.TestMenu())
			must(t, r.Connected(ctx, 1))
			cut(r)
			must(t, r.WaitOps(ctx, 2, 2))
			asks(ctx, t, r, "anew")
			if n := len(r.Ops(-1)); n == 0 {
				t.Error("identified on the old connection")
			}
		})
	}
}

func noHelloAndEarlyOpsDoNotHang(t *testing.T) {
	for name, ill := range map[string]func(*rig){
		"no Hello":                 func(r *rig) { r.SkipHello(1) },
		"op 11 before READY":       func(r *rig) { r.Early(11) },
		"op 7 before READY (#513)": func(r *rig) { r.Early(7) },
		"op 1 before READY":        func(r *rig) { r.Early(1) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			ill(r)
			ctx := r.run(t, newEcho(), bottest.TestMenu())
			asks(ctx, t, r, "hello")
		})
	}
}

func fatalCloseCodesStopThisNetworkWithTheReason(t *testing.T) {
	for code, words := range map[int]string{4004: "credential", 4010: "invalid shard", 4011: "shards", 4012: "version", 4013: "intents", 4014: "intents"} {
		r := newRig(t)
		r.RefuseIdentify(code)
		err := r.a.Run(t.Context(), bottest.TestMenu(), newEcho())
		if err == nil || !strings.Contains(err.Error(), words) || errors.Is(err, bot.ErrCredential) != (code == 4004) {
			t.Errorf("%d: %v, want it to say %q", code, err, words)
		}
		if n := len(r.Ops(2)); n != 1 {
			t.Errorf("%d: %d identifies, want 1", code, n)
		}
	}
}

func aBadTokenEndsRunAndIsNotTold(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Token = "wrong.secret" })
	err := r.a.Run(t.Context(), bottest.TestMenu(), newEcho())
	if !errors.Is(err, bot.ErrCredential) || strings.Contains(err.Error(), "secret") {
		t.Errorf("Run: %v, want ErrCredential without the token", err)
	}
}

func shardsAreThoseAdvisedAndIdentifyPaced(t *testing.T) {
	r := newRig(t)
	r.Shards, r.Concurrency = 3, 50
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.Connected(ctx, 3))
	seen, ops := map[[2]int]bool{}, r.Ops(2)
	for _, o := range ops {
		seen[o.Shard] = true
	}
	if len(seen) != 3 || !seen[[2]int{0, 3}] || !seen[[2]int{2, 3}] {
		t.Errorf("shards %v", seen)
	}
	if took := ops[2].At.Sub(ops[0].At); took < 150*time.Millisecond {
		t.Errorf("3 identifies within %s at 50 per 5 s, want 200 ms", took)
	}
	asks(ctx, t, r, "shard") // direct messages come on shard 0
}

func eventsOfServers(t *testing.T) {
	r, e := newRig(t), newEcho()
	old := r.Guild("old", r.ada)
	was := old.Channel("general", 0)
	ctx := r.run(t, e, bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	if ev := <-e.events; ev.Kind != bot.Returned || ev.Address.Chat != was {
		t.Errorf("event %+v, want Returned: nobody knows whether it was left meanwhile", ev)
	}
	g := r.Guild("new", r.ada)
	general := g.Channel("general", 0)
	news := g.Channel("news", 5)
	r.Outage(old)
	r.Invite(old) // back from the outage: not new
	r.Invite(g)
	came := map[string]bot.Event{}
	for range 2 {
		ev := <-e.events
		came[ev.Address.Chat] = ev
	}
	if ev := came[general]; ev.Kind != bot.Joined || ev.Title != "#general" {
		t.Errorf("event %+v, want Joined at general of the new server", ev)
	}
	if ev := came[news]; ev.Kind != bot.Returned || ev.Address.Kind != bot.Channel {
		t.Errorf("event %+v, want Returned at the server's other channel", ev)
	}
	if m := r.see(ctx, t, general, "here and silent"); m.Raw.Flags&flagSilent == 0 {
		t.Error("the word of welcome makes a sound")
	}
	thread := g.Thread(general, "topic")
	r.Archive(thread, false) // as happens by itself: it opens when it is written to
	r.Delete(thread)
	if ev := <-e.events; ev.Kind != bot.ThreadClosed || ev.Address.Chat != thread {
		t.Errorf("event %+v, want ThreadClosed", ev)
	}
	r.Expel(g)
	ev := <-e.events
	left := []string{ev.Address.Chat}
	for _, at := range ev.Also {
		left = append(left, at.Chat)
	}
	slices.Sort(left)
	if want := []string{general, news}; ev.Kind != bot.Expelled || !slices.Equal(left, want) && !slices.Equal(left, []string{news, general}) {
		t.Errorf("event %+v, want Expelled from both channels", ev)
	}
}

func serversThatWereLeftOrJoinedUnseen(t *testing.T) {
	r, e := newRig(t), newEcho()
	left, again := r.Guild("left", r.ada), r.Guild("again", r.ada)
	gone := left.Channel("general", 0)
	here, news := again.Channel("general", 0), again.Channel("news", 5)
	ctx := r.run(t, e, bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	told := func() map[string]bot.Event {
		t.Helper()
		came := map[string]bot.Event{}
		for range 2 {
			select {
			case ev := <-e.events:
				came[ev.Address.Chat] = ev
			case <-ctx.Done():
				t.Fatalf("only %+v was told", came)
			}
		}
		return came
	}
	if came := told(); came[gone].Kind != bot.Returned || came[here].Kind != bot.Returned || len(came[here].Also) != 1 || came[here].Also[0].Chat != news {
		t.Errorf("%+v, want that we may be back in both servers", came)
	}
	r.Forget()
	r.RefuseIdentify(4000)
	r.CloseGateway(4000)
	must(t, r.WaitOps(ctx, 2, 2))
	r.Expel(left)
	r.RefuseIdentify(0)
	if came := told(); came[gone].Kind != bot.Expelled || came[here].Kind != bot.Returned {
		t.Errorf("%+v, want Expelled from the one that READY named no more", came)
	}
}

func unreadableEventsAreSurvived(t *testing.T) {
	r := newRig(t)
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	for _, bad := range []any{"text", []int{1}, map[string]any{"id": 5}, map[string]any{"id": "1", "application_id": "2", "token": "t", "type": 3, "data": map[string]any{}},
		map[string]any{"id": "1", "application_id": "2", "token": "t", "type": 2}} {
		r.Dispatch("", "INTERACTION_CREATE", bad)
		r.Dispatch("", "MESSAGE_CREATE", bad)
		r.Dispatch("", "GUILD_CREATE", bad)
		r.Dispatch("", "SOMETHING_NEW", bad)
	}
	asks(ctx, t, r, "still")
}

func aMessageWithComponentsOfANewKindCanStillBePressed(t *testing.T) {
	r, e := newRig(t), newEcho()
	ctx := r.run(t, e, bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	r.Dispatch("", "INTERACTION_CREATE", map[string]any{
		"id": "1", "application_id": "2", "token": "t", "type": 3, "channel_id": r.dm, "user": r.ada,
		"data": map[string]any{"custom_id": "1:more a", "component_type": 2}, "message": map[string]any{"id": "9", "components": []any{map[string]any{"type": 99}}},
	})
	if q := <-e.asked; q.Command != "more" || q.Args != "a" || q.Sender.ID != r.ada.ID || q.From != r.Direct() {
		t.Errorf("request %+v", q)
	}
}

func heartbeatRequestsAreAnsweredButNotWithoutMeasure(t *testing.T) {
	r := newRig(t)
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	for range 200 {
		r.SendOp(1, nil)
	}
	must(t, r.WaitOps(ctx, 1, 1))
	asks(ctx, t, r, "alive")
	if n := len(r.Ops(1)); n > 5 {
		t.Errorf("%d heartbeats: 120 sends a minute are allowed", n)
	}
}

func noSessionStartsLeftWaitsForTheReset(t *testing.T) {
	r := newRig(t)
	r.Starts, r.StartsReset = 0, 150*time.Millisecond
	began := time.Now()
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.WaitOps(ctx, 2, 1))
	if took := time.Since(began); took < 150*time.Millisecond {
		t.Errorf("identified after %s with no starts left", took)
	}
}

func manyServersTakeLittleMemory(t *testing.T) {
	a, err := New(Options{Token: "x"})
	must(t, err)
	e := newEcho()
	a.live = &live{ctx: t.Context(), core: e, work: make(chan struct{}, maxWork)}
	before := heap()
	for i := range 2500 {
		id := 1e18 + float64(i)*(1<<22)
		g := map[string]any{"id": fmt.Sprintf("%.0f", id), "name": "server", "roles": make([]map[string]string, 30), "members": make([]map[string]string, 50)}
		channels := []map[string]any{}
		for c := range 40 {
			channels = append(channels, map[string]any{"id": fmt.Sprintf("%.0f", id+float64(c*1024)), "type": 0, "name": "channel", "topic": strings.Repeat("t", 200)})
		}
		g["channels"] = channels
		a.guilds.expect(g["id"].(string))
		raw, err := json.Marshal(g)
		must(t, err)
		a.dispatch(&shard{a: a}, frame{Type: "GUILD_CREATE", Data: raw})
		<-e.events
	}
	a.live.tasks.Wait()
	if mb := float64(heap()-before) / (1 << 20); mb > 10 {
		t.Errorf("2,500 servers take %.1f MB", mb)
	} else {
		t.Logf("2,500 servers take %.1f MB", mb)
	}
	runtime.KeepAlive(a)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
