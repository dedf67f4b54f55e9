package syndication

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"crier/feeds"
)

// long makes a text long enough to be set aside.
func long(s string) string { return s + strings.Repeat(" and more words", 10) }

// contents are of Atom and RSS feeds with one entry, a text in the middle.
func contents(t *testing.T, before, text, after string) (string, *trimmer) {
	t.Helper()
	body := []byte(before + text + after)
	p := &trimmer{body: body, mayAside: standAlone(body)}
	if _, err := p.trim(); err != nil {
		t.Fatal(err)
	}
	d, err := parse(feeds.Response{Body: body, Header: http.Header{}, URL: "http://a.example/feed"})
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return d.items[0].Description + d.items[0].Content, p
}

func TestTextsThatAreSetAsideAreTheSame(t *testing.T) {
	const rss = `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>%s<item><title>A</title>`
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom">%s<entry><title>A</title>`
	elements := [][2]string{
		{rss + "<description>", "</description></item></channel></rss>"},
		{rss + "<content:encoded>", "</content:encoded></item></channel></rss>"},
		{atom + `<summary>`, "</summary></entry></feed>"},
		{atom + `<summary type="html">`, "</summary></entry></feed>"},
		{atom + `<content type="html">`, "</content></entry></feed>"},
	}
	for _, c := range []struct {
		text  string
		aside int
	}{
		{long("plain"), 1},
		{long("\n  &lt;p&gt;R&amp;amp;D &#8212; &quot;it&apos;s&quot; &#39;so&#39;") + " \n", 1},
		{"<![CDATA[" + long("<p>R&amp;D & <b>more</b>") + "]]>", 1},
		{" \n<![CDATA[ " + long("<div>x</div></description>") + " ]]> \n", 1},
		{"<![CDATA[" + long("a") + "]]> and <![CDATA[" + long("b") + "]]>", 0},
		{"<![CDATA[" + long("a") + "]]> and more", 0},
		{long("AT&T and Q & A; &copy;right &nbsp; &#x2014; &unknown; &copy=2;"), 0},
		{long("a<!-- comment -->b"), 0},
		{"short", 0},
	} {
		for _, e := range elements {
			got, p := contents(t, fmt.Sprintf(e[0], ""), c.text, e[1])
			want, others := contents(t, fmt.Sprintf(e[0], "<title>"+asideMark+"</title>"), c.text, e[1]) // has the mark: nothing is set aside
			if got != want || got == "" || len(p.aside) != c.aside || len(others.aside) != 0 {
				t.Errorf("%s%s: %q, otherwise %q; %d and %d are set aside", e[0], c.text, got, want, len(p.aside), len(others.aside))
			}
		}
	}
}

func TestTextsStayWhereOnlyTheParserKnowsWhatTheyAre(t *testing.T) {
	text := long("&lt;img src='p.png'&gt;")
	for _, body := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://b.example/"><entry><content type="html">` + text + `</content></entry></feed>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">` + text + `</div></content></entry></feed>`,
		`<rss><channel><item xmlns="http://search.yahoo.com/mrss/"><description>` + text + `</description></item></channel></rss>`,
		`<rss><channel><description>` + text + `</description><item><title>A</title></item></channel></rss>`,
		`<rss><channel><item><image><description>` + text + `</description></image></item></channel></rss>`,
		`<rss><channel><item><description>` + text + `</title></item></channel></rss>`,
	} {
		p := &trimmer{body: []byte(body), mayAside: standAlone([]byte(body))}
		if _, err := p.trim(); err != nil || len(p.aside) > 0 {
			t.Errorf("%s: %q, %v", body, p.aside, err)
		}
	}
}

func TestElementsThatNeverCloseAreLookedForOnce(t *testing.T) {
	body := []byte("<rss><channel><item>" + strings.Repeat("<description></x>", maxElements-10))
	start := time.Now()
	p := &trimmer{body: body, mayAside: true}
	if _, err := p.trim(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%v", took)
	}
}
