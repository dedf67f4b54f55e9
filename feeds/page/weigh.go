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
	if len(text) <= weighAbove && !heavy(text) {
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

// heavy says whether a page may hold too much, as seen at a glance: what looks like a
// tag in a script counts too, every five bytes of all tags as an attribute, and every
// eight of one that is made anew.
func heavy(text string) bool {
	var f formats
	elements, bytes := 0, 0
	for f.work <= maxFormats && elements <= maxElements && bytes <= 5*maxAttributes {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			return false
		}
		text = text[at+1:]
		tag, ending := glance(text)
		if ending {
			f.end(tag)
		} else if tag != "" {
			size := max(0, strings.IndexAny(text, "<>"))
			elements, bytes = elements+1, bytes+size-len(tag)
			f.start(tag, 1+size/8)
		}
	}
	return true
}

// glance reads the name of a tag after its "<"; of a longer one than any that counts,
// some of it.
func glance(text string) (tag string, ending bool) {
	tag = strings.TrimPrefix(text, "/")
	ending = len(tag) < len(text)
	n := 0
	for n < len(tag) && n < 8 && (tag[n]|0x20) >= 'a' && (tag[n]|0x20) <= 'z' {
		n++
	}
	return strings.ToLower(tag[:n]), ending
}
