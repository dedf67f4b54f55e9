package syndication

import (
	"bytes"
	"errors"

	"crier/feeds"
)

// trimmed cuts the body behind the last entry that is looked at and closes what is
// then open, and leaves out of entries what nobody reads. It refuses what nests or
// spells out too much.
func trimmed(body []byte) ([]byte, error) { return (&trimmer{body: body}).trim() }

func (t *trimmer) trim() ([]byte, error) {
	for {
		tag, start, ok := t.next()
		if !ok {
			t.odd = t.odd || len(t.open) > 0
			return t.all(), nil // the parser will say what is wrong, if anything is
		}
		switch kind(tag) {
		case closing:
			t.close(tagName(tag[2:]))
		case opening:
			if len(tag) > maxTag || len(t.open) >= maxDepth {
				return nil, endless()
			}
			if t.full(tag, start) {
				return t.cut()
			}
			if len(t.open) == 0 {
				t.leaveOutNames(tag, start)
			}
			if t.leavesOut(tag, start) || t.setsAside(tag, start) {
				continue
			}
			if tag[len(tag)-2] != '/' {
				t.open = append(t.open, tagName(tag[1:]))
			}
		}
	}
}

func (t *trimmer) close(name []byte) {
	last := len(t.open) - 1
	t.odd = t.odd || last < 0 || !bytes.Equal(t.open[last], name)
	t.open = t.open[:max(last, 0)]
}

// trimmer walks over the markup of a feed.
type trimmer struct {
	body     []byte
	at       int
	open     [][]byte // names of the elements around the place
	elements int
	entries  int
	start    int // where the last entry began,
	depth    int // and how many elements were open there

	short []byte // the body up to copied, without what is left out; empty: nothing was yet
	copied,
	shortBefore, copiedBefore int // as these were where the last entry began

	mayAside     bool
	atom         bool
	onlyCreators bool // nothing else names authors,
	onlyTexts    bool // and no link has attributes
	odd          bool // entries stand in several places, or elements do not close in turn
	aside        []part
}

// parting walks over a feed to set aside what may be.
func parting(body []byte) *trimmer {
	return &trimmer{
		body: body, mayAside: standAlone(body), atom: root(body) == "feed",
		onlyCreators: !bytes.Contains(body, []byte("author>")), onlyTexts: !bytes.Contains(body, []byte("<link ")),
	}
}

// next is the next markup and where it starts.
func (t *trimmer) next() (tag []byte, start int, ok bool) {
	i := bytes.IndexByte(t.body[t.at:], '<')
	if i < 0 {
		return nil, 0, false
	}
	start = t.at + i
	length := tagEnd(t.body[start:])
	if length < 0 {
		return nil, 0, false
	}
	t.at = start + length
	return t.body[start:t.at], start, true
}

// full counts an element, and is true when the body must end before the last entry
// that was begun.
func (t *trimmer) full(tag []byte, start int) bool {
	t.elements++
	if name := local(tag[1:]); bytes.EqualFold(name, []byte("item")) || bytes.EqualFold(name, []byte("entry")) {
		t.entries++
		t.odd = t.odd || t.entries > 1 && t.depth != len(t.open)
		t.start, t.depth = start, len(t.open)
		t.shortBefore, t.copiedBefore = len(t.short), t.copied
	}
	return t.entries > feeds.MaxEntries || t.elements > maxElements
}

// leavesOut goes behind an element of an entry of which nothing is made. Many feeds have
// more of them than of all others, and parsers pay by the element.
func (t *trimmer) leavesOut(tag []byte, start int) bool {
	if t.entries == 0 || len(t.open) != t.depth+1 || !unread(local(tag[1:])) {
		return false
	}
	end := t.at
	if tag[len(tag)-2] != '/' {
		if end = t.closed(tagName(tag[1:])); end < 0 {
			return false
		}
	}
	t.leaveOut(start, end)
	return true
}

// leaveOut goes on behind a part of the body.
func (t *trimmer) leaveOut(start, end int) {
	if t.short == nil {
		t.short = make([]byte, 0, len(t.body)/4) // little is left of most
	}
	t.short = append(t.short, t.body[t.copied:start]...)
	t.at, t.copied = end, end
}

// unread tells elements by their names: also of wfw:commentRss, slash:comments and
// dc:subject.
func unread(name []byte) bool {
	switch string(name) {
	case "category", "comments", "commentRss", "subject", "keywords":
		return true
	}
	return false
}

// leaveOutNames leaves out of the root what names the usual namespaces: to the parser a
// prefix that is not declared is itself, and it copies all that are for every element.
func (t *trimmer) leaveOutNames(tag []byte, start int) {
	behind := t.at
	for at := 0; ; {
		i := bytes.Index(tag[at:], []byte("xmlns:"))
		if i < 0 {
			break
		}
		at += i
		length := valueEnd(tag[at:])
		if length < 0 {
			break
		}
		if space(tag[at-1]) && usualName(tag[at:at+length]) {
			t.leaveOut(start+at-1, start+at+length)
		}
		at += length
	}
	t.at = behind
}

// valueEnd is the length of the attribute that text begins with, if its value stands in
// double quotes; negative if no such value follows.
func valueEnd(text []byte) int {
	from := bytes.IndexByte(text, '"') + 1
	length := bytes.IndexByte(text[from:], '"')
	if from == 0 || length < 0 {
		return -1
	}
	return from + length + 1
}

const (
	usualContent = `xmlns:content="http://purl.org/rss/1.0/modules/content/"`
	usualDC      = `xmlns:dc="http://purl.org/dc/elements/1.1/"`
)

// usualName tells declarations of a prefix that gofeed would give the namespace anyway.
func usualName(declaration []byte) bool {
	switch string(declaration) {
	case usualContent, usualDC,
		`xmlns:atom="http://www.w3.org/2005/Atom"`,
		`xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"`,
		`xmlns:georss="http://www.georss.org/georss"`,
		`xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"`,
		`xmlns:media="http://search.yahoo.com/mrss/"`,
		`xmlns:slash="http://purl.org/rss/1.0/modules/slash/"`,
		`xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"`,
		`xmlns:thr="http://purl.org/rss/1.0/modules/threading/"`,
		`xmlns:wfw="http://wellformedweb.org/commentAPI/"`:
		return true
	}
	return false
}

// closed is where the element ends that was just opened and holds nothing but text;
// negative if it holds more.
func (t *trimmer) closed(name []byte) int {
	for inner := (trimmer{body: t.body, at: t.at}); ; {
		tag, _, ok := inner.next()
		switch {
		case ok && bytes.HasPrefix(tag, []byte("<![CDATA[")):
		case ok && kind(tag) == closing && bytes.Equal(tagName(tag[2:]), name):
			return inner.at
		default:
			return -1
		}
	}
}

// all gives the whole body, but for what was left out.
func (t *trimmer) all() []byte {
	if t.copied == 0 {
		return t.body
	}
	return append(t.short, t.body[t.copied:]...)
}

// cut gives the body before the last entry, closed. It must be in the middle of a
// later one than the first.
func (t *trimmer) cut() ([]byte, error) {
	if t.entries < 2 || t.depth > len(t.open) {
		return nil, endless()
	}
	t.entries--
	out := append(t.short[:t.shortBefore:t.shortBefore], t.body[t.copiedBefore:t.start]...)
	for i := t.depth - 1; i >= 0; i-- {
		out = append(append(append(out, "</"...), t.open[i]...), '>')
	}
	return out, nil
}

func endless() error {
	return &feeds.Problem{Kind: feeds.BrokenFeed, Err: errors.New("elements or attributes without end")}
}
