package syndication

import (
	"bytes"
	"errors"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"crier/feeds"
)

const (
	maxDepth = 256      // of nested elements; feeds have ten
	maxTag   = 64 << 10 // bytes of one tag with its attributes
)

var (
	declaration = regexp.MustCompile(`^\s*<\?xml\b[^>]*\?>`)
	declared    = regexp.MustCompile(`encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)
)

// decode makes a body valid UTF-8 without control characters and without an XML
// declaration, whose encoding would no longer be true. The order of belief: byte
// order mark; what is valid UTF-8; the declaration; the header; the bytes' own look.
// (RFC 7303 lets the header win, but servers set it without looking.)
func decode(body []byte, header string) []byte {
	e := encodingOf(body, header)
	if e != nil {
		if decoded, _, err := transform.Bytes(e.NewDecoder(), body); err == nil {
			body = decoded
		}
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	body = declaration.ReplaceAll(body, nil)
	if utf8.Valid(body) && bytes.IndexFunc(body, illegal) < 0 {
		return body
	}
	return bytes.Map(func(r rune) rune {
		if illegal(r) {
			return -1
		}
		return r
	}, body)
}

// illegal characters may not stand in XML 1.0 (section 2.2).
func illegal(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// encodingOf is nil where the body is UTF-8 already.
func encodingOf(body []byte, header string) encoding.Encoding {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return nil
	case bytes.HasPrefix(body, []byte("\xfe\xff")), bytes.HasPrefix(body, []byte("\x00<")):
		return named("utf-16be")
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("<\x00")):
		return named("utf-16le")
	}
	claim := ""
	if m := declared.FindSubmatch(declaration.Find(body[:min(len(body), 200)])); m != nil {
		claim = strings.ToLower(string(m[1]))
	}
	if utf8.Valid(body) && !strings.HasPrefix(claim, "iso-2022") {
		return nil
	}
	if e := named(claim); e != nil {
		return e
	}
	if _, params, err := mime.ParseMediaType(header); err == nil {
		if e := named(params["charset"]); e != nil {
			return e
		}
	}
	return guessed(body)
}

// named gives an encoding by its label; nil for UTF-8 and for what is unknown: both
// leave invalid bytes to the replacement character or to the next to be believed.
func named(label string) encoding.Encoding {
	e, name := charset.Lookup(label)
	if name == "utf-8" || name == "replacement" {
		return nil
	}
	return e
}

func guessed(body []byte) encoding.Encoding {
	best, err := chardet.NewTextDetector().DetectBest(body[:min(len(body), 64<<10)])
	if err != nil {
		return nil
	}
	return named(best.Charset)
}

// root is the local name of the first element, in lower case; empty if there is none.
func root(body []byte) string {
	for {
		i := bytes.IndexByte(body, '<')
		if i < 0 || i+1 >= len(body) {
			return ""
		}
		body = body[i:]
		if body[1] == '?' || body[1] == '!' {
			end := tagEnd(body)
			if end < 0 {
				return ""
			}
			body = body[end:]
			continue
		}
		return localName(body[1:])
	}
}

// trimmed cuts the body behind the last entry that is looked at and closes what is
// then open. It refuses what nests or spells out too much.
func trimmed(body []byte) ([]byte, error) {
	var open [][]byte // names of the elements around the place
	entries := 0
	for at := 0; ; {
		i := bytes.IndexByte(body[at:], '<')
		if i < 0 {
			return body, nil
		}
		at += i
		length := tagEnd(body[at:])
		if length < 0 {
			return body, nil // the parser will say what is wrong
		}
		tag := body[at : at+length]
		at += length
		switch kind(tag) {
		case closing:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case opening:
			if len(tag) > maxTag || len(open) >= maxDepth {
				return nil, &feeds.Problem{Kind: feeds.BrokenFeed, Err: errors.New("elements or attributes without end")}
			}
			if name := localName(tag[1:]); name == "item" || name == "entry" {
				if entries++; entries > feeds.MaxEntries {
					return closed(body[:at-length], open), nil
				}
			}
			if tag[len(tag)-2] != '/' {
				open = append(open, tagName(tag[1:]))
			}
		}
	}
}

func closed(body []byte, open [][]byte) []byte {
	out := bytes.Clone(body)
	for i := len(open) - 1; i >= 0; i-- {
		out = append(append(append(out, "</"...), open[i]...), '>')
	}
	return out
}
