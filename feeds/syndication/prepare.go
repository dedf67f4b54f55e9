package syndication

import (
	"bytes"
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
	maxDepth    = 256      // of nested elements; feeds have ten
	maxTag      = 64 << 10 // bytes of one tag with its attributes
	maxElements = 100_000  // of a feed: parsers pay by the element
)

var (
	declaration = regexp.MustCompile(`^\s*<\?xml\b[^>]*\?>`)
	declared    = regexp.MustCompile(`encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)
)

// decode makes a body valid UTF-8 without control characters and without an XML
// declaration, whose encoding would no longer be true. The order of belief: byte
// order mark; what is UTF-8, but for a slip; the declaration; the header; the bytes'
// own look.
// (RFC 7303 lets the header win, but servers set it without looking.)
func decode(body []byte, header string) []byte {
	e := encodingOf(body, header)
	if e != nil {
		if decoded, _, err := transform.Bytes(e.NewDecoder(), body); err == nil {
			body = decoded
		}
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	body = body[len(declaration.Find(body)):]
	if isLegal(body) && utf8.Valid(body) {
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

// isLegal says whether no character of a text is illegal, by its bytes: they are read
// ten times as fast.
func isLegal(body []byte) bool {
	for _, b := range body {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return !bytes.Contains(body, []byte("\uFFFE")) && !bytes.Contains(body, []byte("\uFFFF"))
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
	if feeds.MostlyUTF8(body) && !strings.HasPrefix(claim, "iso-2022") {
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
