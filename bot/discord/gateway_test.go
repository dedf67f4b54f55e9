package discord

import (
	"errors"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
)

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
