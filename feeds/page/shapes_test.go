package page_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/page"
)

// shape is a page as a kind of site makes it, and what is to be read from it.
type shape struct {
	name, body string
	problem    feeds.ProblemKind
	kind       feeds.ArticleKind
	title      string
	paid       bool
	has, lacks []string
}

func paragraphsOf(each string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(bridge, "\n\n") {
		fmt.Fprintf(&b, each, p)
	}
	return b.String()
}

func shapes() []shape {
	text := paragraphsOf("<p>%s</p>")
	first, _, _ := strings.Cut(bridge, "\n\n")
	ld := func(kind, more string) string {
		return `<script type="application/ld+json">{"@context":"https://schema.org","@type":"` + kind + `","headline":"Bridge Money","datePublished":"2024-03-05T08:00:00Z"` + more + `}</script>`
	}
	whole := []string{"A delegation from the harbour town", "two of the four pillars", "the months of the repair"}
	const head = `<!doctype html><html lang="en"><head><title>Bridge Money | The Fjord Post</title>`
	return []shape{
		{name: "a blog", title: "Bridge Money", has: whole, lacks: []string{"Posted in", "Leave a Reply", "Required fields"},
			body: head + `</head><body class="single-post"><div id="page"><header><nav><a href="/">Home</a></nav></header><main><article class="post type-post hentry"><header class="entry-header"><h1 class="entry-title">Bridge Money</h1><div class="entry-meta">Posted on <time datetime="2024-03-05">March 5, 2024</time> by <a rel="author" href="/a">Ada Moe</a></div></header><div class="entry-content">` + text + `<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Click to share on X</a></li><li><a href="#">Facebook</a></li></ul></div></div><footer class="entry-footer">Posted in <a href="/c">News</a></footer></article><div id="comments"><h2>2 thoughts on “Bridge Money”</h2><ol><li><p>I cross it every day and it shakes like a wet dog, somebody should do something about it soon.</p></li></ol><div id="respond"><h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are marked *</p></div></div></main></div></body></html>`},
		{name: "a newsletter", title: "Bridge Money", has: whole, lacks: []string{"Subscribe", "Type your email", "Thanks for reading"},
			body: head + `<meta property="og:type" content="article"></head><body><div id="entry"><div class="main-menu"><a href="/">The Fjord Letter</a><button>Subscribe</button><button>Sign in</button></div><div class="post"><h1 class="post-title">Bridge Money</h1><h3 class="subtitle">Who pays for the pillars</h3><div class="available-content"><div class="body markup">` + text + `<div class="subscription-widget-wrap"><p>Thanks for reading The Fjord Letter! Subscribe for free to receive new posts and support my work.</p><form><input type="email" placeholder="Type your email..."><button>Subscribe</button></form></div></div></div><div class="post-footer"><button>Share</button></div></div><div class="comments"><h4>Discussion about this post</h4></div></div></body></html>`},
		{name: "an opinion by JSON-LD", title: "Bridge Money", kind: feeds.Opinion, has: whole, body: head + ld("OpinionNewsArticle", "") + `</head><body><article><h1>Bridge Money</h1>` + text + `</article></body></html>`},
		{name: "an opinion by its type list", kind: feeds.Opinion, body: head + `<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle","OpinionNewsArticle"],"headline":"Bridge Money"}]}</script></head><body><article><h1>Bridge Money</h1>` + text + `</article></body></html>`},
		{name: "an opinion by genre", kind: feeds.Opinion, body: head + ld("NewsArticle", `,"genre":"Opinion"`) + `</head><body><article>` + text + `</article></body></html>`},
		{name: "an opinion by its section", kind: feeds.Opinion, body: head + `<meta property="article:section" content="Opinion"></head><body><article>` + text + `</article></body></html>`},
		{name: "an opinion by a list of sections", kind: feeds.Opinion, body: head + ld("NewsArticle", `,"articleSection":["Politics","Opinion"]`) + `</head><body><article>` + text + `</article></body></html>`},
		{name: "an opinion by its title", kind: feeds.Opinion, body: strings.Replace(head, "Bridge Money", "Opinion | Bridge Money", 1) + ld("NewsArticle", ``) + `</head><body><article>` + text + `</article></body></html>`},
		{name: "an analysis", kind: feeds.Analysis, body: head + ld("AnalysisNewsArticle", "") + `</head><body><article>` + text + `</article></body></html>`},
		{name: "news", kind: feeds.News, body: head + ld("ReportageNewsArticle", "") + `</head><body><article>` + text + `</article></body></html>`},
		{name: "satire", kind: feeds.Satire, body: head + ld("SatiricalArticle", "") + `</head><body><article>` + text + `</article></body></html>`},
		{name: "satire by genre", kind: feeds.Satire, body: head + ld("NewsArticle", `,"genre":["Satire"]`) + `</head><body><article>` + text + `</article></body></html>`},
		{name: "an advertisement", kind: feeds.Sponsored, body: head + ld("AdvertiserContentArticle", "") + `</head><body><article>` + text + `</article></body></html>`},
		{name: "an advertisement by its sponsor", kind: feeds.Sponsored, body: head + ld("NewsArticle", `,"sponsor":{"@type":"Organization","name":"Fjord Cement"}`) + `</head><body><article>` + text + `</article></body></html>`},
		{name: "an advertisement by its meta data", kind: feeds.Sponsored, body: head + `<meta property="article:section" content="Sponsored"></head><body><article>` + text + `</article></body></html>`},
		{name: "an advertisement by its tag", kind: feeds.Sponsored, body: head + `<meta property="article:tag" content="Sponsored content"></head><body><article>` + text + `</article></body></html>`},
		{name: "a press release", kind: feeds.PressRelease, body: head + ld("PressRelease", "") + `</head><body><article>` + text + `</article></body></html>`},
		{name: "a press release by its section", kind: feeds.PressRelease, body: head + `<meta name="section" content="Press Releases"></head><body><main><h1>Bridge Money</h1>` + text + `</main></body></html>`},
		{name: "a press release of an office", kind: feeds.PressRelease, body: head + `<meta property="og:type" content="article"></head><body><main><p>FOR IMMEDIATE RELEASE</p><h1>Bridge Money</h1>` + text + `<p>Press contact: office@example.org</p></main></body></html>`},
		{name: "a live blog", kind: feeds.Live, has: []string{"A delegation from the harbour town"}, body: head + `<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Bridge Money: live","liveBlogUpdate":[{"@type":"BlogPosting","headline":"Doors open","articleBody":"The doors are open."}]}</script></head><body><main><h1>Bridge Money: live</h1>` + paragraphsOf(`<article><time>10:00</time><p>%s</p></article>`) + `</main></body></html>`},
		{name: "a teaser of a paid article", paid: true, has: []string{"A delegation from the harbour town"}, lacks: []string{"Subscribe to read", "engineers"},
			body: head + ld("NewsArticle", `,"isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".paywall"},"articleBody":"`+strings.ReplaceAll(bridge, "\n\n", " ")+`"`) + `</head><body><article><h1>Bridge Money</h1><p>` + first + `</p><div class="paywall"><h2>Subscribe to read this story</h2><p>Already a subscriber? Sign in</p></div></article></body></html>`},
		{name: "a paid article by its words alone", problem: feeds.Login, body: head + `</head><body><article><h1>Bridge Money</h1><p>The town asks for money.</p><div class="paywall"><p>This article is for subscribers only. Subscribe now to continue reading. Already a subscriber? Log in.</p></div></article></body></html>`},
		{name: "a consent wall", problem: feeds.CookieWall, body: `<!doctype html><html><head><title>The Fjord Post</title></head><body><div role="dialog" id="sp_message"><h2>Your privacy matters to us</h2><p>With your agreement, we and our 843 partners use cookies or similar technologies to store, access, and process personal data like your visit on this website, IP addresses and cookie identifiers.</p><p>Some partners do not ask for your consent to process your data and rely on their legitimate business interest. You can withdraw your consent or object at any time by clicking on “Learn More” or in our Cookie Policy.</p><button>Agree and close</button><button>Disagree and close</button></div></body></html>`},
		{name: "an article under a consent dialog", title: "Bridge Money", has: whole, lacks: []string{"843 partners", "legitimate"},
			body: head + `</head><body><div role="dialog" class="cmp"><h2>Your privacy matters to us</h2><p>With your agreement, we and our 843 partners use cookies or similar technologies to store, access, and process personal data like your visit on this website.</p><p>Some partners rely on their legitimate business interest.</p><button>Accept</button></div><main><article><h1>Bridge Money</h1>` + text + `</article></main></body></html>`},
		{name: "a check of the visitor", problem: feeds.BotCheck, body: `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta http-equiv="refresh" content="360"></head><body><div class="main-wrapper"><h1 class="zone-name-title">example.org</h1><p>Checking if the site connection is secure</p><noscript>Enable JavaScript and cookies to continue</noscript><div>example.org needs to review the security of your connection before proceeding.</div></div><script>window._cf_chl_opt={cvId:"2"};</script></body></html>`},
		{name: "a login", problem: feeds.Login, body: `<html><head><title>Log in - The Fjord Post</title></head><body><main><h1>Log in</h1><form action="/login"><label>Email</label><input name="u"><label>Password</label><input type="password"><button>Log in</button></form><p>Forgot your password? No account yet? Create one, it takes a minute and costs nothing at all.</p></main></body></html>`},
		{name: "a soft 404", problem: feeds.NotFound, body: `<html><head><title>The Fjord Post</title></head><body><nav><a href="/">Home</a></nav><main><h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location. Maybe try one of the links below or a search?</p><form><input type="search"></form><h2>Most used categories</h2><ul><li><a href="/a">News</a></li></ul></main></body></html>`},
		{name: "a soft 404 with news beside it", problem: feeds.NotFound, body: `<html><head><title>404 | The Fjord Post</title></head><body><main><h1>404</h1><p>We can't find the page you're looking for.</p><section><h2>Latest news</h2>` + strings.Repeat(`<div><a href="/x">Herring prices fall for the third week in a row</a><p>The price of herring fell again on Monday, to the lowest in eleven years, the market said.</p></div>`, 12) + `</section></main></body></html>`},
		{name: "a front page", problem: feeds.List, body: `<html><head><title>The Fjord Post</title><meta property="og:type" content="website"></head><body><main>` + strings.Repeat(`<article><h2><a href="/a">Mayor opens the bridge on Friday after years of work</a></h2><p><a href="/a">The bridge is open again, and the ferry goes home to its old harbour for good this time.</a></p></article>`, 25) + `</main></body></html>`},
		{name: "a page of a video", problem: feeds.Video, body: `<html><head><title>The bridge opens - Videos</title><meta property="og:type" content="video.other"><meta property="og:video:url" content="https://example.org/v.mp4"><script type="application/ld+json">{"@type":"VideoObject","name":"The bridge opens","description":"See the opening."}</script></head><body><h1>The bridge opens</h1><div id="player"><video src="v.mp4"></video></div><p>See the opening of the bridge in three minutes of film from our own camera.</p><p>12,345 views</p></body></html>`},
		{name: "a gallery", problem: feeds.TooShort, body: `<html><head><title>The bridge in pictures</title></head><body><h1>The bridge in pictures</h1>` + strings.Repeat(`<figure><img src="a.jpg"><figcaption>Photo: Ada Moe</figcaption></figure>`, 10) + `</body></html>`},
		{name: "documentation", title: "Building the bridge", has: []string{"A delegation from the harbour town", "make bridge"}, lacks: []string{"On this page", "Edit this page"},
			body: `<html><head><title>Building the bridge — Docs</title></head><body><nav class="sidebar"><ul><li><a href="/1">Install</a></li><li><a href="/2">Use</a></li></ul></nav><main><div role="main" class="document"><div class="body"><h1>Building the bridge</h1>` + text + `<pre><code>make bridge</code></pre></div></div><a href="/e">Edit this page</a></main><aside>On this page</aside></body></html>`},
		{name: "a thread in a forum", title: "Who pays for the bridge?", has: []string{"A delegation from the harbour town"},
			body: `<html><head><title>Who pays for the bridge? - Fjord Forum</title><script type="application/ld+json">{"@type":"DiscussionForumPosting","headline":"Who pays for the bridge?"}</script></head><body><h1>Who pays for the bridge?</h1><div class="posts">` + paragraphsOf(`<div class="post"><div class="author">moe12</div><div class="content"><p>%s</p></div><div class="actions">Reply Like</div></div>`) + `</div></body></html>`},
		{name: "from right to left", has: []string{"قال الوزير"}, body: `<!doctype html><html lang="ar" dir="rtl"><head><title>أموال الجسر | بريد المضيق</title></head><body><nav><a href="/">الرئيسية</a></nav><article><h1>أموال الجسر</h1>` + strings.Repeat(`<p>قال الوزير إن المدينة ستحصل على المال من أجل الجسر القديم، لكنه لم يعد بشيء محدد، وأضاف أن ثلاث مدن أخرى طلبت المبلغ نفسه هذا العام، وأن القرار سيصدر قبل نهاية الشتاء القادم.</p>`, 3) + `</article></body></html>`},
		{name: "Japanese", has: []string{"橋の修理"}, body: `<!doctype html><html lang="ja"><head><title>橋のお金｜フィヨルド新聞</title></head><body><article><h1>橋のお金</h1>` + `<p>町議会は火曜日、冬の前に古い橋の修理を始めることを決めた。両岸の住民との話し合いは何年も続いていた。費用は町が半分を負担し、残りは国に求める。</p><p>技術者の報告によると、四本の柱のうち二本が前回の調査から手のひらほど動いていた。地盤が弱いことのしるしであるかもしれない。橋の修理は九か月かかる見込みだ。</p>` + `</article></body></html>`},
	}
}

func TestShapesOfPages(t *testing.T) {
	for _, s := range shapes() {
		t.Run(s.name, func(t *testing.T) {
			a, err := page.Extract(context.Background(), []byte(s.body), "text/html; charset=utf-8", "https://example.org/2024/bridge-money")
			if got := feeds.KindOf(err); got != s.problem {
				t.Fatalf("got %q (%v), want %q:\n%s", got, err, s.problem, a.Text)
			}
			if err != nil {
				return
			}
			if s.kind != "" && a.Kind != s.kind {
				t.Errorf("its kind is %q, want %q", a.Kind, s.kind)
			}
			if s.title != "" && a.Title != s.title {
				t.Errorf("its title is %q", a.Title)
			}
			if a.Free == s.paid {
				t.Errorf("free: %v", a.Free)
			}
			for _, want := range s.has {
				if !strings.Contains(a.Text, want) {
					t.Errorf("%q is missing in\n%s", want, a.Text)
				}
			}
			for _, leak := range s.lacks {
				if strings.Contains(a.Text, leak) {
					t.Errorf("%q leaked into\n%s", leak, a.Text)
				}
			}
		})
	}
}
