package polite_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"

	"crier/feeds"
	"crier/feeds/polite"
)

func TestAFormIsSentWithinTheSameWalls(t *testing.T) {
	var got url.Values
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/keeps":
			http.Redirect(w, r, "/hub", http.StatusPermanentRedirect)
		case "/loses":
			http.Redirect(w, r, "/hub", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		case "/no":
			w.WriteHeader(http.StatusForbidden)
		case "/hub":
			if err := r.ParseForm(); err != nil {
				t.Error(err)
			}
			got = r.PostForm
			w.WriteHeader(http.StatusAccepted)
		}
	})
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://example.org/?a=b&c"}}
	for path, want := range map[string]feeds.ProblemKind{
		"/hub": "", "/keeps": "", "/loses": feeds.ServerError, "/inside": feeds.Private, "/no": feeds.Forbidden,
	} {
		got = nil
		err := c.Post(t.Context(), server+path, form)
		if feeds.KindOf(err) != want || (err == nil) != (want == "") {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
		if sent := got.Get("hub.topic") == form.Get("hub.topic"); sent != (want == "") {
			t.Errorf("%s: the hub got %v", path, got)
		}
	}
	strict := newClient(t, polite.Options{})
	for _, address := range []string{server + "/hub", "http://169.254.169.254/", "http://[::1]/"} {
		if err := strict.Post(t.Context(), address, form); feeds.KindOf(err) != feeds.Private {
			t.Errorf("%s: %v", address, err)
		}
	}
	if p, ok := errors.AsType[*feeds.Problem](strict.Post(t.Context(), "ftp://example.org/?key=verysecret", form)); !ok || p.Kind != feeds.BadAddress || p.URL != "ftp://example.org/?key=…" {
		t.Errorf("%+v", p)
	}
}

func TestAServerThatResetsIsAskedOnce(t *testing.T) {
	var asked atomic.Int32
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || len(body) > 0 || len(r.TransferEncoding) > 0 || r.ContentLength != 0 {
			t.Errorf("a GET came with a body: %q, %v", body, r.Header)
		}
		if r.URL.Path == "/reset" {
			asked.Add(1)
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		}
	})
	for range 5 {
		if _, err := c.Get(t.Context(), feeds.Get{URL: server + "/fine"}); err != nil { // leaves a connection
			t.Fatal(err)
		}
		before := asked.Load()
		wantKind(t, c, feeds.Get{URL: server + "/reset"}, feeds.Unreachable)
		if n := asked.Load() - before; n != 1 {
			t.Errorf("asked %d times", n)
		}
	}
}
