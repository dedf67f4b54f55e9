package commands_test

import (
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/library"
	"crier/feeds"
)

const carriedText = "The harbor council of Velm has passed its budget after nine hours of debate about the new flood barrier. The barrier is to be finished within three years.\n\nThe mayor called the vote a turning point for the whole valley and thanked those who had worked for it."

// A page behind a wall is told by its feed's words, where the chat may see the feed.
func TestAWalledPageIsToldByItsFeed(t *testing.T) {
	h := build(t, nil)
	ada, bo := h.person("ada", "en"), h.person("bo", "en")
	f, err := h.db.AddFeed(t.Context(), feeds.Source{URL: h.web + "/feeds/walled.rss?key=1", Title: "Velm Herald"}, feeds.Update{Hash: "x"})
	must(t, err)
	_, _, err = h.db.Follow(t.Context(), bot.Follow{Chat: ada.from, Kind: bot.Feed, Feed: f.ID, Name: f.Title, How: bot.Quiet, By: "ada"}, nil)
	must(t, err)
	_, err = h.db.RecordPoll(t.Context(), f, feeds.Update{Hash: "y", Entries: []feeds.Entry{
		{GUID: "1", URL: h.web + "/samples/wall", Title: "Budget passed", Content: carriedText},
		{GUID: "2", URL: h.web + "/samples/login", Title: "Budget debated", Summary: carriedText},
		{GUID: "3", URL: h.web + "/no/such", Title: "Budget gone", Summary: carriedText},
	}}, today())
	must(t, err)
	for _, path := range []string{"/samples/wall", "/samples/login"} {
		said := bottest.Plain(ada.types("/summary " + h.web + path))
		for _, want := range []string{"harbor council of Velm", "as its feed tells it"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is missing in\n%s", path, want, said)
			}
		}
		if said := bottest.Plain(ada.presses("More")); !strings.Contains(said, "turning point") {
			t.Errorf("%s: More shows\n%s", path, said)
		}
		if said := bottest.Plain(bo.types("/summary " + h.web + path)); strings.Contains(said, "harbor council") {
			t.Errorf("%s: who does not follow the feed is shown\n%s", path, said)
		}
	}
	if said := bottest.Plain(ada.types("/summary " + h.web + "/no/such")); strings.Contains(said, "harbor council") {
		t.Errorf("a page that is gone is told as\n%s", said)
	}
}

// Of an article that several feeds carry, the words that were kept last may be those of
// another chat's feed.
func TestACardShowsTheWordsOfFeedsThatTheChatSees(t *testing.T) {
	h := build(t, nil)
	bo, address := h.person("bo", "en"), h.web+"/samples/wall"
	const teaser = "The council of Velm will vote on its budget tonight. The mayor hopes for a majority of all parties in the hall. The opposition has asked for two more weeks, because the figures of the flood barrier arrived late. A decision is expected before midnight, and the meeting is open to everybody who wants to listen."
	for _, f := range []struct {
		feed feeds.Source
		text string
	}{
		{feeds.Source{URL: h.web + "/feeds/open.rss", Title: "Open", Public: true}, teaser},
		{feeds.Source{URL: h.web + "/feeds/walled.rss?key=1", Title: "Velm Herald"}, carriedText},
	} {
		_, err := h.db.AddFeed(t.Context(), f.feed, feeds.Update{Hash: "x", Entries: []feeds.Entry{{GUID: "1", URL: address, Title: "Budget", Summary: f.text}}})
		must(t, err)
		a := feeds.Article{URL: address, Canonical: address, Title: "Budget", Site: f.feed.Title, Language: "en", Text: f.text, Carried: true, Free: true}
		must(t, h.db.SaveArticle(t.Context(), library.Item{ID: library.ID(address), Article: a, Read: time.Now()}, []string{address}))
	}
	said := bottest.Plain(bo.types("/card " + library.ID(address)))
	if !strings.Contains(said, "vote on its budget") || strings.Contains(said, "Herald") || strings.Contains(said, "nine hours") {
		t.Errorf("who does not follow the private feed is shown\n%s", said)
	}
}

