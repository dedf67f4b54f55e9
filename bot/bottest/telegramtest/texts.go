package telegramtest

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// The server's limits of a text.
const (
	maxRaw     = 1 << 15 // bytes before parsing
	maxText    = 4096    // code points after parsing
	maxCaption = 1024
	maxMarks   = 100
)

// shown is a text as people see it.
type shown struct {
	text  string
	marks []Entity
}

// readText parses, cleans and checks a text as the server does.
func readText(raw, mode string, most int) (shown, *problem) {
	if len(raw) > maxRaw {
		return shown{}, bad("Bad Request: message is too long")
	}
	if !utf8.ValidString(raw) {
		return shown{}, bad("Bad Request: strings must be encoded in UTF-8")
	}
	out := shown{text: raw}
	switch {
	case strings.EqualFold(mode, "html"):
		var err error
		if out.text, out.marks, err = ParseHTML(raw); err != nil {
			words := err.Error()
			return shown{}, bad("Bad Request: can't parse entities: " + strings.ToUpper(words[:1]) + words[1:])
		}
	case mode != "":
		return shown{}, bad("Bad Request: unsupported parse_mode")
	}
	out = out.cleaned().trimmed()
	if utf8.RuneCountInString(out.text) > most {
		if most == maxCaption {
			return shown{}, bad("Bad Request: message caption is too long")
		}
		return shown{}, bad("Bad Request: message is too long")
	}
	if len(out.marks) > maxMarks {
		out.marks = out.marks[:maxMarks]
	}
	out.marks = append(out.marks, found(out)...)
	return out, nil
}

// cleaned takes out what the server takes out: control characters and the older
// direction marks U+2028-202E. All of them are one unit long.
func (s shown) cleaned() shown {
	var out []uint16
	moved := make([]int, 0, len(s.text)+1) // old offset → new
	for _, u := range utf16.Encode([]rune(s.text)) {
		moved = append(moved, len(out))
		switch {
		case u == '\r' || u >= 0x2028 && u <= 0x202e || u == 0x033f || u == 0x0333 || u == 0x030a:
			continue
		case u < 0x20 && u != '\n':
			u = ' '
		}
		out = append(out, u)
	}
	return shown{string(utf16.Decode(out)), relocate(s.marks, append(moved, len(out)))}
}

// trimmed takes spaces from both ends; marks shrink with it.
func (s shown) trimmed() shown {
	left := Units(s.text) - Units(strings.TrimLeftFunc(s.text, unicode.IsSpace))
	text := strings.TrimSpace(s.text)
	length := Units(text)
	moved := make([]int, Units(s.text)+1)
	for i := range moved {
		moved[i] = min(max(i-left, 0), length)
	}
	return shown{text, relocate(s.marks, moved)}
}

func relocate(marks []Entity, moved []int) []Entity {
	var out []Entity
	for _, e := range marks {
		from, to := moved[e.Offset], moved[e.Offset+e.Length]
		if e.Offset, e.Length = from, to-from; e.Length > 0 {
			out = append(out, e)
		}
	}
	return out
}

// empty reports texts in which there is nothing to see.
func (s shown) empty() bool {
	return strings.IndexFunc(s.text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Mn, unicode.Cc)
	}) < 0
}

// kind is something that the server marks by itself.
type kind struct {
	name    string
	pattern *regexp.Regexp
}

// kinds compiles the patterns once.
var kinds = sync.OnceValue(func() []kind { //nolint:gochecknoglobals // never changes, and is compiled once
	return []kind{
		{"url", regexp.MustCompile(`(?i)\bhttps?://[^\s<>"\x60]*[^\s<>"\x60.,;:!?)\]}'»”]|\b(?:[a-z0-9-]+\.)+(?:com|org|net|example)\b(?:/[^\s<>"]*[^\s<>".,;:!?)\]}'])?`)},
		{"bot_command", regexp.MustCompile(`(?:^|\s)(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)`)},
		{"mention", regexp.MustCompile(`(?:^|[^\w/])(@[A-Za-z0-9_]{4,32})`)},
	}
})

// found are the marks that the server finds by itself, in people's texts and in
// the bot's: addresses, commands and names.
func found(s shown) []Entity {
	var out []Entity
	for _, kind := range kinds() {
		for _, at := range kind.pattern.FindAllStringSubmatchIndex(s.text, -1) {
			at = at[len(at)-2:]
			e := Entity{Type: kind.name, Offset: Units(s.text[:at[0]]), Length: Units(s.text[at[0]:at[1]])}
			if !slices.ContainsFunc(append(s.marks, out...), e.crosses) {
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, func(a, b Entity) int { return a.Offset - b.Offset })
	return out
}

// crosses reports whether two marks that cannot stand together overlap.
func (e Entity) crosses(o Entity) bool {
	if o.Type == "bold" || o.Type == "italic" || strings.Contains(o.Type, "blockquote") {
		return false
	}
	return e.Offset < o.Offset+o.Length && o.Offset < e.Offset+e.Length
}

// checkedLink is an address as the server keeps it; empty if it takes none such.
func checkedLink(link string) string {
	link = strings.TrimSpace(link)
	if !strings.Contains(link, "://") && !strings.Contains(link, ":") {
		link = "http://" + link
	}
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "tg", "ton", "mailto", "tel":
		return link
	case "http", "https":
		if !linkHost(u.Hostname()) {
			return ""
		}
	default:
		return ""
	}
	if u.Path == "" {
		u.Path = "/"
		return u.String()
	}
	return link
}

func linkHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	dot := strings.LastIndexByte(strings.TrimSuffix(host, "."), '.')
	return dot > 0 && len(strings.TrimSuffix(host, "."))-dot > 2 && !strings.ContainsAny(host, " \t\n<>\"")
}
