package polite_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"crier/feeds"
)

func TestOnlyLeadingPermanentRedirectsMoveAFeed(t *testing.T) {
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		// "/308,302,200": the first number is the answer, the rest the next path.
		now, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), ",")
		status, _ := strconv.Atoi(now)
		if status >= 300 {
			w.Header().Set("Location", "/"+rest)
		}
		w.WriteHeader(status)
	})
	for path, want := range map[string]string{
		"/200":             "/200",
		"/301,200":         "/200",
		"/308,301,200":     "/200",
		"/302,200":         "/302,200",
		"/307,301,200":     "/307,301,200",
		"/301,302,301,200": "/302,301,200",
		"/303,200":         "/303,200",
	} {
		res, err := c.Get(t.Context(), feeds.Get{URL: server + path})
		if err != nil || res.Permanent != server+want || res.URL != server+"/200" {
			t.Errorf("%s: permanent %s, url %s, %v; want %s", path, res.Permanent, res.URL, err, want)
		}
	}
}

func TestRedirectsEnd(t *testing.T) {
	var referers []string
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		referers = append(referers, r.Header.Get("Referer"))
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		switch {
		case r.URL.Path == "/circle":
			http.Redirect(w, r, "/elcric", http.StatusFound)
		case r.URL.Path == "/elcric":
			http.Redirect(w, r, "/circle#again", http.StatusFound)
		case r.URL.Path == "/ftp":
			http.Redirect(w, r, "ftp://example.org/x", http.StatusFound)
		case n > 0:
			http.Redirect(w, r, fmt.Sprintf("/%d", n-1), http.StatusFound)
		}
	})
	wantKind(t, c, feeds.Get{URL: server + "/circle"}, feeds.Redirects)
	wantKind(t, c, feeds.Get{URL: server + "/11"}, feeds.Redirects)
	wantKind(t, c, feeds.Get{URL: server + "/ftp"}, feeds.BadAddress)
	if _, err := c.Get(t.Context(), feeds.Get{URL: server + "/10?token=x"}); err != nil {
		t.Errorf("ten redirects: %v", err)
	}
	if s := strings.Join(referers, ""); s != "" {
		t.Errorf("the address we came from was told: %s", s)
	}
}
