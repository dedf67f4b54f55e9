package discord

import (
	"regexp"
	"slices"
	"strings"

	"crier/bot"
)

// typed finds a command in a sentence: "/addfeed", but not the "/addfeed" of an
// address. U+2066 to U+2069 are isolates around names.
var typed = regexp.MustCompile(`(^|[\s(“„"\x{2066}-\x{2069}])/([a-z]+)\b`)

// named writes commands as people type them on Discord: "/feed add" where the words
// of the house say "/addfeed". Content of articles is left as it is.
func (x index) named(r bot.Reply) bot.Reply {
	if len(x.renamed) == 0 {
		return r
	}
	r.Text = slices.Clone(r.Text)
	for i, t := range r.Text {
		r.Text[i] = x.rename(t)
	}
	if strings.HasPrefix(r.Title, "/") {
		r.Title = x.rename(r.Title)
	}
	r.Footer = x.rename(r.Footer)
	return r
}

func (x index) rename(s string) string {
	return typed.ReplaceAllStringFunc(s, func(found string) string {
		before, name, _ := strings.Cut(found, "/")
		if path, ok := x.renamed[name]; ok {
			return before + "/" + path
		}
		return found
	})
}
