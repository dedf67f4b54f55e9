package commands_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/feeds"
)

func TestSearchingAndKeeping(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/search")
		p.types("/saved")
		p.types("/search barrier")
		p.presses(h.label(l, "alert_me"))
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		p.types("/search barrier OR gletscher*")
		p.presses("1")
		p.presses(h.label(l, "save"))
		p.types("/save 2")
		p.types("/save 2")
		p.types("/saved")
		p.types("/summary 2 short")
		p.types("/saved")
		p.presses(h.label(l, "remove_one"))
		p.presses("1")
		p.presses(h.label(l, "undo"))
		p.types("/save 99")
		p.presses(h.label(l, "latest"))
		p.types("/search \"rate hike")
		p.types("barrier test")
		p.types("/settings")
		p.types("/settings short")
		p.types("/forget")
		p.presses(h.label(l, "keep"))
		p.types("/forget")
		p.presses(h.label(l, "erase_all"))
		p.types("/saved")
		p.types("/alerts")
		p.golden(l + "/keeping")
	})
}

func TestWhoWasAwayIsAskedOnce(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		now := time.Now()
		h := build(t, func(o *commands.Options) { o.Now = func() time.Time { return now } })
		p := h.person("1", l)
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		many := make([]string, 30)
		for i := range many {
			many[i] = h.web + "/ledger/none-" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		}
		_, _, err := h.db.Follow(t.Context(), bot.Follow{Chat: p.from, Kind: bot.Topic, Name: "x", Query: "x", How: bot.Quiet}, many)
		must(t, err)
		p.types("/next")
		now = now.Add(9*24*time.Hour + time.Minute)
		if got := bottest.Plain(p.types("/next")); !strings.Contains(got, "9 ") || !strings.Contains(got, "next best") {
			t.Errorf("after nine days: %s", got)
		}
		best := bottest.Plain(p.presses(h.label(l, "best")))
		left, err := h.db.Queue(t.Context(), p.from)
		must(t, err)
		if left.Unread != 10 {
			t.Errorf("%d are left of the best ten; said %s", left.Unread, best)
		}
		p.presses(h.label(l, "undo"))
		if again, err := h.db.Queue(t.Context(), p.from); err != nil || again.Unread < 30 {
			t.Errorf("taken back: %+v, %v", again, err)
		}
		p.types("/next read")
		if none, err := h.db.Queue(t.Context(), p.from); err != nil || none.Unread != 0 {
			t.Errorf("all read: %+v, %v", none, err)
		}
		if got := bottest.Plain(p.types("/next")); !strings.Contains(got, h.words.Printer(l).Text("button.topics")) {
			t.Errorf("after all was read: %s", got)
		}
	})
}

// Who follows nothing is told what to do next by whatever finds nothing for them, and
// one tap goes there.
func TestWhoFollowsNothingLearnsWhereToBegin(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		words := h.words.Printer(l)
		topicsFrom := func(said bot.Reply) bot.Reply {
			t.Helper()
			for _, row := range said.Buttons {
				for _, b := range row {
					if b.Line == "topics" {
						return p.presses(b.Label)
					}
				}
			}
			t.Fatalf("nothing leads to topics: %s", bottest.Plain(said))
			return bot.Reply{}
		}
		for line, want := range map[string]string{
			"/search zeppelin": words.Text("latest.nothing_followed"), "/search": words.Text("advice.search_how"),
			"/latest zeppelin": words.Text("latest.nothing_followed"), "/next": words.Text("walk.nothing_followed"), "/unread": words.Text("walk.nothing_followed"),
		} {
			said := p.types(line)
			if got := bottest.Plain(said); !strings.Contains(got, want) {
				t.Errorf("%s says %s", line, got)
			}
			if got := bottest.Plain(topicsFrom(said)); !strings.Contains(got, words.Text("topics.choose")) {
				t.Errorf("after %s topics are not offered: %s", line, got)
			}
		}
		p.types("/subscribe barrier")
		if got := bottest.Plain(p.types("/search zeppelin")); strings.Contains(got, words.Text("latest.nothing_followed")) {
			t.Errorf("who follows a topic is told otherwise: %s", got)
		}
	})
}

