package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// restorer gives blocks their white space back: go-trafilatura unwraps inline
// elements and loses the spaces around them ("Grand Theft Auto VItrailer").
type restorer struct {
	page    string // all visible text
	compact string // the same without white space
	origin  []int32
	at      int // in compact: blocks come in the order of the page
}

func newRestorer(page string) *restorer {
	r := &restorer{page: page, origin: make([]int32, 0, len(page))}
	var b strings.Builder
	b.Grow(len(page))
	for i, c := range page {
		if unicode.IsSpace(c) {
			continue
		}
		n := utf8.RuneLen(c)
		for k := range n {
			r.origin = append(r.origin, int32(i+k))
		}
		b.WriteString(page[i : i+n])
	}
	r.compact = b.String()
	return r
}

// restore gives the blocks as the page has them; one that the page does not have
// stays as it is.
func (r *restorer) restore(blocks []block) []block {
	for i, b := range blocks {
		if text, ok := r.find(spaceless(b.text)); ok {
			if b.tag == "tr" {
				text = strings.ReplaceAll(text, "\n", " ")
			}
			blocks[i].text = text
		}
	}
	return blocks
}

func (r *restorer) find(key string) (string, bool) {
	if key == "" {
		return "", false
	}
	at := strings.Index(r.compact[r.at:], key)
	if at >= 0 {
		at += r.at
		r.at = at + len(key)
	} else if at = strings.Index(r.compact, key); at < 0 {
		return "", false
	}
	return r.page[r.origin[at] : r.origin[at+len(key)-1]+1], true
}
