package discord

import (
	"context"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/discordtest"
)

// rig is an adapter with a Discord behind it and a person in front of it.
type rig struct {
	*discordtest.Server
	a   *Adapter
	ada *discordtest.User
	dm  string
}

func newRig(t *testing.T, change ...func(*Options)) *rig {
	t.Helper()
	s, err := discordtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	o := Options{Token: discordtest.Token, APIBase: s.URL}
	for _, c := range change {
		c(&o)
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	a.times.retry, a.times.hello, a.times.grace = 20*time.Millisecond, time.Second, 60*time.Millisecond
	r := &rig{Server: s, a: a, ada: s.User("ada")}
	r.dm = s.DM(r.ada)
	t.Cleanup(func() {
		for _, p := range s.Problems() {
			t.Errorf("Discord refused the form of a request: %s", p)
		}
	})
	return r
}

// run serves until the test ends.
func (r *rig) run(t *testing.T, core bot.Core, menu bot.Menu) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	done := make(chan error, 1)
	go func() { done <- r.a.Run(ctx, menu, core) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return ctx
}

func (r *rig) see(ctx context.Context, t *testing.T, channel string, words ...string) discordtest.Shown {
	t.Helper()
	m, err := r.See(ctx, r.ada, channel, words...)
	if err != nil {
		t.Fatalf("never saw %q in %+v", words, r.Read(r.ada, channel))
	}
	return m
}

func (r *rig) Adapter() bot.Adapter { return r.a }
func (r *rig) Direct() bot.Address {
	return bot.Address{Network: Network, Chat: r.dm, Kind: bot.Direct}
}

func (r *rig) Type(ctx context.Context, line string) error {
	if !strings.HasPrefix(line, "/") {
		_, err := r.Say(ctx, r.ada, r.dm, line)
		return err
	}
	name, text, _ := strings.Cut(line[1:], " ")
	_, err := r.Slash(ctx, r.ada, r.dm, name, map[string]any{"text": text})
	return err
}

func (r *rig) Press(ctx context.Context, label string) error {
	_, err := r.Server.Press(ctx, r.ada, r.dm, label)
	return err
}

func (r *rig) Shown() (out []bottest.Shown) {
	for _, m := range r.Read(r.ada, r.dm) {
		if !m.Mine {
			out = append(out, bottest.Shown{ID: m.ID, Text: m.Text, Links: m.Links, Buttons: m.Buttons})
		}
	}
	return out
}

func (r *rig) Fail(f bottest.Failure) {
	path := "/channels/" + r.dm + "/messages"
	switch f {
	case bottest.TooFast:
		r.Server.Fail(discordtest.Failure{Path: path, Status: 429, Header: map[string]string{"Retry-After": "2"}, Body: `{"retry_after":1.5,"global":false}`})
	case bottest.Blocked:
		r.CloseDM(r.ada, true)
	case bottest.BrokenDown:
		r.Server.Fail(discordtest.Failure{Path: path, Status: 502, Body: "<html>bad gateway</html>"})
	}
}

func TestConformance(t *testing.T) {
	bottest.Exercise(t, func(t *testing.T) bottest.Network { return newRig(t) })
}
