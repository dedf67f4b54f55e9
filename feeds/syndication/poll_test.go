package syndication_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/feeds"
	"crier/feeds/syndication"
)

func TestEveryFormatEndsInTheSameEntry(t *testing.T) {
	want := feeds.Entry{
		GUID: "id-1", URL: "https://example.org/a", Title: "Rates & risks", Author: "Ann Lee", Summary: "The teaser.",
		Content: "One paragraph.\n\nAnother one.", Language: "en", Image: "https://example.org/a.png",
		Published: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Updated: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC),
	}
	for name, body := range map[string]string{
		"RSS 2.0": rss(`<item><title>Rates &amp;amp; risks</title><link>/a</link><guid isPermaLink="false">id-1</guid><dc:creator>Ann Lee</dc:creator>
			<description>The teaser.</description><content:encoded><![CDATA[<p>One paragraph.</p><p>Another one.</p>]]></content:encoded>
			<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><atom:updated>2026-11-20T11:00:00Z</atom:updated><media:thumbnail url="/a.png"/></item>`),
		"Atom": `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title><link href="https://example.org/"/><entry><title type="html">Rates &amp;amp; risks</title>
			<id>id-1</id><link href="../a"/><author><name>Ann Lee</name></author><summary>The teaser.</summary>
			<content type="html">&lt;p&gt;One paragraph.&lt;img src="/a.png"&gt;&lt;/p&gt;&lt;p&gt;Another one.&lt;/p&gt;</content>
			<published>2026-11-20T12:00:00+02:00</published><updated>2026-11-20T11:00:00Z</updated></entry></feed>`,
		"JSON Feed": `{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://example.org/","language":"en","items":[{"id":"id-1","url":"https://example.org/a",
			"title":"Rates & risks","summary":"The teaser.","content_html":"<p>One paragraph.<p>Another one.","image":"https://example.org/a.png",
			"date_published":"2026-11-20T10:00:00Z","date_modified":"2026-11-20T11:00:00Z","authors":[{"name":"Ann Lee"}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			u := mustPoll(t, body)
			if u.Title != "T" || u.Site != "https://example.org/" || !strings.HasPrefix(u.Language, "en") || len(u.Entries) != 1 {
				t.Fatalf("%+v", u)
			}
			if u.Entries[0] != want {
				t.Errorf("got  %+v\nwant %+v", u.Entries[0], want)
			}
		})
	}
}

func TestRDFIsRead(t *testing.T) {
	u := mustPoll(t, `<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
		<channel rdf:about="https://example.org/"><title>Old</title><link>https://example.org/</link><dc:language>de</dc:language></channel>
		<item rdf:about="https://example.org/x"><title>Eins</title><link>https://example.org/x</link><dc:date>2026-11-20T10:00:00+01:00</dc:date></item></rdf:RDF>`)
	if u.Title != "Old" || u.Language != "de" || len(u.Entries) != 1 || u.Entries[0].GUID != "https://example.org/x" || u.Entries[0].Published.Hour() != 9 {
		t.Errorf("%+v", u)
	}
}

func TestOneOddMemberDoesNotCostAJSONFeed(t *testing.T) {
	u := mustPoll(t, `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[
		{"id":1,"url":"https://example.org/a","title":"A","author":"Ann Lee","tags":"news","date_published":1795856400},
		{"id":"2","url":"https://example.org/b","title":["B"],"content_text":"Text."}]}`)
	if len(u.Entries) != 2 || u.Entries[0].GUID != "1" || u.Entries[0].Title != "A" || u.Entries[1].Content != "Text." {
		t.Errorf("%+v", u.Entries)
	}
}

