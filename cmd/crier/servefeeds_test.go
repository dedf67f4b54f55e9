package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// served is a feed of the server that openMill starts.
type served struct {
	n       int // entries published
	mode    string
	last    time.Time
	gap     time.Duration // the least between two requests
	fetched map[int]time.Time
}

// loom serves feeds on several loopback addresses, one port.
type loom struct {
	mu           sync.Mutex
	port, hosts  int
	began        time.Time
	feeds        []*served
	ok, same, no int64
}

func (l *loom) url(i int) string {
	return fmt.Sprintf("http://127.0.0.%d:%d/f/%d.xml", 1+i%l.hosts, l.port, i)
}

// TestServeFeeds is no test: it is the server's process.
func TestServeFeeds(t *testing.T) {
	if os.Getenv("CRIER_SERVE_FEEDS") == "" {
		return
	}
	first, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &loom{port: first.Addr().(*net.TCPAddr).Port, hosts: 49, began: time.Now(), feeds: make([]*served, 10_000)}
	for i := range l.feeds {
		l.feeds[i] = &served{n: 20, fetched: map[int]time.Time{}}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/f/", l.feed)
	mux.HandleFunc("/admin/urls", l.urls)
	mux.HandleFunc("/admin/stats", func(w http.ResponseWriter, _ *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		_ = json.NewEncoder(w).Encode(map[string]int64{"feed_200": l.ok, "feed_304": l.same, "feed_bad": l.no})
	})
	mux.HandleFunc("/admin/misbehave", func(_ http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.feeds[number(r.FormValue("feed"))].mode = r.FormValue("mode")
	})
	mux.HandleFunc("/admin/publish", func(_ http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.feeds[number(r.FormValue("feed"))].n++
	})
	mux.HandleFunc("/admin/published", func(w http.ResponseWriter, _ *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		var all []published
		for i, f := range l.feeds {
			for k, at := range f.fetched {
				all = append(all, published{titleOf(i, k), at})
			}
		}
		_ = json.NewEncoder(w).Encode(all)
	})
	mux.HandleFunc("/admin/feed", func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		_ = json.NewEncoder(w).Encode(map[string]int64{"min_gap_ms": l.feeds[number(r.FormValue("feed"))].gap.Milliseconds()})
	})
	s := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	for host := 2; host <= l.hosts; host++ {
		more, err := new(net.ListenConfig).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.0.%d:%d", host, l.port))
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = s.Serve(more) }()
	}
	fmt.Printf("feeds at http://%s\n", first.Addr())
	_ = s.Serve(first) // until it is killed
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func (l *loom) urls(w http.ResponseWriter, r *http.Request) {
	from, n := number(r.FormValue("from")), number(r.FormValue("n"))
	for i := from; i < min(from+n, len(l.feeds)); i++ {
		_, _ = fmt.Fprintln(w, l.url(i))
	}
}

func (l *loom) feed(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/f/"), ".")
	i := number(name)
	l.mu.Lock()
	f, now := l.feeds[i], time.Now()
	if gap := now.Sub(f.last); !f.last.IsZero() && (f.gap == 0 || gap < f.gap) {
		f.gap = gap
	}
	f.last = now
	mode, n := f.mode, f.n
	tag := fmt.Sprintf(`"%d-%d"`, i, n)
	switch {
	case mode != "":
		l.no++
	case r.Header.Get("If-None-Match") == tag:
		l.same++
	default:
		l.ok++
		for k := 20; k < n; k++ {
			if _, known := f.fetched[k]; !known {
				f.fetched[k] = now
			}
		}
	}
	l.mu.Unlock()
	if mode != "" {
		misbehave(w, r, mode)
		return
	}
	w.Header().Set("ETag", tag)
	if age := os.Getenv("CRIER_SERVE_MAX_AGE"); age != "" {
		w.Header().Set("Cache-Control", "max-age="+age)
	}
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	_, _ = io.WriteString(w, l.body(i, n))
}

// body is a feed of the newest twenty of its n entries.
func (l *loom) body(i, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed %d</title><link>http://127.0.0.1/</link><language>en</language>`, i)
	for k := n - 1; k >= n-20; k-- {
		fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">%d:%d</guid><pubDate>%s</pubDate><description>&lt;p&gt;%s&lt;/p&gt;</description></item>`,
			titleOf(i, k), i, k, l.began.Add(time.Duration(k-20)*37*time.Minute).UTC().Format(time.RFC1123Z), wordsOf(i, k))
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

func titleOf(i, k int) string { return fmt.Sprintf("Story %d of feed %d", k, i) }

// wordsOf is sixty words that no other entry has in this order. As in any language, few
// words are said often and many seldom.
func wordsOf(i, k int) string {
	const vocabulary = 20_000
	words := rand.New(rand.NewPCG(uint64(i), uint64(k)))
	var b strings.Builder
	for n := range 60 {
		word := wordNo(int(vocabulary * math.Pow(words.Float64(), 3)))
		if n%12 == 0 {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
		b.WriteString([]string{" ", ". "}[(n%12)/11])
	}
	return b.String()
}

// wordNo is a word of the vocabulary.
func wordNo(n int) string {
	letters := rand.New(rand.NewPCG(uint64(n), 1))
	word := ""
	for range 2 + letters.IntN(3) {
		word += string("bdfgklmnprstvz"[letters.IntN(14)]) + string("aeiou"[letters.IntN(5)])
	}
	return word
}

// misbehave answers as bad servers do.
func misbehave(w http.ResponseWriter, r *http.Request, mode string) {
	if status := number(mode); status > 0 {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	switch mode {
	case "hang":
		<-r.Context().Done()
	case "slowloris":
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "<")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(time.Second)
		}
	case "huge":
		item := "<item><description>" + strings.Repeat("lorem ipsum ", 5000) + "</description></item>"
		_, _ = io.WriteString(w, "<rss><channel>")
		for n := 0; n < 100<<20 && r.Context().Err() == nil; n += len(item) {
			_, _ = io.WriteString(w, item)
		}
	case "gzipbomb":
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb())
	case "xxe":
		_, _ = io.WriteString(w, `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>A &x;</title></item></channel></rss>`)
	case "charset":
		_, _ = io.WriteString(w, "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><item><title>\xcc\xe8\xf0</title></item></channel></rss>")
	case "reset":
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = c.Close()
		}
	case "loop":
		http.Redirect(w, r, fmt.Sprint(r.URL.Path, "?", time.Now().UnixNano()), http.StatusFound)
	case "truncate":
		w.Header().Set("Content-Length", "5000")
		_, _ = io.WriteString(w, "<rss><channel><item>")
	case "badxml":
		_, _ = io.WriteString(w, "<rss><channel><<item")
	case "html":
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>Just a moment</title>")
	}
}

// bomb is 64 MB of blanks in some kilobytes, packed once.
var bomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, "<rss><channel><item><title>")
	for range 64 {
		_, _ = z.Write(bytes.Repeat([]byte(" "), 1<<20)) // memory takes it
	}
	_ = z.Close()
	return b.Bytes()
})
