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
	"github.com/chromedp/chromedp/kb"

	"crier/bot"
)

// newsdesk is a core that behaves like Crier's on a small scale. Reading ends when
// a test says so, so that the time in between can be looked at.
type newsdesk struct {
	quiet
	read chan struct{}
}

func (d *newsdesk) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	switch {
	case r.Command == "start":
		return say(ctx, greeting())
	case r.Command == "more":
		c := sampleCard()
		c.Points = append(c.Points, bot.Point{Text: "The next count of the reservoirs is due on Friday.", Source: "Velm Water Board", Link: "https://example.org/rain#:~:text=The%20next"})
		c.Buttons[0][1] = bot.Button{Label: "Less", Line: "less a_1"}
		c.Replace = true
		return say(ctx, c)
	case r.Command == "next":
		c := sampleCard()
		c.Title = "A ferry that runs on the tide alone"
		return say(ctx, c)
	case r.Command == "subscribe" && r.Args == "":
		return say(ctx, bot.Reply{Text: []string{"Which topic?"}, Form: &bot.Form{Title: "Topic", Label: "Words to watch for", Placeholder: "climate", Line: "subscribe "}})
	case len(r.Links) > 0:
		if err := say(ctx, bot.Reply{Text: []string{"Reading example.org…"}, Busy: true}); err != nil {
			return err
		}
		select {
		case <-d.read:
		case <-ctx.Done():
			return ctx.Err()
		}
		return say(ctx, sampleCard())
	default:
		return say(ctx, bot.Reply{Text: []string{"You said: " + r.Text}})
	}
}

func greeting() bot.Reply {
	return bot.Reply{
		Text:    []string{"Send me a link: I reply with its main points, in the article's own words. I can also watch topics for you."},
		Buttons: [][]bot.Button{{{Label: "Try one", Line: "try"}, {Label: "Choose topics", Line: "topics"}}},
	}
}

func sampleCard() bot.Reply {
	return bot.Reply{
		Title: "Rain returns to Velm after a summer without a drop", URL: "https://example.org/rain", Site: "example.org", Lang: "en",
		Points: []bot.Point{
			{Text: "It rained for the first time since May, and the two reservoirs above the town rose by a hand's breadth in one night.", Source: "Velm Herald", Link: "https://example.org/rain#:~:text=It%20rained"},
			{Text: "Farmers said the barley could still be saved, the beans could not.", Source: "Growers' Union", Link: "https://example.org/rain#:~:text=Farmers%20said"},
			{Text: "The council keeps the ban on watering lawns until the end of the month.", Source: "Velm Council", Link: "https://example.org/rain#:~:text=The%20council"},
		},
		Footer: "example.org · 84 of 624 words, all from the article",
		Buttons: [][]bot.Button{
			{{Label: "‹ Previous", Line: "previous a_1"}, {Label: "More", Line: "more a_1"}, {Label: "Next ›", Line: "next a_1"}},
			{{Label: "Open", URL: "https://example.org/rain"}, {Label: "Save", Line: "save a_1"}},
		},
	}
}

func sampleAlert() bot.Reply {
	c := sampleCard()
	c.Kicker, c.Also, c.Points = `New for "drought"`, "also: Reuters, BBC", c.Points[:1]
	c.Buttons = [][]bot.Button{{{Label: "More", Line: "more a_1"}, {Label: "Open", URL: "https://example.org/rain"}, {Label: "Why", Line: "why a_1"}, {Label: "Mute", Line: "mute a_1"}}}
	return c
}

func sampleList() bot.Reply {
	return bot.Reply{Title: "Latest", Points: []bot.Point{
		{Number: 1, Text: "Rain returns to Velm after a summer without a drop", Source: "example.org", Link: "https://example.org/1"},
		{Number: 2, Text: "تعود الأمطار إلى المدينة بعد صيف جاف", Lang: "ar", Source: "example.net", Link: "https://example.net/2"},
		{Number: 3, Text: "A ferry that runs on the tide alone", Source: "example.com", Link: "https://example.com/3"},
	}, Buttons: [][]bot.Button{{{Label: "1", Line: "summary 1"}, {Label: "2", Line: "summary 2"}, {Label: "3", Line: "summary 3"}}}}
}

func sampleArabic() bot.Reply {
	return bot.Reply{
		Title: "تعود الأمطار إلى فيلم", URL: "https://example.net/ar", Lang: "ar",
		Points: []bot.Point{
			{Text: "هطلت الأمطار لأول مرة منذ شهر مايو، وارتفع منسوب الخزانين فوق البلدة.", Source: "Velm Herald", Link: "https://example.net/ar#:~:text=x"},
			{Text: "قال المزارعون إن الشعير لا يزال من الممكن إنقاذه.", Source: "اتحاد المزارعين", Link: "https://example.net/ar#:~:text=y"},
		},
		Footer:  "example.net · 24 من 312 كلمة",
		Buttons: [][]bot.Button{{{Label: "More", Line: "more a_2"}, {Label: "Next ›", Line: "next a_2"}}},
	}
}

