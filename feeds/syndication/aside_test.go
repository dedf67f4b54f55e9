package syndication

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"crier/feeds"
)

// left makes the parser read all of a feed, with a comment that looks as if there were
// another namespace.
const left = "<!-- xmlns= -->"

// entries are those of a feed, and how many parts of them were set aside.
func entries(t *testing.T, body string) ([]feeds.Entry, int) {
	t.Helper()
	p := parting([]byte(body))
	if _, err := p.trim(); err != nil {
		t.Fatal(err)
	}
	d, err := parse(feeds.Response{Body: []byte(body), Header: http.Header{}, URL: "http://a.example/feed"})
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return d.believe(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), nil), len(p.aside)
}

// sameAside compares a feed with what the parser makes of all of it.
func sameAside(t *testing.T, body string, aside int) {
	t.Helper()
	got, n := entries(t, body)
	want, none := entries(t, body+left)
	if !reflect.DeepEqual(got, want) || len(got) == 0 || n != aside || none != 0 {
		t.Errorf("%s:\n%+v, otherwise\n%+v; %d and %d parts are set aside, want %d", body, got, want, n, none, aside)
	}
}

func TestTextsThatAreSetAsideAreTheSame(t *testing.T) {
	const rss = `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>%s<enclosure url="http://a.example/e"/></item></channel></rss>`
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry>%s<link href="http://a.example/e"/></entry></feed>`
	elements := map[string][]string{
		rss: {"<title>", "<link>", "<guid>", `<guid isPermaLink="false">`, "<description>", "<content:encoded>", "<dc:creator>"},
		atom: {"<title>", `<title type="html">`, `<title type="text">`, "<id>", "<summary>", `<summary type="html">`, "<content>",
			`<content type="text">`, `<content type="html">`},
	}
	for _, c := range []struct {
		text  string
		aside int
	}{
		{"plain", 1},
		{"http://a.example/ä b?c=d&amp;e", 1},
		{"", 1},
		{" \n", 1},
		{"\n  &lt;p&gt;R&amp;amp;D &#8212; &quot;it&apos;s&quot; &#39;so&#39; \n", 1},
		{"&lt;div&gt;one&lt;/div&gt;", 1},
		{"<![CDATA[<p>R&amp;D & <b>more</b>]]>", 1},
		{" \n<![CDATA[ <div>x</div></description>]]> \n", 1},
		{"<![CDATA[a]]> and <![CDATA[b]]>", 0},
		{"<![CDATA[a]]> and more", 0},
		{"AT&T and Q & A; &copy;right &nbsp; &#x2014; &unknown; &copy=2;", 0},
		{"a<!-- comment -->b", 0},
	} {
		for feed, tags := range elements {
			for _, tag := range tags {
				sameAside(t, fmt.Sprintf(feed, tag+c.text+"</"+string(tagName([]byte(tag[1:])))+">"), c.aside)
			}
		}
	}
}

func TestDatesThatAreSetAsideAreTheSame(t *testing.T) {
	for date, aside := range map[string]int{
		"Sun, 09 Nov 2025 01:04:39 +0200":  1,
		" Sun, 09 Nov 2025 01:04:39 GMT\n": 1,
		"2025-11-09T01:04:39Z":             1,
		"2025-11-09T01:04:39.123-05:00":    1,
		"<![CDATA[2025-11-09T01:04:39Z]]>": 1,
		"Sun, 09 Nov 2025 01:04:39 EST":    0,
		"Sun, 9 Nov 2025 01:04:39 GMT":     0,
		"2025-11-09":                       0,
		"yesterday":                        0,
		"":                                 0,
	} {
		sameAside(t, `<rss><channel><item><pubDate>`+date+`</pubDate><enclosure url="http://a.example/"/></item></channel></rss>`, aside)
		for _, name := range []string{"published", "updated"} {
			sameAside(t, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><`+name+`>`+date+`</`+name+`><link href="http://a.example/"/></entry></feed>`, aside)
		}
	}
}

