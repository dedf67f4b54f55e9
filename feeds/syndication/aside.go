package syndication

import (
	"bytes"
	"cmp"
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// The simple elements of entries, which are nearly all there are, are set aside before a
// feed is parsed: the parser goes over each of their bytes several times, and for each
// asks what namespace it is of. Only those are whose words are the same however they are
// read; the others are left to the parser.

const (
	cdata    = "<![CDATA["
	cdataEnd = "]]>"
)

// part is an element of an entry that was set aside.
type part struct {
	text  string
	when  *time.Time
	entry int32 // its number
	is    role
}

const partsOfMost = 128 // of a feed

// role is what an element says of its entry.
type role uint8

const (
	noRole role = iota
	isTitle
	isLink
	isID
	isPublished
	isUpdated
	isSummary
	isContent
	isCreator
)

// standAlone says whether elements may be set aside: where there is another namespace than
// the format's, a usual prefix that means something else, or a base for addresses in
// texts, it is for the parser to know what they are.
func standAlone(body []byte) bool {
	named := 0
	if root(body) == "feed" {
		named = 1
	}
	return bytes.Count(body, []byte("xmlns=")) == named && !bytes.Contains(body, []byte("xml:base")) &&
		bytes.Count(body, []byte("xmlns:dc=")) == bytes.Count(body, []byte(usualDC)) &&
		bytes.Count(body, []byte("xmlns:content=")) == bytes.Count(body, []byte(usualContent))
}

// setsAside takes a simple element out of an entry.
func (t *trimmer) setsAside(tag []byte, start int) bool {
	if !t.mayAside || t.entries == 0 || len(t.open) != t.depth+1 {
		return false
	}
	is := t.role(tag)
	if is == noRole {
		return false
	}
	length := textEnd(t.body[t.at:])
	if length < 0 {
		return false
	}
	rest, ended := bytes.CutPrefix(t.body[t.at+length:], []byte("</"))
	rest, named := bytes.CutPrefix(rest, tagName(tag[1:]))
	if !ended || !named || !bytes.HasPrefix(rest, []byte(">")) {
		return false
	}
	p := part{entry: int32(t.entries - 1), is: is}
	var ok bool
	if p.text, ok = read(bytes.TrimSpace(t.body[t.at : t.at+length])); !ok || !p.plain(t) {
		return false
	}
	t.leaveOut(start, len(t.body)-len(rest)+1)
	if t.aside == nil {
		t.aside = make([]part, 0, partsOfMost)
	}
	t.aside = append(t.aside, p)
	return true
}

// role tells simple elements by their tags.
func (t *trimmer) role(tag []byte) role {
	if t.atom {
		switch string(tag) {
		case "<title>", `<title type="text">`, `<title type="html">`:
			return isTitle
		case "<id>":
			return isID
		case "<published>":
			return isPublished
		case "<updated>":
			return isUpdated
		case "<summary>", `<summary type="text">`, `<summary type="html">`:
			return isSummary
		case "<content>", `<content type="text">`, `<content type="html">`:
			return isContent
		}
		return noRole
	}
	switch string(tag) {
	case "<title>":
		return isTitle
	case "<link>":
		return isLink
	case "<guid>", `<guid isPermaLink="false">`, `<guid isPermaLink="true">`:
		return isID
	case "<pubDate>":
		return isPublished
	case "<description>":
		return isSummary
	case "<content:encoded>":
		return isContent
	case "<dc:creator>":
		return isCreator
	}
	return noRole
}

// plain makes of a part's text what the parser would, if it is one of the usual kind.
func (p *part) plain(t *trimmer) bool {
	switch p.is {
	case isPublished, isUpdated:
		for _, layout := range [...]string{time.RFC1123Z, time.RFC3339, http.TimeFormat} {
			if len(p.text) != len(layout) && layout != time.RFC3339 {
				continue // an error takes longer than all else
			}
			if when, err := time.Parse(layout, p.text); err == nil {
				when = when.UTC()
				p.when = &when
				return true
			}
		}
		return false
	case isID:
		if u, err := url.Parse(strings.TrimLeft(p.text, " ")); err == nil && t.atom { // it takes it for an address
			p.text = u.String()
		}
	case isLink:
		return t.onlyTexts
	case isCreator:
		return t.onlyCreators && !strings.ContainsAny(p.text, "@()") // else there may be an address
	}
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

// backTo puts the parts into their entries again. It is false where the parser has found
// other entries, or may see them in another order or other elements in them.
func (t *trimmer) backTo(items []*gofeed.Item) bool {
	if len(items) != t.entries || t.odd {
		return len(t.aside) == 0
	}
	for _, p := range t.aside {
		if int(p.entry) < len(items) { // else it was cut off
			p.backTo(items[p.entry])
		}
	}
	return true
}

// backTo sets what the element would have, were it not empty: for an empty one the
// parser takes others.
func (p part) backTo(item *gofeed.Item) {
	switch p.is {
	case isTitle:
		item.Title = cmp.Or(p.text, item.Title)
	case isLink:
		item.Link, item.Links = cmp.Or(p.text, item.Link), append(item.Links, p.text)
	case isID:
		item.GUID = cmp.Or(p.text, item.GUID)
	case isPublished:
		item.PublishedParsed = p.when
	case isUpdated:
		item.UpdatedParsed = p.when
	case isSummary:
		item.Description = cmp.Or(p.text, item.Description)
	case isContent:
		item.Content = cmp.Or(p.text, item.Content)
	case isCreator:
		if len(item.Authors) == 0 {
			item.Authors = []*gofeed.Person{{Name: p.text}}
		}
	}
}
