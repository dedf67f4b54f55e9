package polite

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crier/feeds"
)

func TestRobotsAsItIsWritten(t *testing.T) {
	for _, c := range []struct {
		name, text, path string
		may              bool
	}{
		{"nothing", "", "/a", true},
		{"everybody", "User-agent: *\nDisallow: /a", "/a/b", false},
		{"another path", "User-agent: *\nDisallow: /a", "/b", true},
		{"an empty rule", "User-agent: *\nDisallow:", "/a", true},
		{"for others", "User-agent: GPTBot\nDisallow: /", "/a", true},
		{"for us among others", "User-agent: GPTBot\nUser-agent: Crier\nDisallow: /", "/a", false},
		{"ours goes before everybody's", "User-agent: *\nDisallow: /\n\nUser-agent: crier\nAllow: /", "/a", true},
		{"the longer rule wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"a wildcard", "User-agent: *\nDisallow: /*/print$", "/x/print", false},
		{"a byte order mark", "\ufeffUser-agent: *\nDisallow: /a", "/a", false},
		{"comments, blanks and CR", "# hello\r\nUser-agent: * # all\r\n Disallow : /a # why\r\n", "/a", false},
		{"a rule before any group", "Disallow: /\nUser-agent: *\nDisallow: /a", "/b", true},
		{"one odd line spoils nothing", "User-agent: *\nCrawl-delay: soon\nSitemap\nDisallow: /a", "/a", false},
		{"a page instead", "<!doctype html><html><body>Disallow: /</body></html>", "/a", true},
	} {
		if got := parseRobots([]byte(c.text)).Test(c.path); got != c.may {
			t.Errorf("%s: may %v, want %v", c.name, got, c.may)
		}
	}
}

func TestRobotsIsHonouredOnlyWhereCrierReadsByItself(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			asked.Add(1)
			_, _ = fmt.Fprint(w, "User-agent: *\nDisallow: /closed\n"+strings.Repeat("# padding\n", 100_000))
		case "/there":
			http.Redirect(w, r, "/closed", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	c := testClient(t, server.URL)
	for _, step := range []struct {
		path string
		why  feeds.Purpose
		want feeds.ProblemKind
	}{
		{"/closed", feeds.ForPerson, ""},
		{"/there", feeds.ForPerson, ""},
		{"/closed", feeds.ForFeed, feeds.Robots},
		{"/open", feeds.ForFeed, ""},
		{"/there", feeds.ForFeed, feeds.Robots},
	} {
		_, err := c.Get(t.Context(), feeds.Get{URL: server.URL + step.path, Why: step.why})
		if got := feeds.KindOf(err); got != step.want {
			t.Errorf("%s for %v: %v, want %q", step.path, step.why, err, step.want)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("robots.txt was asked for %d times, want once", n)
	}
}

func TestRobotsThatCannotBeGot(t *testing.T) {
	for status, want := range map[int]feeds.ProblemKind{404: "", 403: "", 410: "", 500: feeds.ServerError, 503: feeds.Busy, 429: feeds.Busy} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				w.WriteHeader(status)
			}
		}))
		_, err := testClient(t, server.URL).Get(t.Context(), feeds.Get{URL: server.URL + "/page", Why: feeds.ForFeed})
		if got := feeds.KindOf(err); got != want {
			t.Errorf("%d: %v, want %q", status, err, want)
		}
		server.Close()
	}
}

func TestRobotsMemoryIsBounded(t *testing.T) {
	r := newRobots()
	for i := range 3 * robotsHosts {
		r.put(fmt.Sprint(i), rules{group: parseRobots(nil), until: time.Now().Add(time.Hour)})
	}
	if len(r.hosts) > robotsHosts {
		t.Errorf("%d hosts are remembered", len(r.hosts))
	}
	if _, ok := r.get(fmt.Sprint(3*robotsHosts-1), time.Now().Add(2*time.Hour)); ok {
		t.Error("an old answer still counts")
	}
}

func TestAHostileRobotsIsCheap(t *testing.T) {
	for name, text := range map[string]string{
		"wildcards": "User-agent: *\n" + strings.Repeat("Disallow: /*a*b*c*d$\n", maxRobots/21),
		"stars":     "User-agent: *\nDisallow: /" + strings.Repeat("*a", maxRobots/2),
		"agents":    strings.Repeat("User-agent: *\n", maxRobots/28) + strings.Repeat("Disallow: /a\n", maxRobots/26),
		"noise":     strings.Repeat("\x00\xff:\n", maxRobots/4),
	} {
		start := time.Now()
		parseRobots([]byte(text)).Test("/" + strings.Repeat("a", maxAddress))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /\n"))
	f.Add([]byte("User-agent: crier\rDisallow:\\\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 10_000 {
			return
		}
		parseRobots(body).Test("/a/page?x=y")
	})
}

func testClient(t *testing.T, address string) *Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Exact: []netip.AddrPort{netip.MustParseAddrPort(u.Host)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
