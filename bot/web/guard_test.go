package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

func TestHostsThatAreAnswered(t *testing.T) {
	for _, c := range []struct {
		host             string
		loopback, public bool // answered there
	}{
		{"localhost:8080", true, true},
		{"127.0.0.1:8080", true, true},
		{"[::1]:8080", true, true},
		{"LOCALHOST.", true, true},
		{"crier.example:443", true, true},
		{"192.0.2.7:8080", false, true},
		{"[2001:db8::1]:8080", false, true},
		{"rebound.example", false, false},
		{"localhost.rebound.example", false, false},
		{"127.0.0.1.rebound.example:8080", false, false},
		{"", false, false},
	} {
		hosts := []string{"Crier.example"}
		if got := newGuard(true, hosts).knows(c.host); got != c.loopback {
			t.Errorf("on loopback %q: %v, want %v", c.host, got, c.loopback)
		}
		if got := newGuard(false, hosts).knows(c.host); got != c.public {
			t.Errorf("in public %q: %v, want %v", c.host, got, c.public)
		}
	}
}

// ask sends one request past the network, with what a case changes.
func ask(a *Adapter, method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	a.Routes(mux)
	r := httptest.NewRequestWithContext(context.Background(), method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func TestStrangersAreRefused(t *testing.T) {
	a, _ := serve(t, Options{Store: newMemory()})
	for _, c := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"a rebound name", "GET", "/", "", func(r *http.Request) { r.Host = "rebound.example" }, http.StatusMisdirectedRequest},
		{"a proxy before a loopback server", "GET", "/", "", header("X-Forwarded-For", "192.0.2.1"), http.StatusForbidden},
		{"another site", "POST", "/web/line", `{"text":"x"}`, header("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		{"another port of this machine", "POST", "/web/press", `{}`, header("Sec-Fetch-Site", "same-site"), http.StatusForbidden},
		{"another origin, of an old browser", "POST", "/web/line", `{"text":"x"}`, header("Origin", "http://127.0.0.1:9090"), http.StatusForbidden},
		{"no origin at all", "POST", "/web/line", `{"text":"x"}`, header("Origin", "null"), http.StatusForbidden},
		{"a stream for another site", "GET", "/web/stream", "", header("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		{"a file for another site", "GET", "/web/file/x", "", header("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		{"a form", "POST", "/web/line", "text=x", header("Content-Type", "application/x-www-form-urlencoded"), http.StatusUnsupportedMediaType},
		{"JSON under another name", "POST", "/web/line", `{"text":"x"}`, header("Content-Type", "text/plain"), http.StatusUnsupportedMediaType},
		{"broken JSON", "POST", "/web/line", `{"text":`, nil, http.StatusBadRequest},
		{"two values", "POST", "/web/line", `{"text":"x"} {"text":"y"}`, nil, http.StatusBadRequest},
		{"unknown fields", "POST", "/web/line", `{"text":"x","chat":"y"}`, nil, http.StatusBadRequest},
		{"nothing said", "POST", "/web/line", `{"text":" \u0000\n"}`, nil, http.StatusBadRequest},
		{"a long body", "POST", "/web/line", `{"text":"` + strings.Repeat("x", 2*maxText) + `"}`, nil, http.StatusRequestEntityTooLarge},
		{"a long text", "POST", "/web/line", `{"text":"` + strings.Repeat("x", maxText+1) + `"}`, nil, http.StatusRequestEntityTooLarge},
		{"a long press", "POST", "/web/press", `{"message":1,"line":"` + strings.Repeat("x", maxPress+1) + `"}`, nil, http.StatusBadRequest},
		{"a press on nothing", "POST", "/web/press", `{"message":0,"line":"x"}`, nil, http.StatusBadRequest},
		{"a wrong method", "GET", "/web/line", "", nil, http.StatusMethodNotAllowed},
		{"before Run", "POST", "/web/hello", "{}", nil, http.StatusServiceUnavailable},
		{"an unknown asset", "GET", "/web/assets/x/page.html", "", nil, http.StatusNotFound},
		{"an unknown file", "GET", "/web/file/x", "", nil, http.StatusNotFound},
	} {
		if w := ask(a, c.method, c.path, c.body, c.change); w.Code != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, w.Code, w.Body, c.want)
		}
	}
}

func TestChatsThatAreNotThere(t *testing.T) {
	a, server := serve(t, Options{Store: newMemory()})
	run(t, a, quiet{})
	v := newVisitor(t, a, nil, server)
	if err := v.hello(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, cookie := range []string{"", "crier_chat=", "crier_chat=AAAAAAAAAAAAAAAAAAAAAAAAAA", "crier_chat=" + v.chat} {
		for _, path := range []string{"/web/line", "/web/press"} {
			body := map[string]string{"/web/line": `{"text":"x"}`, "/web/press": `{"message":1,"line":"x"}`}[path]
			w := ask(a, "POST", path, body, header("Cookie", cookie))
			if w.Code != http.StatusGone || !strings.Contains(w.Body.String(), `"no_chat"`) {
				t.Errorf("%s with cookie %q: %d %s, want 410 no_chat", path, cookie, w.Code, w.Body)
			}
		}
	}
}

func TestPageAndItsHeaders(t *testing.T) {
	a, _ := serve(t, Options{Store: newMemory()})
	w := ask(a, "GET", "/", "", header("Accept-Language", "de-CH"))
	page := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(page, german().Promise) || !strings.Contains(page, `<html lang="de" dir="ltr">`) {
		t.Errorf("%d, not the German page: %s", w.Code, page)
	}
	if w.Header().Get("Set-Cookie") != "" {
		t.Error("the page sets a cookie: who follows a link from elsewhere would lose their chat")
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff",
		"X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Vary": "Accept-Language",
	} {
		if got := w.Header().Get(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, bad := range []string{"unsafe", "*", "https:", "data:"} {
		if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, bad) {
			t.Errorf("the policy allows %s: %s", bad, csp)
		}
	}
	if regexp.MustCompile(`<script[^>]*>[^<]|<style|\son\w+=|\sstyle=|(src|href)="(https?:)?//`).MatchString(page) {
		t.Errorf("something inline or from elsewhere in the page: %s", page)
	}
	found := regexp.MustCompile(`/web/assets/[^"]+`).FindAllString(page, -1)
	if len(found) < 3 {
		t.Fatalf("assets %q", found)
	}
	for _, path := range found {
		w := ask(a, "GET", path, "", nil)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %s", path, w.Code, w.Header())
		}
	}
	if w := ask(a, "GET", "/web/assets/older/app.js", "", nil); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an older page's script: %d, %s", w.Code, w.Header())
	}
}

func TestCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		a, _ := serve(t, Options{Store: newMemory(), Secure: secure})
		run(t, a, quiet{})
		w := ask(a, "POST", "/web/hello", "{}", nil)
		c, err := http.ParseSetCookie(w.Header().Get("Set-Cookie"))
		if err != nil {
			t.Fatal(err)
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Secure != secure || len(c.Value) < 26 || c.MaxAge < 1e6 {
			t.Errorf("secure %v: cookie %s", secure, c)
		}
		if strings.Contains(chatOf(c.Value), c.Value) || len(chatOf(c.Value)) != 22 {
			t.Errorf("chat %q of secret %q", chatOf(c.Value), c.Value)
		}
		again := ask(a, "POST", "/web/hello", "{}", header("Cookie", "crier_chat="+c.Value))
		if got := again.Header().Get("Set-Cookie"); !strings.Contains(got, c.Value) {
			t.Errorf("the second hello gives %q, want the same chat", got)
		}
	}
}

// run runs the adapter until the test ends; it returns when requests are taken.
func run(t *testing.T, a *Adapter, core bot.Core) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, bottest.TestMenu(), core) }()
	for a.running() == nil {
		select {
		case err := <-done:
			t.Fatalf("Run ended: %v", err)
		default:
		}
	}
	ended := false
	stop = func() {
		if ended {
			return
		}
		ended = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

func (a *Adapter) running() *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.live
}
