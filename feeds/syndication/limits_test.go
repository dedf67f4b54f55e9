package syndication_test

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"crier/feeds"
	"crier/feeds/syndication"
)

func TestOnlyTheFirstEntriesAreLookedAt(t *testing.T) {
	var items, entries, objects strings.Builder
	for i := range 3 * feeds.MaxEntries {
		fmt.Fprintf(&items, "<item><title>%d</title><description><![CDATA[<item> &]]></description></item>", i)
		fmt.Fprintf(&entries, "<entry><title>%d</title></entry>", i)
		fmt.Fprintf(&objects, `{"id":"%d","title":"%d"},null,`, i, i)
	}
	for name, body := range map[string]string{
		"RSS":  rss(items.String()),
		"Atom": `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>` + entries.String() + "</feed>",
	} {
		u := mustPoll(t, body)
		if len(u.Entries) != feeds.MaxEntries || u.Entries[0].Title != "0" || u.Entries[feeds.MaxEntries-1].Title != fmt.Sprint(feeds.MaxEntries-1) {
			t.Errorf("%s: %d entries", name, len(u.Entries))
		}
	}
	u := mustPoll(t, `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[`+objects.String()+`null]}`)
	if len(u.Entries) == 0 || len(u.Entries) > feeds.MaxEntries {
		t.Errorf("JSON Feed: %d entries", len(u.Entries))
	}
}

// Each of these has the size that the client lets through, and once cost a feed
// reader its memory or its time.
func TestHostileBodiesAreCheap(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, hostileSize/len(s)) }
	for name, body := range map[string]string{
		"items":           "<rss><channel>" + fill("<item/>"),
		"entries":         `<feed xmlns="http://www.w3.org/2005/Atom">` + fill("<entry><title/></entry>") + "</feed>",
		"depth":           "<rss><channel><item>" + fill("<a>"),
		"depth, prefixed": "<rss><channel><item>" + fill("<x:a>"),
		"attributes":      "<rss><channel><item " + fill(`a="" `) + "/></channel></rss>",
		"categories":      rss("<item><title>A</title>" + fill("<category>a</category>") + "</item>"),
		"extensions":      rss("<item><title>A</title>" + fill("<x:a>b</x:a>") + "</item>"),
		"links":           `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>` + fill(`<link href="a"/>`) + "</entry></feed>",
		"entities":        `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + rss("<item><title>A"+fill("&b;")+"</title></item>"),
		"external entity": `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + rss("<item><title>A&a;</title></item>"),
		"HTML depth":      rss("<item><title>A</title><description>" + fill("&lt;div>") + "</description></item>"),
		"one word":        rss("<item><title>" + fill("a") + "</title></item>"),
		"open quote":      `<rss><channel a="` + fill("<item>"),
		"open comment":    rss("<!-- " + fill("<!-- ")),
		"JSON items":      `{"version":"https://jsonfeed.org/version/1","items":[` + fill("{},") + "{}]}",
		"JSON depth":      `{"version":"https://jsonfeed.org/version/1","items":[` + fill("["),
		"NUL":             fill("\x00"),
		"one namespace":   "<rss " + fill(`xmlns:a="b" `) + "><channel/></rss>",
		"angles":          "<rss>" + fill("<"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := spent(t)
			_, err := poll(t, body)
			took := spent(t) - start
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%v, %d MB allocated, %v", took.Round(time.Millisecond), used, feeds.KindOf(err))
			if took > 2*time.Second || used > 100 {
				t.Errorf("took %v and allocated %d MB", took, used)
			}
			if err != nil && feeds.KindOf(err) == "" {
				t.Errorf("an error without a name: %v", err)
			}
		})
	}
}

// spent is the CPU time of this process so far.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestNoEntityIsFollowed(t *testing.T) {
	u := mustPoll(t, `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "long">]>`+rss("<item><title>A &a; &b; B</title></item>"))
	if got := u.Entries[0].Title; strings.Contains(got, "root:") || strings.Contains(got, "long") {
		t.Errorf("%q", got)
	}
}

func FuzzPoll(f *testing.F) {
	f.Add([]byte(rss("<ttl>5</ttl><skipHours><hour>1</hour></skipHours><item><title>A &amp; B</title><link>/x</link><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>")), "text/xml")
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/x"><entry><title type="xhtml"><div>A</div></title><link href="a"/></entry></feed>`), "")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","hubs":[{"type":"WebSub","url":"x"}],"items":[{"id":1,"content_html":"<p>x","attachments":[{"url":"y"}]},null,[]]}`), "application/json; charset=utf-16")
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"), "text/xml; charset=shift_jis")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: bytes.Clone(body), Header: http.Header{"Content-Type": {header}}}}}
		u, err := syndication.New(s).Poll(t.Context(), feeds.Source{URL: feedURL})
		if err != nil && feeds.KindOf(err) == "" {
			t.Errorf("an error without a name: %v", err)
		}
		for _, e := range u.Entries {
			if e.GUID == "" || len(e.GUID) > 1024 || e.Published.After(time.Now().Add(time.Minute)) {
				t.Errorf("%+v", e)
			}
		}
	})
}

func BenchmarkPollTwentyEntries(b *testing.B) {
	var items strings.Builder
	for i := range 20 {
		fmt.Fprintf(&items, "<item><title>Title %d</title><link>https://example.org/%d</link><guid>%d</guid><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><description>%s</description></item>",
			i, i, i, strings.Repeat("&lt;p&gt;Some words of a teaser that goes on.&lt;/p&gt;", 10))
	}
	s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(rss(items.String()))}}}
	p := syndication.New(s)
	for b.Loop() {
		if u, err := p.Poll(b.Context(), feeds.Source{URL: feedURL}); err != nil || len(u.Entries) != 20 {
			b.Fatal(err)
		}
		s.asked = s.asked[:0]
	}
}

func BenchmarkPollUnchanged(b *testing.B) {
	s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(rss(strings.Repeat("<item><title>A title of a few words</title></item>", 400)))}}}
	p := syndication.New(s)
	u, err := p.Poll(b.Context(), feeds.Source{URL: feedURL})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if again, err := p.Poll(b.Context(), feeds.Source{URL: feedURL, Hash: u.Hash}); err != nil || !again.Unchanged {
			b.Fatal(err)
		}
		s.asked = s.asked[:0]
	}
}
