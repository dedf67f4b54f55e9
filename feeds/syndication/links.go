package syndication

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"crier/feeds"
)

// announcement is a link of a page that leads to a feed, or seems to.
type announcement struct {
	feeds.Candidate
	comments bool // a feed of comments
}

// links are what a page says of feeds.
type links struct {
	feeds, comments []feeds.Candidate // announced (link rel=alternate, WHATWG HTML section 4.6.7.1)
	likely          []string          // addresses that only look like a feed's
}

func linksOf(res feeds.Response, here *url.URL) (on links) {
	if !isPage(res) {
		return on
	}
	var found []announcement
	base := here
	z := nethtml.NewTokenizer(bytes.NewReader(decode(res.Body, res.Header.Get("Content-Type"))))
	for kind := z.Next(); kind != nethtml.ErrorToken; kind = z.Next() {
		if kind != nethtml.StartTagToken && kind != nethtml.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		switch atom.Lookup(name) {
		case atom.Base:
			if u := absolute(here, feeds.Attributes(z, more)["href"]); u != "" {
				base, _ = url.Parse(u)
			}
		case atom.Link:
			if a, ok := announcedBy(feeds.Attributes(z, more), base); ok {
				found = append(found, a)
			}
		case atom.A:
			if u := absolute(base, feeds.Attributes(z, more)["href"]); looksLikeFeed(u, here) && len(on.likely) < maxTries {
				on.likely = append(on.likely, u)
			}
		}
	}
	on.feeds, on.comments = sorted(found)
	on.likely = slices.Compact(on.likely)
	return on
}

func announcedBy(a map[string]string, base *url.URL) (announcement, bool) {
	rel := strings.Fields(strings.ToLower(a["rel"]))
	media, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a["type"])), ";")
	if !slices.Contains(rel, "alternate") && !slices.Contains(rel, "feed") || !feedType(media) {
		return announcement{}, false
	}
	u, _, _ := strings.Cut(absolute(base, a["href"]), "#")
	if u == "" || media == "application/json" && strings.Contains(u, "/wp-json/") {
		return announcement{}, false
	}
	title := line(a["title"], maxTitle)
	hint := strings.ToLower(title + " " + u)
	return announcement{feeds.Candidate{URL: u, Title: title}, strings.Contains(hint, "comment")}, true
}

func feedType(media string) bool {
	switch media {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
		"application/json", "text/xml", "application/xml", "application/x.atom+xml":
		return true
	}
	return false
}

// sorted keeps each address once, and of one feed in several formats (the same title)
// all, in the page's order; feeds of comments apart.
func sorted(found []announcement) (of, comments []feeds.Candidate) {
	seen := map[string]bool{}
	for _, a := range found {
		switch {
		case seen[a.URL]:
			continue
		case a.comments:
			comments = append(comments, a.Candidate)
		default:
			of = append(of, a.Candidate)
		}
		seen[a.URL] = true
	}
	return of, comments
}

// looksLikeFeed judges a link by its address alone; only the page's own site counts.
func looksLikeFeed(address string, here *url.URL) bool {
	u, err := url.Parse(address)
	if err != nil || address == "" || u.Hostname() != here.Hostname() {
		return false
	}
	p := strings.ToLower(strings.TrimSuffix(u.Path, "/"))
	for _, end := range []string{"/feed", "/rss", "/atom", ".rss", ".atom", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feed.json", ".rdf"} {
		if strings.HasSuffix(p, end) {
			return true
		}
	}
	return false
}
