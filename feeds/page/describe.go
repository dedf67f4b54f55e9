package page

import (
	"cmp"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"

	"crier/feeds"
)

// describe fills in all but the texts and the language.
func (d *document) describe(found reading) feeds.Article {
	a := feeds.Article{
		URL:    d.where.String(),
		Title:  d.headline(found),
		Author: found.author,
		Date:   d.date,
		Site:   cmp.Or(d.meta["og:site_name"], found.site, siteOf(d.where)),
		Image:  d.absolute(cmp.Or(d.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"), found.image)),
		Kind:   d.kind(),
		Free:   d.free(),
	}
	a.Canonical = d.canonical()
	if d.isLarge() {
		a.Date = utc(found.date)
	}
	if a.Image != "" {
		a.ImageAlt = d.first("og:image:alt", "twitter:image:alt")
	}
	a.Previous, a.Next = d.previous, d.next
	return a
}

// siteOf is an address's host as a name. An address may hold any bytes, a name is text.
func siteOf(where *url.URL) string {
	return strings.ToValidUTF8(strings.TrimPrefix(where.Hostname(), "www."), "")
}

// headline is the title as people see it on the page: the heading, where it is
// surely the article's, else what the head says.
func (d *document) headline(found reading) string {
	own := found.title
	if d.brand != "" && strings.EqualFold(own, d.brand) {
		own = "" // an engine has taken the one heading for the article's
	}
	title := cmp.Or(own, d.articleLD().text("headline"), d.first("og:title", "twitter:title"), d.title)
	if d.brand != "" {
		title = withoutBrand(title, d.brand)
	}
	for _, h := range d.h1 {
		if len(d.h1) == 1 && words(h) > 2 && related(h, title) || isSuffixed(title, h) {
			return h
		}
	}
	return title
}

// isBrand says whether a heading leads up from the page: to the site's home, as blogs
// have it on each page, or to the part where the page belongs.
func (d *document) isBrand(h1 *html.Node, text string) bool {
	var a *html.Node
	for n := range h1.Descendants() {
		if n.Data == "a" && n.Type == html.ElementNode && squeeze(textOf(n)) == text {
			a = n
		}
	}
	if h1.Parent != nil && h1.Parent.Data == "a" {
		a = h1.Parent
	}
	if a == nil {
		return false
	}
	to, err := url.Parse(d.absolute(attr(a, "href")))
	if err != nil || to.Host != d.where.Host {
		return false
	}
	above, here := strings.Trim(to.Path, "/"), strings.Trim(d.where.Path, "/")
	return above == "" && here != "" || above != "" && strings.HasPrefix(here, above+"/")
}

// withoutBrand cuts the name of the site off a title: "Ada's Blog: Bridge money".
func withoutBrand(title, brand string) string {
	const signs = "|-–—·•:«»"
	for _, cut := range []func(string, string) (string, bool){strings.CutPrefix, strings.CutSuffix} {
		if rest, ok := cut(title, brand); ok {
			if bare := strings.Trim(rest, signs+" "); bare != "" && bare != strings.TrimSpace(rest) {
				return bare
			}
		}
	}
	return title
}

// isSuffixed says whether a title is a headline with the site's name behind it.
func isSuffixed(title, headline string) bool {
	rest, ok := strings.CutPrefix(title, headline)
	sign, _ := utf8.DecodeRuneInString(strings.TrimSpace(rest))
	return ok && words(headline) > 1 && strings.ContainsRune("|-–—·•:«»", sign)
}

// related says whether two headlines share words: the one on the page is for
// people, the one in its head is for search engines.
func related(a, b string) bool {
	shared, all := 0, 0
	lower := strings.ToLower(b)
	for w := range strings.FieldsSeq(strings.ToLower(a)) {
		if len(w) > 3 {
			all++
			if strings.Contains(lower, w) {
				shared++
			}
		}
	}
	return shared*2 >= all && all > 0
}

// canonical is the page's own name for itself if it is believable, else its
// address without the marks that campaigns leave.
func (d *document) canonical() string {
	own := withoutMarks(d.where)
	for _, href := range []string{d.rel["canonical"].href, d.meta["og:url"]} {
		named, err := url.Parse(d.absolute(href))
		if err == nil && d.believable(named) {
			named.Fragment = ""
			return named.String()
		}
	}
	return own
}

// Named is the address that a page calls its own; "" if it calls none or is no page.
// A page may call itself anything: this is for files that come without an address from
// whoever may be believed.
func Named(body []byte) string {
	if len(body) > maxBytes {
		return ""
	}
	d, err := parse(decode(body, ""), &url.URL{})
	if err != nil {
		return ""
	}
	return cmp.Or(d.absolute(d.rel["canonical"].href), d.absolute(d.meta["og:url"]))
}

// believable says whether a page at d.where may be known as named: another page of
// the same owner, not the site's front page, and no page that lost what tells it
// from its siblings.
func (d *document) believable(named *url.URL) bool {
	if named.Host == "" || owner(named.Hostname()) != owner(d.where.Hostname()) {
		return false
	}
	path := strings.Trim(named.Path, "/")
	if path == "" && strings.Trim(d.where.Path, "/") != "" && named.RawQuery == "" {
		return false
	}
	samePath := strings.Trim(d.where.Path, "/") == path
	lost := samePath && named.RawQuery == "" && identifies(d.where)
	return !lost
}

// identifies says whether the query is likely to name the page: "?id=5", "?p=12".
func identifies(u *url.URL) bool {
	for key := range u.Query() {
		switch strings.ToLower(key) {
		case "id", "p", "article", "articleid", "article_id", "aid", "nid", "newsid", "news_id", "story", "storyid", "sid", "item", "post", "t", "v", "doc", "idx", "no", "artid":
			return true
		}
	}
	return false
}

// owner is the part of a host name that somebody registered.
func owner(host string) string {
	host = strings.ToLower(host)
	if name, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return name
	}
	return host
}

// withoutMarks drops the fragment and the parameters that only count visitors.
func withoutMarks(u *url.URL) string {
	if u.RawQuery == "" && u.Fragment == "" {
		return u.String()
	}
	bare := *u
	bare.Fragment, bare.RawFragment = "", ""
	query := bare.Query()
	for key := range query {
		switch k := strings.ToLower(key); {
		case strings.HasPrefix(k, "utm_"), k == "fbclid", k == "gclid", k == "mc_cid", k == "mc_eid", k == "igshid", k == "dclid", k == "msclkid", k == "yclid":
			query.Del(key)
		}
	}
	if len(query) < len(u.Query()) {
		bare.RawQuery = query.Encode()
	}
	return bare.String()
}

// free is false where the page says that its text is for subscribers.
func (d *document) free() bool {
	switch strings.ToLower(d.first("article:content_tier", "content_tier")) {
	case "locked", "premium", "paid":
		return false
	}
	for _, t := range d.ld {
		switch v := t["isAccessibleForFree"].(type) {
		case bool:
			if !v {
				return false
			}
		case string:
			if strings.EqualFold(v, "false") || strings.HasSuffix(v, "/False") {
				return false
			}
		}
	}
	return true
}

// utc gives a believable date or none.
func utc(t time.Time) time.Time {
	if t.Year() < 1990 || t.After(time.Now().Add(48*time.Hour)) {
		return time.Time{}
	}
	return t.UTC()
}
