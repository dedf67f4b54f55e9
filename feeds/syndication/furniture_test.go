package syndication_test

import (
	"html"
	"testing"
)

func TestWhatSoftwareAddsToEveryEntryIsLeftOut(t *testing.T) {
	for markup, want := range map[string]string{
		`<p>The bridge [&#8230;]</p><p>The post <a href="x">Bridge</a> appeared first on <a href="y">Velm Blog</a>.</p>`:                                                                                "The bridge […]",
		`<p>Die Brücke.</p><p>Der Beitrag <a href="x">Brücke</a> erschien zuerst auf <a href="y">Velm</a>.</p>`:                                                                                         "Die Brücke.",
		`<div class="md"><p>I wrote it.</p></div> &#32; submitted by &#32; <a> /u/ada </a> <br/> <span><a>[link]</a></span> &#32; <span><a>[comments]</a></span>`:                                       "I wrote it.",
		`<p>A text.</p><hr><p><a href="x">Bridge</a> was originally published in <a>Velm</a> on Medium, where people are continuing the conversation by highlighting and responding to this story.</p>`: "A text.",
		`<p>Article URL: <a href="x">https://example.org/a</a></p><p>Comments URL: <a>https://example.org/b</a></p><p>Points: 12</p><p># Comments: 3</p>`:                                               "",
		`<p>A teaser.</p><p><a>Continue reading <span>Bridge money</span> →</a></p>`:                                                                                                                    "A teaser.",
		`<p>The post of mayor, which Velm had lost, appeared first on a list in May.</p><p>It was filled in June.</p>`:                                                                                  "The post of mayor, which Velm had lost, appeared first on a list in May.\n\nIt was filled in June.",
		`<p>Read more books, said the mayor.</p>`: "Read more books, said the mayor.",
	} {
		u := mustPoll(t, rss("<item><title>A</title><description>"+html.EscapeString(markup)+"</description></item>"))
		if got := u.Entries[0].Summary + u.Entries[0].Content; got != want {
			t.Errorf("%s\nbecame %q, want %q", markup, got, want)
		}
	}
}

func TestAFilmsFeedTellsWhatItIsAbout(t *testing.T) {
	u := mustPoll(t, `<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"><title>Velm TV</title>
		<entry><id>yt:video:abc</id><title>The bridge opens</title><link rel="alternate" href="https://www.youtube.com/watch?v=abc"/><published>2026-11-19T10:00:00+00:00</published>
		<media:group><media:title>The bridge opens</media:title><media:content url="https://www.youtube.com/v/abc" type="application/x-shockwave-flash"/>
		<media:thumbnail url="https://i.ytimg.com/vi/abc/hq.jpg"/><media:description>We see the bridge open.

More on our site.</media:description></media:group></entry></feed>`)
	e := u.Entries[0]
	if e.Summary != "We see the bridge open.\n\nMore on our site." || e.Image != "https://i.ytimg.com/vi/abc/hq.jpg" || e.URL != "https://www.youtube.com/watch?v=abc" {
		t.Errorf("%+v", e)
	}
}
