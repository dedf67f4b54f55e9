package page_test

import (
	"net/url"
	"testing"
	"unicode/utf8"

	"crier/feeds"
)

// checkArticle holds an article to what every article promises.
func checkArticle(t testing.TB, a feeds.Article) {
	t.Helper()
	for name, s := range map[string]string{"title": a.Title, "author": a.Author, "site": a.Site, "text": a.Text, "page": a.Page} {
		if !utf8.ValidString(s) {
			t.Errorf("the %s is not UTF-8: %q", name, s)
		}
	}
	for name, s := range map[string]string{"image": a.Image, "previous": a.Previous.URL, "next": a.Next.URL} {
		if u, err := url.Parse(s); s != "" && (err != nil || !u.IsAbs() || u.Host == "") {
			t.Errorf("the address of the %s is not absolute: %q", name, s)
		}
	}
}
