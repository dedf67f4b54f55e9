package page_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/page"
)

// told are headlines with what stands beneath them, as home pages show them.
var told = [][2]string{
	{"Council passes the budget for the flood barrier", "The harbor council of Velm has passed its budget after nine hours of debate about the barrier."},
	{"Herring prices fall for the third week in a row", "The price of herring fell again on Monday, to the lowest in eleven years, the market said."},
	{"School choir invited to sing at the castle again", "Forty children will sing for the king in December, as they did two years ago."},
	{"Old ferry goes home to its first harbour", "The Maren, built in 1931, was towed across the bay by two tugs on Saturday morning."},
	{"Library opens on Sundays from next month", "Readers had asked for it for years; the town pays two more librarians from May."},
	{"Storm closes the coast road for a second day", "Waves threw stones as large as heads onto the road between Velm and Port Ellery."},
}

// each fills a pattern with the number, the headline and the lines of what is told.
func each(pattern string) string {
	var b strings.Builder
	for i, t := range told {
		fmt.Fprint(&b, strings.NewReplacer("{n}", fmt.Sprint(i+1), "{title}", t[0], "{text}", t[1], "{post}", strings.Repeat("<p>"+t[1]+" "+bridge[i*100:i*100+300]+"</p>", 2)).Replace(pattern))
	}
	return b.String()
}

const (
	listHead = `<!doctype html><html lang="en"><head><title>The Velm Herald</title></head><body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">All of our sport</a></li></ul></nav></header><main>`
	listFoot = `</main><footer><p>© 2024 The Velm Herald</p><a href="/privacy">Privacy</a></footer></body></html>`
)

func TestAPageOfTeasersIsAList(t *testing.T) {
	for name, pattern := range map[string]string{
		"a blog with excerpts":          `<article class="post hentry"><h2 class="entry-title"><a href="/2024/{n}/">{title}</a></h2><time>March {n}, 2024</time> by Ada Moe<div class="entry-summary"><p>{text} […]</p><a href="/2024/{n}/">Continue reading</a></div></article>`,
		"a paper with cards":            `<div class="card"><a href="/news/{n}"><img src="a.jpg" alt=""><h3>{title}</h3></a><p>{text}</p><span>{n} hours ago</span></div>`,
		"a newsletter's home":           `<article class="post-card"><a href="/{n}/"><h2>{title}</h2><div class="post-card-excerpt">{text}</div></a><footer><time>Mar 1, 2024</time><span>5 min read</span></footer></article>`,
		"a newsletter's archive":        `<div class="post-preview"><a class="post-preview-title" href="/p/{n}">{title}</a><a class="post-preview-description" href="/p/{n}">{text}</a><div>Mar {n} • Ada Moe</div></div>`,
		"a static site's posts":         `<section><h1><a href="/posts/{n}/">{title}</a></h1><time>2024-03-01</time><p>{text}</p><a href="/posts/{n}/">Read more…</a></section>`,
		"headlines alone":               `<li><span>Mar {n}, 2024</span><h3><a href="/2024/03/{n}.html">{title}</a></h3></li>`,
		"headlines that are no heading": `<div class="item"><div><a href="/news/{n}">{title}</a></div><div>2 March</div></div>`,
		"cards that are links below":    `<article><h3>{title}</h3><p>{text}</p><a class="stretched-link" href="/news/{n}">Read more</a></article>`,
		"whole posts":                   `<article><h2><a href="/p/{n}">{title}</a></h2>{post}</article>`,
		"topics of a forum":             `<table><tr><td><a href="/t/{n}">{title}</a></td><td>{n} replies</td><td>by <a href="/u/ada">ada</a></td><td>2 days ago</td></tr></table>`,
		"links to other sites":          `<table><tr><td>{n}.</td><td><a href="https://site{n}.example/a">{title}</a> (<a href="from?site={n}">site{n}.example</a>)</td></tr><tr><td></td><td>{n} points by <a href="user?id=a">ada</a> <a href="item?id={n}">3 hours ago</a> | <a href="item?id={n}">7&nbsp;comments</a></td></tr></table>`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := page.Extract(context.Background(), []byte(listHead+each(pattern)+listFoot), "text/html", "https://example.org/")
			p, _ := errors.AsType[*feeds.Problem](err)
			if p == nil || p.Kind != feeds.List {
				t.Fatalf("got %v", err)
			}
			if len(p.Links) != 5 || p.Links[1].Title != told[1][0] || !strings.Contains(p.Links[1].URL, "2") || p.HasFeed {
				t.Errorf("it lists %q, with a feed: %v", p.Links, p.HasFeed)
			}
		})
	}
}

func TestAListSaysWhetherItHasAFeed(t *testing.T) {
	const card = `<article><h2><a href="/n/{n}">{title}</a></h2><p>{text}</p></article>`
	for link, want := range map[string]bool{
		`<link rel="alternate" type="application/rss+xml" href="/feed">`: true, `<link rel=Alternate type="application/atom+xml; charset=utf-8" href="/feed">`: true,
		`<link rel="alternate" hreflang="de" href="/de">`: false, `<link rel="alternate" type="application/json" href="/wp-json/x">`: false,
	} {
		_, err := page.Extract(context.Background(), []byte(strings.Replace(listHead, "</head>", link+"</head>", 1)+each(card)+listFoot), "text/html", "https://example.org/")
		if p, _ := errors.AsType[*feeds.Problem](err); p == nil || p.HasFeed != want {
			t.Errorf("%s: %v", link, err)
		}
	}
}

func TestArticlesAmongTeasersAreArticles(t *testing.T) {
	const card = `<div><h3><a href="/news/{n}">{title}</a></h3><p>{text}</p></div>`
	text := "<p>" + strings.ReplaceAll(bridge, "\n\n", "</p><p>") + "</p>"
	brief, _, _ := strings.Cut(bridge, "\n\n")
	for name, body := range map[string]string{
		"with more news below":           `<article><h1>Bridge Money</h1>` + text + `</article><aside><h2>More news of the week</h2>` + each(card) + `</aside>`,
		"with the latest above":          `<section><h2>Latest news of the day</h2>` + each(card) + `</section><article><h1>Bridge Money</h1>` + text + `</article>`,
		"a brief one with more news":     `<article><h1>Bridge Money</h1><p>` + brief + `</p></article><section><h2>More news of the week</h2>` + each(card) + `</section>`,
		"under a headline that is link":  `<div><h2><a href="/news/other">Bridge money is still missing in Velm</a></h2>` + text + `</div>` + each(card),
		"a round-up of other sites":      `<article><h1>Six links for the week</h1><p>` + brief + `</p>` + each(`<h2><a href="https://other{n}.example/">{title}</a></h2><p>{text} I liked it, for it says plainly what others only hint at, and it gives its figures.</p>`) + `</article>`,
		"chapters that link to an index": `<h1>A Guide to the Bridge</h1>` + each(`<h2 id="s{n}"><a href="#s{n}">{title}</a></h2>{post}`),
		"chapters that can be edited":    `<h1>Velm</h1>` + each(`<h2>{title} <a href="/edit?s={n}">[edit]</a></h2>{post}`),
	} {
		t.Run(name, func(t *testing.T) {
			a, err := page.Extract(context.Background(), []byte(listHead+body+listFoot), "text/html", "https://example.org/news/bridge-money")
			if err != nil {
				t.Fatal(err)
			}
			if name != "a round-up of other sites" && !strings.Contains(a.Text, bridge[100:200]) {
				t.Errorf("its text is\n%s", a.Text)
			}
		})
	}
}
