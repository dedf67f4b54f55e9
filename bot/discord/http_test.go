package discord

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

func interactionsOverHTTPByManyProcesses(t *testing.T) {
	s, err := discordtest.Start()
	must(t, err)
	t.Cleanup(s.Close)
	ada := s.User("ada")
	dm := s.DM(ada)
	var homes []string
	var ctx context.Context
	for i := range 2 {
		a, err := New(Options{Token: discordtest.Token, APIBase: s.URL, PublicKey: s.PublicKey()})
		must(t, err)
		a.times.grace = 60 * time.Millisecond
		mux := http.NewServeMux()
		a.Routes(mux)
		web := httptest.NewServer(mux)
		t.Cleanup(web.Close)
		homes = append(homes, web.URL+"/discord")
		e := newEcho()
		e.answer = func(ctx context.Context, q bot.Request, say bot.Say) error {
			_ = pause(ctx, time.Duration(i)*150*time.Millisecond) // the second defers
			return say(ctx, bot.Reply{Text: []string{"process " + strconv.Itoa(i) + " " + q.Args}, Buttons: [][]bot.Button{{{Label: "More", Line: "more"}}}})
		}
		r := &rig{Server: s, a: a, ada: ada, dm: dm}
		ctx = r.run(t, e, deskMenu())
	}
	for n := range 6 {
		s.HTTP = homes[n%2]
		_, err := s.Slash(ctx, ada, dm, "summary", map[string]any{"link": strconv.Itoa(n)})
		must(t, err)
		if _, err := s.See(ctx, ada, dm, "process "+strconv.Itoa(n%2)+" "+strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
		s.HTTP = homes[(n+1)%2] // what one has shown, the other answers
		_, err = s.Press(ctx, ada, dm, "More")
		must(t, err)
		if _, err := s.See(ctx, ada, dm, "process "+strconv.Itoa((n+1)%2)); err != nil {
			t.Fatal(err)
		}
	}
	if p := s.Problems(); len(p) > 0 {
		t.Error(p)
	}
}

func interactionsOverHTTP(t *testing.T) {
	mux := http.NewServeMux()
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	var r *rig
	s, err := discordtest.Start()
	must(t, err)
	t.Cleanup(s.Close)
	a, err := New(Options{Token: discordtest.Token, APIBase: s.URL, PublicKey: s.PublicKey()})
	must(t, err)
	a.times.grace = 60 * time.Millisecond
	r = &rig{Server: s, a: a, ada: s.User("ada")}
	r.dm = s.DM(r.ada)
	a.Routes(mux)
	s.HTTP = web.URL + "/discord"
	e := newEcho()
	ctx := r.run(t, e, deskMenu())
	asks2 := func(word string) {
		_, err := r.Slash(ctx, r.ada, r.dm, "summary", map[string]any{"link": word})
		must(t, err)
		r.see(ctx, t, r.dm, word)
	}
	asks2("quick")
	e.answer = slow(plainly("slowly"))
	asks2("slowly")
	status, body, err := s.Deliver(ctx, map[string]any{"type": 1})
	if err != nil || status != 200 || strings.TrimSpace(string(body)) != `{"type":1}` {
		t.Errorf("PING: %d %s %v", status, body, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.HTTP, strings.NewReader(`{"type":1}`))
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a signature: %d, want 401", resp.StatusCode)
	}
	if n := len(s.Ops(2)); n != 0 {
		t.Error("the gateway was used beside HTTP")
	}
	if p := s.Problems(); len(p) > 0 {
		t.Error(p)
	}
}
