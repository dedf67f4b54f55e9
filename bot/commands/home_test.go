package commands_test

import (
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

func TestAHomePageOffersItsArticlesAndItsFeed(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types(h.web + "/ledger/")
		p.presses("3")
		p.types(h.web + "/feeds/climate.rss")
		p.golden(l + "/home")
	})
}

func TestAListIsRememberedAndItsFeedOffered(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types(h.web + "/ledger/")
	if said := bottest.Plain(p.presses("Follow its feed")); !strings.Contains(said, "The newsroom in English") {
		t.Errorf("pressed, it says\n%s", said)
	}
	p.types("/summary " + h.web + "/ledger/")
	if said := bottest.Plain(p.types("/summary 2")); !strings.Contains(said, "words") {
		t.Errorf("the second of the list is\n%s", said)
	}
	if said := bottest.Plain(p.in("g", bot.Group).types("/summary " + h.web + "/ledger/")); strings.Contains(said, "Follow its feed") {
		t.Errorf("a group is offered\n%s", said)
	}
}
