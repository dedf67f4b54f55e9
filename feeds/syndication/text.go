package syndication

import (
	"html"
	"net/url"
	"strings"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The most that is kept of one entry, in bytes.
const (
	maxTitle   = 500
	maxName    = 200
	maxSummary = 8 << 10
	maxContent = 256 << 10
	maxURL     = 4096
	maxGUID    = 1024
	maxItem    = 1 << 20 // of JSON, before it is parsed
)

// writer makes plain paragraphs, separated by a blank line.
type writer struct {
	out    strings.Builder
	line   []byte // the paragraph that is being written
	hidden int    // depth inside elements that hold no text for people
	image  string // the first picture's address as written
	max    int
}

// plain gives the text of HTML as paragraphs of at most max bytes in all, and the
// address of its first picture. Text without markup is a paragraph per blank line.
func plain(markup string, max int) (text, image string) {
	w := writer{max: max}
	if !strings.ContainsRune(markup, '<') {
		for part := range strings.SplitSeq(strings.ReplaceAll(markup, "\r\n", "\n"), "\n\n") {
			w.words(html.UnescapeString(part))
			w.paragraph()
		}
		return w.out.String(), ""
	}
	z := nethtml.NewTokenizer(strings.NewReader(markup))
	for w.out.Len() <= max {
		switch z.Next() {
		case nethtml.ErrorToken:
			w.paragraph()
			return w.out.String(), w.image
		case nethtml.TextToken:
			w.words(string(z.Text()))
		case nethtml.StartTagToken:
			w.start(z, true)
		case nethtml.SelfClosingTagToken:
			w.start(z, false)
		case nethtml.EndTagToken:
			w.end(z)
		}
	}
	return w.out.String(), w.image
}

func (w *writer) start(z *nethtml.Tokenizer, opens bool) {
	raw := string(z.Raw())
	name, more := z.TagName()
	tag := atom.Lookup(name)
	switch {
	case tag == atom.Img && w.image == "":
		w.image = source(z, more)
	case tag == atom.Br:
		w.words("\n")
	case silent(tag):
		if opens {
			w.hidden++
		}
	case block(tag):
		w.paragraph()
	case tag == 0 && !strings.ContainsAny(string(name), "-:"):
		w.words(raw) // "a <b" of plain text, not a tag
	}
}

func (w *writer) end(z *nethtml.Tokenizer) {
	name, _ := z.TagName()
	switch tag := atom.Lookup(name); {
	case silent(tag):
		w.hidden = max(w.hidden-1, 0)
	case block(tag):
		w.paragraph()
	}
}

func source(z *nethtml.Tokenizer, more bool) string {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "src" {
			return string(value)
		}
	}
	return ""
}

func silent(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Textarea:
		return true
	}
	return false
}

func block(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Blockquote, atom.Pre, atom.Table, atom.Tr, atom.Hr, atom.Figure, atom.Figcaption, atom.Section, atom.Article,
		atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.Address, atom.Main:
		return true
	}
	return false
}

// words adds text to the paragraph, white space folded to single blanks.
func (w *writer) words(text string) {
	if w.hidden > 0 || text == "" {
		return
	}
	if space(text[0]) {
		w.blank()
	}
	first := true
	for word := range strings.FieldsSeq(text) {
		if !first {
			w.blank()
		}
		w.line, first = append(w.line, word...), false
	}
	if space(text[len(text)-1]) {
		w.blank()
	}
}

func space(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

func (w *writer) blank() {
	if n := len(w.line); n > 0 && w.line[n-1] != ' ' {
		w.line = append(w.line, ' ')
	}
}

func (w *writer) paragraph() {
	text := strings.TrimSpace(string(w.line))
	w.line = w.line[:0]
	if text == "" || w.out.Len() >= w.max {
		return
	}
	if w.out.Len() > 0 {
		w.out.WriteString("\n\n")
	}
	w.out.WriteString(short(text, w.max-min(w.out.Len(), w.max)))
}

// line is text of one line: titles and names.
func line(markup string, max int) string {
	text, _ := plain(markup, max)
	return short(strings.ReplaceAll(text, "\n\n", " "), max)
}

// short cuts text to at most max bytes, between characters.
func short(text string, max int) string {
	if len(text) <= max {
		return text
	}
	for max > 0 && !utf8.RuneStart(text[max]) {
		max--
	}
	return strings.TrimSpace(text[:max])
}

// absolute makes an address whole and gives nothing for what is not of the web.
func absolute(base *url.URL, address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	if s := u.String(); len(s) <= maxURL {
		return s
	}
	return ""
}
