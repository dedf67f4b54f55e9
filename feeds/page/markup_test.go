package page_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/page"
)

// bridge is an article with the tags of an agency at the ends of its paragraphs.
const bridge = `A delegation from the harbour town of Vestnes, headed by deputy mayor Ingrid Moe, arrived in the capital on Monday to ask for money for the old bridge. The visit was confirmed by the ministry, which said that it would listen but had promised nothing, since three other towns had asked for the same sum this year. — NTB

The journey coincides with the hundredth year of the bridge, which the town paid for itself with a tax on herring. Alongside the officials came the school choir, which sang on the steps of the parliament until the guards opened the doors. — NTB

The minister met the visitors at the gate and drank coffee with them, according to two people who sat at the table. She asked how many people cross the bridge in winter, and was told that nobody had counted since the ferry stopped running in 1994. — NTB

In related developments, engineers reported in March that two of the four pillars had moved by a hand's breadth since the last survey. Such movement can be a sign of weak ground, even where the steel itself is sound, and the report recommends that lorries take the road around the fjord. — Road Office

Meanwhile, in the neighbouring town of Molde, shopkeepers fear for their trade if the bridge is closed during the summer. They have collected nine hundred signatures, and a ferry company has offered to bring an old boat back into service for the months of the repair. — Road Office`

// furniture surrounds the article; none of it may be in the text.
var furniture = []string{"No time to read", "Get a summary", "Previous Article", "Next Article", "Herring Prices Fall For The Third Week In A Row", "School Choir Invited To Sing At The Castle Again",
	"Subscribe to our newsletter", "Share this article", "Related articles", "Cookie settings", "All rights reserved", "Home Politics Sport Culture", "Advertisement", "Leave a comment"}

// markups dress one article as eight kinds of site would. The first line of
// widget stands before the article, the neighbours after it.
func markups(paragraphs []string) map[string]string {
	wrap := func(before, each, after string) string {
		var b strings.Builder
		b.WriteString(before)
		for _, p := range paragraphs {
			fmt.Fprintf(&b, each, p)
		}
		return b.String() + after
	}
	const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bridge Money | The Fjord Post</title><meta property="og:site_name" content="The Fjord Post"></head><body>`
	const menu = `<nav><ul><li><a href="/">Home</a><li><a href="/politics">Politics</a><li><a href="/sport">Sport</a><li><a href="/culture">Culture</a></ul></nav>`
	const foot = `<footer><p>© 2026 The Fjord Post. All rights reserved. <a href="/cookies">Cookie settings</a></p></footer></body></html>`
	const widget = `<div class="w"><div>No time to read?</div><button>Get a summary</button></div>`
	const links = `<a href="/herring"><span>Previous Article</span><h4>Herring Prices Fall For The Third Week In A Row</h4></a><a href="/choir"><span>Next Article</span><h4>School Choir Invited To Sing At The Castle Again</h4></a>`
	const apart = `<div>Previous Article</div><div><a href="/herring">Herring Prices Fall For The Third Week In A Row</a></div><div>Next Article</div><div><a href="/choir">School Choir Invited To Sing At The Castle Again</a></div>`
	const letters = `<p>Subscribe to our newsletter</p><p>Leave a comment</p>`
	return map[string]string{
		"article and p":        wrap(head+menu+`<article><h1>Bridge Money</h1>`+widget, "<p>%s</p>", widget+links+`</article>`+foot),
		"div soup":             wrap(head+menu+`<div class="x1"><div class="x2"><div>Share this article</div>`+widget, `<div class="x3">%s</div>`, `</div>`+widget+apart+`</div>`+foot),
		"p in entry-content":   wrap(head+menu+`<div class="entry-content">`, "<p>%s</p>\n", `<p>No time to read?<br>Get a summary</p><p>Previous Article</p><p>Herring Prices Fall For The Third Week In A Row</p><p>Next Article</p><p>School Choir Invited To Sing At The Castle Again</p></div>`+letters+foot),
		"breaks in one block":  wrap(head+menu+`<main><div class="text">`, "%s<br><br>", `No time to read?<br>Get a summary<br>Previous Article<br><br>Herring Prices Fall For The Third Week In A Row<br><br>Next Article<br><br>School Choir Invited To Sing At The Castle Again</div></main>`+foot),
		"sections with asides": wrap(head+menu+`<main>`, `<section><p>%s</p><aside><p>Advertisement</p></aside></section>`, `<section>`+widget+`</section><section>`+links+`</section></main><aside><h3>Related articles</h3><ul><li><a href="/herring">Herring Prices Fall For The Third Week In A Row</a></ul></aside>`+foot),
		"a table of 1999":      wrap(`<html><body><table width="100%"><tr><td><a href="/">Home</a> <a href="/p">Politics</a></td><td>`, "<p>%s", `<p>No time to read?<p>Get a summary<p>Previous Article<p><a href="/herring">Herring Prices Fall For The Third Week In A Row</a><p>Next Article<p><a href="/choir">School Choir Invited To Sing At The Castle Again</a></td></tr></table></body></html>`),
		"amp":                  wrap(`<!doctype html><html amp lang="en"><head><title>Bridge Money</title></head><body><main><article><header><h1>Bridge Money</h1></header>`, `<p class="p">%s</p><amp-ad>Advertisement</amp-ad>`, `<amp-list>`+apart+`</amp-list></article></main>`+foot),
		"custom elements":      wrap(head+menu+`<fp-story><fp-body itemprop="articleBody">`+widget, `<p><span>%s</span></p>`, widget+`</fp-body><fp-nav>`+links+`</fp-nav></fp-story>`+letters+foot),
	}
}

func TestNoFurnitureLeaksFromAnyMarkup(t *testing.T) {
	text := bridge
	if file := os.Getenv("CRIER_REFERENCE"); file != "" {
		text = reference(t, file)
	}
	paragraphs := strings.Split(text, "\n\n")
	for name, body := range markups(paragraphs) {
		t.Run(name, func(t *testing.T) {
			a := extract(t, body)
			for _, f := range furniture {
				if strings.Contains(a.Text, f) {
					t.Errorf("%q leaked into\n%s", f, a.Text)
				}
			}
			if a.Text != text {
				t.Errorf("the text differs:\n%s", a.Text)
			}
		})
	}
}

// reference reads the paragraphs of an article given as text with its furniture.
func reference(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for p := range strings.SplitSeq(string(b), "\n\n") {
		if len(p) > 200 {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

func TestNeighboursAreNamedInAnyMarkup(t *testing.T) {
	for name, body := range markups(strings.Split(bridge, "\n\n")) {
		if name == "p in entry-content" || name == "breaks in one block" { // their neighbours are no links
			continue
		}
		t.Run(name, func(t *testing.T) {
			a := extract(t, body)
			want := feeds.Link{URL: "https://example.org/herring", Title: "Herring Prices Fall For The Third Week In A Row"}
			if a.Previous != want {
				t.Errorf("previous is %+v", a.Previous)
			}
			want = feeds.Link{URL: "https://example.org/choir", Title: "School Choir Invited To Sing At The Castle Again"}
			if a.Next != want {
				t.Errorf("next is %+v", a.Next)
			}
		})
	}
}

// extract reads a page of example.org that must be an article.
func extract(t *testing.T, body string) feeds.Article {
	t.Helper()
	a, err := page.Extract(context.Background(), []byte(body), "text/html; charset=utf-8", "https://example.org/news/bridge")
	if err != nil {
		t.Fatal(err)
	}
	checkArticle(t, a)
	return a
}