func TestIdentityNeverFails(t *testing.T) {
	u := mustPoll(t, rss(`<item><title>A</title><link>https://example.org/a</link></item>
		<item><title>B</title><description>text</description></item>
		<item><guid>`+strings.Repeat("x", 5000)+`</guid><title>C</title></item>
		<item><guid>https://example.org/d</guid><title>D</title></item><item></item>`))
	if len(u.Entries) != 4 {
		t.Fatalf("%d entries: %+v", len(u.Entries), u.Entries)
	}
	for i, prefix := range []string{"https://example.org/a", "sha256:", "sha256:", "https://example.org/d"} {
		if !strings.HasPrefix(u.Entries[i].GUID, prefix) {
			t.Errorf("%d: %q", i, u.Entries[i].GUID)
		}
	}
	if u.Entries[3].URL != "https://example.org/d" {
		t.Errorf("a GUID that is an address: %q", u.Entries[3].URL)
	}
}

func TestOnlyBelievableDatesCount(t *testing.T) {
	now := time.Now().UTC()
	for date, want := range map[string]func(time.Time) bool{
		"":                              time.Time.IsZero,
		"yesterday":                     time.Time.IsZero,
		"Thu, 01 Jan 1970 00:00:00 GMT": time.Time.IsZero,
		"Sat, 01 Jan 2050 00:00:00 GMT": time.Time.IsZero,
		ago(-3 * time.Hour):             func(at time.Time) bool { return !at.Before(now) && at.Before(now.Add(time.Minute)) },
		ago(3 * time.Hour): func(at time.Time) bool {
			return now.Sub(at).Round(time.Hour) == 3*time.Hour && at.Location() == time.UTC
		},
		"Fri, 20 Nov 2026 05:00:00 EST": func(at time.Time) bool { return at.Hour() == 10 },
	} {
		u := mustPoll(t, rss("<item><title>A</title><pubDate>"+date+"</pubDate></item>"))
		if at := u.Entries[0].Published; !want(at) {
			t.Errorf("%q became %v", date, at)
		}
	}
}

func TestWhatIsNoFeedIsCalledByItsName(t *testing.T) {
	for body, want := range map[string]feeds.ProblemKind{
		"":       feeds.EmptyFeed,
		" \n ":   feeds.EmptyFeed,
		"\ufeff": feeds.EmptyFeed,
		rss(""):  feeds.EmptyFeed,
		`{"version":"https://jsonfeed.org/version/1","title":"x","items":[]}`: feeds.EmptyFeed,
		"<!doctype html><html><body>404":                                      feeds.NotFeed,
		"<?xml version='1.0'?><html/>":                                        feeds.NotFeed,
		"<opml><body/></opml>":                                                feeds.NotFeed,
		`{"error":"no"}`:                                                      feeds.NotFeed,
		`{"error"`:                                                            feeds.NotFeed,
		"Just words":                                                          feeds.NotFeed,
		"%PDF-1.4":                                                            feeds.NotFeed,
		"<?xml version='1.0'?>":                                               feeds.EmptyFeed,
		"<rss><channel><item><title>A</title":                                 feeds.BrokenFeed,
		`{"version":"https://jsonfeed.org/version/1","items":[{"id"`: feeds.BrokenFeed,
	} {
		_, err := poll(t, body)
		p, _ := errors.AsType[*feeds.Problem](err)
		if p == nil || p.Kind != want || p.Host != "example.org" || p.URL != feedURL {
			t.Errorf("%.60q: %+v, want %s", body, err, want)
		}
	}
}

