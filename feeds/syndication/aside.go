package syndication

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/mmcdole/gofeed"
)

// Long texts of entries are set aside before a feed is parsed, and a number stands in
// their place: the parser goes over each byte of them several times, and of a text all by
// itself nothing is to be found out. Only those are whose words are the same however they
// are read; the others are left to the parser.

const (
	asideMark = "\uE000" // before a number; for private use: feeds have none
	cdata     = "<![CDATA["
	cdataEnd  = "]]>"
	leastText = 64 // bytes; a shorter one is not worth a number
)

// aside are the texts that were set aside.
type aside []string

// standAlone says whether texts of a feed may be set aside: where there is another
// namespace than the format's, or a base for addresses in texts, it is for the parser to
// know what they are.
func standAlone(body []byte) bool {
	named := 0
	if root(body) == "feed" {
		named = 1
	}
	return bytes.Count(body, []byte("xmlns=")) == named && !bytes.Contains(body, []byte("xml:base")) && !bytes.Contains(body, []byte(asideMark))
}

// setsAside takes the text out of an element of an entry. The number is no HTML, whatever
// the text was.
func (t *trimmer) setsAside(tag []byte, start int) bool {
	if !t.mayAside || t.entries == 0 || len(t.open) != t.depth+1 || !holdsText(tag) {
		return false
	}
	name := tagName(tag[1:])
	length, closed := textEnd(t.body[t.at:]), len("</")+len(name)+len(">")
	if length < leastText || !bytes.HasPrefix(t.body[t.at+length:], append(append([]byte("</"), name...), '>')) {
		return false
	}
	text, ok := read(bytes.TrimSpace(t.body[t.at : t.at+length]))
	if !ok {
		return false
	}
	t.leaveOut(start, t.at+length)
	t.short = append(append(append(t.short, '<'), name...), '>')
	t.short = strconv.AppendInt(append(t.short, asideMark...), int64(len(t.aside)), 10)
	t.aside = append(t.aside, text)
	t.at += closed
	return true
}

// textEnd is the length of the text that body begins with: of a CDATA section, if it is
// one, or up to the next markup; negative if it has no end.
func textEnd(body []byte) int {
	if begins := len(body) - len(bytes.TrimLeft(body, " \t\r\n")); bytes.HasPrefix(body[begins:], []byte(cdata)) {
		length := after(body, cdataEnd)
		if length < 0 {
			return -1
		}
		return length + len(body[length:]) - len(bytes.TrimLeft(body[length:], " \t\r\n"))
	}
	return bytes.IndexByte(body, '<')
}

func holdsText(tag []byte) bool {
	switch string(tag) {
	case "<description>", "<content:encoded>", "<summary>", "<content>", `<summary type="html">`, `<content type="html">`:
		return true
	}
	return false
}

// read gives a text as the parser would, if it is one of the two usual kinds: a CDATA
// section, or characters of which the special ones are written as references.
func read(text []byte) (string, bool) {
	if section, is := bytes.CutPrefix(text, []byte(cdata)); is {
		section, is = bytes.CutSuffix(section, []byte(cdataEnd))
		return string(section), is
	}
	if bytes.IndexByte(text, '<') >= 0 {
		return "", false
	}
	for rest := text; ; {
		i := bytes.IndexByte(rest, '&')
		if i < 0 {
			return html.UnescapeString(string(text)), true
		}
		rest = rest[i+1:]
		if !refers(rest) {
			return "", false
		}
	}
}

// refers says whether text begins with one of XML's own names for a character, or with a
// number.
func refers(text []byte) bool {
	name, _, ended := bytes.Cut(text[:min(len(text), 8)], []byte(";"))
	if !ended {
		return false
	}
	switch string(name) {
	case "lt", "gt", "amp", "quot", "apos":
		return true
	}
	digits, is := bytes.CutPrefix(name, []byte("#"))
	return is && len(digits) > 0 && len(bytes.Trim(digits, "0123456789")) == 0
}

// backTo puts the texts in their places again.
func (a aside) backTo(items []*gofeed.Item) {
	for _, item := range items {
		item.Description, item.Content = a.of(item.Description), a.of(item.Content)
	}
}

func (a aside) of(text string) string {
	number, is := strings.CutPrefix(text, asideMark)
	if !is {
		return text
	}
	if i, err := strconv.Atoi(number); err == nil && i < len(a) {
		return a[i]
	}
	return text
}
