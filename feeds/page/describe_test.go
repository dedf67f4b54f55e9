package page_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"crier/feeds"
	"crier/feeds/page"
)

// dressed is a page with the bridge article under a head of one's own.
func dressed(head string) string {
	return "<!doctype html><html lang=en><head>" + head + "</head><body><main><h1>Bridge Money</h1><p>" + strings.ReplaceAll(bridge, "\n\n", "</p><p>") + "</p></main></body></html>"
}

func TestAnArticleSaysWhatItsPageSays(t *testing.T) {
	a := extract(t, dressed(`<title>Bridge Money | The Fjord Post</title>
<link rel="canonical" href="/news/bridge-money">
<meta property="og:site_name" content="The Fjord Post">
<meta property="og:image" content="/img/bridge.jpg"><meta property="og:image:alt" content="The bridge in snow">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Bridge Money","datePublished":"2024-03-05T07:30:00Z",
"author":{"@type":"Person","name":"Kari Dahl"},"isAccessibleForFree":"False"}]}</script>`))
	want := feeds.Article{
		URL: "https://example.org/news/bridge", Canonical: "https://example.org/news/bridge-money", Title: "Bridge Money", Author: "Kari Dahl",
		Site: "The Fjord Post", Language: "en", Image: "https://example.org/img/bridge.jpg", ImageAlt: "The bridge in snow",
		Text: bridge, Page: "Bridge Money\n" + strings.ReplaceAll(bridge, "\n\n", "\n"), Kind: feeds.News, Date: a.Date,
	}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got\n%+v\nwant\n%+v", a, want)
	}
	if got := a.Date.Format(time.DateOnly); got != "2024-03-05" {
		t.Errorf("the date is %s", got)
	}
}

func TestAYearAloneIsNoDate(t *testing.T) {
	for text, want := range map[string]string{
		`<footer>© 2023 The Fjord Post</footer>`:                          "0001-01-01",
		`<footer>Copyright 2019-2023 The Fjord Post</footer>`:             "0001-01-01",
		`<footer>The Fjord Post, since 2003</footer>`:                     "0001-01-01",
		`<p>Higher than in 2008. Prices rose by 5.3 percent.</p>`:         "0001-01-01",
		`<p>1. Januar 2023</p>`:                                           "2023-01-01",
		`<meta name="date" content="2023-01-01">`:                         "2023-01-01",
		`<p>January 1, 2023</p><footer>© 2023 The Fjord Post</footer>`:    "2023-01-01",
		`<time datetime="2023-01-01">Today</time><footer>© 2023</footer>`: "2023-01-01",
		`<p>5 March 2023</p><footer>© 2023 The Fjord Post</footer>`:       "2023-03-05",
	} {
		a := extract(t, strings.Replace(dressed(`<title>Bridge Money</title>`), "</main>", "</main>"+text, 1))
		if got := a.Date.Format(time.DateOnly); got != want {
			t.Errorf("the date of a page with %s is %s, want %s", text, got, want)
		}
	}
}

func TestACanonicalAddressIsBelievedWhenItIsBelievable(t *testing.T) {
	for _, c := range []struct{ name, address, canonical, want string }{
		{"its own path", "https://example.org/a?utm_source=x", "https://example.org/a", "https://example.org/a"},
		{"the main page of an AMP page", "https://amp.example.org/a.amp", "https://www.example.org/a", "https://www.example.org/a"},
		{"the front page", "https://example.org/a", "https://example.org/", "https://example.org/a"},
		{"another owner", "https://example.org/a", "https://elsewhere.example/a", "https://example.org/a"},
		{"one without the number that names it", "https://example.org/show?id=12", "https://example.org/show", "https://example.org/show?id=12"},
		{"no address of the web", "https://example.org/a", "javascript:alert(1)", "https://example.org/a"},
		{"none, with campaign marks", "https://example.org/a?utm_source=x&page=2#top", "", "https://example.org/a?page=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := page.Extract(context.Background(), []byte(dressed(`<link rel=canonical href="`+c.canonical+`">`)), "text/html", c.address)
			if err != nil || a.Canonical != c.want {
				t.Errorf("got %q %v, want %q", a.Canonical, err, c.want)
			}
		})
	}
}

