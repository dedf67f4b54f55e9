package page

import (
	"bytes"
	"mime"
	"strings"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"crier/feeds"
)

// decode gives the bytes as valid UTF-8 without NUL bytes. Bytes that are UTF-8, but
// for a slip, are UTF-8, whatever is declared: other charsets make such bytes only by
// a miracle, and wrong declarations are common. Else a byte order mark counts, then
// the server's charset, then the page's own, then what the bytes look like.
func decode(body []byte, contentType string) string {
	enc, cut := byMark(body)
	body = body[cut:]
	if enc == nil && feeds.MostlyUTF8(body) && !bytes.Contains(body, []byte("\x1b$")) && bytes.Count(body, []byte{0})*4 < len(body)+1 {
		return clean(string(body))
	}
	if enc == nil {
		enc = declaredCharset(body, contentType)
	}
	if enc == nil {
		enc = detectedCharset(body)
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return clean(string(text))
}

func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.ReplaceAll(s, "\x00", "")
}

// byMark reads a byte order mark; nil means that the rest has no other charset
// than its looks.
func byMark(body []byte) (encoding.Encoding, int) {
	for _, mark := range []struct{ bytes, label string }{
		{"\xEF\xBB\xBF", "utf-8"}, {"\xFE\xFF", "utf-16be"}, {"\xFF\xFE", "utf-16le"},
	} {
		if bytes.HasPrefix(body, []byte(mark.bytes)) {
			enc, _ := charset.Lookup(mark.label)
			return enc, len(mark.bytes)
		}
	}
	return nil, 0
}

// declaredCharset gives the charset of the header or of the page's first
// kilobytes, unless the bytes give the lie to it; nil when there is none.
func declaredCharset(body []byte, contentType string) encoding.Encoding {
	_, params, _ := mime.ParseMediaType(contentType)
	for _, label := range []string{params["charset"], metaCharset(body)} {
		enc, name := charset.Lookup(label)
		if enc == nil || name == "utf-8" && !feeds.MostlyUTF8(body) {
			continue
		}
		if name == "replacement" || strings.HasPrefix(name, "utf-16") && bytes.Count(body, []byte{0})*8 < len(body) {
			continue
		}
		return enc
	}
	return nil
}

// metaCharset finds the label in <meta charset=…> or <?xml encoding=…?>.
func metaCharset(body []byte) string {
	head := bytes.ToLower(body[:min(len(body), 4096)])
	for _, key := range []string{"charset=", "encoding="} {
		if _, after, ok := bytes.Cut(head, []byte(key)); ok {
			after = bytes.TrimLeft(after, `"' `)
			if end := bytes.IndexAny(after, "\"' ;/>?\r\n\t"); end > 0 {
				return string(after[:end])
			}
		}
	}
	return ""
}

// detectedCharset guesses from the bytes; windows-1252 when nothing is certain, as
// browsers do.
func detectedCharset(body []byte) encoding.Encoding {
	enc, _ := charset.Lookup("windows-1252")
	sample := body[:min(len(body), 64<<10)]
	best, err := chardet.NewHtmlDetector().DetectBest(sample)
	if err != nil {
		return enc
	}
	if found, _ := charset.Lookup(best.Charset); found != nil {
		return found
	}
	return enc
}