// What is kept of an article may be the words of a feed that only another chat follows.
// Whatever shows an article shows them to that chat alone: to others the words of feeds
// that they see, else what its page says.
func TestWordsOfAnothersFeedAreShownNowhere(t *testing.T) {
	h := build(t, nil)
	ada, bo, cy := h.person("ada", "en"), h.person("bo", "en"), h.person("cy", "en")
	both, alone := h.web+"/samples/wall", h.web+"/samples/login"
	secret, err := h.db.AddFeed(t.Context(), feeds.Source{URL: h.web + "/feeds/walled.rss?key=1", Title: "Velm Herald"}, feeds.Update{Hash: "x"})
	must(t, err)
	_, _, err = h.db.Follow(t.Context(), bot.Follow{Chat: ada.from, Kind: bot.Feed, Feed: secret.ID, Name: secret.Title, How: bot.Quiet, By: "ada"}, nil)
	must(t, err)
	_, err = h.db.AddFeed(t.Context(), feeds.Source{URL: h.web + "/feeds/open.rss", Title: "Open", Public: true},
		feeds.Update{Hash: "x", Entries: []feeds.Entry{{GUID: "1", URL: both, Title: "A vote tonight", Summary: "The council of Velm votes on its budget.", Published: today()}}})
	must(t, err)
	for _, address := range []string{both, alone} {
		e := feeds.Entry{GUID: address, URL: address, Title: "Secret minutes", Summary: carriedText + "\n\nMore at " + address, Image: h.web + "/secret.png"}
		_, err = h.db.RecordPoll(t.Context(), secret, feeds.Update{Hash: address, Entries: []feeds.Entry{e}}, today())
		must(t, err)
		a := feeds.Article{URL: address, Canonical: address, Title: e.Title, Site: secret.Title, Text: e.Summary, Image: e.Image, Carried: true, Free: true}
		must(t, h.db.SaveArticle(t.Context(), library.Item{ID: library.ID(address), Article: a, Read: time.Now()}, []string{address}))
	}
	for _, p := range []*person{ada, bo, cy} {
		_, _, err = h.db.Follow(t.Context(), bot.Follow{Chat: p.from, Kind: bot.Topic, Name: "council", Query: "council", How: bot.Quiet}, []string{both, alone})
		must(t, err)
	}
	for _, p := range []*person{bo, cy} {
		lines := []string{"/next", "/next", "/previous", "/more", "/why", "/saved", "/latest", "/search council", "/summary 1", "/preview council", "/sub vote", "/next all"}
		for _, address := range []string{both, alone} {
			id := library.ID(address)
			lines = append(lines, "/card "+id, "/more "+id, "/start "+id, "/why "+id, "/mute "+id, "/save "+id, "/saved", "/unsave "+id, "/next "+id, "/previous "+id, "/summary "+address, "/save "+address)
		}
		for _, line := range lines {
			r := p.types(line)
			said := bottest.Plain(r)
			for _, words := range []string{"Secret", "nine hours", "harbor council", "Herald", "secret.png"} {
				if strings.Contains(said, words) || strings.Contains(r.Image.URL, words) {
					t.Errorf("%s: %s shows %q:\n%s", p.sender.ID, line, words, said)
				}
			}
		}
		kept, err := h.db.Kept(t.Context(), p.from, p.sender.ID)
		must(t, err)
		for _, s := range append(kept.Stories, kept.Saved...) {
			if strings.Contains(s.Title, "Secret") {
				t.Errorf("%s takes along %+v", p.sender.ID, s)
			}
		}
	}
	ada.types("/save " + library.ID(alone))
	for line, want := range map[string]string{"/card " + library.ID(alone): "harbor council", "/saved": "Secret minutes", "/why " + library.ID(alone): "nine hours"} {
		if said := bottest.Plain(ada.types(line)); !strings.Contains(said, want) {
			t.Errorf("its own reader types %s and sees\n%s", line, said)
		}
	}
}