func TestTheKindIsWhatThePageCallsItself(t *testing.T) {
	for _, c := range []struct {
		head string
		want feeds.ArticleKind
	}{
		{`<script type="application/ld+json">{"@type":"OpinionNewsArticle"}</script>`, feeds.Opinion},
		{`<script type="application/ld+json">[{"@type":["NewsArticle","LiveBlogPosting"]}]</script>`, feeds.Live},
		{`<script type="application/ld+json">{"@type":"SatiricalArticle"}</script>`, feeds.Satire},
		{`<script type="application/ld+json">{"@type":"AdvertiserContentArticle"}</script>`, feeds.Sponsored},
		{`<meta property="article:section" content="Press Releases">`, feeds.PressRelease},
		{`<meta property="article:section" content="Analysis">`, feeds.Analysis},
		{`<script type="application/ld+json">{"@type":"ReportageNewsArticle"}</script>`, feeds.News},
		{`<script type="application/ld+json">{"@type":"Recipe"</script>`, ""},
	} {
		if a := extract(t, dressed(c.head)); a.Kind != c.want {
			t.Errorf("%s gives %q, want %q", c.head, a.Kind, c.want)
		}
	}
}

func TestTheTitleIsTheHeadlineOnThePage(t *testing.T) {
	for _, c := range []struct{ name, head, h1, want string }{
		{"the site's name goes", "Bridge Money Wanted | The Fjord Post", "Bridge Money Wanted", "Bridge Money Wanted"},
		{"words for search engines go", "Bridge money: town wants bridge repaired 2026", "Town Wants Its Bridge Repaired", "Town Wants Its Bridge Repaired"},
		{"a heading that is the site's name", "Bridge Money Wanted", "The Fjord Post", "Bridge Money Wanted"},
		{"no heading", "Bridge Money Wanted", "", "Bridge Money Wanted"},
	} {
		body := strings.Replace(dressed(`<meta property="og:title" content="`+c.head+`">`), "<h1>Bridge Money</h1>", "<h1>"+c.h1+"</h1>", 1)
		if a := extract(t, body); a.Title != c.want {
			t.Errorf("%s: got %q", c.name, a.Title)
		}
	}
}

func TestAHeadingThatLeadsUpIsNoTitle(t *testing.T) {
	text := "<p>" + strings.ReplaceAll(bridge, "\n\n", "</p><p>") + "</p>"
	for _, c := range []struct{ name, title, heading, want string }{
		{"a blog's name on each page", "Ada's Blog: Bridge Money", `<h1><a href="https://example.org/">Ada's Blog</a></h1><h3>Bridge Money</h3>`, "Bridge Money"},
		{"within its link", "Bridge Money | Ada's Blog", `<a href="/"><h1>Ada's Blog</h1></a>`, "Bridge Money"},
		{"a part of a forum", "Who pays for the bridge? : velm", `<div><h1><a href="/news">velm</a></h1></div>`, "Who pays for the bridge?"},
		{"the page's own", "Ada's Blog: Bridge Money", `<h1><a href="/news/bridge">Bridge Money</a></h1>`, "Bridge Money"},
		{"with another beside it", "Bridge Money - Ada's Blog", `<h1><a href="/">Ada's Blog</a></h1><h1>Bridge Money and More</h1>`, "Bridge Money and More"},
	} {
		a := extract(t, "<!doctype html><html><head><title>"+c.title+"</title></head><body>"+c.heading+"<div class=post>"+text+"</div></body></html>")
		if a.Title != c.want {
			t.Errorf("%s: the title is %q, want %q", c.name, a.Title, c.want)
		}
	}
}

func TestTextOfJSONIsARescueUnlessItIsSold(t *testing.T) {
	const shell = `<html><body><div id=app></div><script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":%t,"articleBody":%q}</script></body></html>`
	body := strings.ReplaceAll(bridge, "\n\n", "\n")
	if a := extract(t, fmt.Sprintf(shell, true, body)); a.Text != bridge {
		t.Errorf("got %q", a.Text)
	}
	if _, err := page.Extract(context.Background(), fmt.Appendf(nil, shell, false, body), "text/html", "https://example.org/a"); err == nil {
		t.Error("the text of a sold article was taken")
	}
}

