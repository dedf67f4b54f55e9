package discord

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

// deskMenu has a command of each shape.
func deskMenu() bot.Menu {
	both := func(en, de string) map[string]string { return map[string]string{"en": en, "de": de} }
	item := func(c bot.Command) bot.MenuItem {
		m := bot.MenuItem{Command: c, Help: both("Help for "+c.Name, "Hilfe zu "+c.Name), OptionHelp: map[string]map[string]string{}, ActionHelp: map[string]map[string]string{}}
		for _, o := range c.Options {
			m.OptionHelp[o.Name] = both("The "+o.Name, "Die "+o.Name)
		}
		return m
	}
	summary := item(bot.Command{Name: "summary", Section: bot.Reading, Options: []bot.Option{
		{Name: "link", Complete: true}, {Name: "length", Choices: []string{"short", "medium", "long"}},
	}})
	summary.MessageMenu = both("Summarize this", "Zusammenfassen")
	summary.Names = map[string]string{"en": "summary", "de": "zusammenfassung"}
	why := item(bot.Command{Name: "why", Section: bot.Following})
	why.MessageMenu = both("Why this alert?", "Warum diese Meldung?")
	return bot.Menu{Languages: []string{"en", "de"}, Items: []bot.MenuItem{
		summary,
		item(bot.Command{Name: "next", Section: bot.Reading}),
		sharing(item(bot.Command{Name: "subscribe", Section: bot.Following, Options: []bot.Option{{Name: "words", Required: true, Complete: true}}})),
		item(bot.Command{Name: "addfeed", Group: "feed", Sub: "add", Section: bot.Following, Who: bot.Manager, Options: []bot.Option{{Name: "address", Required: true}}}),
		item(bot.Command{Name: "removefeed", Group: "feed", Sub: "remove", Section: bot.Following, Who: bot.Manager, Options: []bot.Option{{Name: "address", Required: true}}}),
		item(bot.Command{Name: "broadcast", Section: bot.Posting, Who: bot.Manager, Where: bot.InGroups, Actions: []bot.Action{
			{Name: "on", Options: []bot.Option{{Name: "what"}, {Name: "channel", Chat: true, Required: true}}}, {Name: "list"},
		}}),
		why,
		item(bot.Command{Name: "start", Section: bot.Self, Hidden: []string{Network}}),
		item(bot.Command{Name: "stats", Section: bot.Owning, Who: bot.Owner}),
	}}
}

// sharing lets the asker show the answer.
func sharing(m bot.MenuItem) bot.MenuItem {
	m.OptionHelp[publicOption] = map[string]string{"en": "Show it to all", "de": "Allen zeigen"}
	return m
}

// desk is a running bot with a server of people.
func desk(t *testing.T, answer func(context.Context, bot.Request, bot.Say) error, change ...func(*Options)) (*rig, *echo, context.Context, string) {
	r, e := newRig(t, change...), newEcho()
	e.answer = answer
	g := r.Guild("home", r.User("owner"))
	general := g.Channel("general", discordtest.Text)
	g.Join(r.ada, 0)
	return r, e, r.run(t, e, deskMenu()), general
}

func slow(reply bot.Reply) func(context.Context, bot.Request, bot.Say) error {
	return func(ctx context.Context, r bot.Request, say bot.Say) error {
		if err := pause(ctx, 150*time.Millisecond); err != nil {
			return err
		}
		return say(ctx, reply)
	}
}

func plainly(text string) bot.Reply { return bot.Reply{Text: []string{text}} }
func says(text string) func(context.Context, bot.Request, bot.Say) error {
	return func(ctx context.Context, _ bot.Request, say bot.Say) error { return say(ctx, plainly(text)) }
}

