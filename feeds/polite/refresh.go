package polite

import (
	"bytes"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"crier/feeds"
)

// A page that only sends its visitors on is a redirect: sites without scripts, static
// ones that have moved and shorteners of links have no other. One with more text than
// a line or two of apology is a page, which reloads itself or goes on after a while.
const (
	maxDelay   = 10  // seconds
	maxApology = 400 // bytes of text, without white space
	maxLoading = 120 // likewise, where only browsers without scripts are sent on: others may see an article
)

// refresh is where a page sends its visitors, or nil.
func refresh(r feeds.Response) *url.URL {
	here, err := url.Parse(r.URL)
	if err != nil {
		return nil
	}
	if !strings.Contains(r.Type, "html") || r.Header.Get("Refresh") == "" && !mentions(r.Body) {
		return nil
	}
	s := signpost{to: r.Header.Get("Refresh")}
	s.read(r.Body)
	target := targetOf(s.to)
	if target == "" || s.text > maxApology || s.unscripted && s.text > maxLoading {
		return nil
	}
	if u, err := here.Parse(s.base); err == nil && s.base != "" {
		here = u
	}
	next, err := here.Parse(target)
	if err != nil || next.Scheme != "http" && next.Scheme != "https" || bare(next) == r.URL {
		return nil
	}
	return next
}

// mentions spares nearly all pages a look at their tags.
func mentions(body []byte) bool {
	for _, word := range []string{"refresh", "Refresh", "REFRESH"} {
		if bytes.Contains(body, []byte(word)) {
			return true
		}
	}
	return false
}

// signpost is what a page says of another one to go to.
type signpost struct {
	to         string // "0; url=/there"
	unscripted bool   // said to browsers without scripts alone
	base       string // of the page's addresses
	text       int    // bytes of the page's own text, as far as they count
	hidden     atom.Atom
}

// read goes over the page until it has too much text.
func (s *signpost) read(body []byte) {
	z := html.NewTokenizer(bytes.NewReader(body))
	for s.text <= maxApology {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			if s.hidden == 0 {
				s.text += blackBytes(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			s.start(tag, func() map[string]string { return feeds.Attributes(z, more) })
			if tag == atom.Noscript {
				z.NextIsNotRawText() // there are no scripts here
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == s.hidden {
				s.hidden = 0
			}
		}
	}
}

func blackBytes(text []byte) (n int) {
	for _, c := range text {
		if c > ' ' {
			n++
		}
	}
	return n
}

func (s *signpost) start(tag atom.Atom, attributes func() map[string]string) {
	switch {
	case s.hidden == atom.Template:
	case tag == atom.Meta && s.to == "":
		if a := attributes(); strings.EqualFold(strings.TrimSpace(a["http-equiv"]), "refresh") {
			s.to, s.unscripted = a["content"], s.hidden == atom.Noscript
		}
	case tag == atom.Base && s.base == "":
		s.base = attributes()["href"]
	case tag == atom.Script && strings.Contains(strings.ToLower(attributes()["type"]), "ld+json"): // an article's text, for search engines
	case s.hidden == 0 && isHidden(tag):
		s.hidden = tag
	}
}

// isHidden names what holds no text of the page, or not for all browsers.
func isHidden(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Noscript, atom.Template:
		return true
	}
	return false
}

// refreshes is how the HTML standard reads "3; url=/there" (section 4.2.5.3).
var refreshes = regexp.MustCompile(`(?is)^\s*(\d*)[\d.]*(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(.*)$`)

// targetOf is the address that a wish to go on names, if it is to be soon.
func targetOf(wish string) string {
	m := refreshes.FindStringSubmatch(wish)
	if m == nil {
		return ""
	}
	if seconds, err := strconv.Atoi(m[1]); m[1] != "" && (err != nil || seconds > maxDelay) {
		return ""
	}
	target := strings.TrimSpace(m[2])
	for _, quote := range []string{`"`, `'`} {
		if quoted, ok := strings.CutPrefix(target, quote); ok {
			target, _, _ = strings.Cut(quoted, quote)
			break
		}
	}
	return strings.TrimSpace(target)
}
