package polite

import (
	"net/http"
	"testing"

	"crier/feeds"
)

func FuzzRefresh(f *testing.F) {
	f.Add("", []byte(`<base href="/x/"><meta http-equiv="refresh" content="0;url='y?a=1&amp;b=2'">`))
	f.Add("3; url=https://elsewhere.example/", []byte("<p>Moved."))
	f.Add("", []byte(`<noscript><META content=",//h:99999/%zz" http-equiv=Refresh></noscript><template>`))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		const here = "https://example.org/a/page"
		next := refresh(feeds.Response{URL: here, Type: "text/html", Header: http.Header{"Refresh": {header}}, Body: body})
		if next != nil && (next.Scheme != "http" && next.Scheme != "https" || bare(next) == here) {
			t.Errorf("%q, %q lead to %s", header, body, next)
		}
	})
}