func TestAnEmptyFeedStillTellsItsName(t *testing.T) {
	u, err := poll(t, rss(""), "ETag", `"x"`)
	if feeds.KindOf(err) != feeds.EmptyFeed || u.Title != "T" || u.ETag != `"x"` || u.Hash == "" {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestCharsets(t *testing.T) {
	item := "<item><title>%s</title></item>"
	utf16 := "\xff\xfe"
	for _, r := range rss(strings.Replace(item, "%s", "Größe", 1)) {
		utf16 += string([]byte{byte(r), byte(r >> 8)})
	}
	latin := strings.Replace(rss(item), "%s", "Gr\xf6\xdfe", 1)
	for name, c := range map[string]struct{ body, header, want string }{
		"UTF-8":                      {rss("<item><title>Größe</title></item>"), "", "Größe"},
		"UTF-8 called Latin-1":       {strings.Replace(rss("<item><title>Größe</title></item>"), `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), "", "Größe"},
		"Latin-1 declared":           {strings.Replace(latin, `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), "", "Größe"},
		"Latin-1 in the header":      {latin, "application/xml; charset=iso-8859-1", "Größe"},
		"UTF-16":                     {utf16, "", "Größe"},
		"Windows-1251, declared":     {strings.Replace(rss("<item><title>\xcf\xf0\xe8\xe2\xe5\xf2</title></item>"), `"1.0"`, `"1.0" encoding="windows-1251"`, 1), "", "Привет"},
		"Shift JIS, declared":        {strings.Replace(rss("<item><title>\x93\xfa\x96\x7b</title></item>"), `"1.0"`, `"1.0" encoding="Shift_JIS"`, 1), "", "日本"},
		"NUL and control characters": {rss("<item><title>Gr\x00ö\x08ße\x1f</title></item>"), "", "Größe"},
		"an unknown charset":         {strings.Replace(rss("<item><title>Größe</title></item>"), `"1.0"`, `"1.0" encoding="x-unknown"`, 1), "", "Größe"},
		"a broken character":         {rss("<item><title>Größe A\xff</title></item>"), "application/xml; charset=utf-8", "Größe A�"},
		"a character cut, UTF-8":     {strings.Replace(rss("<item><title>Größe – “Maß”\xc3</title></item>"), `"1.0"`, `"1.0" encoding="utf-8"`, 1), "", "Größe – “Maß”�"},
		"Latin-1 called UTF-8":       {strings.Replace(latin, `"1.0"`, `"1.0" encoding="utf-8"`, 1), "application/xml; charset=iso-8859-1", "Größe"},
	} {
		u := mustPoll(t, c.body, "Content-Type", c.header)
		if len(u.Entries) != 1 || u.Entries[0].Title != c.want {
			t.Errorf("%s: %+v, want %q", name, u.Entries, c.want)
		}
	}
}

func TestUnchangedIsNotParsed(t *testing.T) {
	body := rss("<ttl>60</ttl><item><title>A</title></item>")
	s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(body), Header: http.Header{"Etag": {`"1"`}}}}}
	p := syndication.New(s)
	first, err := p.Poll(t.Context(), feeds.Source{URL: feedURL})
	if err != nil || first.Wait != time.Hour || first.Hash == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	source := feeds.Source{URL: feedURL, ETag: first.ETag, Hash: first.Hash}
	second, err := p.Poll(t.Context(), source)
	if err != nil || !second.Unchanged || len(second.Entries) != 0 || second.Hash != first.Hash || second.Wait != time.Hour || second.ETag != `"1"` {
		t.Errorf("the same body: %+v, %v", second, err)
	}
	if sent := s.asked[1]; sent.ETag != `"1"` || sent.Why != feeds.ForPerson {
		t.Errorf("asked with %+v", sent)
	}
	s.answers[feedURL] = feeds.Response{Status: http.StatusNotModified, Permanent: "https://new.example/"}
	third, err := p.Poll(t.Context(), source)
	if err != nil || !third.Unchanged || third.Hash != first.Hash || third.ETag != `"1"` || third.Wait != time.Hour || third.URL != "https://new.example/" {
		t.Errorf("304: %+v, %v", third, err)
	}
}

