package bottest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"crier/bot"
)

func typedCommand(t *testing.T, s *session) {
	s.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		return say(ctx, bot.Reply{Text: []string{"You asked " + r.Command + " about " + r.Args}})
	}
	s.do(s.net.Type(s.ctx, "/summary one two"))
	s.see("You asked summary about one two")
	r := s.core.last()
	if r.From != s.net.Direct() || r.Sender.ID == "" || r.Pressed {
		t.Errorf("request %+v: want it from %+v by a named sender, not pressed", r, s.net.Direct())
	}
}

func progressEdits(t *testing.T, s *session) {
	s.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if err := say(ctx, bot.Reply{Text: []string{"Reading example.org…"}, Busy: true}); err != nil {
			return err
		}
		return say(ctx, bot.Reply{Text: []string{"All read."}})
	}
	s.do(s.net.Type(s.ctx, "/summary https://example.org/a"))
	s.see("All read.")
	for _, m := range s.net.Shown() {
		if strings.Contains(m.Text, "Reading example.org") {
			t.Errorf("progress still stands after the answer: %+v", m)
		}
	}
}

func pressIsLine(t *testing.T, s *session) {
	s.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if r.Pressed {
			return say(ctx, bot.Reply{Text: []string{"pressed " + r.Command + " " + r.Args}, Replace: true})
		}
		return say(ctx, bot.Reply{Text: []string{"A card"}, Buttons: [][]bot.Button{{
			{Label: "More", Line: "more a_0123456789abcdefghijkl"},
			{Label: "Open", URL: "https://example.org/a"},
		}}})
	}
	s.do(s.net.Type(s.ctx, "/summary x"))
	s.see("A card")
	s.do(s.net.Press(s.ctx, "More"))
	s.see("pressed more a_0123456789abcdefghijkl")
	if r := s.core.last(); !r.Pressed || r.Message.ID == "" {
		t.Errorf("request %+v: want it pressed, on a named message", r)
	}
}

func bareLink(t *testing.T, s *session) {
	s.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		return say(ctx, bot.Reply{Text: []string{"got it"}})
	}
	s.do(s.net.Type(s.ctx, "look at https://example.org/a?b=1 please"))
	s.see("got it")
	r := s.core.last()
	if r.Command != "" || !slices.Equal(r.Links, []string{"https://example.org/a?b=1"}) {
		t.Errorf("command %q links %q, want none and the one link", r.Command, r.Links)
	}
}

func sampleReply() bot.Reply {
	return bot.Reply{
		Kicker: `New for "climate"`, Title: "Rain returns to Velm", URL: "https://example.org/rain", Site: "example.org", Lang: "en",
		Points: []bot.Point{
			{Text: "It rained for the first time since May.", Source: "Velm Herald", Link: "https://example.org/rain#:~:text=It%20rained"},
			{Text: "Farmers said the barley could still be saved.", Source: "Growers' Union", Link: "https://example.org/rain#:~:text=Farmers%20said"},
		},
		Footer:  "example.org · 16 of 240 words, all from the article",
		Buttons: [][]bot.Button{{{Label: "More", Line: "more a_0123456789abcdefghijkl"}, {Label: "Open", URL: "https://example.org/rain"}}},
	}
}

func pushed(t *testing.T, s *session) {
	o := s.net.Adapter().Send(s.ctx, s.net.Direct(), []bot.Item{{Key: "k1", Reply: sampleReply()}})
	if o.Verdict != bot.Delivered || o.Sent != 1 || o.At.ID == "" || o.Err != nil {
		t.Fatalf("outcome %+v, want Delivered, 1 sent, a message named", o)
	}
	m := s.see(`New for "climate"`, "Rain returns to Velm", "first time since May", "Velm Herald", "16 of 240 words")
	for _, want := range []string{"https://example.org/rain#:~:text=It%20rained", "https://example.org/rain#:~:text=Farmers%20said"} {
		if !slices.Contains(m.Links, want) {
			t.Errorf("links %q lack %q", m.Links, want)
		}
	}
	if !slices.Contains(m.Buttons, "More") || !slices.Contains(m.Buttons, "Open") {
		t.Errorf("buttons %q, want More and Open", m.Buttons)
	}
}

