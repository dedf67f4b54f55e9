package page_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"crier/feeds/page"
)

// seen looks for the first letters of a quote, white space apart, in the window or
// one window beside it: the browser must have scrolled to where they stand, but
// pages without their style sheets still move under it.
const seen = `(quote => {
	const want = quote.replace(/\s+/g, ''), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	let all = '', places = []
	for (let n; n = walker.nextNode();) {
		if (/^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/.test(n.parentNode.nodeName)) continue
		for (let i = 0; i < n.data.length; i++) if (/\S/.test(n.data[i])) { all += n.data[i]; places.push([n, i]) }
	}
	for (let at = all.indexOf(want); at >= 0; at = all.indexOf(want, at + 1)) {
		const range = document.createRange()
		range.setStart(...places[at]); range.setEnd(places[at][0], places[at][1] + 1)
		const box = range.getBoundingClientRect()
		if (box.height > 0 && box.bottom > -innerHeight && box.top < 2 * innerHeight) return scrollY > 0
	}
	return false
})(%q)`

// TestChromiumScrollsToLinks opens links to real pages, each below a tall empty
// space, in a real browser: no match would leave it at the top.
func TestChromiumScrollsToLinks(t *testing.T) {
	binary, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here: ", err)
	}
	pages := append(samples(t, "sh", 40), append(samples(t, "af", 35), samples(t, "wx", 35)...)...)
	bodies := map[string][]byte{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "script-src 'none'; frame-src 'none'")
		_, _ = w.Write(bodies[r.URL.Path])
	}))
	defer server.Close()
	ctx := browser(t, binary)
	tried, good := 0, 0
	for i, s := range pages {
		path := fmt.Sprintf("/%d", i)
		article, err := page.Extract(context.Background(), s.body, "", server.URL+path)
		spans := sentences(article)
		if err != nil || len(spans) == 0 || tried == 100 {
			continue
		}
		bodies[path] = withSpace(s.body)
		span := spans[i%len(spans)]
		quote := article.Text[span[0]:span[1]]
		link := article.Places().Link(span[0], span[1])
		link = server.URL + path + "#" + link[strings.Index(link, "#")+1:]
		tried++
		ok, err := scrollsTo(ctx, link, head(quote))
		if ok {
			good++
		} else if os.Getenv("CRIER_SCORE_VERBOSE") != "" {
			t.Logf("%s\n%q\n%s %v", s.URL, quote, article.Link(span[0], span[1]), err)
		}
	}
	t.Logf("%d of %d links scrolled to their place", good, tried)
	if good*100 < tried*97 {
		t.Errorf("only %d of %d links scrolled to their place", good, tried)
	}
}

// scrollsTo opens a link and waits until the quote is in the window.
func scrollsTo(ctx context.Context, link, quote string) (bool, error) {
	if _, err := chromedp.Run(ctx, chromedp.Navigate(link)); err != nil {
		return false, err
	}
	return chromedp.Run(ctx, chromedp.Poll[bool](fmt.Sprintf(seen, quote), chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(4*time.Second)))
}

// head gives the first line of a quote, at most 40 letters of it.
func head(quote string) string {
	line, _, _ := strings.Cut(quote, "\n")
	runes := []rune(line)
	return string(runes[:min(40, len(runes))])
}

// withSpace puts three thousand pixels above the page's own content.
func withSpace(body []byte) []byte {
	s := string(body)
	at := strings.Index(strings.ToLower(s), "<body")
	if at >= 0 {
		at += strings.IndexByte(s[at:], '>') + 1
	}
	at = max(at, 0)
	return []byte(s[:at] + `<div style="height:3000px"></div>` + s[at:])
}

// browser starts a browser that reaches loopback only.
func browser(t *testing.T, binary string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(binary), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.Flag("blink-settings", "imagesEnabled=false"))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stopTab := chromedp.NewContext(allocator)
	t.Cleanup(stopTab)
	return ctx
}
