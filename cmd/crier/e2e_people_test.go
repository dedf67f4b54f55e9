package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crier/bot/bottest/discordtest"
	"crier/bot/bottest/telegramtest"
	"crier/feeds/page"
)

// buffer is a log that may be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// webAddress reads the banner up to the web chat's address and swallows the rest.
func webAddress(out io.Reader) string {
	address := regexp.MustCompile(`Web chat\s+(http://\S+)`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return m[1]
		}
	}
	return ""
}

// titleOf reads an article's title from its page, without Crier's store.
func (w *world) titleOf(path string) string {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.ctx, http.MethodGet, w.site+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := page.Extract(w.ctx, b, "text/html", w.site+path)
	if err != nil || a.Title == "" {
		w.t.Fatalf("the page %s has no title: %v", path, err)
	}
	return a.Title
}

// teller is a person on Telegram.
type teller struct {
	*world
	person *telegramtest.Person
}

func (w *world) onTelegram() visitor {
	p := w.telegram.NewPerson("Ada", "en")
	p.Meet()
	return teller{w, p}
}

func (v teller) does(line string) { v.person.Writes(line) }

func (v teller) presses(label string) {
	v.t.Helper()
	if _, err := v.person.Press(v.person.Chat(), label); err != nil {
		v.t.Fatal(err)
	}
}

func (v teller) sees(words ...string) string {
	v.t.Helper()
	var found string
	err := v.telegram.Wait(v.ctx, func() bool {
		for _, m := range v.person.Chat().FromBot() {
			if hasAll(m.Text, words) {
				found = m.Text
				return true
			}
		}
		return false
	})
	if err != nil {
		v.t.Fatalf("on Telegram, never saw %q; shown: %s", words, v.all())
	}
	return found
}

func (v teller) all() string {
	var all []string
	for _, m := range v.person.Chat().FromBot() {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n---\n")
}

func (v teller) count(words string) (n int) {
	for _, m := range v.person.Chat().FromBot() {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// discorder is a person on Discord.
type discorder struct {
	*world
	user *discordtest.User
	dm   string
}

func (w *world) onDiscord() visitor {
	u := w.discord.User("ada")
	return discorder{w, u, w.discord.DM(u)}
}

// does runs slash commands the way a client shows them: one text option each.
func (v discorder) does(line string) {
	v.t.Helper()
	name, value, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	path, option := name, map[string]string{"summary": "text", "subscribe": "topic", "addfeed": "address"}[name]
	if name == "addfeed" {
		path = "feed add"
	}
	values := map[string]any{}
	if option != "" {
		values[option] = value
	}
	if _, err := v.discord.Slash(v.ctx, v.user, v.dm, path, values); err != nil {
		v.t.Fatal(err)
	}
}

func (v discorder) presses(label string) {
	v.t.Helper()
	if _, err := v.discord.Press(v.ctx, v.user, v.dm, label); err != nil {
		v.t.Fatal(err)
	}
}

func (v discorder) sees(words ...string) string {
	v.t.Helper()
	m, err := v.discord.See(v.ctx, v.user, v.dm, words...)
	if err != nil {
		v.t.Fatalf("on Discord, never saw %q: %v; shown: %+v", words, err, v.discord.Read(v.user, v.dm))
	}
	return m.Text
}

func (v discorder) count(words string) (n int) {
	for _, m := range v.discord.Read(v.user, v.dm) {
		if !m.Mine && strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// browser is a person at the web chat, in a real browser.
type browser struct {
	*world
	tab context.Context
}

func (w *world) onWeb() visitor {
	w.t.Helper()
	v := &browser{world: w, tab: newTab(w.t)}
	v.run(chromedp.EmulateViewport(1100, 900), chromedp.Navigate(w.web))
	v.sees("Send me a link")
	return v
}

// newTab starts Chromium with one tab; the test is skipped where there is none.
func newTab(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("needs Chromium, which is not installed here")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"),
		chromedp.UserDataDir(t.TempDir()))
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stopAlloc)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (v *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.tab, actions...); err != nil {
		v.t.Fatalf("in the browser: %v", err)
	}
}

func (v *browser) does(line string) {
	v.t.Helper()
	v.run(chromedp.SendKeys(chromedp.CSS("#field"), line+kb.Enter))
}

func (v *browser) presses(label string) {
	v.t.Helper()
	v.js(fmt.Sprintf(`(b => { b.click(); return "pressed"; })([...document.querySelectorAll("#log button")].filter(b => b.innerText.trim() === %q).at(-1))`, label))
}

// sees waits for a message with all the words and returns the newest such.
func (v *browser) sees(words ...string) string {
	v.t.Helper()
	var conditions []string
	for _, w := range words {
		conditions = append(conditions, fmt.Sprintf("m.innerText.includes(%q)", w))
	}
	text := v.js(fmt.Sprintf(`(async () => {
		for (const end = performance.now() + 20000; performance.now() < end; await new Promise(r => setTimeout(r, 20))) {
			const found = [...document.querySelectorAll("#log > *")].filter(m => %s).at(-1);
			if (found) return found.innerText;
		}
		return "";
	})()`, strings.Join(conditions, " && ")))
	if text == "" {
		v.t.Fatalf("in the web chat, never saw %q; the page says:\n%s", words, v.js(`document.body.innerText`))
	}
	return text
}

func (v *browser) count(words string) int {
	v.t.Helper()
	n := 0
	if _, err := fmt.Sscan(v.js(fmt.Sprintf(`String([...document.querySelectorAll("#log > *")].filter(m => m.innerText.includes(%q)).length)`, words)), &n); err != nil {
		v.t.Fatal(err)
	}
	return n
}

func (v *browser) js(expression string) string {
	v.t.Helper()
	out, err := chromedp.Run(v.tab, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("in the browser: %v", err)
	}
	return out
}

// picture keeps what the screen shows in the folder that CRIER_PICTURES names.
func (v *browser) picture(name string) {
	v.t.Helper()
	folder := os.Getenv("CRIER_PICTURES")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(v.tab, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600)
	}
	if err != nil {
		v.t.Errorf("taking a picture: %v", err)
	}
}
