package commands

import (
	"strings"
	"testing"
	"time"

	"crier/bot"
)

func TestAnOrderToBroadcastIsReadInAnyOrder(t *testing.T) {
	for args, want := range map[string]order{
		"climate on":                            {"on", "", "climate"},
		"on climate":                            {"on", "", "climate"},
		"@News climate change off":              {"off", "@news", "climate change"},
		"on climate <#123>":                     {"on", "<#123>", "climate"},
		"on nuclear test":                       {"on", "", "nuclear test"},
		"test results on":                       {"on", "", "test results"},
		"list":                                  {"list", "", ""},
		"-1001234567890 list":                   {"list", "-1001234567890", ""},
		"test @news":                            {"test", "@news", ""},
		"climate":                               {"", "", "climate"},
		"@news https://example.org/rss?day=mon": {"", "@news", "https://example.org/rss?day=mon"},
		"":                                      {},
	} {
		if got := readOrder(args); got != want {
			t.Errorf("readOrder(%q) = %+v, want %+v", args, got, want)
		}
	}
}

func TestHowLongToMuteIsRead(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for args, want := range map[string]struct {
		words string
		until time.Time
		ok    bool
	}{
		"":                {"", now.Add(24 * time.Hour), true},
		"climate":         {"climate", now.Add(24 * time.Hour), true},
		"rate hike 2h":    {"rate hike", now.Add(2 * time.Hour), true},
		"climate 30m":     {"climate", now.Add(30 * time.Minute), true},
		"f_1 7d":          {"f_1", now.Add(7 * 24 * time.Hour), true},
		"climate Forever": {"climate", forever(), true},
		"off":             {"", time.Time{}, true},
		"climate off":     {"climate", time.Time{}, true},
		"climate 0h":      {"climate", now, false},
		"climate 9999d":   {"climate", now.Add(9999 * 24 * time.Hour), false},
		"covid19":         {"covid19", now.Add(24 * time.Hour), true},
		"climate 2 hours": {"climate", now.Add(2 * time.Hour), true},
		"Klima 3 Tage":    {"Klima", now.Add(3 * 24 * time.Hour), true},
		"2 h":             {"", now.Add(2 * time.Hour), true},
		"1w":              {"", now.Add(7 * 24 * time.Hour), true},
		"happy hours":     {"happy hours", now.Add(24 * time.Hour), true},
		"hours":           {"hours", now.Add(24 * time.Hour), true},
		"climate 0 hours": {"climate", now, false},
	} {
		words, until, ok := muteArgs(args, now)
		if words != want.words || !until.Equal(want.until) || ok != want.ok {
			t.Errorf("muteArgs(%q) = %q, %v, %v", args, words, until, ok)
		}
	}
}

func TestAddressesAreToldFromWords(t *testing.T) {
	for words, want := range map[string]string{
		"https://example.org/a":   "https://example.org/a",
		"<HTTP://example.org>":    "HTTP://example.org",
		"example.org":             "https://example.org",
		"example.org/a?b=c":       "https://example.org/a?b=c",
		"bücher.example":          "https://bücher.example",
		"example.org:8080/feed":   "https://example.org:8080/feed",
		"climate":                 "",
		"rate hike":               "",
		"3.25":                    "",
		"e.g.":                    "",
		"see example.org":         "",
		"-example.org":            "",
		"":                        "",
		"ftp://example.org":       "",
		"https://example.org a b": "",
	} {
		if got := addressOf(words); got != want {
			t.Errorf("addressOf(%q) = %q, want %q", words, got, want)
		}
	}
	for words, want := range map[string]bool{"example.org": true, "example.org/": false, "climate": false, "https://example.org": false} {
		if isDomain(words) != want {
			t.Errorf("isDomain(%q) is %v", words, !want)
		}
	}
}

func TestTopicsAreNarrowed(t *testing.T) {
	none := &call{Bot: &Bot{}}
	for query, want := range map[string][2]string{
		"climate":            {"title:climate", ""},
		"storm OR flood":     {"title:storm OR title:flood", "storm"},
		"apple -fruit":       {"title:apple -fruit", ""},
		"x -(a OR b)":        {"title:x -(a OR b)", ""},
		"x -(a b)":           {"title:x -(a b)", ""},
		"x NOT (NOT a)":      {"title:x NOT (NOT a)", ""},
		"(x -(a b)) OR c":    {"(title:x -(a b)) OR title:c", "(x -(a b))"},
		"title:x -a":         {"", ""},
		"x -/a.c/":           {"title:x -/a.c/", ""},
		`"rate hike"`:        {`title:"rate hike"`, ""},
		"rate hike":          {"title:rate title:hike", `"rate hike"`},
		"title:climate":      {"", ""},
		"clima*":             {"title:clima*", ""},
		"(storm OR flood) x": {"(title:storm OR title:flood) title:x", ""},
		"/clim.te/":          {"", ""},
	} {
		titles, ok := titlesOnly(bot.Follow{Kind: bot.Topic, Query: query})
		if !ok {
			titles = ""
		}
		fewer, ok := none.fewerWords(bot.Follow{Kind: bot.Topic, Query: query})
		if !ok {
			fewer = ""
		}
		if titles != want[0] || fewer != want[1] {
			t.Errorf("%s: in titles %q, fewer words %q", query, titles, fewer)
		}
	}
	if _, ok := titlesOnly(bot.Follow{Kind: bot.Feed}); ok {
		t.Error("a feed has no titles to narrow to")
	}
}

func TestAPageOfAListIsRead(t *testing.T) {
	for args, want := range map[string]struct {
		words string
		from  int
	}{
		"": {"", 0}, "+10": {"", 10}, "+20 rate hike": {"rate hike", 20}, "climate": {"climate", 0}, "+x y": {"+x y", 0}, "+99999": {"+99999", 0},
	} {
		if words, from := offset(args); words != want.words || from != want.from {
			t.Errorf("offset(%q) = %q, %d", args, words, from)
		}
	}
}

func FuzzWhatPeopleType(f *testing.F) {
	for _, s := range []string{"on climate <#123>", "climate 2h", "https://example.org", "+10 x", "title:a OR b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, args string) {
		readOrder(args)
		muteArgs(one(args), time.Unix(0, 0))
		offset(args)
		if a := addressOf(args); a != "" && !strings.Contains(a, "://") {
			t.Errorf("addressOf(%q) = %q", args, a)
		}
		titlesOnly(bot.Follow{Kind: bot.Topic, Query: args})
		short(args, 10)
	})
}
