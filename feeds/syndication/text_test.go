package syndication

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlainParagraphs(t *testing.T) {
	for _, c := range []struct{ name, markup, want, image string }{
		{"plain text", "Just\nwords.", "Just words.", ""},
		{"plain paragraphs", "One.\n\nTwo &amp; three.", "One.\n\nTwo & three.", ""},
		{"paragraphs", "<p>One.</p>\n<p>Two <b>bold</b> and <a href=x>linked</a>.</p>", "One.\n\nTwo bold and linked.", ""},
		{"unclosed", "<p>One.<p>Two.<li>Three", "One.\n\nTwo.\n\nThree", ""},
		{"line breaks", "One<br>two<br/>three", "One two three", ""},
		{"words keep together", "re<b>uni</b>on <i>is</i> one", "reunion is one", ""},
		{"entities", "Caf&eacute; &#8220;x&#x201d; &nbsp;y", "Café “x” y", ""},
		{"no scripts", "<script>alert('<p>')</script><style>p{}</style><p>Text</p><noscript><img src=y></noscript>", "Text", ""},
		{"a picture", `<img src="/a.png" alt="x"><p>Text<img src="/b.png"></p>`, "Text", "/a.png"},
		{"a self-closing svg", "<svg/><p>Text</p>", "Text", ""},
		{"an unclosed template", "<p>Text</p><template><p>hidden", "Text", ""},
		{"less than", "<p>if a <b then", "if a", ""},
		{"a tag that is none", "Use List<String> here", "Use List<String> here", ""},
		{"table", "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "12\n\n3", ""},
		{"nothing", " <p> </p> ", "", ""},
	} {
		text, image := plain(c.markup, maxContent)
		if text != c.want || image != c.image {
			t.Errorf("%s: %q and %q, want %q and %q", c.name, text, image, c.want, c.image)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	for _, markup := range []string{strings.Repeat("<p>äö", 10_000), strings.Repeat("ä", 100_000), strings.Repeat("ä\n\n", 100_000)} {
		for _, limit := range []int{0, 1, 99, 100} {
			if text, _ := plain(markup, limit); len(text) > limit+2 || !utf8.ValidString(text) {
				t.Errorf("%d bytes, want at most %d", len(text), limit)
			}
		}
	}
	if got := line("<b>Ä</b>ÖÜ", 3); got != "Ä" {
		t.Errorf("%q", got)
	}
}

func TestNoTextIsReadIntoTheNext(t *testing.T) {
	var w writer
	for _, before := range []string{"<p>One", "<script>x", "<!-- y", "<img src=a>", "<svg>", "a <b", "<textarea>" + strings.Repeat("z", 10_000)} {
		w.plain(before, 20)
		if text, image := w.plain("Two <i>three</i>", 20); text != "Two three" || image != "" {
			t.Errorf("after %.20q: %q and %q", before, text, image)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("<p>One<br>two &amp; <img src=x> <script>y</script>")
	f.Fuzz(func(t *testing.T, markup string) {
		text, image := plain(markup, 1000)
		if len(text) > 1002 || utf8.ValidString(markup) && !utf8.ValidString(text) {
			t.Errorf("%q became %q", markup, text)
		}
		var w writer
		for range 2 {
			if again, picture := w.plain(markup, 1000); again != text || picture != image {
				t.Errorf("%q became %q and %q, and then %q and %q", markup, text, image, again, picture)
			}
		}
	})
}
