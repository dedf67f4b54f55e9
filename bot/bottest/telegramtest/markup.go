package telegramtest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Entity is a marked place of a text; offsets and lengths are in UTF-16 units.
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// ParseHTML reads a text as the real server's parser does, and fails with its
// words. Marks come in the order in which they begin.
func ParseHTML(text string) (plain string, marks []Entity, err error) {
	p := &parser{in: text}
	for p.at < len(text) && err == nil {
		switch {
		case text[p.at] == '&' && p.reference(&p.out):
		case text[p.at] != '<':
			p.out.WriteByte(text[p.at])
			p.at++
		case p.peek(1) == '/':
			err = p.closeTag()
		default:
			err = p.openTag()
		}
	}
	if err != nil {
		return "", nil, err
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("can't find end tag corresponding to start tag \"%s\"", p.open[n-1].name)
	}
	if !utf8.ValidString(p.out.String()) {
		return "", nil, fmt.Errorf("text contains invalid Unicode characters after decoding HTML entities")
	}
	slices.SortStableFunc(p.marks, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return p.out.String(), p.marks, nil
}

type parser struct {
	in    string
	at    int
	out   strings.Builder
	open  []tag
	marks []Entity
}

type tag struct {
	name, argument string
	begins         int // byte of out
}

// peek is the byte so far ahead; 0 past the end, which counts as a space as in
// the real parser.
func (p *parser) peek(ahead int) byte {
	if p.at+ahead < len(p.in) {
		return p.in[p.at+ahead]
	}
	return 0
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 || c == '\v'
}

func (p *parser) skipSpace() {
	for p.at < len(p.in) && isSpace(p.peek(0)) {
		p.at++
	}
}

// word reads up to a space or one of the stops.
func (p *parser) word(stops string) string {
	from := p.at
	for p.at < len(p.in) && !isSpace(p.peek(0)) && !strings.ContainsRune(stops, rune(p.peek(0))) {
		p.at++
	}
	return p.in[from:p.at]
}

func (p *parser) openTag() error {
	begin := p.at
	p.at++
	t := tag{name: strings.ToLower(p.word(">")), begins: p.out.Len()}
	if p.at >= len(p.in) {
		return fmt.Errorf("unclosed start tag at byte offset %d", begin)
	}
	if entityOf(t.name) == "" {
		return fmt.Errorf("unsupported start tag \"%s\" at byte offset %d", t.name, begin)
	}
	for p.peek(0) != '>' {
		p.skipSpace()
		if p.peek(0) == '>' {
			break
		}
		if err := p.attribute(&t, begin); err != nil {
			return err
		}
	}
	p.at++
	if t.name == "span" && t.argument != "tg-spoiler" {
		return fmt.Errorf("tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, t)
	return nil
}

func (p *parser) attribute(t *tag, begin int) error {
	unclosed := fmt.Errorf("unclosed start tag at byte offset %d", begin)
	name := p.word("=>/\"'")
	if name == "" && p.at < len(p.in) {
		return fmt.Errorf("empty attribute name in the tag \"%s\" at byte offset %d", t.name, begin)
	}
	p.skipSpace()
	if p.at >= len(p.in) {
		return unclosed
	}
	value := ""
	if p.peek(0) == '=' {
		p.at++
		p.skipSpace()
		var err error
		if value, err = p.value(); err != nil {
			return err
		}
		if p.at >= len(p.in) {
			return unclosed
		}
	}
	switch {
	case t.name == "a" && name == "href", t.name == "span" && name == "class", t.name == "tg-emoji" && name == "emoji-id":
		t.argument = value
	case t.name == "blockquote" && name == "expandable":
		t.argument = "expandable"
	}
	return nil
}

func (p *parser) value() (string, error) {
	end := p.peek(0)
	if end != '"' && end != '\'' {
		from := p.at
		for c := p.peek(0); c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '.' || c == '-'; c = p.peek(0) {
			p.at++
		}
		if !isSpace(p.peek(0)) && p.peek(0) != '>' {
			return "", fmt.Errorf("unexpected end of name token at byte offset %d", from)
		}
		return strings.ToLower(p.in[from:p.at]), nil
	}
	p.at++
	var out strings.Builder
	for p.at < len(p.in) && p.peek(0) != end {
		if p.peek(0) == '&' && p.reference(&out) {
			continue
		}
		out.WriteByte(p.peek(0))
		p.at++
	}
	p.at++ // past the quote, or past the end
	return out.String(), nil
}

func (p *parser) closeTag() error {
	begin := p.at
	if len(p.open) == 0 {
		return fmt.Errorf("unexpected end tag at byte offset %d", begin)
	}
	p.at += 2
	name := p.word(">")
	p.skipSpace()
	if p.peek(0) != '>' {
		return fmt.Errorf("unclosed end tag at byte offset %d", begin)
	}
	p.at++
	t := p.open[len(p.open)-1]
	if name != "" && name != t.name {
		return fmt.Errorf("unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, t.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	inside := p.out.String()[t.begins:]
	e := Entity{Type: entityOf(t.name), Offset: Units(p.out.String()[:t.begins]), Length: Units(inside)}
	if t.name == "blockquote" && t.argument != "" {
		e.Type = "expandable_blockquote"
	}
	if t.name == "a" {
		if t.argument == "" {
			t.argument = inside
		}
		e.URL = checkedLink(t.argument)
	}
	if e.Length > 0 && (t.name != "a" || e.URL != "") {
		p.marks = append(p.marks, e)
	}
	return nil
}

// reference decodes "&lt;" and the like, with or without the semicolon.
func (p *parser) reference(out *strings.Builder) bool {
	rest := p.in[p.at+1:]
	code, size := rune(0), 0
	if strings.HasPrefix(rest, "#") {
		code, size = numeric(rest)
	} else {
		for size < len(rest) && rest[size]|0x20 >= 'a' && rest[size]|0x20 <= 'z' {
			size++
		}
		code = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[rest[:size]]
	}
	if code == 0 {
		return false
	}
	if size < len(rest) && rest[size] == ';' {
		size++
	}
	if code >= 0xd800 && code <= 0xdfff {
		out.WriteByte(0xff) // makes the whole text invalid
	} else {
		out.WriteRune(code)
	}
	p.at += 1 + size
	return true
}

func numeric(rest string) (code rune, size int) {
	size, base := 1, rune(10)
	if strings.HasPrefix(rest[1:], "x") {
		size, base = 2, 16
	}
	for size < len(rest) && size < 12 {
		d := strings.IndexByte("0123456789abcdef", rest[size]|0x20)
		if rest[size] >= '0' && rest[size] <= '9' {
			d = int(rest[size] - '0')
		}
		if d < 0 || rune(d) >= base {
			break
		}
		code = code*base + rune(d)
		size++
	}
	if code <= 0 || code >= 0x10ffff || size+1 >= 10 {
		return 0, 0
	}
	return code, size
}

// entityOf names what a tag marks; empty for a tag that the server refuses.
func entityOf(tag string) string {
	switch tag {
	case "b", "strong":
		return "bold"
	case "i", "em":
		return "italic"
	case "u", "ins":
		return "underline"
	case "s", "strike", "del":
		return "strikethrough"
	case "a":
		return "text_link"
	case "code", "pre", "blockquote":
		return tag
	case "tg-spoiler", "span":
		return "spoiler"
	case "tg-emoji":
		return "custom_emoji"
	default:
		return ""
	}
}

// Units is a text's length in UTF-16 code units.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