func readingIsForAllAndOnesOwnBusinessIsHidden(t *testing.T) {
	private := plainly("answer")
	private.Private = true
	fading := plainly("answer")
	fading.Fade = time.Minute
	for _, c := range []struct {
		name, command string
		reply         bot.Reply
		hidden        bool
	}{
		{"reading", "next", plainly("answer"), false},
		{"a private answer to reading", "next", private, true},
		{"one that fades", "next", fading, true},
		{"following, answered late", "subscribe", plainly("answer"), true},
	} {
		for _, speed := range []string{"at once", "late"} {
			if speed == "at once" && c.command == "subscribe" {
				continue // whoever answers at once says Private
			}
			t.Run(c.name+" "+speed, func(t *testing.T) {
				say := slow(c.reply)
				if speed == "at once" {
					say = func(ctx context.Context, _ bot.Request, s bot.Say) error { return s(ctx, c.reply) }
				}
				r, _, ctx, general := desk(t, say)
				values := map[string]any{}
				if c.command == "subscribe" {
					values["words"] = "climate"
				}
				_, err := r.Slash(ctx, r.ada, general, c.command, values)
				must(t, err)
				if m := r.see(ctx, t, general, "answer"); m.Hidden != c.hidden {
					t.Errorf("hidden %v, want %v", m.Hidden, c.hidden)
				}
				if n := len(r.Read(r.ada, general)); n != 1 {
					t.Errorf("%d messages are left, want the answer alone: %+v", n, r.Read(r.ada, general))
				}
			})
		}
	}
}

func workAheadIsDeferredWellBeforeThreeSeconds(t *testing.T) {
	hold := make(chan struct{})
	r, _, ctx, general := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
		<-hold
		return say(ctx, plainly("done"))
	})
	in, err := r.Slash(ctx, r.ada, general, "next", nil)
	must(t, err)
	must(t, in.Wait(ctx))
	if !in.Deferred() || in.Took() > slowdown*500*time.Millisecond {
		t.Errorf("deferred %v after %s", in.Deferred(), in.Took())
	}
	close(hold)
	r.see(ctx, t, general, "done")
}

func TestTwoHundredCommandsAtOnceAreEachAnsweredInTime(t *testing.T) {
	r, _, ctx, general := desk(t, slow(plainly("done")))
	must(t, r.Connected(ctx, 1))
	limit := 3 * time.Second // Discord's own
	if os.Getenv("CRIER_BARS") != "" {
		limit = 500 * time.Millisecond // ours, on a machine that does nothing else
	}
	var wait sync.WaitGroup
	for range 200 {
		wait.Go(func() {
			in, err := r.Slash(ctx, r.ada, general, "next", nil)
			if err == nil {
				err = in.Wait(ctx)
			}
			if err != nil || in.Took() > slowdown*limit {
				t.Errorf("%v, took %s", err, in.Took())
			}
		})
	}
	wait.Wait()
}

func aPressInAChannelAnswersThePresserAlone(t *testing.T) {
	for name, wait := range map[string]time.Duration{"at once": 0, "late": 150 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			r, e, ctx, general := desk(t, func(ctx context.Context, q bot.Request, say bot.Say) error {
				if !q.Pressed {
					return say(ctx, bot.Reply{Title: "Card", Buttons: [][]bot.Button{{{Label: "More", Line: "more a_1"}}}})
				}
				if err := pause(ctx, wait); err != nil {
					return err
				}
				must(t, say(ctx, bot.Reply{Text: []string{"reading"}, Busy: true}))
				return say(ctx, bot.Reply{Text: []string{"the rest"}, Replace: true})
			})
			_, err := r.Slash(ctx, r.ada, general, "next", nil)
			must(t, err)
			r.see(ctx, t, general, "Card")
			_, err = r.Server.Press(ctx, r.ada, general, "More")
			must(t, err)
			if m := r.see(ctx, t, general, "the rest"); !m.Hidden {
				t.Error("everyone sees what one person pressed for")
			}
			r.see(ctx, t, general, "Card") // unchanged
			if n := len(r.Read(r.ada, general)); n != 2 {
				t.Errorf("%d messages, want card and answer", n)
			}
			<-e.asked
			if q := <-e.asked; q.Command != "more" || q.Args != "a_1" || q.From.Kind != bot.Group {
				t.Errorf("request %+v", q)
			}
		})
	}
}