func deskMenu() bot.Menu {
	item := func(name, usage, help string) bot.MenuItem {
		return bot.MenuItem{Command: bot.Command{Name: name, Usage: usage}, Help: map[string]string{"en": help, "de": help}}
	}
	return bot.Menu{Languages: []string{"en", "de"}, Items: []bot.MenuItem{
		item("summary", "[url|number|text] [short|medium|long]", "The main points of an article"),
		item("search", "words", "Find articles of the last 30 days"),
		item("subscribe", "[words|address]", "Alerts for a topic or a feed"),
		item("settings", "", "Language, quiet hours, time zone, length"),
		item("help", "[command]", "What I can do"),
	}}
}

// screen is a real page in a real browser.
type screen struct {
	t       *testing.T
	ctx     context.Context
	adapter *Adapter
	store   *memory
	server  *httptest.Server
	desk    *newsdesk
}

func openScreen(t *testing.T, actions ...chromedp.Action[chromedp.Void]) *screen {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if path, err = exec.LookPath("google-chrome"); err != nil {
			t.Skip("needs Chromium, which is not installed here")
		}
	}
	s := &screen{t: t, store: newMemory(), desk: &newsdesk{read: make(chan struct{})}}
	s.adapter, s.server = serve(t, Options{Store: s.store, Look: 50 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	t.Cleanup(cancel)
	run, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.adapter.Run(run, deskMenu(), s.desk) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("lang", "en-US"), chromedp.WindowSize(1100, 800))
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(stopAlloc)
	var stopTab context.CancelFunc
	s.ctx, stopTab = chromedp.NewContext(alloc)
	t.Cleanup(stopTab)
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

func TestFirstVisit(t *testing.T) {
	s := openScreen(t)
	s.text("Send me a link")
	s.see("the field in focus", `document.activeElement.id === "field"`)
	s.picture("desktop-greeting")

	s.keys("https://example.org/rain", kb.Enter)
	s.see("busy", `document.querySelector(".card.busy .dots") && document.body.innerText.includes("Reading example.org…")`)
	s.see("an empty field", `document.getElementById("field").value === ""`)
	s.picture("desktop-busy")
	close(s.desk.read)
	s.text("84 of 624 words, all from the article")
	s.see("no progress any more", `!document.querySelector(".busy") && !document.body.innerText.includes("Reading example.org…")`)
	s.see("sources as links, points as text", `[...document.querySelectorAll(".points li")].every(li =>
		li.querySelectorAll("a").length === 1 && li.querySelector("a").matches("[rel~=noopener][target=_blank][href^='https://example.org/rain#:~:text=']") &&
		!li.querySelector("a").innerText.includes("barley"))`)
	s.picture("desktop-card")

	s.do(chromedp.Click(chromedp.CSS(`button[data-line="more a_1"]`)))
	s.text("The next count of the reservoirs")
	s.see("one card, not two", `document.querySelectorAll("h2").length === 1`)
	s.do(chromedp.Click(chromedp.CSS(`button[data-line="next a_1"]`)))
	s.text("A ferry that runs on the tide alone")
	s.see("two cards", `document.querySelectorAll("h2").length === 2`)

	s.do(chromedp.Reload())
	s.text("A ferry that runs on the tide alone")
	s.see("the same conversation again, greeted once", `document.querySelectorAll("#log > *").length === 4`)
}

func TestKeyboardAlone(t *testing.T) {
	s := openScreen(t)
	s.text("Send me a link")
	close(s.desk.read)
	s.keys("/s")
	s.see("three suggestions", `!document.getElementById("commands").hidden && document.querySelectorAll("#commands [role=option]").length === 4`)
	s.picture("desktop-commands")
	s.keys(kb.ArrowDown, kb.ArrowDown)
	s.see("the third is active", `(o => o.dataset.name === "subscribe" && o.getAttribute("aria-selected") === "true")(document.getElementById(document.getElementById("field").getAttribute("aria-activedescendant")))`)
	s.keys(kb.Enter)
	s.see("it is in the field", `document.getElementById("field").value === "/subscribe "`)
	s.keys(kb.Enter)
	s.text("Words to watch for")
	s.keys(kb.ArrowUp)
	s.see("the last line again", `document.getElementById("field").value === "/subscribe"`)
	s.keys(kb.ArrowDown)
	s.see("the empty field again", `document.getElementById("field").value === ""`)

	s.do(chromedp.SendKeys(chromedp.CSS(".ask input"), "tides"+kb.Enter))
	s.text("You said: /subscribe tides")

	s.do(chromedp.Focus(chromedp.CSS("#field")))
	s.keys("https://example.org/rain", kb.Enter)
	s.text("84 of 624 words")
	s.do(chromedp.Focus(chromedp.CSS(`button[data-line="more a_1"]`)), chromedp.KeyEvent(" "))
	s.text("The next count of the reservoirs")
	s.see("the focus on the new card, whose button has another name", `document.activeElement.matches("article.card")`)
	s.keys(kb.Tab, kb.Tab)
	s.see("the tab key walks on into the card", `document.activeElement.matches("article.card a")`)
}

func TestAlertWhileHidden(t *testing.T) {
	s := openScreen(t)
	s.text("Send me a link")
	hide := func(hidden bool) chromedp.Action[chromedp.Void] {
		return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`Object.defineProperty(document, "hidden", { value: %v, configurable: true }); document.dispatchEvent(new Event("visibilitychange"))`, hidden))
	}
	s.do(hide(true))
	s.send(sampleAlert())
	s.see("the mark in the title", `document.title === "(1) Crier"`)
	s.send(sampleList())
	s.see("two of them", `document.title === "(2) Crier"`)
	s.do(hide(false))
	s.see("no mark", `document.title === "Crier"`)
	s.see("numbers as they were given", `[...document.querySelectorAll("ol li")].map(li => li.value).join() === "1,2,3"`)
}

