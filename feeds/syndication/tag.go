package syndication

import "bytes"

// markup tells what a "<…" is.
type markup int

const (
	neither markup = iota // comment, CDATA, declaration, instruction
	opening               // also an element that closes itself
	closing
)

func kind(tag []byte) markup {
	switch {
	case len(tag) < 3:
		return neither
	case tag[1] == '/':
		return closing
	case tag[1] == '!' || tag[1] == '?':
		return neither
	}
	return opening
}

// tagEnd is the length of the markup that text begins with; negative if it does not
// end. Quotes are honoured: an attribute may hold a ">".
func tagEnd(text []byte) int {
	if len(text) > 1 && (text[1] == '!' || text[1] == '?') {
		for _, pair := range [...][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
			if bytes.HasPrefix(text, []byte(pair[0])) {
				return after(text, pair[1])
			}
		}
	}
	quote := byte(0)
	for i, b := range text {
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			return i + 1
		}
	}
	return -1
}

func after(text []byte, end string) int {
	i := bytes.Index(text, []byte(end))
	if i < 0 {
		return -1
	}
	return i + len(end)
}

// tagName is the name at the start of text, with its prefix.
func tagName(text []byte) []byte {
	for i, b := range text {
		if space(b) || b == '/' || b == '>' {
			return text[:i]
		}
	}
	return text
}

// local is the name without its prefix.
func local(text []byte) []byte {
	name := tagName(text[:min(len(text), 100)])
	return name[bytes.LastIndexByte(name, ':')+1:]
}

// localName is that in lower case.
func localName(text []byte) string { return string(bytes.ToLower(local(text))) }
