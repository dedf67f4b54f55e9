package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
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

func aDocumentIsGivenToACommand(t *testing.T) {
	r, _, ctx, general := desk(t, func(ctx context.Context, q bot.Request, say bot.Say) error {
		f, err := q.File.Open(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		b, err := io.ReadAll(f)
		if err != nil {
			return err
		}
		return say(ctx, plainly(fmt.Sprintf("%s|%s|%s|%s", q.Command, q.Args, q.File.Name, b)))
	})
	_, err := r.Slash(ctx, r.ada, general, "summary", map[string]any{"file": discordtest.Attachment{Name: "rain.txt", Type: "text/plain", Content: []byte("It rained.")}, "length": "short"})
	must(t, err)
	r.see(ctx, t, general, "summary|short|rain.txt|It rained.")
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