func aPressInADirectChatReplacesOrAdds(t *testing.T) {
	for _, wait := range []time.Duration{0, 150 * time.Millisecond} {
		for _, replace := range []bool{true, false} {
			r, _, ctx, _ := desk(t, func(ctx context.Context, q bot.Request, say bot.Say) error {
				if !q.Pressed {
					return say(ctx, bot.Reply{Title: "Card", Buttons: [][]bot.Button{{{Label: "Next", Line: "next"}}}})
				}
				_ = pause(ctx, wait)
				return say(ctx, bot.Reply{Title: "Another", Replace: replace})
			})
			_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
			must(t, err)
			r.see(ctx, t, r.dm, "Card")
			must(t, r.Press(ctx, "Next"))
			r.see(ctx, t, r.dm, "Another")
			if n := len(r.Read(r.ada, r.dm)); n == 1 != replace {
				t.Errorf("replace %v after %s: %d messages", replace, wait, n)
			}
		}
	}
}

func aFormIsTheFirstResponseToAPress(t *testing.T) {
	form := bot.Reply{Text: []string{"Type a topic."}, Form: &bot.Form{Title: "New topic", Label: "Words", Line: "subscribe "}}
	r, e, ctx, _ := desk(t, func(ctx context.Context, q bot.Request, say bot.Say) error {
		switch {
		case q.Args != "":
			return say(ctx, plainly("watching "+q.Args))
		case q.Pressed:
			return say(ctx, form)
		}
		return say(ctx, bot.Reply{Text: []string{"menu"}, Buttons: [][]bot.Button{{{Label: "New", Line: "subscribe"}}}})
	})
	_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
	must(t, err)
	in, err := r.Server.Press(ctx, r.ada, r.dm, "New")
	must(t, err)
	must(t, in.Wait(ctx))
	if in.Modal == nil || in.Modal.Title != "New topic" {
		t.Fatalf("form %+v", in.Modal)
	}
	_, err = r.Submit(ctx, in, "climate policy")
	must(t, err)
	r.see(ctx, t, r.dm, "watching climate policy")
	<-e.asked
	<-e.asked
	if q := <-e.asked; q.Command != "subscribe" || q.Args != "climate policy" {
		t.Errorf("request %+v", q)
	}
}

func optionsBecomeArgumentsInTheTablesOrder(t *testing.T) {
	r, e, ctx, general := desk(t, says("ok"))
	for _, c := range []struct {
		path          string
		values        map[string]any
		command, args string
	}{
		{"summary", map[string]any{"length": "short", "link": " https://example.org/a "}, "summary", "https://example.org/a short"},
		{"summary", nil, "summary", ""},
		{"feed add", map[string]any{"address": "example.org"}, "addfeed", "example.org"},
		{"feed remove", map[string]any{"address": "example.org"}, "removefeed", "example.org"},
		{"broadcast on", map[string]any{"what": "climate", "channel": general}, "broadcast", "on climate <#" + general + ">"},
		{"broadcast list", nil, "broadcast", "list"},
	} {
		_, err := r.Slash(ctx, r.ada, general, c.path, c.values)
		must(t, err)
		q := <-e.asked
		if q.Command != c.command || q.Args != c.args || q.From.Chat != general || q.From.Kind != bot.Group || q.Sender.ID != r.ada.ID || q.Sender.Locale != "en-US" {
			t.Errorf("%s %v: %+v", c.path, c.values, q)
		}
	}
}

