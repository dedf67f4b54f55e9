package polite_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/polite"
)

// refreshing serves pages by their path, and says so of every other path in its words.
func refreshing(t *testing.T, pages map[string]string) (string, *polite.Client) {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if head, ok := strings.CutPrefix(pages[r.URL.Path], "Refresh: "); ok {
			w.Header().Set("Refresh", head)
			return
		}
		body, ok := pages[r.URL.Path]
		if !ok {
			body = "<p>This is " + r.URL.Path
		}
		_, _ = io.WriteString(w, body)
	})
}

func TestAPageThatOnlySendsOnIsARedirect(t *testing.T) {
	story := "<p>" + strings.Repeat("The council decided on the bridge. ", 20)
	for name, c := range map[string]struct{ page, want string }{
		"at once":                   {`<meta http-equiv="refresh" content="0; url=/there">`, "/there"},
		"of a static site":          {`<!DOCTYPE html><html><title>Redirecting…</title><link rel="canonical" href="/b/"><script>location="/b/"</script><meta http-equiv="refresh" content="0; url=/b/"><h1>Redirecting…</h1><a href="/b/">Click here if you are not redirected.</a>`, "/b/"},
		"of a shortener":            {`<head><noscript><META http-equiv="refresh" content="0;URL=/long"></noscript><title>/long</title></head><script>location.replace("/long")</script>`, "/long"},
		"with an apology":           {`<meta content='5;URL="there?a=1&amp;b=2"' http-equiv=Refresh><p>This page has moved. You will be taken to its new place in 5 seconds; please mend your bookmarks.`, "/a/there?a=1&b=2"},
		"relative to its base":      {`<base href="/x/y/"><meta http-equiv="refresh" content="0;url=z">`, "/x/y/z"},
		"by its header":             {`Refresh: 1; url=/there`, "/there"},
		"without url=":              {`<meta http-equiv="refresh" content="0; /there">`, "/there"},
		"in two steps":              {`<meta http-equiv="refresh" content="0; url=/step">`, "/last"},
		"later":                     {`<meta http-equiv="refresh" content="11; url=/there">`, "/a/page"},
		"to itself":                 {`<meta http-equiv="refresh" content="5">`, "/a/page"},
		"to itself by name":         {`<meta http-equiv="refresh" content="5; url=#now">`, "/a/page"},
		"nowhere":                   {`<meta http-equiv="refresh" content="0; url=">`, "/a/page"},
		"to a script":               {`<meta http-equiv="refresh" content="0; url=javascript:go()">`, "/a/page"},
		"with a story":              {`<meta http-equiv="refresh" content="3; url=/there">` + story, "/a/page"},
		"with a story as data":      {`<noscript><meta http-equiv="refresh" content="0; url=/no"></noscript><script type="application/ld+json">{"articleBody":"` + story + `"}</script>`, "/a/page"},
		"a note, without scripts":   {`<noscript><meta http-equiv="refresh" content="0; url=/no"></noscript><p>` + story[:200], "/a/page"},
		"in a comment":              {`<!-- <meta http-equiv="refresh" content="0; url=/there"> --><p>Text.`, "/a/page"},
		"in a template":             {`<template><meta http-equiv="refresh" content="0; url=/there"></template><p>Text.`, "/a/page"},
		"in the words of a page":    {`<p>Write <code>&lt;meta http-equiv="refresh" content="0; url=/there"&gt;</code>.`, "/a/page"},
		"in a string of its script": {`<script>document.write('<meta http-equiv="refresh" content="0; url=/there">')</script>`, "/a/page"},
	} {
		t.Run(name, func(t *testing.T) {
			server, c2 := refreshing(t, map[string]string{"/a/page": c.page, "/step": `<meta http-equiv="refresh" content="0;url=last">`})
			res, err := c2.Get(t.Context(), feeds.Get{URL: server + "/a/page", ETag: `"1"`})
			if err != nil || res.URL != server+c.want {
				t.Errorf("came to %s, %v; want %s", res.URL, err, c.want)
			}
			if res.Permanent != server+"/a/page" {
				t.Errorf("moved for good to %s", res.Permanent)
			}
		})
	}
}

func TestPagesThatSendOnKeepTheLimitsOfRedirects(t *testing.T) {
	inside := newTrap(t, "127.0.0.1:0")
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		to := ""
		switch n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/")); {
		case r.URL.Path == "/robots.txt":
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /closed")
			return
		case r.URL.Path == "/inside":
			to = "http://127.0.0.1:" + inside.port + "/"
		case r.URL.Path == "/circle":
			to = "/elcric"
		case r.URL.Path == "/elcric":
			to = "/circle"
		case r.URL.Path == "/open":
			to = "/closed"
		case n > 0 && n%2 == 0:
			http.Redirect(w, r, fmt.Sprintf("/%d", n-1), http.StatusFound)
			return
		case n > 0:
			to = fmt.Sprintf("/%d", n-1)
		}
		if to != "" {
			_, _ = fmt.Fprintf(w, `<meta http-equiv="refresh" content="0; url=%s">`, to)
		}
	})
	wantKind(t, c, feeds.Get{URL: server + "/inside"}, feeds.Private)
	wantKind(t, c, feeds.Get{URL: server + "/circle"}, feeds.Redirects)
	wantKind(t, c, feeds.Get{URL: server + "/11"}, feeds.Redirects)
	wantKind(t, c, feeds.Get{URL: server + "/open", Why: feeds.ForFeed}, feeds.Robots)
	if res, err := c.Get(t.Context(), feeds.Get{URL: server + "/10"}); err != nil || res.URL != server+"/0" {
		t.Errorf("ten hops of both kinds: %s, %v", res.URL, err)
	}
}
