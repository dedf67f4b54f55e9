package bot_test

import (
	"slices"
	"strings"
	"testing"

	"crier/bot"
)

func TestLinksAreFoundInText(t *testing.T) {
	for text, want := range map[string][]string{
		"see https://example.org/a, and http://example.com/b?c=d&e.":             {"https://example.org/a", "http://example.com/b?c=d&e"},
		"(https://example.org/wiki/Rain_(weather))":                              {"https://example.org/wiki/Rain_(weather)"},
		"[the page](https://example.org/a) and [https://b.org](https://c.org/x)": {"https://example.org/a", "https://b.org", "https://c.org/x"},
		"<https://example.org/a>|\"HTTPS://Example.org/B\"":                      {"https://example.org/a", "HTTPS://Example.org/B"},
		"«https://example.org/ü»。https://example.org/ü。":                         {"https://example.org/ü"},
		"https://example.org/a https://example.org/a":                            {"https://example.org/a"},
		"http://](!https://example.org/a) https://. [x](or https://b.org)":       {"https://example.org/a", "https://b.org"},
		"ftp://example.org javascript:x xhttp://y.org https://":                  nil,
		"": nil,
	} {
		if got := bot.FindLinks(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if n := len(bot.FindLinks(strings.Repeat("https://a.org/x https://b.org/y ", 200))); n != 2 {
		t.Errorf("%d links, want 2", n)
	}
}

func FuzzFindLinks(f *testing.F) {
	f.Add("a [b](https://c.org/d) (https://e.org/f).")
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range bot.FindLinks(text) {
			if !strings.Contains(text, l) || !strings.HasPrefix(strings.ToLower(l), "http") {
				t.Errorf("%q is not in %q", l, text)
			}
		}
	})
}
