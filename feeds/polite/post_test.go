package polite_test

import (
	"errors"
	"net/http"
	"net/url"
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
