package page

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"crier/feeds"
)

// Bounds. Of 2,700 real pages the largest had 2.93 MB and 10,112 elements, the
// deepest 139 open elements; the parser itself refuses more than 512.
const (
	maxBytes      = 5 << 20   // of a body, after decompression
	maxElements   = 30_000    // above: refused
	fullElements  = 12_000    // above: one engine reads, the linear one
	fullSiblings  = 4_000     // likewise, for the children of one element
	maxAttributes = 100_000   // of all elements together
	maxFormats    = 50_000    // as formats counts; of 800 real pages none had 10,000
	maxToken      = 2_500_000 // bytes of one tag, text or script
	weighAbove    = 1 << 20   // bytes of a page that is never taken at a glance
	maxText       = 2 << 20   // bytes of text outside scripts: a long novel
	maxWork       = 100 << 20 // bytes of text times the depth where they stand: engines read the text of every ancestor
)

var errTooLarge = errors.New("the page is too large")

// document is a parsed page with what its head says.
type document struct {
	root  *html.Node
	where *url.URL

	elements, siblings int // siblings: the most that one element has
	text, work         int // as maxText and maxWork count

	meta  map[string]string // by lower-case property, name or itemprop; the first one counts
	rel   map[string]link   // <link rel>, by lower-case rel
	ld    []thing           // objects of JSON-LD, @graph opened
	title string            // <title>
	h1    []string
	brand string // <h1> that is the name of the site or of a part of it
	lang  string // <html lang>
	asks  bool   // holds a password field
	feed  bool   // announces one
	bare  bool   // asks for scripts to be shown by

	date           time.Time // when the article appeared
	previous, next feeds.Link
	guarded        bool // holds a script that keeps robots away, and little else
}

type link struct{ href, title string }

// parse builds the tree of a page within the bounds and reads its head.
func parse(text string, where *url.URL) (*document, error) {
	if err := weigh(text); err != nil {
		return nil, err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	d := &document{root: root, where: where, meta: map[string]string{}, rel: map[string]link{}}
	d.survey(root, 0)
	if d.elements > maxElements || d.text > maxText || d.work > maxWork {
		return nil, fmt.Errorf("%w: %d elements, %d bytes of text", errTooLarge, d.elements, d.text)
	}
	return d, nil
}

// settle reads what only the whole tree tells, and makes the tree light for the
// engines, which have it for themselves from then on. Whole is the visible text.
func (d *document) settle(whole string) {
	d.guarded = words(whole) < wallsAreLess && d.scripted(robotMarks)
	d.date = d.published()
	d.previous, d.next = d.neighbours()
	slim(d.root)
}

// survey walks the tree once for all that needs no context.
func (d *document) survey(n *html.Node, depth int) {
	children := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			d.text += len(c.Data)
			d.work += len(c.Data) * depth
		case html.ElementNode:
			children++
			d.elements++
			d.note(c)
			if c.Data != "script" && c.Data != "style" {
				d.survey(c, depth+1)
			}
		}
	}
	d.siblings = max(d.siblings, children)
}

func (d *document) note(n *html.Node) {
	switch n.Data {
	case "html":
		d.lang = attr(n, "lang")
	case "title":
		if d.title == "" && n.Namespace == "" {
			d.title = squeeze(textOf(n))
		}
	case "h1":
		switch s := squeeze(textOf(n)); {
		case s == "" || len(d.h1) == 20:
		case d.brand == "" && d.isBrand(n, s):
			d.brand = s
		default:
			d.h1 = append(d.h1, s)
		}
	case "meta":
		d.noteMeta(n)
	case "link":
		d.feed = d.feed || announcesFeed(n)
		for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
			if _, ok := d.rel[rel]; !ok {
				d.rel[rel] = link{attr(n, "href"), squeeze(attr(n, "title"))}
			}
		}
	case "script":
		if strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") {
			if text := textOf(n); len(text) <= maxLD {
				d.ld = append(d.ld, readLD(text)...)
			} else {
				n.RemoveChild(n.FirstChild) // the engines would read it too
			}
		}
	case "noscript":
		d.bare = d.bare || strings.Contains(strings.ToLower(textOf(n)), "javascript")
	case "input":
		d.asks = d.asks || strings.EqualFold(attr(n, "type"), "password")
	}
}

// announcesFeed knows a link to the feed of a page (WHATWG HTML section 4.6.7.1).
func announcesFeed(n *html.Node) bool {
	switch media, _, _ := strings.Cut(strings.ToLower(attr(n, "type")), ";"); strings.TrimSpace(media) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json":
		return slices.Contains(strings.Fields(strings.ToLower(attr(n, "rel"))), "alternate")
	}
	return false
}

func (d *document) noteMeta(n *html.Node) {
	content := squeeze(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(attr(n, key)))
		if _, ok := d.meta[name]; name != "" && !ok && len(d.meta) < 1000 {
			d.meta[name] = content
		}
	}
}

// first gives the first of the named meta values that is there.
func (d *document) first(names ...string) string {
	for _, name := range names {
		if v := d.meta[name]; v != "" {
			return v
		}
	}
	return ""
}

// absolute resolves an address of the page; empty unless it is one of the web.
func (d *document) absolute(href string) string {
	u, err := d.where.Parse(strings.TrimSpace(href))
	if href == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// textOf joins all text under n as it stands in the source.
func textOf(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.TextNode {
		return n.FirstChild.Data
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// squeeze folds runs of white space to one space and trims.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
