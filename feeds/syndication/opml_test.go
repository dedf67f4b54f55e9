package syndication_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/syndication"
)

func TestOPMLIsReadWithItsFoldersAndErrors(t *testing.T) {
	got, err := syndication.ReadOPML([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?>
		<opml version="1.0"><head><title>My feeds &amp; more</title></head><body>
		<outline text="News"><outline text="World"><outline type="rss" text="Gr` + "\xfc" + `n" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline>
		<outline title="B" text="b" xmlurl="feed://b.example/?key=hunter2"/><outline text="again" xmlUrl="https://a.example/feed"/></outline>
		<outline text="C" xmlUrl="ftp://hunter2:x@c.example/"/><outline text="D" xmlUrl="d.example/rss"></outline></body></opml>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []feeds.Outline{
		{URL: "https://a.example/feed", Title: "Grün", Site: "https://a.example/", Folder: "News / World"},
		{URL: "https://b.example/?key=hunter2", Title: "B", Folder: "News"},
		{URL: "https://d.example/rss", Title: "D"},
	}
	if got.Title != "My feeds & more" || !slices.Equal(got.Feeds, want) {
		t.Errorf("%+v", got)
	}
	if len(got.Skipped) != 1 || got.Skipped[0].Kind != feeds.BadAddress || strings.Contains(got.Skipped[0].Error(), "hunter2") {
		t.Errorf("skipped: %v", got.Skipped)
	}
}

func TestOPMLThatCannotBeImported(t *testing.T) {
	var many strings.Builder
	for i := range syndication.MaxOPMLFeeds + 1 {
		fmt.Fprintf(&many, `<outline xmlUrl="https://x.example/%d"/>`, i)
	}
	for body, want := range map[string]feeds.ProblemKind{
		"":                           feeds.NotFeed,
		"<html/>":                    feeds.NotFeed,
		rss("<item/>"):               feeds.NotFeed,
		"<opml><body></body></opml>": feeds.EmptyFeed,
		"<opml><body><outline xmlUrl='https://a.example/'": feeds.BrokenFeed,
		"<opml>" + strings.Repeat("<outline>", 100_000):    feeds.BrokenFeed,
		"<opml><body>" + many.String() + "</body></opml>":  feeds.TooLarge,
		"<opml>" + strings.Repeat(" ", 6<<20):              feeds.TooLarge,
	} {
		if _, err := syndication.ReadOPML([]byte(body)); feeds.KindOf(err) != want {
			t.Errorf("%.60q: %v, want %s", body, err, want)
		}
	}
}

func TestOPMLGoesOutAndComesBack(t *testing.T) {
	want := []feeds.Outline{
		{URL: "https://a.example/feed?x=1&y=2", Title: `A "quoted" <one>`, Site: "https://a.example/"},
		{URL: "https://b.example/feed", Title: "B", Folder: "News"},
		{URL: "https://c.example/feed", Title: "https://c.example/feed", Folder: "News"},
		{URL: "https://d.example/feed", Title: "D"},
	}
	out := slices.Clone(want)
	out[2].Title = ""
	var text bytes.Buffer
	if err := syndication.WriteOPML(&text, "Crier's feeds", out); err != nil {
		t.Fatal(err)
	}
	got, err := syndication.ReadOPML(text.Bytes())
	if err != nil || got.Title != "Crier's feeds" || !slices.Equal(got.Feeds, want) {
		t.Errorf("%+v, %v\n%s", got, err, text.String())
	}
	if n := strings.Count(text.String(), `text="News"`); n != 1 {
		t.Errorf("the folder is written %d times", n)
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml><head><title>T</title></head><body><outline text="a"><outline xmlUrl="https://a.example/"/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := syndication.ReadOPML(text)
		if err != nil && feeds.KindOf(err) == "" {
			t.Errorf("an error without a name: %v", err)
		}
		for _, o := range got.Feeds {
			if u, err := url.Parse(o.URL); err != nil || u.Host == "" {
				t.Errorf("%q", o.URL)
			}
		}
	})
}

func TestTheStarterListIsWellFormed(t *testing.T) {
	all, err := syndication.Starters()
	if err != nil {
		t.Fatal(err)
	}
	known := []string{"news", "science", "technology", "climate", "economy", "health", "space", "security", "sport", "culture"}
	urls, languages, topics := map[string]bool{}, map[string]int{}, map[string]int{}
	for _, s := range all {
		for _, address := range []string{s.URL, s.Site} {
			if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" || u.Fragment != "" {
				t.Errorf("%s: %q is no https address", s.Title, address)
			}
		}
		if urls[s.URL] {
			t.Errorf("%s is there twice", s.URL)
		}
		urls[s.URL] = true
		if s.Title == "" || len(s.Language) != 2 || len(s.Topics) == 0 {
			t.Errorf("incomplete: %+v", s)
		}
		languages[s.Language]++
		for _, topic := range s.Topics {
			topics[topic]++
			if !slices.Contains(known, topic) {
				t.Errorf("%s: unknown topic %q", s.Title, topic)
			}
		}
	}
	if len(all) < 30 || len(languages) < 5 || len(topics) < 6 {
		t.Errorf("%d feeds, languages %v, topics %v", len(all), languages, topics)
	}
}
