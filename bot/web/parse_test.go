package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCommandLine(t *testing.T) {
	for _, c := range []struct{ text, name, args string }{
		{"/help", "help", ""},
		{"/Summary  https://example.org/a short ", "summary", "https://example.org/a short"},
		{"/summary@crier 3", "summary", "3"},
		{"/summary\nfirst line\nsecond", "summary", "first line\nsecond"},
		{"help", "", ""},
		{"/", "", ""},
		{"/ help", "", ""},
		{"/etc/passwd is a file", "", ""},
		{"/" + strings.Repeat("a", 33), "", ""},
		{"/émeute", "", ""},
	} {
		name, args := command(clean(c.text))
		if name != c.name || args != c.args {
			t.Errorf("%q: %q %q, want %q %q", c.text, name, args, c.name, c.args)
		}
	}
}

func TestLinksInText(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"https://example.org/a", []string{"https://example.org/a"}},
		{"Look: https://example.org/a?b=1&c=2, and (http://example.com/x).", []string{"https://example.org/a?b=1&c=2", "http://example.com/x"}},
		{"https://example.org/wiki/Velm_(city) twice https://example.org/wiki/Velm_(city)", []string{"https://example.org/wiki/Velm_(city)"}},
		{"“https://example.org/ü…” ‹https://example.org/b›", []string{"https://example.org/ü", "https://example.org/b›"}},
		{"www.example.org/a!", []string{"https://www.example.org/a"}},
		{"example.org/story/12", []string{"https://example.org/story/12"}},
		{"read example.org/story/12 now", nil},
		{"a half-day and/or 3.5/4", nil},
		{"3.5/4", nil},
		{"https://", nil},
		{"javascript://example.org/%0aalert(1)", nil},
		{"HTTPS://EXAMPLE.ORG/A", []string{"HTTPS://EXAMPLE.ORG/A"}},
	} {
		if got := links(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if got := links(strings.Repeat("https://example.org/a?", 1) + strings.Repeat(" https://example.org/b", 3)); len(got) != 2 {
		t.Errorf("%d links, want each once", len(got))
	}
}

func TestOnlyWebAddressesAreLinks(t *testing.T) {
	for s, ok := range map[string]bool{
		"https://example.org/a#:~:text=A%20b,c": true, "http://example.org": true,
		"javascript:alert(1)": false, "data:text/html,x": false, "//example.org": false, "/web/file/x": false,
		"https:///path": false, "ftp://example.org": false, "": false, "https://exa mple.org": false, "java\nscript:x": false,
	} {
		if got := webAddress(s) != ""; got != ok {
			t.Errorf("%q: %v, want %v", s, got, ok)
		}
	}
}

func FuzzRequest(f *testing.F) {
	for _, s := range []string{
		"/summary https://example.org/(a).", "…", "’)", "https://…", "www.", "/a@b c", "\x00/\u202ehelp", "a.b/…’", "ftp://x https://[::1]/]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("JSON is always valid UTF-8")
		}
		text := clean(s)
		if clean(text) != text {
			t.Errorf("cleaning %q twice differs", s)
		}
		name, args := command(text)
		if name != strings.ToLower(name) || len(args) >= max(1, len(text)) || name == "" && args != "" {
			t.Errorf("%q: command %q with %q", s, name, args)
		}
		for _, l := range links(text) {
			u, err := url.Parse(l)
			if err != nil || u.Host == "" || !utf8.ValidString(l) {
				t.Errorf("%q: link %q: %v", s, l, err)
			}
		}
		if _, err := renderText(text); err != nil {
			t.Errorf("%q is not shown: %v", s, err)
		}
	})
}
