package polite_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/polite"
)

// forbiddenAddresses are the ways to write or reach what is not public.
var forbiddenAddresses = []string{
	"127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.1",
	"100.64.0.1", "169.254.169.254", "169.254.170.2", "192.0.0.170", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
	"224.0.0.251", "240.0.0.1", "255.255.255.255", "192.88.99.1",
	"::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
	"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a9fe:a9fe::", "2001:0:4136:e378::1", "2001:db8::1", "100::1", "5f00::1",
}

func TestPrivateAddressesAreNotFetched(t *testing.T) {
	v4 := newTrap(t, "127.0.0.1:0")
	c := newClient(t, polite.Options{})
	for _, address := range forbiddenAddresses {
		if strings.Contains(address, ":") {
			address = "[" + address + "]"
		}
		for _, scheme := range []string{"http", "https"} {
			wantKind(t, c, feeds.Get{URL: scheme + "://" + address + ":" + v4.port + "/"}, feeds.Private)
		}
	}
}

func TestNamesOfPrivateAddressesAreNotFetched(t *testing.T) {
	v4 := newTrap(t, "127.0.0.1:0")
	dns := &names{answers: map[string][]netip.Addr{}}
	for i, address := range forbiddenAddresses {
		ip := netip.MustParseAddr(address)
		dns.answers[fmt.Sprintf("n%d.example", i)] = []netip.Addr{ip}
	}
	c := newClient(t, polite.Options{Resolver: dns.resolver(t)})
	for i := range forbiddenAddresses {
		wantKind(t, c, feeds.Get{URL: fmt.Sprintf("http://n%d.example:%s/", i, v4.port)}, feeds.Private)
	}
}

func TestOddWaysToWriteLoopback(t *testing.T) {
	v4 := newTrap(t, "127.0.0.1:0")
	c := newClient(t, polite.Options{})
	for host, want := range map[string]feeds.ProblemKind{
		"localhost": feeds.Private, "LOCALHOST": feeds.Private, "127.0.0.1.": feeds.Private,
		"127.1": feeds.BadAddress, "2130706433": feeds.BadAddress, "0x7f000001": feeds.BadAddress, "0177.0.0.1": feeds.BadAddress,
		"0x7f.0.0.1": feeds.BadAddress, "127.0.0.01": feeds.BadAddress, "user@127.0.0.1": feeds.Private, "example.org@127.0.0.1": feeds.Private,
	} {
		wantKind(t, c, feeds.Get{URL: "http://" + host + ":" + v4.port + "/"}, want)
	}
}

// The first answer of the name server is good, the second leads inside: the second
// connection is refused although the name was fine before.
func TestADNSAnswerThatChangesIsCheckedAgain(t *testing.T) {
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		_, _ = w.Write([]byte("fine"))
	})
	at := addrOf(t, server)
	newTrap(t, fmt.Sprintf("127.0.0.2:%d", at.Port()))
	dns := &names{answers: map[string][]netip.Addr{
		"rebind.example": {at.Addr(), netip.MustParseAddr("127.0.0.2")},
	}}
	c := newClient(t, polite.Options{Exact: []netip.AddrPort{at}, Resolver: dns.resolver(t)})
	g := feeds.Get{URL: fmt.Sprintf("http://rebind.example:%d/", at.Port())}
	if _, err := c.Get(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	wantKind(t, c, g, feeds.Private)
}

func TestRedirectsInsideAreNotFollowed(t *testing.T) {
	inside := newTrap(t, "127.0.0.1:0")
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, "http://127.0.0.1:"+inside.port+"/", len(r.URL.Path)+300)
	})
	for _, path := range []string{"/", "//", "/////////"[:7], "/////////"[:8]} { // 301, 302, 307, 308
		wantKind(t, c, feeds.Get{URL: server + path}, feeds.Private)
		wantKind(t, c, feeds.Get{URL: server + path, Why: feeds.ForFeed}, feeds.Private)
	}
}

func TestRobotsCannotBeAskedInside(t *testing.T) {
	inside := newTrap(t, "127.0.0.1:0")
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:"+inside.port+"/", http.StatusFound)
	})
	wantKind(t, c, feeds.Get{URL: server + "/page", Why: feeds.ForFeed}, feeds.Private)
}

func TestAProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy := newTrap(t, "127.0.0.1:0")
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://127.0.0.1:"+proxy.port)
	}
	server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	if _, err := c.Get(t.Context(), feeds.Get{URL: server}); err != nil {
		t.Error(err)
	}
	wantKind(t, c, feeds.Get{URL: "http://unknown.invalid/"}, feeds.Unreachable)
}

func TestTheOperatorsProxyIsAskedForNamesButNotForPrivateNumbers(t *testing.T) {
	asked := ""
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = r.URL.String() })
	proxy, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, polite.Options{Proxy: proxy})
	if _, err := c.Get(t.Context(), feeds.Get{URL: "http://example.org/page"}); err != nil || asked != "http://example.org/page" {
		t.Errorf("the proxy was asked for %q, %v", asked, err)
	}
	for _, host := range []string{"127.0.0.1", "169.254.169.254", "localhost", "x.localhost", "[::1]"} {
		wantKind(t, c, feeds.Get{URL: "http://" + host + "/"}, feeds.Private)
	}
}

func TestAllowOpensARangeByName(t *testing.T) {
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	open := newClient(t, polite.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if _, err := open.Get(t.Context(), feeds.Get{URL: server}); err != nil {
		t.Error(err)
	}
	other := newClient(t, polite.Options{Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::/0")}})
	wantKind(t, other, feeds.Get{URL: server}, feeds.Private)
}

func TestPortsThatAreNotTheWebs(t *testing.T) {
	c := newClient(t, polite.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	for _, port := range []string{"1", "22", "25", "53", "110", "445", "465", "587", "993", "2049", "5060", "6000", "6667", "10080"} {
		wantKind(t, c, feeds.Get{URL: "http://127.0.0.1:" + port + "/"}, feeds.Port)
	}
	for _, port := range []string{"0", "65536", "99999", "-1", "x"} {
		wantKind(t, c, feeds.Get{URL: "http://127.0.0.1:" + port + "/"}, feeds.BadAddress)
	}
}

func TestWhatIsNoWebAddress(t *testing.T) {
	c := newClient(t, polite.Options{})
	for _, address := range []string{
		"", "hello", "example.org", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "javascript:alert(1)",
		"http://", "http:///path", "https:example.org", "http://exa mple.org/", "http://[::1", "http://a/%zz", "http://example.org/" + strings.Repeat("a", 5000),
		"http://example.org\r\nHost: x/",
	} {
		wantKind(t, c, feeds.Get{URL: address}, feeds.BadAddress)
	}
}

// No other room may go out by another door than the guarded client: neither by a client
// of its own nor by dialling. Those that may talk to what the operator has named, a
// network or this very program, and to nothing that people or pages name.
func TestNoOtherRoomDials(t *testing.T) {
	doors := map[string]bool{
		"http.Get": true, "http.Head": true, "http.Post": true, "http.PostForm": true, "http.Client": true,
		"http.DefaultClient": true, "http.DefaultTransport": true, "http.Transport": true,
		"websocket.Dialer": true, "websocket.DefaultDialer": true, "net.Dial": true, "net.DialTimeout": true, "net.Dialer": true, "net.DialTCP": true, "net.DialUDP": true, "tls.Dial": true, "tls.Dialer": true,
		"gofeed.ParseURL": true,
	}
	may := map[string]bool{"feeds/polite": false, "bot/telegram": false, "bot/discord": false, "bot/bottest/telegramtest": false, "bot/bottest/discordtest": false, "cmd/crier/check.go": false}
	top := os.DirFS("../..")
	err := fs.WalkDir(top, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(top, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return nil // somebody is writing it: the compiler will say so
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := s.X.(*ast.Ident); (!ok || !doors[of.Name+"."+s.Sel.Name]) && !strings.HasPrefix(s.Sel.Name, "ParseURLWith") {
				return true
			}
			for _, room := range []string{name, path.Dir(name)} {
				if _, ok := may[room]; ok {
					may[room] = true
					return true
				}
			}
			t.Errorf("%s goes out by %s", name, s.Sel.Name)
			return true
		})
		return nil
	})
	for room, does := range may {
		if !does {
			t.Errorf("%s goes out no more: take it off the list", room)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