// Whatever a stranger tries, they see nothing of a feed that only another chat added.
func TestNobodySeesAnothersPrivateFeed(t *testing.T) {
	h := build(t, nil)
	owner := h.person("1", "en")
	secret := feeds.Source{URL: h.web + "/private.rss?key=secret", Title: "Hidden letters"}
	src, err := h.db.AddFeed(t.Context(), secret, feeds.Update{Hash: "0"})
	must(t, err)
	_, _, err = h.db.Follow(t.Context(), bot.Follow{Chat: owner.from, Kind: bot.Feed, Feed: src.ID, Name: src.Title, How: bot.Each}, nil)
	must(t, err)
	e := feeds.Entry{GUID: "1", URL: h.web + "/private/zeppelin", Title: "Zeppelin over the harbor", Summary: "A secret zeppelin was seen.", Language: "en", Published: today().Add(-time.Hour)}
	_, err = h.db.RecordPoll(t.Context(), src, feeds.Update{Hash: "1", Entries: []feeds.Entry{e}}, time.Now())
	must(t, err)
	must(t, h.db.SaveArticle(t.Context(), library.Item{ID: library.ID(e.URL), Read: today(), Article: feeds.Article{URL: e.URL, Title: e.Title, Text: "A secret zeppelin was seen over the harbor.", Language: "en"}}, nil))
	if got := bottest.Plain(owner.types("/search zeppelin")); !strings.Contains(got, "Zeppelin over the harbor") {
		t.Fatalf("its owner finds %s", got)
	}
	stranger := h.person("2", "en")
	group := stranger.in("g", bot.Group)
	h.desk.managers["2 g"] = true
	check := func(what, said string) {
		t.Helper()
		named := strings.Contains(said, "Hidden") && !strings.Contains(what, "Hidden") // what was typed comes back
		if named || strings.Contains(said, "over the harbor") || strings.Contains(said, "private/") || strings.Contains(said, "key=") {
			t.Errorf("%s shows %s", what, said)
		}
	}
	for _, line := range []string{
		"/latest", "/latest zeppelin", "/latest f_1", "/latest Hidden letters", "/search zeppelin", "/search zeppelin OR harbor", "/search site:127.0.0.1", "/search /zeppelin/",
		"/preview zeppelin", "/subscribe zeppelin", "/next", "/saved", "/why", "/feeds", "/alerts", "/unsubscribe f_1", "/mute f_1", "/follow f_1", "/titles f_1",
	} {
		check(line, bottest.Plain(stranger.types(line)))
		check(line+" in a group", bottest.Plain(group.types(line)))
	}
	check("/broadcast", bottest.Plain(group.types("/broadcast zeppelin on")))
	ask := func(r bot.Request) {
		t.Helper()
		for _, option := range []string{"topic", "feed", "words", "command"} {
			for _, typed := range []string{"", "h", "zeppelin", "Hidden"} {
				r.Args = typed
				choices, err := h.Complete(t.Context(), r, option)
				must(t, err)
				for _, c := range choices {
					check("autocomplete", c.Label+" "+c.Value)
				}
			}
		}
	}
	for _, command := range []string{"latest", "subscribe", "unsubscribe", "mute", "search", "removefeed"} {
		ask(bot.Request{From: stranger.from, Sender: stranger.sender, Command: command})
	}
	for _, query := range []string{"zeppelin", "harbor", "site:127.0.0.1", "title:zeppelin"} {
		found, err := h.Inline(context.Background(), bot.Request{From: stranger.from, Sender: stranger.sender}, query)
		must(t, err)
		for _, r := range found {
			check("inline", bottest.Plain(r))
		}
	}
}

// Where a list ends for good nothing leads on: the line would look for "+510".
func TestALongListEnds(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	for _, feed := range []string{"one", "two"} {
		entries := make([]feeds.Entry, 265)
		for i := range entries {
			url := "https://example.org/" + feed + strconv.Itoa(i)
			entries[i] = feeds.Entry{GUID: url, URL: url, Title: "Number " + strconv.Itoa(i), Language: "en", Published: today()}
		}
		_, err := h.db.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/" + feed, Title: feed, Public: true}, feeds.Update{Hash: "x", Entries: entries})
		must(t, err)
	}
	for _, list := range []string{"/latest", "/search"} {
		words := ""
		if list == "/search" {
			words = " number"
		}
		if got := bottest.Plain(p.types(list + " +490" + words)); !strings.Contains(got, list[1:]+" +500") {
			t.Errorf("from 490 %s does not go on: %s", list, got)
		}
		if got := bottest.Plain(p.types(list + " +500" + words)); strings.Contains(got, "+510") || !strings.Contains(got, "Number") {
			t.Errorf("from 500 %s shows %s", list, got)
		}
	}
}
