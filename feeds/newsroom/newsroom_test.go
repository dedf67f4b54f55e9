package newsroom_test

import (
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/feeds"
	"crier/feeds/newsroom"
	"crier/feeds/polite"
	"crier/feeds/syndication"
)

// open serves a newsroom and gives the guarded client that may reach it.
func open(t *testing.T, o newsroom.Options) (*newsroom.Newsroom, string, *polite.Client) {
	t.Helper()
	room, err := newsroom.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := room.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	client, err := polite.New(polite.Options{Exact: []netip.AddrPort{l.Address}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return room, l.URL, client
}

func TestEveryAnnouncedFeedIsPolledIntoEntries(t *testing.T) {
	_, url, client := open(t, newsroom.Options{Published: 21})
	poller := syndication.New(client)
	for _, f := range newsroom.Feeds() {
		t.Run(f.Path, func(t *testing.T) {
			u, err := poller.Poll(t.Context(), feeds.Source{URL: url + f.Path})
			if err != nil {
				t.Fatal(err)
			}
			if u.Title != f.Title || u.Site != url+"/" || u.Self != url+f.Path {
				t.Errorf("title %q, site %q, self %q", u.Title, u.Site, u.Self)
			}
			if len(u.Entries) < 3 {
				t.Errorf("only %d entries", len(u.Entries))
			}
			for _, e := range u.Entries {
				if e.GUID == "" || e.Title == "" || e.Author == "" || e.Published.IsZero() || !strings.HasPrefix(e.URL, url+"/") {
					t.Errorf("incomplete: %+v", e)
				}
				if e.Summary == "" && e.Content == "" {
					t.Errorf("%s has no text", e.Title)
				}
				if f.Language != "" && e.Language != f.Language {
					t.Errorf("%s is in %q, want %q", e.Title, e.Language, f.Language)
				}
			}
			again, err := poller.Poll(t.Context(), feeds.Source{URL: url + f.Path, ETag: u.ETag, LastModified: u.LastModified, Hash: u.Hash})
			if err != nil || !again.Unchanged {
				t.Errorf("the second poll: unchanged %v, %v", again.Unchanged, err)
			}
		})
	}
}

func TestANewArticleIsInTheNextPoll(t *testing.T) {
	room, url, client := open(t, newsroom.Options{})
	poller := syndication.New(client)
	before, err := poller.Poll(t.Context(), feeds.Source{URL: url + "/feeds/all.rss"})
	if err != nil {
		t.Fatal(err)
	}
	paths := room.Publish(1)
	after, err := poller.Poll(t.Context(), feeds.Source{URL: url + "/feeds/all.rss", ETag: before.ETag, LastModified: before.LastModified, Hash: before.Hash})
	if err != nil {
		t.Fatal(err)
	}
	if after.Unchanged || len(after.Entries) != len(before.Entries)+1 || after.Entries[0].URL != url+paths[0] {
		t.Errorf("%d entries became %d, the first is %s; published %v", len(before.Entries), len(after.Entries), after.Entries[0].URL, paths)
	}
}

func TestTheStockKeepsItsPromises(t *testing.T) {
	_, url, client := open(t, newsroom.Options{Published: 21})
	u, err := syndication.New(client).Poll(t.Context(), feeds.Source{URL: url + "/feeds/all.atom"})
	if err != nil {
		t.Fatal(err)
	}
	if len(u.Entries) < 16 {
		t.Errorf("%d articles, want 16 or more", len(u.Entries))
	}
	sites := map[string]int{}
	for _, e := range u.Entries {
		if n := len(strings.Fields(e.Content)); n < 180 || n > 350 {
			t.Errorf("%q has %d words", e.Title, n)
		}
		sites[strings.Split(strings.TrimPrefix(e.URL, url), "/")[1]]++
	}
	for site, n := range sites {
		if n < 3 {
			t.Errorf("%s has only %d articles", site, n)
		}
	}
	if len(sites) != 4 {
		t.Errorf("sites: %v", sites)
	}
}

func TestEditionsGoOnForEver(t *testing.T) {
	room, url, client := open(t, newsroom.Options{Published: -1})
	seen := map[string]bool{}
	for _, path := range room.Publish(65) {
		if seen[path] {
			t.Errorf("%s came twice", path)
		}
		seen[path] = true
	}
	u, err := syndication.New(client).Poll(t.Context(), feeds.Source{URL: url + "/feeds/all.json"})
	if err != nil {
		t.Fatal(err)
	}
	titles, guids := map[string]bool{}, map[string]bool{}
	for _, e := range u.Entries {
		titles[e.Title], guids[e.GUID] = true, true
	}
	if len(titles) != len(u.Entries) || len(guids) != len(u.Entries) {
		t.Errorf("%d entries have %d titles and %d ids", len(u.Entries), len(titles), len(guids))
	}
	if !strings.Contains(u.Entries[0].Title, " 4") {
		t.Errorf("the 65th article of 21 is called %q", u.Entries[0].Title)
	}
}

func TestRunPublishesOnePerInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		room, err := newsroom.New(newsroom.Options{Published: -1})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 31*time.Second)
		defer cancel()
		if err := room.Run(ctx, 5*time.Second); err != nil {
			t.Fatal(err)
		}
		if next := room.Publish(1)[0]; next != "/ledger/comet-amateur" {
			t.Errorf("six were published in 31 seconds, so the seventh comes next; it was %s", next)
		}
	})
}

