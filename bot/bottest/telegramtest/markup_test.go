package telegramtest

import (
	"slices"
	"strings"
	"testing"
)

// The cases say what the real server's parser does, byte offsets included.
func TestParseHTMLRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"<p>x</p>":                     `unsupported start tag "p" at byte offset 0`,
		"a<br>b":                       `unsupported start tag "br" at byte offset 1`,
		"é <h1>x</h1>":                 `unsupported start tag "h1" at byte offset 3`,
		"<!-- x -->":                   `unsupported start tag "!--" at byte offset 0`,
		"1 < 2":                        `unsupported start tag "" at byte offset 2`,
		"1 < 2 > 1":                    `unsupported start tag "" at byte offset 2`,
		"<b>x":                         `can't find end tag corresponding to start tag "b"`,
		"x</b>":                        `unexpected end tag at byte offset 1`,
		"<b><i>x</b></i>":              `unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
		"<b>x</b":                      `unclosed end tag at byte offset 4`,
		"<b":                           `unclosed start tag at byte offset 0`,
		`<a href="x>y</a>`:             `unclosed start tag at byte offset 0`,
		`<a href=http://example.org>x`: `unexpected end of name token at byte offset 8`,
		`<a href="a"b"c>x</a>`:         `empty attribute name in the tag "a" at byte offset 0`,
		`<b =x>y</b>`:                  `empty attribute name in the tag "b" at byte offset 0`,
		`<span class="big">x</span>`:   `tag "span" must have class "tg-spoiler" at byte offset 0`,
		"&#xD800;":                     "text contains invalid Unicode characters",
		"<i>x</em>":                    `unmatched end tag at byte offset 4, expected "</i>", found "</em>"`,
	} {
		_, _, err := ParseHTML(in)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func TestParseHTMLTakes(t *testing.T) {
	mark := func(kind string, at, length int, url ...string) Entity {
		return Entity{Type: kind, Offset: at, Length: length, URL: strings.Join(url, "")}
	}
	for _, c := range []struct {
		in, plain string
		marks     []Entity
	}{
		{"", "", nil},
		{"plain > text & more", "plain > text & more", nil},
		{"&lt;&gt;&amp;&quot;&nbsp;&#65;&#x42;&#99999999;", "<>&\"&nbsp;AB&#99999999;", nil},
		{"&lt without", "< without", nil},
		{"🎈<b>🎈b</b>", "🎈🎈b", []Entity{mark("bold", 2, 3)}},
		{"<B>x</b>", "x", []Entity{mark("bold", 0, 1)}},
		{"<i>a<b c = d>x</b></>", "ax", []Entity{mark("italic", 0, 2), mark("bold", 1, 1)}},
		{"<b></b>x", "x", nil},
		{`<a href="https://example.org/?a=1&amp;b=2">x</a>`, "x", []Entity{mark("text_link", 0, 1, "https://example.org/?a=1&b=2")}},
		{`<a href='example.org'>x</a>`, "x", []Entity{mark("text_link", 0, 1, "http://example.org/")}},
		{`<a href="javascript:x">x</a>`, "x", nil},
		{`<a href="http://localhost/">x</a>`, "x", nil},
		{"<a>example.org</a>", "example.org", []Entity{mark("text_link", 0, 11, "http://example.org/")}},
		{"<blockquote expandable>q</blockquote>", "q", []Entity{mark("expandable_blockquote", 0, 1)}},
		{`<span class="tg-spoiler">s</span>`, "s", []Entity{mark("spoiler", 0, 1)}},
	} {
		plain, marks, err := ParseHTML(c.in)
		if err != nil || plain != c.plain || !slices.Equal(marks, c.marks) {
			t.Errorf("%q is %q %+v, %v\nwant %q %+v", c.in, plain, marks, err, c.plain, c.marks)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Run("trimmed with its marks", func(t *testing.T) {
		got, no := readText("  \n<b> x\r </b>\u202e ", "HTML", maxText)
		if no != nil || got.text != "x" || !slices.Equal(got.marks, []Entity{{Type: "bold", Length: 1}}) {
			t.Errorf("%+v, %v", got, no)
		}
	})
	for name, c := range map[string]struct {
		in, want string
		most     int
	}{
		"row 8 4096 characters are taken":        {strings.Repeat("🎈", 4096), "", maxText},
		"row 8 one more is too many":             {strings.Repeat("🎈", 4097), "message is too long", maxText},
		"row 8 counted after parsing":            {"<b>" + strings.Repeat("&amp;", 4096) + "</b>", "", maxText},
		"row 8 counted after trimming":           {strings.Repeat(" ", 5000) + "x", "", maxText},
		"row 8 raw bytes have a limit":           {`<a href="https://example.org/` + strings.Repeat("x", 1<<15) + `">x</a>`, "message is too long", maxText},
		"row 8 a caption is shorter":             {strings.Repeat("x", 1025), "message caption is too long", maxCaption},
		"row 9 what cannot be parsed is refused": {"<p>", "can't parse entities: Unsupported start tag", maxText},
		"text that is no UTF-8 is refused":       {"\xff", "strings must be encoded in UTF-8", maxText},
	} {
		t.Run(name, func(t *testing.T) {
			_, no := readText(c.in, "HTML", c.most)
			if (no == nil) != (c.want == "") || no != nil && !strings.HasPrefix(no.Text, "Bad Request: "+c.want) {
				t.Errorf("%+v, want %q", no, c.want)
			}
		})
	}
	t.Run("marks past the hundredth are ignored", func(t *testing.T) {
		got, _ := readText(strings.Repeat("<b>x</b>y", 150), "HTML", maxText)
		if len(got.marks) != 100 {
			t.Errorf("%d marks", len(got.marks))
		}
	})
	t.Run("addresses, commands and names are found", func(t *testing.T) {
		got := found(shown{text: "🎈 /go@bot_x see https://example.org/a). and example.com or @someone"})
		var kinds []string
		for _, e := range got {
			kinds = append(kinds, e.Type)
		}
		if !slices.Equal(kinds, []string{"bot_command", "url", "url", "mention"}) || got[1].Offset != 17 || got[1].Length != 21 {
			t.Errorf("%+v", got)
		}
	})
}

func FuzzParseHTML(f *testing.F) {
	for _, s := range []string{"<b>x</b>", `<a href="https://example.org/?a&amp;b">&lt</a>`, "<i a='&#x41;'>🎈</>", "&#xD800;", "</", "<a b=c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain, marks, err := ParseHTML(s)
		if err != nil {
			return
		}
		for _, m := range marks {
			if m.Offset < 0 || m.Length < 1 || m.Offset+m.Length > Units(plain) {
				t.Errorf("mark %+v of %q", m, plain)
			}
		}
		_, _ = readText(s, "HTML", maxText)
	})
}