func TestLineIsLostAndFound(t *testing.T) {
	s := openScreen(t)
	s.text("Send me a link")
	s.server.CloseClientConnections()
	s.see("the line is open again", `document.getElementById("state").hidden`)
	s.store.drop() // the data folder is gone: the page gets a new chat when it speaks
	s.keys("hello there", kb.Enter)
	s.text("You said: hello there")
}

func TestHostileContent(t *testing.T) {
	s := openScreen(t)
	s.text("Send me a link")
	evil := `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	s.send(bot.Reply{Kicker: evil, Title: evil, URL: "javascript:document.title='owned'", Text: []string{evil}, Also: evil, Footer: evil, Lang: `"><b>`,
		Points:  []bot.Point{{Text: evil, Source: evil, Link: "javascript:document.title='owned'"}, {Text: "\u202eright to left", Source: "s", Link: "data:text/html,x"}},
		Buttons: [][]bot.Button{{{Label: evil, URL: "javascript:document.title='owned'"}, {Label: "End", Line: evil}}}})
	s.text(evil)
	s.see("no markup, no script, no link", `document.title !== "owned" && !document.querySelector("#log img, #log script, #log b, #log a")`)
	s.see("the policy forbids scripts in the page", `(() => { try { document.body.innerHTML = "<b>x</b>"; return false } catch { return true } })()`)
}

func TestDroppedText(t *testing.T) {
	s := openScreen(t)
	s.text("Send me a link")
	drop := func(name, kind, content string) {
		s.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const d = new DataTransfer(); d.items.add(new File([%s], %q, { type: %q }));
			document.dispatchEvent(new DragEvent("drop", { dataTransfer: d, cancelable: true })); }`, content, name, kind)))
	}
	drop("a.pdf", "application/pdf", `new Uint8Array([37, 80, 68, 70, 0, 1, 255])`)
	s.see("what can be done", fmt.Sprintf(`document.getElementById("state-text").textContent === %q`, english().NotText))
	drop("a.txt", "text/plain", `"A story. ".repeat(400)`)
	s.see("the text in the field", `document.getElementById("field").value.length === 3600`)
	s.keys(kb.Enter)
	s.text("characters in all")
	s.text("You said: A story.")
}

func TestManyScreens(t *testing.T) {
	for _, c := range []struct {
		name    string
		actions []chromedp.Action[chromedp.Void]
	}{
		{"phone", []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile)}},
		{"narrow", []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(320, 568, chromedp.EmulateMobile)}},
		{"dark", []chromedp.Action[chromedp.Void]{dark}},
		{"desktop", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openScreen(t, c.actions...)
			s.text("Send me a link")
			for _, r := range []bot.Reply{sampleCard(), sampleAlert(), sampleList(), sampleArabic()} {
				s.send(r)
			}
			s.text("24 من 312")
			s.see("nothing wider than the screen", `document.documentElement.scrollWidth <= innerWidth && document.getElementById("scroll").scrollWidth <= document.getElementById("scroll").clientWidth`)
			s.see("targets for thumbs", `[...document.querySelectorAll(".row > *, #send, #field")].every(b => b.getBoundingClientRect().height >= 44)`)
			s.see("contrast of 4.5 everywhere", contrast)
			s.picture(c.name + "-end")
			s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("h2").closest("article").scrollIntoView()`))
			s.picture(c.name + "-card")
		})
	}
}

func dark(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	return chromedp.Void{}, err
}

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