func TestCharsetsAreRead(t *testing.T) {
	const german = "<p>Die Brücke über den Fluß ist älter als die Stadt, sagen die Bürger, und sie möchten, daß sie vor dem Winter geprüft wird, weil böse Stürme drohen. Für die Kosten kämen Länder und Gemeinden auf.</p>"
	const nihongo = "<p>市議会は火曜日、川にかかる古い橋を冬の前に修理することを決めた。住民との話し合いは何年も続いていた。費用は町が負担する。</p>"
	latin := must(t)(charmap.Windows1252.NewEncoder().String(german))
	for _, c := range []struct{ name, body, contentType, want string }{
		{"declared by the server", latin, "text/html; charset=iso-8859-1", "Brücke"},
		{"declared by the page", "<meta charset=windows-1252>" + latin, "text/html", "Brücke"},
		{"declared nowhere", latin, "text/html", "Brücke"},
		{"wrongly declared", german, "text/html; charset=iso-8859-1", "Brücke"},
		{"UTF-16 with a mark", must(t)(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(german)), "text/html", "Brücke"},
		{"Shift JIS, declared", must(t)(japanese.ShiftJIS.NewEncoder().String(nihongo)), "text/html; charset=shift_jis", "市議会"},
		{"Shift JIS, undeclared", must(t)(japanese.ShiftJIS.NewEncoder().String(strings.Repeat(nihongo, 3))), "text/html", "市議会"},
		{"EUC-JP in a meta tag", `<meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">` + must(t)(japanese.EUCJP.NewEncoder().String(nihongo)), "text/html", "市議会"},
		{"Latin-1 called UTF-8, one letter of it", "<meta charset=utf-8><p>The caf\xe9 by the old bridge will close for the winter, its owner said on Tuesday, because the repairs keep guests away.", "text/html; charset=utf-8", "café"},
		{"UTF-8 with a slip, called Latin-1", german + "<p>Und weiter\xc3 wei\xc3 man nichts.", "text/html; charset=iso-8859-1", "Brücke"},
		{"one broken byte", "<meta charset=utf-8>" + german + "<p>\xff and that was all that the paper had to say about it.", "text/html", "Brücke"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := page.Extract(context.Background(), []byte(c.body), c.contentType, "https://example.org/a")
			if err != nil || !strings.Contains(a.Text, c.want) {
				t.Errorf("got %q %v", a.Text, err)
			}
			checkArticle(t, a)
		})
	}
}

func must(t *testing.T) func(string, error) string {
	return func(s string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestTheLanguageIsThatOfTheText(t *testing.T) {
	norwegian := strings.Repeat("<p>Kommunen vedtok tirsdag å reparere den gamle broen over elven før vinteren kommer, etter mange år med samtaler.</p>", 4)
	for _, c := range []struct{ name, html, want string }{
		{"the text against the claim", strings.Replace(dressed(""), "lang=en", "lang=ja", 1), "en"},
		{"near languages by the claim", "<html lang=nb-NO>" + norwegian, "no"},
		{"no claim", strings.Replace(dressed(""), "lang=en", "", 1), "en"},
	} {
		if a := extract(t, c.html); a.Language != c.want {
			t.Errorf("%s: got %q", c.name, a.Language)
		}
	}
}

func TestPlainTextIsAnArticle(t *testing.T) {
	var wrapped strings.Builder
	wrapped.WriteString("Bridge Money\r\n\r\n")
	for p := range strings.SplitSeq(bridge, "\n\n") {
		for i, w := range strings.Fields(p) {
			wrapped.WriteString(w + map[bool]string{true: "\r\n", false: " "}[i%14 == 13])
		}
		wrapped.WriteString("\r\n\r\n")
	}
	a, err := page.Extract(context.Background(), []byte(wrapped.String()), "text/plain; charset=utf-8", "https://example.org/bridge.txt")
	if err != nil || a.Title != "Bridge Money" || a.Text != bridge || !a.Free || a.Language != "en" {
		t.Errorf("got %+v %v", a, err)
	}
}
