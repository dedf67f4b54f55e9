package polite_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"crier/feeds"
	"crier/feeds/polite"
)

func TestWhatIsSentAndWhatComesBack(t *testing.T) {
	var got http.Header
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		w.Header().Set("Content-Type", "Application/RSS+XML; charset=utf-8")
		w.Header().Set("ETag", `"b"`)
		_, _ = w.Write([]byte("<rss/>"))
	}, func(o *polite.Options) { o.Version, o.Contact = "1.2", "mailto:me@example.org\r\nX: y" })
	res, err := c.Get(t.Context(), feeds.Get{URL: " " + server + "/feed?a=b#c ", Accept: "text/xml", ETag: `"a"`, LastModified: "Mon, 23 Nov 2026 12:10:00 GMT"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"User-Agent": "Crier/1.2 (+mailto:me@example.orgX:y)", "Accept": "text/xml", "If-None-Match": `"a"`,
		"If-Modified-Since": "Mon, 23 Nov 2026 12:10:00 GMT", "Accept-Encoding": "gzip",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want)
		}
	}
	if res.Status != 200 || res.URL != server+"/feed?a=b" || res.Permanent != res.URL || res.Type != "application/rss+xml" ||
		string(res.Body) != "<rss/>" || res.Header.Get("ETag") != `"b"` {
		t.Errorf("%+v", res)
	}
}

func TestStatusesBecomeProblems(t *testing.T) {
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.Header().Set("Retry-After", "90")
		if r.URL.RawQuery == "challenge" {
			w.Header().Set("Cf-Mitigated", "challenge")
		}
		w.WriteHeader(status)
	})
	for path, want := range map[string]feeds.ProblemKind{
		"/404": feeds.NotFound, "/410": feeds.Gone, "/401": feeds.Forbidden, "/402": feeds.Forbidden, "/403": feeds.Forbidden, "/451": feeds.Forbidden,
		"/429": feeds.Busy, "/503": feeds.Busy, "/500": feeds.ServerError, "/502": feeds.ServerError, "/400": feeds.ServerError,
		"/408": feeds.Timeout, "/504": feeds.Timeout, "/300": feeds.ServerError, "/301": feeds.ServerError, "/304": feeds.ServerError,
		"/403?challenge": feeds.BotCheck,
	} {
		p := wantKind(t, c, feeds.Get{URL: server + path}, want)
		if p.Wait != 90*time.Second || p.Status == 0 || p.Host != "127.0.0.1" {
			t.Errorf("%s: wait %v, status %d, host %q", path, p.Wait, p.Status, p.Host)
		}
	}
	res, err := c.Get(t.Context(), feeds.Get{URL: server + "/304", ETag: "x"})
	if err != nil || res.Status != 304 || len(res.Body) != 0 {
		t.Errorf("304 to a conditional request: %+v, %v", res, err)
	}
}

func TestFailuresOfTheLineAreTold(t *testing.T) {
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hang":
			<-r.Context().Done()
		case "/drip":
			_, _ = w.Write([]byte("a"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/torn":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("only this"))
		case "/headers":
			w.Header().Set("X", strings.Repeat("x", 100<<10))
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write([]byte("xx"))
		case "/badgzip":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("this is no gzip"))
		}
	}, func(o *polite.Options) { o.Timeout = 100 * time.Millisecond })
	for path, want := range map[string]feeds.ProblemKind{
		"/hang": feeds.Timeout, "/drip": feeds.Timeout, "/torn": feeds.Unreachable,
		"/headers": feeds.ServerError, "/brotli": feeds.ServerError, "/badgzip": feeds.ServerError,
	} {
		wantKind(t, c, feeds.Get{URL: server + path}, want)
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	refused := newClient(t, polite.Options{Exact: []netip.AddrPort{addrOf(t, closed.URL)}})
	wantKind(t, refused, feeds.Get{URL: closed.URL}, feeds.Unreachable)
}

func TestTheAskerMayGiveUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := c.Get(ctx, feeds.Get{URL: server}); feeds.KindOf(err) != feeds.Cancelled {
		t.Errorf("%v, want cancelled", err)
	}
	late, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	<-late.Done()
	if _, err := c.Get(late, feeds.Get{URL: server}); feeds.KindOf(err) != feeds.Timeout {
		t.Errorf("%v, want timeout", err)
	}
}

