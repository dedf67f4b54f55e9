package discord

import (
	"context"
	"testing"

	"crier/bot"
)

func TestCommandsAreNamedAsTheyAreTypedHere(t *testing.T) {
	x := newIndex(bot.Menu{Items: []bot.MenuItem{
		{Command: bot.Command{Name: "addfeed", Group: "feed", Sub: "add"}}, {Command: bot.Command{Name: "latest"}},
	}})
	r := x.named(bot.Reply{
		Title: "/addfeed address", Footer: "More: /addfeed, /latest",
		Text:   []string{"Send /addfeed, or (/addfeed example.org/addfeed).\n\u2068/addfeed\u2069 · /addfeeds"},
		Points: []bot.Point{{Text: "Type /addfeed, the manual says."}},
	})
	if r.Title != "/feed add address" || r.Footer != "More: /feed add, /latest" || r.Points[0].Text != "Type /addfeed, the manual says." ||
		r.Text[0] != "Send /feed add, or (/feed add example.org/addfeed).\n\u2068/feed add\u2069 · /addfeeds" {
		t.Errorf("%+v", r)
	}
}

func TestAnAnswerNamesCommandsAsTheyAreTypedHere(t *testing.T) {
	r := newRig(t)
	a := r.a
	a.live = &live{ctx: context.Background(), menu: newIndex(bot.Menu{Items: []bot.MenuItem{{Command: bot.Command{Name: "mute", Group: "feed", Sub: "mute"}}}})}
	if b := a.body([]bot.Item{{Reply: bot.Reply{Text: []string{"Send /mute off."}}}}); b.Content != "Send /feed mute off." {
		t.Errorf("shown: %q", b.Content)
	}
}
