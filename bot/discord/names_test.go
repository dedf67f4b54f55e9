package discord

import (
	"context"
	"testing"

	"crier/bot"
)

func spoken() naming {
	what := []bot.Option{{Name: "topic", Required: true}, {Name: "chat", Chat: true}, {Name: "role", Role: true}}
	return newNaming(bot.Menu{Items: []bot.MenuItem{
		{Command: bot.Command{Name: "addfeed", Group: "feed", Sub: "add"}, Names: map[string]string{"de": "hinzufügen"}},
		{Command: bot.Command{Name: "unsubscribe", Hidden: []string{Network}, Instead: map[string]string{Network: "alerts"}}}, {Command: bot.Command{Name: "alerts"}},
		{
			Command: bot.Command{Name: "latest", Usage: "[topic|feed] words", Options: []bot.Option{{Name: "topic"}, {Name: "words", Required: true}}},
			Names:   map[string]string{"de": "neues"}, OptionNames: map[string]map[string]string{"topic": {"de": "thema"}},
		},
		{
			Command:     bot.Command{Name: "broadcast", Usage: "[@chat] topic|feed on|off|list", Actions: []bot.Action{{Name: "on", Options: what}, {Name: "off", Options: what}, {Name: "list"}}},
			Names:       map[string]string{"de": "senden"},
			ActionNames: map[string]map[string]string{"on": {"de": "an"}},
			OptionNames: map[string]map[string]string{"topic": {"de": "thema"}},
		},
	}})
}

func TestCommandsAreNamedAsTheyAreTypedHere(t *testing.T) {
	r := spoken().reply(bot.Reply{
		Title: "/addfeed address", Footer: "More: /addfeed, /latest",
		Text:   []string{"Send /addfeed, or (/addfeed example.org/addfeed).\n\u2068/addfeed\u2069 · /addfeeds"},
		Points: []bot.Point{{Text: "Type /addfeed, the manual says."}},
	})
	if r.Title != "/feed add address" || r.Footer != "More: /feed add, /latest" || r.Points[0].Text != "Type /addfeed, the manual says." ||
		r.Text[0] != "Send /feed add, or (/feed add example.org/addfeed).\n\u2068/feed add\u2069 · /addfeeds" {
		t.Errorf("%+v", r)
	}
}

func TestActionsAreNamedAsTheyAreTypedHere(t *testing.T) {
	for said, want := range map[[2]string]string{
		{"Send /broadcast climate on.", "en"}:                          "Send /broadcast on topic:climate.",
		{"Send /broadcast @channel climate on, or /broadcast.", "en"}:  "Send /broadcast on topic:climate chat:#channel, or /broadcast on.",
		{"Sende /broadcast climate on.", "de"}:                         "Sende /senden an thema:climate.",
		{"/unsubscribe ends it.", "en"}:                                "/alerts ends it.",
		{"\u2068/broadcast\u2069 · Post", "en"}:                        "\u2068/broadcast\u2069 · Post",
		{"/broadcast list shows what is.", "en"}:                       "/broadcast list shows what is.",
		{"Admins: send /broadcast where posts should appear.", "en"}:   "Admins: send /broadcast on where posts should appear.",
		{"/broadcast [@chat] topic|feed on|off|list", "en"}:            "/broadcast on|off|list",
		{"/latest [topic|feed] words", "de"}:                           "/neues [thema] words",
		{"/addfeed und /latest", "de"}:                                 "/feed hinzufügen und /neues",
		{"see https://example.org/broadcast climate on", "en"}:         "see https://example.org/broadcast climate on",
		{"Send /broadcast with a topic, like /broadcast x off.", "en"}: "Send /broadcast on with a topic, like /broadcast off topic:x.",
	} {
		if got := spoken().sentence(said[0], said[1]); got != want {
			t.Errorf("%q: %q, want %q", said[0], got, want)
		}
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
