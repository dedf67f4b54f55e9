package discord

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape makes text appear as it is: no markup, no mention, no link.
func escape(s string) string {
	var b strings.Builder
	lineStart := true
	for i, r := range s {
		if strings.ContainsRune("\\*_~`|[]<>", r) ||
			lineStart && strings.ContainsRune("#-+", r) ||
			r == ':' && strings.HasPrefix(s[i:], "://") ||
			r == '.' && startsNumber(s, i) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		lineStart = r == '\n' || lineStart && r == ' '
	}
	return b.String()
}

// startsNumber reports a dot that would make "12." at a line's start a list.
func startsNumber(s string, dot int) bool {
	line := s[strings.LastIndexByte(s[:dot], '\n')+1 : dot]
	return isID(strings.TrimSpace(line))
}

// tidy drops what cannot be seen but changes what is: controls and the marks that
// turn the direction of text.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
}

// line is tidy for what stands on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(tidy(s)), " ") }

// length counts as Discord's clients do, in UTF-16 units; the server counts
// characters, which are never more.
func length(s string) int {
	n := len(s)
	for _, r := range s {
		switch w := utf8.RuneLen(r); {
		case w == 4:
			n -= 2
		case w > 1:
			n -= w - 1
		}
	}
	return n
}

// clip cuts at a word's end, so that not more than limit characters are left.
func clip(s string, limit int) string {
	if length(s) <= limit {
		return s
	}
	head := prefix(s, limit-1)
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 && s[len(head)] != ' ' {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:-–—") + "…"
}

// sentences cuts after the last whole sentence that fits, else as clip does.
func sentences(s string, limit int) string {
	if length(s) <= limit {
		return s
	}
	head := prefix(s, limit-2)
	for i := len(head) - 1; i > len(head)/3; i-- {
		if head[i] == ' ' && strings.ContainsAny(head[i-1:i], ".!?") || head[i] == '\n' {
			return strings.TrimSpace(head[:i]) + " …"
		}
	}
	return clip(s, limit)
}

// prefix is the longest one of at most limit characters.
func prefix(s string, limit int) string {
	n := 0
	for i, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
		if n > limit {
			return s[:i]
		}
	}
	return s
}

// webAddress returns the address if people may be sent there and Discord takes it.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || length(s) > 2048 || tidy(s) != s {
		return ""
	}
	s = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E", `"`, "%22", `\`, "%5C", "\n", "").Replace(s)
	if _, err := url.Parse(s); err != nil { // a host may hold what it may not hold escaped
		return ""
	}
	return s
}

// link shows a label that opens an address; without one, the label alone.
func link(label, address string) string {
	label = escape(oneLine(label))
	to := webAddress(address)
	if label == "" || to == "" {
		return label
	}
	return "[" + label + "](" + to + ")"
}

const (
	isolate    = "\u2068" // FIRST STRONG ISOLATE
	endIsolate = "\u2069" // POP DIRECTIONAL ISOLATE
)

// isolated keeps a foreign piece from turning the line around it.
func isolated(s string, foreign bool) string {
	if !foreign || s == "" {
		return s
	}
	return isolate + s + endIsolate
}

// rtl reports languages that are written from right to left.
func rtl(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch base {
	case "ar", "he", "iw", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb":
		return true
	}
	return false
}
