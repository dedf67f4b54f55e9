package discord

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

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
