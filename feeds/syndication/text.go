package syndication

import (
	"bytes"
	"html"
	"net/url"
	"strings"
	"unicode"
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

// writer makes plain paragraphs, separated by a blank line, of one text after the other:
// a feed has scores of them, most of one line, and what a tokenizer needs to begin with is
// larger than that. Its zero value is ready.
type writer struct {
	out    []byte // the paragraphs that are written
	line   []byte // the one that is being written
	hidden int    // depth inside elements that hold no text for people
	image  string // the first picture's address as written
	max    int

	source strings.Reader
	fresh  *nethtml.Tokenizer // of source, as it was before its first text
	tokens nethtml.Tokenizer
	raw    []byte // a tag as it was written
}

// plain gives the text of HTML as paragraphs of at most max bytes in all, and the
// address of its first picture. Text without markup is a paragraph per blank line.
func plain(markup string, max int) (text, image string) { return new(writer).plain(markup, max) }

func (w *writer) plain(markup string, max int) (text, image string) {
	if len(markup) <= max && isPlain(markup) {
		return markup, ""
	}
	w.out, w.line, w.hidden, w.image, w.max = w.out[:0], w.line[:0], 0, "", max
	if strings.IndexByte(markup, '<') < 0 {
		for part := range strings.SplitSeq(strings.ReplaceAll(markup, "\r\n", "\n"), "\n\n") {
			w.words([]byte(html.UnescapeString(part)))
			w.paragraph()
		}
		return string(w.out), ""
	}
	for z := w.tokenizer(markup); len(w.out) <= max; {
		switch z.Next() {
		case nethtml.ErrorToken:
			w.paragraph()
			return string(w.out), w.image
		case nethtml.TextToken:
			w.words(z.Text())
		case nethtml.StartTagToken:
			w.start(z, true)
		case nethtml.SelfClosingTagToken:
			w.start(z, false)
		case nethtml.EndTagToken:
			w.end(z)
		}
	}
	return string(w.out), w.image
}

// isPlain says whether a text is one paragraph as it stands.
func isPlain(text string) bool {
	before := ' ' // none stands at the beginning,
	for _, r := range text {
		if r == '<' || r == '&' || unicode.IsSpace(r) && (r != ' ' || before == ' ') {
			return false
		}
		before = r
	}
	return before != ' ' || text == "" // none at the end
}

// tokenizer begins a text. It is a copy of one that has read nothing yet, and so begins
// with the same memory.
func (w *writer) tokenizer(markup string) *nethtml.Tokenizer {
	if w.fresh == nil {
		w.fresh = nethtml.NewTokenizer(&w.source)
	}
	w.source.Reset(markup)
	w.tokens = *w.fresh
	return &w.tokens
}

func (w *writer) start(z *nethtml.Tokenizer, opens bool) {
	w.raw = append(w.raw[:0], z.Raw()...) // as it stands before the name is read, in lower case
	name, more := z.TagName()
	tag := atom.Lookup(name)
	switch {
	case tag == atom.Img && w.image == "":
		w.image = source(z, more)
	case tag == atom.Br:
		w.blank()
	case silent(tag):
		if opens {
			w.hidden++
		}
	case block(tag):
		w.paragraph()
	case tag == 0 && !bytes.ContainsAny(name, "-:"):
		w.words(w.raw) // "a <b" of plain text, not a tag
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
func (w *writer) words(text []byte) {
	if w.hidden > 0 || len(text) == 0 {
		return
	}
	if space(text[0]) {
		w.blank()
	}
	first := true
	for word := range bytes.FieldsSeq(text) {
		if !first {
			w.blank()
		}
		room := w.max + 1 - len(w.line)
		if room <= 0 {
			return // the paragraph will be cut before this
		}
		w.line, first = append(w.line, word[:min(len(word), room)]...), false
	}
	if space(text[len(text)-1]) {
		w.blank()
	}
}

func space(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

func (w *writer) blank() {
	if n := len(w.line); w.hidden == 0 && n > 0 && w.line[n-1] != ' ' {
		w.line = append(w.line, ' ')
	}
}

func (w *writer) paragraph() {
	text := bytes.TrimSpace(w.line)
	w.line = w.line[:0]
	room := w.max - len(w.out)
	if len(text) == 0 || room <= 0 {
		return
	}
	if len(w.out) > 0 {
		w.out = append(w.out, "\n\n"...)
		room = max(room-2, 0)
	}
	if len(text) > room {
		text = []byte(short(string(text), room))
	}
	w.out = append(w.out, text...)
}

// line is text of one line: titles and names.
func line(markup string, max int) string { return new(writer).oneLine(markup, max) }

func (w *writer) oneLine(markup string, max int) string {
	text, _ := w.plain(markup, max)
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