func TestWaitIsTheLongestWish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the bubble's clock starts at midnight UTC, Saturday, 1 January 2000
		item := "<item><title>A</title></item>"
		for _, c := range []struct {
			name, body string
			header     []string
			want       time.Duration
		}{
			{"nothing asked", item, nil, 0},
			{"ttl", "<ttl>45</ttl>" + item, nil, 45 * time.Minute},
			{"an absurd ttl", "<ttl>999999</ttl>" + item, nil, 24 * time.Hour},
			{"max-age beside a shorter ttl", "<ttl>5</ttl>" + item, []string{"Cache-Control", "public, max-age=900"}, 15 * time.Minute},
			{"max-age after Age", item, []string{"Cache-Control", "max-age=900", "Age", "600"}, 5 * time.Minute},
			{"no-cache", item, []string{"Cache-Control", "no-cache, max-age=900"}, 0},
			{"Expires", item, []string{"Expires", "Sat, 01 Jan 2000 00:10:00 GMT"}, 10 * time.Minute},
			{"Expires by the server's own clock", item, []string{"Expires", "Sat, 01 Jan 2000 07:10:00 GMT", "Date", "Sat, 01 Jan 2000 07:00:00 GMT"}, 10 * time.Minute},
			{"max-age goes before Expires", item, []string{"Cache-Control", "max-age=60", "Expires", "Sat, 01 Jan 2000 07:10:00 GMT"}, time.Minute},
			{"Retry-After", item, []string{"Retry-After", "120"}, 2 * time.Minute},
			{"ttl that ends in an hour to be spared", "<ttl>90</ttl><skipHours><hour>1</hour><hour>2</hour></skipHours>" + item, nil, 3 * time.Hour},
			{"a day to be spared", "<skipDays><day>Saturday</day></skipDays>" + item, nil, 24 * time.Hour},
			{"always to be spared is a mistake", "<skipDays><day>Monday</day><day>Tuesday</day><day>Wednesday</day><day>Thursday</day><day>Friday</day><day>Saturday</day><day>Sunday</day></skipDays>" + item, nil, 0},
		} {
			if u := mustPoll(t, rss(c.body), c.header...); u.Wait != c.want {
				t.Errorf("%s: %v, want %v", c.name, u.Wait, c.want)
			}
		}
	})
}

func TestHoursToBeSparedAreSparedWithoutAsking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(rss("<skipHours><hour>0</hour><hour>1</hour></skipHours><item><title>A</title></item>"))}}}
		p := syndication.New(s)
		u, err := p.Poll(t.Context(), feeds.Source{URL: feedURL})
		if err != nil || u.Wait != 2*time.Hour {
			t.Fatalf("%+v, %v", u, err)
		}
		time.Sleep(30 * time.Minute) // the bubble's time
		again, err := p.Poll(t.Context(), feeds.Source{URL: feedURL, Hash: u.Hash, ETag: "e"})
		if err != nil || !again.Unchanged || again.Wait != 90*time.Minute || again.Hash != u.Hash || again.ETag != "e" || len(s.asked) != 1 {
			t.Errorf("%+v, %v, asked %d times", again, err, len(s.asked))
		}
		time.Sleep(2 * time.Hour)
		if _, err := p.Poll(t.Context(), feeds.Source{URL: feedURL, Hash: u.Hash}); err != nil || len(s.asked) != 2 {
			t.Errorf("after the hours: %v, asked %d times", err, len(s.asked))
		}
	})
}

func TestHubs(t *testing.T) {
	item := "<item><title>A</title></item>"
	atomFeed := `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="hub" href="https://hub.example/"/><link rel="self" href="/self"/><entry><id>1</id><title>A</title></entry></feed>`
	for name, c := range map[string]struct {
		body, hub, self string
		header          []string
	}{
		"Atom":      {atomFeed, "https://hub.example/", "https://example.org/self", nil},
		"RSS":       {rss(`<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://example.org/self"/>` + item), "https://hub.example/", "https://example.org/self", nil},
		"JSON Feed": {`{"version":"https://jsonfeed.org/version/1.1","title":"T","feed_url":"https://example.org/self","hubs":[{"type":"rssCloud","url":"https://no.example/"},{"type":"WebSub","url":"https://hub.example/"}],"items":[{"id":"1","title":"A"}]}`, "https://hub.example/", "https://example.org/self", nil},
		"header":    {atomFeed, "https://other.example/", "https://example.org/feed/me", []string{"Link", `<https://other.example/>; rel="hub", <me>; rel=self`}},
		"none":      {rss(item), "", "", nil},
		"not http":  {rss(`<atom:link rel="hub" href="file:///etc"/>` + item), "", "", nil},
	} {
		if u := mustPoll(t, c.body, c.header...); u.Hub != c.hub || u.Self != c.self {
			t.Errorf("%s: hub %q, self %q", name, u.Hub, u.Self)
		}
	}
}

