package syndication

import (
	"bytes"
	"errors"

	"crier/feeds"
)

// trimmed cuts the body behind the last entry that is looked at and closes what is
// then open. It refuses what nests or spells out too much.
func trimmed(body []byte) ([]byte, error) {
	t := trimmer{body: body}
	for {
		tag, start, ok := t.next()
		if !ok {
			return body, nil // the parser will say what is wrong, if anything is
		}
		switch kind(tag) {
		case closing:
			t.open = t.open[:max(len(t.open)-1, 0)]
		case opening:
			if len(tag) > maxTag || len(t.open) >= maxDepth {
				return nil, endless()
			}
			if t.full(tag, start) {
				return t.cut()
			}
			if tag[len(tag)-2] != '/' {
				t.open = append(t.open, tagName(tag[1:]))
			}
		}
	}
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
		t.start, t.depth = start, len(t.open)
	}
	return t.entries > feeds.MaxEntries || t.elements > maxElements
}

// cut gives the body before the last entry, closed. It must be in the middle of a
// later one than the first.
func (t *trimmer) cut() ([]byte, error) {
	if t.entries < 2 || t.depth > len(t.open) {
		return nil, endless()
	}
	out := bytes.Clone(t.body[:t.start])
	for i := t.depth - 1; i >= 0; i-- {
		out = append(append(append(out, "</"...), t.open[i]...), '>')
	}
	return out, nil
}

func endless() error {
	return &feeds.Problem{Kind: feeds.BrokenFeed, Err: errors.New("elements or attributes without end")}
}