func folded(t *testing.T, s *session) {
	fold := s.net.Adapter().Limits().Fold
	var items []bot.Item
	for _, n := range []string{"one", "two", "three"} {
		items = append(items, bot.Item{Key: "fold-" + n, Reply: bot.Reply{Title: "Item " + n, URL: "https://example.org/" + n}})
	}
	o := s.net.Adapter().Send(s.ctx, s.net.Direct(), items)
	want := min(fold, len(items))
	if o.Verdict != bot.Delivered || o.Sent != want {
		t.Fatalf("outcome %+v, want %d of %d sent in one message (fold %d)", o, want, len(items), fold)
	}
	s.see("Item one")
	if want == 3 {
		s.see("Item one", "Item two", "Item three")
	}
}

func edited(t *testing.T, s *session) {
	a := s.net.Adapter()
	o := a.Send(s.ctx, s.net.Direct(), []bot.Item{{Key: "e1", Reply: sampleReply()}})
	if o.Verdict != bot.Delivered {
		t.Fatalf("outcome %+v, want Delivered", o)
	}
	if !a.Limits().Edits {
		t.Skip("this network has no edits")
	}
	again := sampleReply()
	again.Also = "also: Reuters, BBC"
	if o := a.Edit(s.ctx, o.At, again); o.Verdict != bot.Delivered {
		t.Fatalf("edit: %+v, want Delivered", o)
	}
	s.see("Rain returns to Velm", "also: Reuters, BBC")
	if o := a.Edit(s.ctx, o.At, again); o.Verdict != bot.Delivered {
		t.Errorf("the same edit again: %+v, want Delivered", o)
	}
}

func hostile(t *testing.T, s *session) {
	text := `<b>not bold</b> & "quoted" *stars* _lines_ [x](https://evil.example) @everyone ` + "`code` \u202eabc"
	o := s.net.Adapter().Send(s.ctx, s.net.Direct(), []bot.Item{{Key: "h1", Reply: bot.Reply{Title: text, Text: []string{text}}}})
	if o.Verdict != bot.Delivered {
		t.Fatalf("outcome %+v, want Delivered", o)
	}
	m := s.see("<b>not bold</b>", "*stars*", "_lines_", "[x](https://evil.example)")
	if slices.Contains(m.Links, "https://evil.example") {
		t.Errorf("hostile text became a link: %+v", m)
	}
}

func coreFails(t *testing.T, s *session) {
	s.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if r.Args == "fail" {
			return errors.New("the core failed")
		}
		return say(ctx, bot.Reply{Text: []string{"still here"}})
	}
	s.do(s.net.Type(s.ctx, "/summary fail"))
	s.do(s.net.Type(s.ctx, "/summary ok"))
	s.see("still here")
}

func corePanics(t *testing.T, s *session) {
	s.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if r.Args == "panic" {
			panic("the core panicked")
		}
		return say(ctx, bot.Reply{Text: []string{"still here"}})
	}
	s.do(s.net.Type(s.ctx, "/summary panic"))
	s.do(s.net.Type(s.ctx, "/summary ok"))
	s.see("still here")
}

func refused(t *testing.T, s *session, with Failure, want []bot.Verdict) {
	s.net.Fail(with)
	o := s.net.Adapter().Send(s.ctx, s.net.Direct(), []bot.Item{{Key: "r1", Reply: sampleReply()}})
	if !slices.Contains(want, o.Verdict) || o.Err == nil || o.Sent != 0 {
		t.Fatalf("outcome %+v, want a verdict of %v with an error and nothing sent", o, want)
	}
	if with == TooFast && o.After <= 0 {
		t.Errorf("outcome %+v: Later without a time", o)
	}
}

func usableLimits(t *testing.T, l bot.Limits) {
	if l.Fold < 1 || l.InFlight < 1 || l.Length < 500 || l.PerSecond < 0 {
		t.Errorf("limits %+v: want Fold and InFlight at least 1, Length at least 500, PerSecond not negative", l)
	}
}
