package syndication_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/syndication"
)

func page(body string) feeds.Response {
	return feeds.Response{Type: "text/html", Body: []byte("<!doctype html><html><head>" + body + "</head></html>")}
}

func feed(title string) feeds.Response {
	return feeds.Response{Type: "application/rss+xml", Body: []byte("<rss><channel><title>" + title + "</title><item><title>A</title></item></channel></rss>")}
}

func TestFind(t *testing.T) {
	empty := feeds.Response{Body: []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>`)}
	const two = `<link rel="alternate" type="application/rss+xml" title="One" href="/1.xml"><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml"><link rel="alternate" type="application/rss+xml" title="Two" href="/2.xml">`
	const channel = "UC16niRr50-MSBwiO3YDb3RA"
	for _, c := range []struct {
		name, address string
		web           map[string]feeds.Response
		want          []feeds.Candidate
		kind          feeds.ProblemKind
	}{
		{"the address is a feed", "example.org/feed", map[string]feeds.Response{"https://example.org/feed": feed("E")},
			[]feeds.Candidate{{URL: "https://example.org/feed", Title: "E"}}, ""},
		{"an empty feed is one too", "https://example.org/feed", map[string]feeds.Response{"https://example.org/feed": empty},
			[]feeds.Candidate{{URL: "https://example.org/feed", Title: "none"}}, ""},
		{"it has moved", "feed://example.org/feed", map[string]feeds.Response{"https://example.org/feed": {Permanent: "https://new.example/feed", Body: feed("E").Body}},
			[]feeds.Candidate{{URL: "https://new.example/feed", Title: "E"}}, ""},
		{"announced, comments last, each once", "https://example.org/blog/", map[string]feeds.Response{"https://example.org/blog/": page(`
			<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed"><link rel="stylesheet" type="text/css" href="x">
			<link rel="alternate" hreflang="de" href="/de"><LINK REL="home Alternate" TYPE="Application/Atom+XML; charset=utf-8" TITLE="Blog &amp; more" HREF="atom.xml">
			<link rel=alternate type=application/feed+json href=https://cdn.example/feed.json><link rel="alternate" type="application/rss+xml" href="atom.xml#x">
			<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts"><link rel="alternate" type="application/rss+xml" href="javascript:x">`), "https://example.org/blog/atom.xml": feed("B")},
			[]feeds.Candidate{{URL: "https://example.org/blog/atom.xml", Title: "Blog & more"}, {URL: "https://cdn.example/feed.json"}, {URL: "https://example.org/comments/feed", Title: "Comments"}}, ""},
		{"relative to base", "https://example.org/", map[string]feeds.Response{"https://example.org/": page(`<base href="https://other.example/x/"><link rel="alternate" type="text/xml" href="f">`), "https://other.example/x/f": feed("F")},
			[]feeds.Candidate{{URL: "https://other.example/x/f"}}, ""},
		{"only linked", "https://example.org/", map[string]feeds.Response{
			"https://example.org/": page(`<a href="https://elsewhere.example/feed">x</a><a href="/news/rss">RSS</a>`), "https://example.org/news/rss": feed("N")},
			[]feeds.Candidate{{URL: "https://example.org/news/rss", Title: "N"}}, ""},
		{"in the usual place", "https://example.org/about.html", map[string]feeds.Response{"https://example.org/about.html": page(""), "https://example.org/atom.xml": feed("A")},
			[]feeds.Candidate{{URL: "https://example.org/atom.xml", Title: "A"}}, ""},
		{"the first of those announced is dead", "https://example.org/", map[string]feeds.Response{"https://example.org/": page(two), "https://example.org/2.xml": feed("2")},
			[]feeds.Candidate{{URL: "https://example.org/2.xml", Title: "Two"}, {URL: "https://example.org/comments.xml", Title: "Comments"}}, ""},
		{"all announced are dead: in the usual place", "https://example.org/", map[string]feeds.Response{"https://example.org/": page(two), "https://example.org/1.xml": page("404"), "https://example.org/feed": feed("F"), "https://example.org/comments.xml": feed("C")},
			[]feeds.Candidate{{URL: "https://example.org/feed", Title: "F"}}, ""},
		{"but for comments", "https://example.org/", map[string]feeds.Response{"https://example.org/": page(two), "https://example.org/comments.xml": feed("C")},
			[]feeds.Candidate{{URL: "https://example.org/comments.xml", Title: "Comments"}}, ""},
		{"all announced are dead", "https://example.org/", map[string]feeds.Response{"https://example.org/": page(two)}, nil, feeds.DeadFeed},
		{"the one announced is broken", "https://example.org/", map[string]feeds.Response{"https://example.org/": page(two), "https://example.org/1.xml": {Body: []byte("<rss><channel><item><title>")}}, nil, feeds.BrokenFeed},
		{"nothing", "https://example.org/", map[string]feeds.Response{"https://example.org/": page("")}, nil, feeds.NoFeed},
		{"a PDF", "https://example.org/", map[string]feeds.Response{"https://example.org/": {Type: "application/pdf", Body: []byte("%PDF-1.4")}}, nil, feeds.NoFeed},
		{"a broken feed", "https://example.org/", map[string]feeds.Response{"https://example.org/": {Body: []byte("<rss><channel><item><title>")}}, nil, feeds.BrokenFeed},
		{"no page", "https://example.org/", nil, nil, feeds.NotFound},
		{"no address", "hello world", nil, nil, feeds.BadAddress},
		{"a word", "hello", nil, nil, feeds.BadAddress},
		{"no web address", "ftp://example.org/", nil, nil, feeds.BadAddress},

		{"YouTube channel", "https://www.youtube.com/channel/" + channel + "/videos", map[string]feeds.Response{"https://www.youtube.com/feeds/videos.xml?channel_id=" + channel: feed("Y")},
			[]feeds.Candidate{{URL: "https://www.youtube.com/feeds/videos.xml?channel_id=" + channel, Title: "Y"}}, ""},
		{"YouTube playlist", "youtube.com/playlist?list=PL1&x=y", map[string]feeds.Response{"https://www.youtube.com/feeds/videos.xml?playlist_id=PL1": feed("Y")},
			[]feeds.Candidate{{URL: "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1", Title: "Y"}}, ""},
		{"YouTube name: the page announces", "https://www.youtube.com/@somebody", map[string]feeds.Response{"https://www.youtube.com/@somebody": page(`<link rel="alternate" type="application/rss+xml" title="RSS" href="https://www.youtube.com/feeds/videos.xml?channel_id=x">`), "https://www.youtube.com/feeds/videos.xml?channel_id=x": empty},
			[]feeds.Candidate{{URL: "https://www.youtube.com/feeds/videos.xml?channel_id=x", Title: "RSS"}}, ""},
		{"Reddit", "reddit.com/r/golang/comments/1/x", map[string]feeds.Response{"https://www.reddit.com/r/golang/.rss": feed("R")},
			[]feeds.Candidate{{URL: "https://www.reddit.com/r/golang/.rss", Title: "R"}}, ""},
		{"GitHub, without releases", "https://github.com/mmcdole/gofeed/issues", map[string]feeds.Response{"https://github.com/mmcdole/gofeed/releases.atom": empty,
			"https://github.com/mmcdole/gofeed/tags.atom": feed("Tags"), "https://github.com/mmcdole/gofeed/commits.atom": feed("Commits")},
			[]feeds.Candidate{{URL: "https://github.com/mmcdole/gofeed/tags.atom", Title: "Tags"}, {URL: "https://github.com/mmcdole/gofeed/commits.atom", Title: "Commits"}}, ""},
		{"Mastodon", "https://social.example/@ann", map[string]feeds.Response{"https://social.example/@ann.rss": feed("Ann")},
			[]feeds.Candidate{{URL: "https://social.example/@ann.rss", Title: "Ann"}}, ""},
		{"Medium", "https://medium.com/@ann/a-story-1", map[string]feeds.Response{"https://medium.com/feed/@ann": feed("Ann")},
			[]feeds.Candidate{{URL: "https://medium.com/feed/@ann", Title: "Ann"}}, ""},
		{"Substack", "https://ann.substack.com/p/x", map[string]feeds.Response{"https://ann.substack.com/feed": feed("Ann")},
			[]feeds.Candidate{{URL: "https://ann.substack.com/feed", Title: "Ann"}}, ""},
		{"Bluesky", "https://bsky.app/profile/ann.example", map[string]feeds.Response{"https://bsky.app/profile/ann.example/rss": feed("Ann")},
			[]feeds.Candidate{{URL: "https://bsky.app/profile/ann.example/rss", Title: "Ann"}}, ""},
		{"a podcast", "https://podcasts.apple.com/us/podcast/x/id1234567", map[string]feeds.Response{
			"https://itunes.apple.com/lookup?entity=podcast&id=1234567": {Type: "text/javascript", Body: []byte(`{"resultCount":1,"results":[{"collectionName":"Pod","feedUrl":"https://pod.example/rss"}]}`)}},
			[]feeds.Candidate{{URL: "https://pod.example/rss", Title: "Pod"}}, ""},
		{"a rule that does not hold", "https://social.example/@ann", map[string]feeds.Response{"https://social.example/@ann": page(`<link rel="alternate" type="application/rss+xml" href="/f">`), "https://social.example/f": feed("F")},
			[]feeds.Candidate{{URL: "https://social.example/f"}}, ""},
	} {
		got, err := syndication.New(&shelf{answers: c.web}).Find(t.Context(), c.address)
		if !slices.Equal(got, c.want) || feeds.KindOf(err) != c.kind {
			t.Errorf("%s: %v, %v\nwant %v %s", c.name, got, err, c.want, c.kind)
		}
	}
}

// Who asks for a feed is told about feeds, whatever goes wrong.
func TestProblemsOfFeedsSayThatTheyAre(t *testing.T) {
	p := syndication.New(&shelf{answers: map[string]feeds.Response{"https://example.org/": page("")}})
	for _, address := range []string{"https://example.org/", "https://example.org/none", "no address"} {
		_, err := p.Find(t.Context(), address)
		if known, _ := errors.AsType[*feeds.Problem](err); known == nil || !known.Feed {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"https://example.org/", "https://example.org/none"} {
		_, err := p.Poll(t.Context(), feeds.Source{URL: address})
		if known, _ := errors.AsType[*feeds.Problem](err); known == nil || !known.Feed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A feed that does not answer just now is not a dead one.
func TestAnAnnouncedFeedThatIsBusyIsOffered(t *testing.T) {
	s := &shelf{answers: map[string]feeds.Response{
		"https://example.org/":      page(`<link rel="alternate" type="application/rss+xml" href="/1.xml">`),
		"https://example.org/1.xml": {Status: http.StatusServiceUnavailable},
		"https://example.org/feed":  feed("Other"),
	}}
	found, err := syndication.New(s).Find(t.Context(), "https://example.org/")
	if want := []feeds.Candidate{{URL: "https://example.org/1.xml"}}; err != nil || !slices.Equal(found, want) {
		t.Errorf("%v, %v", found, err)
	}
}

func TestFindAsksLittle(t *testing.T) {
	s := &shelf{answers: map[string]feeds.Response{"https://example.org/a/b/": page(string(make([]byte, 100)) + `<a href="/1/feed"></a><a href="/2/feed"></a><a href="/3/feed"></a><a href="/4/feed"></a><a href="/5/feed"></a><a href="/6/feed"></a>`)}}
	_, err := syndication.New(s).Find(t.Context(), "https://example.org/a/b/")
	if feeds.KindOf(err) != feeds.NoFeed || len(s.asked) > 16 {
		t.Errorf("%v after %d requests", err, len(s.asked))
	}
	dead := &shelf{answers: map[string]feeds.Response{"https://example.org/a/b/": page(strings.Repeat(`<link rel="alternate" type="text/xml" href="/1"><link rel="alternate" type="text/xml" href="/2">`, 9) +
		`<link rel="alternate" type="text/xml" href="/3"><link rel="alternate" type="text/xml" href="/4"><link rel="alternate" type="text/xml" href="/5">`)}}
	if _, err := syndication.New(dead).Find(t.Context(), "https://example.org/a/b/"); feeds.KindOf(err) != feeds.DeadFeed || len(dead.asked) > 16 {
		t.Errorf("dead feeds: %v after %d requests", err, len(dead.asked))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	gone := &shelf{answers: s.answers}
	if _, err := syndication.New(gone).Find(ctx, "https://example.org/a/b/"); feeds.KindOf(err) != feeds.Cancelled || len(gone.asked) != 1 {
		t.Errorf("%v after %d requests", err, len(gone.asked))
	}
}

func FuzzFind(f *testing.F) {
	f.Add("https://example.org/", []byte(`<base href=x><link rel=alternate type=text/xml href=y>`))
	f.Add("youtube.com/playlist?list=%zz", []byte("<a href=/feed>"))
	f.Add("https://podcasts.apple.com/id1234567", []byte(`{"results":[{}]}`))
	f.Fuzz(func(t *testing.T, address string, body []byte) {
		found, err := syndication.New(everywhere(body)).Find(t.Context(), address)
		if err != nil && feeds.KindOf(err) == "" || err == nil && len(found) == 0 {
			t.Errorf("%v, %v", found, err)
		}
	})
}

// everywhere answers the same to whatever is asked.
type everywhere []byte

func (e everywhere) Get(_ context.Context, g feeds.Get) (feeds.Response, error) {
	return feeds.Response{Status: 200, URL: g.URL, Permanent: g.URL, Type: "text/html", Body: e}, nil
}