func TestWhatDiscoveryHasFetchedIsNotFetchedAgain(t *testing.T) {
	s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(rss("<item><title>One</title></item>")), Type: "application/rss+xml"}}}
	p := syndication.New(s)
	found, err := p.Find(t.Context(), feedURL)
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	for want := 1; want <= 2; want++ {
		u, err := p.Poll(t.Context(), feeds.Source{URL: found[0].URL})
		if err != nil || len(u.Entries) != 1 || len(s.asked) != want {
			t.Errorf("%d entries, %d requests, %v; want %d requests", len(u.Entries), len(s.asked), err, want)
		}
	}
	if _, err := p.Find(t.Context(), feedURL); err != nil {
		t.Fatal(err)
	}
	if u, err := p.Poll(t.Context(), feeds.Source{URL: feedURL, ETag: "e"}); err != nil || len(u.Entries) != 1 || len(s.asked) != 4 {
		t.Errorf("one that was polled before: %d requests, %v", len(s.asked), err)
	}
	synctest.Test(t, func(t *testing.T) {
		p := syndication.New(s)
		if _, err := p.Find(t.Context(), feedURL); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if _, err := p.Poll(t.Context(), feeds.Source{URL: feedURL}); err != nil || len(s.asked) != 6 {
			t.Errorf("after two minutes: %d requests, %v, want one more", len(s.asked), err)
		}
	})
}

func TestEntriesOfOneGUIDAreToldApart(t *testing.T) {
	one := `<item><guid isPermaLink="false">site</guid><title>A</title><link>/a</link></item><item><guid isPermaLink="false">site</guid><title>B</title><link>/b</link></item>`
	again := `<item><guid>x</guid><title>C</title><link>/c</link></item><item><guid>x</guid><title>C as it was</title><link>/c</link></item>`
	first, second := mustPoll(t, rss(one+again)), mustPoll(t, rss(again+one))
	var titles []string
	guids := map[string]string{}
	for _, e := range first.Entries {
		titles = append(titles, e.Title)
		guids[e.Title] = e.GUID
	}
	if got := strings.Join(titles, ","); got != "A,B,C" || guids["A"] == guids["B"] || guids["C"] != "x" {
		t.Errorf("%s: %v", got, guids)
	}
	for _, e := range second.Entries {
		if guids[e.Title] != e.GUID {
			t.Errorf("%s was %s and is %s", e.Title, guids[e.Title], e.GUID)
		}
	}
}

func TestAFailureIsNoReasonToComeSooner(t *testing.T) {
	s := &shelf{answers: map[string]feeds.Response{feedURL: {Body: []byte(rss("<ttl>90</ttl><item><title>One</title></item>"))}}}
	p := syndication.New(s)
	u, err := p.Poll(t.Context(), feeds.Source{URL: feedURL})
	if err != nil || u.Wait != 90*time.Minute {
		t.Fatalf("%v, %v", u.Wait, err)
	}
	for name, answer := range map[string]feeds.Response{"no longer there": {}, "something else": {Body: []byte("<html>")}} {
		s.answers = map[string]feeds.Response{}
		if len(answer.Body) > 0 {
			s.answers[feedURL] = answer
		}
		_, err := p.Poll(t.Context(), feeds.Source{URL: feedURL, Hash: u.Hash})
		if p, ok := errors.AsType[*feeds.Problem](err); !ok || p.Wait != 90*time.Minute {
			t.Errorf("%s: %v", name, err)
		}
	}
}