func TestThePagesCarryWhatSurroundsArticles(t *testing.T) {
	_, url, client := open(t, newsroom.Options{})
	for path, want := range map[string][]string{
		"/fanal/vendanges":         {`<html lang="fr">`, "Pas le temps de lire", "À lire aussi", `"@type":"NewsArticle"`, "Agence de la Senn"},
		"/uferbote/fahrradbruecke": {`<html lang="de">`, "Wir verwenden Cookies", `rel="canonical"`},
		"/ledger/comet-amateur": {`<html lang="en">`, "No time to read? Get a summary", "Previous Article", "Next Article",
			`<link rel="prev" href="` + url + `/ledger/school-heat-pumps"`, `<link rel="next" href="` + url + `/ledger/tool-library"`,
			`property="og:site_name" content="Northfield Ledger"`, "Sign up for our newsletter", "<footer>"},
	} {
		res, err := client.Get(t.Context(), feeds.Get{URL: url + path})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(res.Body), w) {
				t.Errorf("%s lacks %s", path, w)
			}
		}
		if res.Type != "text/html" || res.Header.Get("ETag") == "" || res.Header.Get("Last-Modified") == "" {
			t.Errorf("%s: %s %v", path, res.Type, res.Header)
		}
	}
}

func TestTheLinkedDataIsValidJSON(t *testing.T) {
	_, url, client := open(t, newsroom.Options{Published: 21})
	res, err := client.Get(t.Context(), feeds.Get{URL: url + "/ledger/opinion-four-days"})
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(res.Body), `<script type="application/ld+json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	var ld map[string]any
	if err := json.Unmarshal([]byte(text), &ld); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if ld["@type"] != "OpinionNewsArticle" || ld["headline"] == "" {
		t.Errorf("%v", ld)
	}
}

func TestFindNamesTheFeedsOfAPage(t *testing.T) {
	_, url, client := open(t, newsroom.Options{})
	found, err := syndication.New(client).Find(t.Context(), url+"/uferbote/")
	if err != nil {
		t.Fatal(err)
	}
	want := feeds.Candidate{URL: url + "/feeds/de.atom", Title: "Die Redaktion auf Deutsch"}
	if len(found) < 5 || found[0] != want {
		t.Errorf("found %v, want %v first", found, want)
	}
}

func TestSamplesAreRefusedByTheirNames(t *testing.T) {
	_, url, client := open(t, newsroom.Options{})
	poller := syndication.New(client)
	for name, want := range map[string]feeds.ProblemKind{
		"empty.rss": feeds.EmptyFeed, "broken.rss": feeds.BrokenFeed, "gone.rss": feeds.Gone,
		"wall": feeds.NotFeed, "report.pdf": feeds.NotFeed, "nothing": feeds.NotFound,
	} {
		_, err := poller.Poll(t.Context(), feeds.Source{URL: url + "/samples/" + name})
		if got := feeds.KindOf(err); got != want {
			t.Errorf("%s: %s, want %s (%v)", name, got, want, err)
		}
	}
	for name, media := range map[string]string{"wall": "text/html", "login": "text/html", "empty": "text/html", "report.pdf": "application/pdf"} {
		res, err := client.Get(t.Context(), feeds.Get{URL: url + "/samples/" + name})
		if err != nil || res.Type != media {
			t.Errorf("%s: %s, %v", name, res.Type, err)
		}
	}
	_, err := client.Get(t.Context(), feeds.Get{URL: url + "/samples/private", Why: feeds.ForFeed})
	if feeds.KindOf(err) != feeds.Robots {
		t.Errorf("the page that robots.txt closes: %v", err)
	}
}

func TestTheIndexLeadsEverywhere(t *testing.T) {
	_, url, client := open(t, newsroom.Options{})
	res, err := client.Get(t.Context(), feeds.Get{URL: url + "/"})
	if err != nil {
		t.Fatal(err)
	}
	links := strings.Split(string(res.Body), `<a href="`)[1:]
	if len(links) < 20 {
		t.Errorf("%d links", len(links))
	}
	for _, l := range links {
		path, _, _ := strings.Cut(l, `"`)
		_, err := client.Get(t.Context(), feeds.Get{URL: url + path})
		if err != nil && !slices.Contains([]string{"/samples/gone.rss"}, path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestTheWorldIsNotServed(t *testing.T) {
	room, err := newsroom.New(newsroom.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"0.0.0.0:0", "[::]:0", "192.0.2.1:80", "localhost:0", ""} {
		if l, err := room.Listen(address); err == nil {
			_ = l.Close()
			t.Errorf("it listens on %q", address)
		}
	}
}
