package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"crier/bot"
)

// screen is a real page in a real browser.
type screen struct {
	t       *testing.T
	ctx     context.Context
	adapter *Adapter
	store   *memory
	server  *httptest.Server
	desk    *newsdesk
}

// opener opens the page in a fresh chat, after what is to be set up.
type opener func(t *testing.T, actions ...chromedp.Action[chromedp.Void]) *screen

// browser starts a browser; each screen is a window of its own in it, with its own
// cookies.
func browser(t *testing.T) opener {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if path, err = exec.LookPath("google-chrome"); err != nil {
			t.Skip("needs Chromium, which is not installed here")
		}
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("lang", "en-US"), chromedp.WindowSize(1100, 800))
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stopAlloc)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	return func(t *testing.T, actions ...chromedp.Action[chromedp.Void]) *screen {
		t.Helper()
		return openScreen(ctx, t, actions...)
	}
}

func openScreen(browser context.Context, t *testing.T, actions ...chromedp.Action[chromedp.Void]) *screen {
	t.Helper()
	s := &screen{t: t, store: newMemory(), desk: &newsdesk{read: make(chan struct{})}}
	s.adapter, s.server = serve(t, Options{Store: s.store, Look: 50 * time.Millisecond})
	run, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.adapter.Run(run, deskMenu(), s.desk) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	tab, stopTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(stopTab)
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1100, 800)); err != nil {
		t.Fatalf("opening a window: %v", err)
	}
	ctx, cancel := context.WithTimeout(tab, 30*time.Second)
	t.Cleanup(cancel)
	s.ctx = ctx
	s.do(actions...)
	s.do(chromedp.Navigate(s.server.URL + "/"))
	return s
}

func (s *screen) do(actions ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, actions...); err != nil {
		s.t.Fatalf("in the browser: %v", err)
	}
}

// see waits until an expression of the page holds.
func (s *screen) see(what, expression string) {
	s.t.Helper()
	ok, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`(async () => {
		for (const end = performance.now() + 8000; performance.now() < end; await new Promise(r => setTimeout(r, 15))) {
			if (%s) return true;
		}
		return false;
	})()`, expression), chromedp.EvalAwaitPromise))
	if err != nil || !ok {
		text, _ := chromedp.Run(s.ctx, chromedp.Evaluate[string](`document.body.innerText + "\nfocus: " + document.activeElement?.outerHTML.slice(0, 200)`))
		s.t.Fatalf("never saw %s: %v; the page says:\n%s", what, err, text)
	}
}

// text waits for words in the conversation.
func (s *screen) text(words string) {
	s.t.Helper()
	s.see(words, fmt.Sprintf(`document.getElementById("log").innerText.includes(%q)`, words))
}

func (s *screen) keys(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.do(chromedp.KeyEvent(k))
	}
}

func (s *screen) send(r bot.Reply) {
	s.t.Helper()
	for chat := range s.store.boxes {
		if o := s.adapter.Send(s.ctx, address(chat), []bot.Item{{Reply: r}}); o.Verdict != bot.Delivered {
			s.t.Fatalf("send: %+v", o)
		}
	}
}

// picture keeps what the screen shows, in the folder named by CRIER_PICTURES.
func (s *screen) picture(name string) {
	s.t.Helper()
	dir := os.Getenv("CRIER_PICTURES")
	if dir == "" {
		return
	}
	s.do(chromedp.Sleep(300 * time.Millisecond))
	png, err := chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// media sets what a style sheet may ask for.
func media(kind, feature, value string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		p := emulation.SetEmulatedMediaParams{Media: kind}
		if feature != "" {
			p.Features = []*emulation.MediaFeature{{Name: feature, Value: value}}
		}
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, p)
		return chromedp.Void{}, err
	}
}

// narrowEnough finds no part that reaches over the edge of the screen.
const narrowEnough = `innerWidth <= document.documentElement.clientWidth && document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight &&
	[...document.querySelectorAll("body *")].every(n => !n.offsetParent || n.getBoundingClientRect().left >= 0 && n.getBoundingClientRect().right <= innerWidth)`

// contrast computes the ratio of WCAG 2.2, 1.4.3 for every element with text.
var contrast = strings.TrimSpace(`
(() => {
  const rgb = c => c.match(/[\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = n => { for (; n; n = n.parentElement) { const c = rgb(getComputedStyle(n).backgroundColor); if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  return [...document.querySelectorAll("body *")].every(n => {
    if (![...n.childNodes].some(c => c.nodeType === 3 && c.data.trim()) || !n.offsetParent) return true;
    const [a, b] = [light(rgb(getComputedStyle(n).color).slice(0, 3)), light(behind(n))].sort((x, y) => y - x);
    return (a + .05) / (b + .05) >= 4.5;
  });
})()`)
