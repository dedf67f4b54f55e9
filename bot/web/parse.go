package web

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	maxText  = 200_000 // bytes of one message
	maxPress = 200     // bytes of a button's line, with room for what later versions do
	maxLinks = 20
)

var (
	markedLink = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"“”«»` + "`" + `]+`)
	bareLink   = regexp.MustCompile(`(?i)^[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/\S*$`)
)

// clean takes away what cannot be seen: control characters other than line breaks
// and tabs.
func clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, text))
}

// command splits "/summary@crier one two" into "summary" and "one two". Text that
// does not begin with a slash and a name is no command.
func command(text string) (name, args string) {
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return "", ""
	}
	name, args = cutWord(rest)
	name, _, _ = strings.Cut(name, "@")
	name = strings.ToLower(name)
	if name == "" || len(name) > 32 || strings.ContainsFunc(name, notInName) {
		return "", ""
	}
	return name, args
}

func notInName(c rune) bool {
	return c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')
}

func cutWord(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// links finds the addresses in a text, each once, at most maxLinks. Networks with
// servers of their own mark addresses; here the same habits hold: with a scheme
// anywhere, without one after "www." or when host and path are all that was sent.
func links(text string) []string {
	var out []string
	add := func(link string) {
		if !strings.Contains(link, "://") {
			link = "https://" + link
		}
		if link = webAddress(link); link != "" && len(out) < maxLinks && !slices.Contains(out, link) {
			out = append(out, link)
		}
	}
	for _, m := range markedLink.FindAllString(text, -1) {
		add(trimLink(m))
	}
	if len(out) == 0 && bareLink.MatchString(text) {
		add(trimLink(text))
	}
	return out
}

// trimLink takes away the punctuation that ends the sentence, not the address: a
// bracket stays when it was opened within.
func trimLink(s string) string {
	for s != "" {
		last := s[len(s)-1]
		open := map[byte]string{')': "(", ']': "[", '}': "{"}[last]
		switch {
		case open != "" && strings.Count(s, open) >= strings.Count(s, string(last)):
			return s
		case open != "" || strings.IndexByte(".,;:!?'*_", last) >= 0:
			s = s[:len(s)-1]
		case strings.HasSuffix(s, "…") || strings.HasSuffix(s, "’"):
			s = s[:len(s)-3]
		default:
			return s
		}
	}
	return s
}
