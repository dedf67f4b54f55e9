package page

import (
	"slices"
	"strings"

	"crier/feeds"
)

// A page is a list of articles if what was read of it is made of teasers: a headline
// that leads to another page, and a few lines about it. The shares leave room beyond 799
// real articles, of which teasers make two thirds at most, and of nearly all nothing.
const (
	fewTeasers    = 4   // fewer are what an article recommends
	fewRead       = 3   // of those that were read, unless their headlines are links
	teaserWords   = 60  // a longer text is a whole one
	foreignWords  = 15  // likewise, under the headline of another site's page
	headlineWords = 3   // at least
	teaserShare   = .75 // of the text that was read
	postShare     = .95 // likewise, where whole posts stand one below the other
	largestPost   = .6  // likewise, of one of them: an article may follow a headline
	maxTeasers    = 200 // that are looked at
	maxLines      = 2000
	maxListText   = 64 << 10 // bytes: a longer text is no list's
	maxListed     = 5        // that are told
)

// teaser is what a page says of another one.
type teaser struct {
	title, href string
	tag         string   // of its headline: "h" for a heading
	linked      bool     // its headline is the link
	foreign     bool     // to another site
	lines       []string // the headline among them
	words       int      // of its text
}

func (t teaser) short() bool {
	return t.words <= foreignWords || t.words <= teaserWords && !t.foreign
}

// teasers cuts the visible text at its headlines: headings, and lines of a few words
// that lead to another page.
func (d *document) teasers(shown []block) []teaser {
	site, seen := owner(d.where.Hostname()), map[string]bool{}
	all := []teaser{{}}
	for _, b := range shown[:min(len(shown), maxLines)] {
		to, foreign := "", false
		if b.linked*10 >= 8*len(b.text) {
			to, foreign = d.elsewhere(b.href, site)
		}
		if seen[to] {
			to = ""
		}
		now := &all[len(all)-1]
		switch {
		case isHeading(b.tag) || to != "" && words(b.text) >= headlineWords:
			all = append(all, teaser{title: headlineOf(b), href: to, tag: tagOf(b), linked: to != "", foreign: foreign, lines: []string{b.text}})
		default:
			now.lines = append(now.lines, b.text)
			now.words += words(b.text)
			if now.href == "" && to != "" && !foreign { // "Read more"
				now.href = to
			} else {
				to = ""
			}
		}
		if to != "" {
			seen[to] = true
		}
		if len(all) > maxTeasers {
			break
		}
	}
	return slices.DeleteFunc(all, func(t teaser) bool { return t.href == "" || words(t.title) < headlineWords })
}

// headlineOf is the first of the links in a line, or all of it: that a description is a
// link of its own is often seen in the style alone.
func headlineOf(b block) string {
	if first := strings.TrimSpace(b.text[:b.first]); words(first) >= headlineWords {
		return first
	}
	return b.text
}

func tagOf(b block) string {
	if isHeading(b.tag) {
		return "h"
	}
	return b.tag
}

func isHeading(tag string) bool {
	return len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6'
}

// elsewhere is the address of another page that a link leads to, if it is not the
// site's home, and whether it is another site's.
func (d *document) elsewhere(href, site string) (to string, foreign bool) {
	u, err := d.where.Parse(strings.TrimSpace(href))
	if href == "" || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	here := u.Host == d.where.Host && strings.Trim(u.Path, "/") == strings.Trim(d.where.Path, "/") && u.RawQuery == d.where.RawQuery
	if here || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return "", false
	}
	u.Fragment = ""
	return u.String(), u.Host != d.where.Host && owner(u.Hostname()) != site
}

// listed says whether a page is a list, and of which articles; kind is what is known of
// it already.
func (d *document) listed(kind feeds.ProblemKind, paragraphs []string, shown []block) ([]feeds.Link, bool) {
	if kind != "" && kind != feeds.NoArticle && kind != feeds.TooShort {
		return nil, false
	}
	all := d.teasers(shown)
	short := slices.DeleteFunc(slices.Clone(all), func(t teaser) bool { return !t.short() })
	text, many := strings.Join(paragraphs, "\n"), len(short) >= fewTeasers
	if len(text) > maxListText {
		return nil, false
	}
	switch {
	case kind != "":
		return links("", short), many && !d.claimed()
	case many && madeOfTeasers(text, short), mostlyLinks(paragraphs, shown):
		return links(text, short), true
	}
	return links(text, all), !d.claimed() && madeOfPosts(text, all)
}

// madeOfTeasers is not sure of a few of which the headline is no link: a short article
// may end in one.
func madeOfTeasers(text string, all []teaser) bool {
	n, linked, bytes := 0, 0, 0
	for i, size := range taken(text, all) {
		if size > 0 {
			n++
		}
		if size > 0 && all[i].linked {
			linked++
		}
		bytes += size
	}
	return n > 0 && (n >= fewRead || n == linked) && share(bytes, text) >= teaserShare
}

// madeOfPosts says whether a text is that of several articles, as blogs show on their
// home page.
func madeOfPosts(text string, all []teaser) bool {
	n, largest, bytes := 0, 0, 0
	for i, size := range taken(text, all) {
		if t := all[i]; !t.linked || t.foreign || !slices.ContainsFunc(t.lines, func(l string) bool { return words(l) >= longBlock }) {
			continue
		}
		if size > 0 {
			n++
		}
		largest, bytes = max(largest, size), bytes+size
	}
	return n >= fewRead && share(bytes, text) >= postShare && share(largest, text) <= largestPost
}

func share(bytes int, text string) float64 { return float64(bytes) / float64(max(1, len(text))) }

// taken says how many bytes of a text are each teaser's; what several say counts as
// often as it stands there.
func taken(text string, all []teaser) []int {
	sizes, left := make([]int, len(all)), map[string]int{}
	for i, t := range all {
		for _, line := range t.lines {
			n, ok := left[line]
			if !ok {
				n = strings.Count(text, line)
			}
			if n > 0 {
				sizes[i] += len(line)
			}
			left[line] = n - 1
		}
	}
	return sizes
}

// claimed says whether the page calls itself an article.
func (d *document) claimed() bool {
	return strings.HasPrefix(d.meta["og:type"], "article") || d.meta["article:published_time"] != "" || d.articleLD() != nil
}

// links are the first of the articles that a page lists, from the first that was read:
// what stands before it is a menu. Lists are of one kind of lines, and menus of another.
func links(text string, all []teaser) (out []feeds.Link) {
	count, most, first := map[string]int{}, "", len(all)
	for i, size := range taken(text, all) {
		if size == 0 && text != "" {
			continue
		}
		if tag := all[i].tag; count[tag] >= count[most] {
			most = tag
		}
		count[all[i].tag]++
		first = min(first, i)
	}
	for _, t := range all[first:] {
		if t.tag == most && len(out) < maxListed {
			out = append(out, feeds.Link{URL: t.href, Title: t.title})
		}
	}
	return out
}
