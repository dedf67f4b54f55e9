package syndication

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"crier/feeds"
)

func TestWhatNobodyReadsOfAnEntryIsLeftOut(t *testing.T) {
	for _, c := range []struct{ name, entry, want string }{
		{"nothing", "<title>A</title>", "<title>A</title>"},
		{"categories", `<title>A</title><category>x</category><category term="y"/><link>l</link>`, "<title>A</title><link>l</link>"},
		{"other spaces", "<slash:comments>4</slash:comments><wfw:commentRss>u</wfw:commentRss><dc:subject>s</dc:subject>z", "z"},
		{"CDATA", "<category domain='a>b'><![CDATA[<b>]]> and <![CDATA[]]></category><title>A</title>", "<title>A</title>"},
		{"with an element inside", "<category><b>x</b></category>", "<category><b>x</b></category>"},
		{"closed by another", "<category>x</title>", "<category>x</title>"},
		{"open", "<category>x", "<category>x"},
		{"deeper", "<content><category>x</category></content>", "<content><category>x</category></content>"},
	} {
		const before, after = "<rss><channel><category>of the feed</category><item>", "</item></channel></rss>"
		got, err := trimmed([]byte(before + c.entry + after))
		if want := before + c.want + after; err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, want)
		}
	}
}

func TestABodyIsCutWhereNothingWasLeftOutOfItsLastEntry(t *testing.T) {
	const entry = "<item><category>x</category><title>A</title></item>"
	body := "<rss><channel>" + strings.Repeat(entry, 3) + "<item>" + strings.Repeat("<category/>", maxElements) + "</item></channel></rss>"
	got, err := trimmed([]byte(body))
	want := "<rss><channel>" + strings.Repeat("<item><title>A</title></item>", 3) + "</channel></rss>"
	if err != nil || string(got) != want {
		t.Errorf("%v, %d bytes, want %d: …%s", err, len(got), len(want), got[max(len(got)-100, 0):])
	}
}

func TestNamesOfTheUsualNamespacesAreLeftOutAndNothingIsReadOtherwise(t *testing.T) {
	const names = ` xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"` +
		` xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"`
	const other = ` xmlns:x="http://purl.org/dc/elements/1.1/"`
	for _, f := range [][2]string{
		{`<rss version="2.0"`, `><channel><atom:link rel="hub" href="http://hub.example/"/><dc:language>de</dc:language><item><title>A</title>
			<content:encoded>Text</content:encoded><dc:creator>Ada</dc:creator><x:language>fr</x:language><media:thumbnail url="http://a.example/p.png"/>
			<feedburner:origLink>http://a.example/1</feedburner:origLink><itunes:summary>S</itunes:summary></item></channel></rss>`},
		{`<feed xmlns="http://www.w3.org/2005/Atom"`, `><link rel="hub" href="http://hub.example/"/><entry><title>A</title><media:group>
			<media:description>Text</media:description><media:thumbnail url="http://a.example/p.png"/></media:group><dc:language>fr</dc:language></entry></feed>`},
	} {
		body := f[0] + names + other + f[1]
		short, err := trimmed([]byte(body))
		if err != nil || string(short) != f[0]+other+f[1] {
			t.Errorf("%s, %v", short, err)
		}
		read := func(body string) document {
			d, err := parse(feeds.Response{Body: []byte(body), Header: http.Header{}, URL: "http://a.example/feed"})
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		got, want := read(body), read(strings.ReplaceAll(f[0]+names+other, `"`, `'`)+f[1]) // of these nothing is left out
		if e, w := got.believe(time.Now(), nil), want.believe(time.Now(), nil); !reflect.DeepEqual(e, w) || e[0].Image == "" {
			t.Errorf("%+v, otherwise %+v", e, w)
		}
		if got.hub != want.hub || got.hub == "" || got.language != want.language {
			t.Errorf("%+v, otherwise %+v", got, want)
		}
	}
}
