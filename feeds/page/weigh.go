package page

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// weigh refuses what would become too large a tree, before it is built. It looks
// twice at pages only that could.
func weigh(text string) error {
	if len(text) <= weighAbove && formatting(text) <= maxFormats {
		return nil
	}
	w := weight{z: html.NewTokenizer(strings.NewReader(text))}
	w.z.SetMaxBuf(maxToken)
	for {
		switch w.z.Next() {
		case html.ErrorToken:
			if errors.Is(w.z.Err(), html.ErrBufferExceeded) {
				return fmt.Errorf("%w: one part of over %d bytes", errTooLarge, maxToken)
			}
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			w.start()
		case html.EndTagToken:
			name, _ := w.z.TagName()
			w.formats.end(string(name))
		}
		if w.elements > maxElements || w.attributes > maxAttributes || w.formats.work > maxFormats {
			return fmt.Errorf("%w: over %d elements, %d attributes or %d formats", errTooLarge, maxElements, maxAttributes, maxFormats)
		}
	}
}

// weight counts what a tree would hold.
type weight struct {
	z                    *html.Tokenizer
	elements, attributes int
	formats              formats
}

func (w *weight) start() {
	w.elements++
	name, more := w.z.TagName()
	tag, before := string(name), w.attributes
	for more {
		_, _, more = w.z.TagAttr()
		w.attributes++
	}
	w.formats.start(tag, 1+w.attributes-before)
}

// formats counts the elements that a parser of HTML makes anew: what is left open
// by the end of a paragraph, a <b> say, is opened again in each that follows, and
// each time with all its attributes.
type formats struct {
	open []format
	all  int // weights of those that are open
	work int
}

type format struct {
	tag    string
	weight int
}

func (f *formats) start(tag string, weight int) {
	f.work += f.all
	if !isFormat(tag) {
		return
	}
	if tag == "a" || tag == "nobr" { // one ends the one before it
		f.end(tag)
	}
	f.open = append(f.open, format{tag, weight})
	f.all += weight
}

func (f *formats) end(tag string) {
	for i := len(f.open) - 1; i >= 0; i-- {
		if f.open[i].tag == tag {
			f.all -= f.open[i].weight
			f.open = append(f.open[:i], f.open[i+1:]...)
			return
		}
	}
	if tag == "td" || tag == "th" || tag == "caption" { // a cell keeps its own
		f.open, f.all = f.open[:0], 0
	}
}

// isFormat names the formatting elements of the HTML standard, section 13.2.4.2.
func isFormat(tag string) bool {
	switch tag {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// formatting is roughly what [formats] would count, seen at a glance: what looks like
// a tag in a script counts too, and every eight bytes of a tag as an attribute.
func formatting(text string) int {
	var f formats
	for {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			return f.work
		}
		text = text[at+1:]
		name := strings.TrimPrefix(text, "/")
		n := 0
		for n < len(name) && n < 8 && (name[n]|0x20) >= 'a' && (name[n]|0x20) <= 'z' {
			n++
		}
		if tag := strings.ToLower(name[:n]); len(name) < len(text) {
			f.end(tag)
		} else if n > 0 {
			f.start(tag, 1+max(0, strings.IndexByte(text, '>'))/8)
		}
		if f.work > maxFormats {
			return f.work
		}
	}
}
