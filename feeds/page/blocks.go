package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// block is one paragraph, heading, list item or row of a text.
type block struct {
	text   string // white space folded; single line breaks of the page kept as "\n"
	tag    string // of the nearest block element: "p", "h2", "li", …
	linked int    // bytes of text inside links
	href   string // of the first of them
	first  int    // bytes of text up to its end
}

// flow collects text in the order of the page and cuts it into blocks.
type flow struct {
	blocks []block
	now    strings.Builder
	tags   []string // open block elements
	linked int
	space  bool   // white space is due before the next word
	breaks int    // line breaks are due before the next word
	links  int    // open links
	open   string // address of the last of them
	href   string // address of the first in this block
	first  int    // bytes of this block up to its end
	skip   func(*html.Node) bool
	cells  bool // cells of tables are blocks, as browsers find text in them
}

// blocksOf renders the text under n.
func blocksOf(n *html.Node, skip func(*html.Node) bool) []block {
	return render(&flow{skip: skip}, n)
}

func render(f *flow, n *html.Node) []block {
	f.walk(n)
	f.end()
	return f.blocks
}

func (f *flow) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		f.text(n.Data)
		return
	case html.ElementNode:
		if f.skip(n) {
			return
		}
	}
	switch {
	case n.Type != html.ElementNode:
		f.children(n)
	case n.Data == "br":
		f.breaks++
	case n.Data == "a":
		f.links++
		f.open = attr(n, "href")
		f.children(n)
		f.links--
		if f.first == 0 && f.href != "" {
			f.first = f.now.Len()
		}
	case isCell(n.Data) && !f.cells:
		f.space = true
		f.children(n)
		f.space = true
	case isBlock(n.Data) || isCell(n.Data):
		f.end()
		f.tags = append(f.tags, n.Data)
		f.children(n)
		f.end()
		f.tags = f.tags[:len(f.tags)-1]
	default:
		f.children(n)
	}
}

func (f *flow) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.walk(c)
	}
}

// text appends a text node's words.
func (f *flow) text(s string) {
	for s != "" {
		start := strings.IndexFunc(s, notSpace)
		if start < 0 {
			f.space = true
			return
		}
		f.space = f.space || start > 0
		s = s[start:]
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		f.word(s[:end])
		s = s[end:]
	}
}

func notSpace(r rune) bool { return !unicode.IsSpace(r) }

func (f *flow) word(w string) {
	if f.breaks > 1 {
		f.end()
	}
	if f.now.Len() > 0 {
		switch {
		case f.breaks == 1:
			f.now.WriteByte('\n')
		case f.space:
			f.now.WriteByte(' ')
		}
	}
	f.space, f.breaks = false, 0
	f.now.WriteString(w)
	if f.links > 0 {
		f.linked += len(w)
		if f.href == "" {
			f.href = f.open
		}
	}
}

// end closes the current block.
func (f *flow) end() {
	if f.now.Len() > 0 {
		tag := ""
		if len(f.tags) > 0 {
			tag = f.tags[len(f.tags)-1]
		}
		f.blocks = append(f.blocks, block{text: f.now.String(), tag: tag, linked: f.linked, href: f.href, first: f.first})
	}
	f.now.Reset()
	f.linked, f.href, f.first, f.space, f.breaks = 0, "", 0, false, 0
}

func isCell(tag string) bool { return tag == "td" || tag == "th" }

// isBlock says whether browsers begin a new line for the element.
func isBlock(tag string) bool {
	switch tag {
	case "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html",
		"legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table",
		"tbody", "tfoot", "thead", "tr", "ul":
		return true
	}
	return false
}

// words counts the words of a text, roughly: letters of scripts without spaces
// count as half a word each.
func words(s string) int {
	n, dense, in := 0, 0, false
	for _, r := range s {
		switch {
		case r == ' ' || unicode.IsSpace(r):
			in = false
		case r >= 0x0E00 && isSpaceless(r):
			dense++
			in = false
		case !in:
			n++
			in = true
		}
	}
	return n + dense/2
}

// isSpaceless says whether the script of r is written without spaces.
func isSpaceless(r rune) bool {
	if r >= 0x2000 && r < 0x2E80 { // the punctuation and signs of all scripts
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