func theMessageMenuHandsOverEveryLink(t *testing.T) {
	r, e, ctx, general := desk(t, says("ok"))
	must(t, r.Connected(ctx, 1))
	m, err := r.Say(ctx, r.ada, general, "see https://example.org/a, (https://example.org/b_(c)) and <https://example.org/d>!")
	must(t, err)
	_, err = r.OnMessage(ctx, r.ada, m, "Summarize this")
	must(t, err)
	q := <-e.asked
	if q.Command != "summary" || !slices.Equal(q.Links, []string{"https://example.org/a", "https://example.org/b_(c)", "https://example.org/d"}) || q.Message.ID != m.ID {
		t.Errorf("request %+v", q)
	}
}

func autocompleteOffersAtMostTwentyFive(t *testing.T) {
	r, e, ctx, _ := desk(t, says("ok"))
	e.offers = func(q bot.Request, option string) (out []bot.Choice) {
		for i := range 40 {
			out = append(out, bot.Choice{Label: strings.Repeat("x", 150), Value: q.Command + " " + option + " " + q.Args + strconv.Itoa(i)})
		}
		return out
	}
	got, err := r.Complete(ctx, r.ada, r.dm, "subscribe", "words", "clim")
	must(t, err)
	if len(got) != 25 || got[0].Value != "subscribe words clim0" {
		t.Errorf("%d choices, first %+v", len(got), got[0])
	}
}

func aTokenThatDied(t *testing.T) {
	t.Run("before the first response (10062): a plain message", func(t *testing.T) {
		var r *rig
		r, _, ctx, _ := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
			r.Advance(4 * time.Second)
			return say(ctx, plainly("late"))
		})
		_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
		must(t, err)
		r.see(ctx, t, r.dm, "late")
	})
	t.Run("after 15 minutes: a plain message", func(t *testing.T) {
		var r *rig
		r, _, ctx, _ := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
			must(t, say(ctx, plainly("working")))
			r.Advance(16 * time.Minute)
			must(t, say(ctx, plainly("half")))
			return say(ctx, plainly("finished"))
		})
		_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
		must(t, err)
		r.see(ctx, t, r.dm, "finished")
	})
	for name, closed := range map[string]bool{"a private answer goes to the asker's own chat": false, "and nowhere if that is closed": true} {
		t.Run(name, func(t *testing.T) {
			got := make(chan error, 1)
			var r *rig
			r, _, ctx, general := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
				r.Advance(4 * time.Second)
				got <- say(ctx, bot.Reply{Text: []string{"secret"}, Private: true})
				return nil
			})
			r.CloseDM(r.ada, closed)
			_, err := r.Slash(ctx, r.ada, general, "next", nil)
			must(t, err)
			if err := <-got; errors.Is(err, errTooLate) != closed {
				t.Errorf("say: %v, want errTooLate: %v", err, closed)
			}
			if n := len(r.Read(r.ada, general)); n != 0 {
				t.Errorf("%d messages for all, want none", n)
			}
			if n := len(r.Read(r.ada, r.dm)); n == 1 == closed {
				t.Errorf("%d messages in the own chat", n)
			}
		})
	}
	t.Run("answered by another process (40060): dropped", func(t *testing.T) {
		got := make(chan error, 1)
		r, _, ctx, general := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
			got <- say(ctx, plainly("twice"))
			return nil
		})
		r.Server.Fail(discordtest.Failure{Path: "/callback", Status: 400, Code: 40060})
		_, err := r.Slash(ctx, r.ada, general, "next", nil)
		must(t, err)
		if err := <-got; codeOf(err) != codeAlreadyAnswered || strings.Contains(err.Error(), "aW50") {
			t.Errorf("say: %v, want 40060 without the interaction's token", err)
		}
	})
}

func TestADocumentIsHandedOver(t *testing.T) {
	r, _, ctx, _ := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
		return say(ctx, bot.Reply{Text: []string{"Here it is."}, File: &bot.File{Name: "feeds.opml", Type: "text/xml", Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("<opml/>")), nil
		}}})
	})
	_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
	must(t, err)
	if m := r.see(ctx, t, r.dm, "Here it is."); m.Raw.File != "<opml/>" {
		t.Errorf("document %q", m.Raw.File)
	}
}

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