func TestPartsComeBackToTheirEntries(t *testing.T) {
	items := func(from, to int) (s string) {
		for i := from; i < to; i++ {
			s += fmt.Sprintf("<item><title>%d</title>\n<link>http://a.example/%d</link><category>x</category></item>\n", i, i)
		}
		return s
	}
	for _, c := range []struct {
		name, body string
		aside      int
	}{
		{"several", "<rss><channel><title>C</title>" + items(0, 3) + "</channel></rss>", 6},
		{"more than are read", "<rss><channel>" + items(0, feeds.MaxEntries+2) + "</channel></rss>", 2 * feeds.MaxEntries},
		{"beside the channel", "<rdf><channel><title>C</title></channel>" + items(0, 3) + "</rdf>", 6},
		{"before and in it", "<rdf>" + items(0, 2) + "<channel>" + items(2, 4) + "</channel></rdf>", 8},
		{"in two channels", "<rss><channel>" + items(0, 2) + "</channel><channel>" + items(2, 3) + "</channel></rss>", 6},
		{"what only looks like one", "<rss><channel><x:item><title>X</title></x:item>" + items(0, 2) + "</channel></rss>", 5},
		{"one inside another", "<rss><channel><item><title>A</title><x>" + items(0, 1) + "</x></item>" + items(1, 2) + "</channel></rss>", 5},
		{"an element too few ends", "<rss><channel><item><title>A</title><b><link>http://a.example/1</link></item></channel></rss>", 1},
		{"an element too many", "<rss><channel>" + items(0, 1) + "<item></b><image><title>B</title></image><title>A</title></item></channel></rss>", 3},
		{"twice", "<rss><channel><item><title>A</title><title>B</title><link>http://a.example/1</link><link>http://a.example/2</link></item></channel></rss>", 4},
		{"a link of Atom, too", "<rss><channel><item><title>A</title><link>http://a.example/1</link><link href='http://a.example/2'/></item></channel></rss>", 1},
		{"empty, with others", "<rss><channel><item><title/><title></title><dc:title>T</dc:title><description></description><dc:description>D</dc:description></item></channel></rss>", 2},
		{"two creators", "<rss><channel><item><title>A</title><dc:creator>Ada</dc:creator><dc:creator>Ben</dc:creator></item></channel></rss>", 3},
		{"an author, too", "<rss><channel><item><title>A</title><dc:creator>Ada</dc:creator><author>b@c.example (Ben)</author></item></channel></rss>", 1},
		{"an address", "<rss><channel><item><title>A</title><dc:creator>a@b.example (Ada)</dc:creator></item></channel></rss>", 1},
		{"a prefix of its own", `<rss xmlns:dc="http://d.example/"><channel><item><title>A</title><dc:creator>Ada</dc:creator></item></channel></rss>`, 0},
		{"languages", `<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:lang="de"><title>A</title></entry><entry xml:lang="fr"><id>B</id></entry></feed>`, 2},
	} {
		t.Run(c.name, func(t *testing.T) { sameAside(t, c.body, c.aside) })
	}
}

func TestTextsStayWhereOnlyTheParserKnowsWhatTheyAre(t *testing.T) {
	const text = "&lt;img src='p.png'&gt;"
	for _, body := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://b.example/"><entry><content type="html">` + text + `</content></entry></feed>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">` + text + `</div></content></entry></feed>`,
		`<rss><channel><item xmlns="http://search.yahoo.com/mrss/"><description>` + text + `</description></item></channel></rss>`,
		`<rss><channel><description>` + text + `</description><item><author>A</author></item></channel></rss>`,
		`<rss><channel><item><image><description>` + text + `</description></image></item></channel></rss>`,
		`<rss><channel><item><description>` + text + `</title></item></channel></rss>`,
		`<rss><channel><item><summary>` + text + `</summary></item></channel></rss>`,
		`<feed><entry><description>` + text + `</description></entry></feed>`,
	} {
		p := parting([]byte(body))
		if _, err := p.trim(); err != nil || len(p.aside) > 0 {
			t.Errorf("%s: %+v, %v", body, p.aside, err)
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