func TestCertificatesMustHold(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the failed handshake is the point
	server.StartTLS()
	t.Cleanup(server.Close)
	plain, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := newClient(t, polite.Options{Exact: []netip.AddrPort{addrOf(t, server.URL), addrOf(t, plain)}})
	wantKind(t, c, feeds.Get{URL: server.URL}, feeds.Untrusted)
	wantKind(t, c, feeds.Get{URL: strings.Replace(plain, "http:", "https:", 1)}, feeds.Untrusted)
}

func TestSizeIsCountedAfterDecompression(t *testing.T) {
	var bomb bytes.Buffer
	z, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	for range 30 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/bomb" {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
			return
		}
		_, _ = w.Write(bytes.Repeat([]byte("a"), 2000))
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	wantKind(t, c, feeds.Get{URL: server + "/bomb"}, feeds.TooLarge)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("the bomb cost %d MB", used>>20)
	}
	wantKind(t, c, feeds.Get{URL: server + "/", MaxBytes: 1999}, feeds.TooLarge)
	if res, err := c.Get(t.Context(), feeds.Get{URL: server + "/", MaxBytes: 2000}); err != nil || len(res.Body) != 2000 {
		t.Errorf("%d bytes, %v", len(res.Body), err)
	}
}

func TestAGzipFileIsReadAsWhatItHolds(t *testing.T) {
	zipped := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		return b.Bytes()
	}
	const feed = `<?xml version="1.0"?><rss/>`
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", strings.TrimPrefix(r.URL.Path, "/"))
		switch r.URL.RawQuery {
		case "bomb":
			_, _ = w.Write(zipped(strings.Repeat("a", 30<<20)))
		case "cut":
			_, _ = w.Write(zipped(feed)[:20])
		case "twice":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zipped(string(zipped(feed))))
		default:
			_, _ = w.Write(zipped(feed))
		}
	})
	for path, want := range map[string]string{
		"/application/gzip": "text/xml", "/application/x-gzip": "text/xml", "/application/octet-stream": "text/xml", "/text/plain": "text/xml",
		"/application/rss+xml": "application/rss+xml", "/application/gzip?twice": "text/xml",
	} {
		if res, err := c.Get(t.Context(), feeds.Get{URL: server + path}); err != nil || string(res.Body) != feed || res.Type != want {
			t.Errorf("%s: %q of type %q, %v", path, res.Body, res.Type, err)
		}
	}
	wantKind(t, c, feeds.Get{URL: server + "/application/gzip?bomb"}, feeds.TooLarge)
	wantKind(t, c, feeds.Get{URL: server + "/application/gzip", MaxBytes: int64(len(feed) - 1)}, feeds.TooLarge)
	wantKind(t, c, feeds.Get{URL: server + "/application/gzip?cut"}, feeds.Unreachable)
}

func TestALargeFilmIsCalledAFilm(t *testing.T) {
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", strings.TrimPrefix(r.URL.Path, "/"))
		w.Header().Set("Content-Length", "900000000")
		_, _ = w.Write(append([]byte{0, 0, 0, 24}, bytes.Repeat([]byte{0}, 600)...))
	})
	for path, want := range map[string]feeds.ProblemKind{
		"/video/mp4": feeds.Video, "/audio/mpeg": feeds.Audio, "/image/tiff": feeds.Picture, "/application/zip": feeds.TooLarge,
	} {
		wantKind(t, c, feeds.Get{URL: server + path}, want)
	}
}

func TestNoErrorShowsAKey(t *testing.T) {
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) })
	host := strings.TrimPrefix(server, "http://")
	for _, address := range []string{
		"http://me:hunter2secret@" + host + "/?token=hunter2secret", "http://hunter2secret:x@10.0.0.1/", "http://no.invalid/?key=hunter2secret",
		"ftp://me:hunter2secret@x/", "http://me:hunter2secret@x:y/", "http://hunter2secret%zz@x/", "http://x/%zz?token=hunter2secret",
	} {
		_, err := c.Get(t.Context(), feeds.Get{URL: address})
		if err == nil || strings.Contains(err.Error(), "hunter2secret") {
			t.Errorf("%v", err)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "hunter2secret") {
				t.Errorf("the cause tells: %v", e)
			}
		}
	}
}

func TestOptionsThatCannotHold(t *testing.T) {
	if _, err := polite.New(polite.Options{Allow: []netip.Prefix{{}}}); err == nil {
		t.Error("an invalid range was taken")
	}
}
