package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crier/bot"
)

// TestInBrowser looks at the page with the eyes of a real browser.
func TestInBrowser(t *testing.T) {
	open := browser(t)
	for name, test := range map[string]func(*testing.T, opener){
		"first visit":            firstVisit,
		"keyboard alone":         keyboardAlone,
		"alert while hidden":     alertWhileHidden,
		"line is lost and found": lineIsLostAndFound,
		"open in many tabs":      openInManyTabs,
		"hostile content":        hostileContent,
		"dropped text":           droppedText,
		"many screens":           manyScreens,
		"stillness and paper":    stillnessAndPaper,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

func firstVisit(t *testing.T, open opener) {
	s := open(t)
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

func keyboardAlone(t *testing.T, open opener) {
	s := open(t)
	s.text("Send me a link")
	close(s.desk.read)
	s.keys("/s")
	s.see("three suggestions", `!document.getElementById("commands").hidden && document.querySelectorAll("#commands [role=option]").length === 4`)
	s.picture("desktop-commands")
	s.keys(kb.ArrowDown, kb.ArrowDown)
	s.see("the third is active", `(o => o.dataset.line === "/subscribe " && o.getAttribute("aria-selected") === "true")(document.getElementById(document.getElementById("field").getAttribute("aria-activedescendant")))`)
	s.keys(kb.Enter)
	s.see("it is in the field", `document.getElementById("field").value === "/subscribe "`)
	s.keys("ti")
	s.see("proposals, none of them active", `[...document.querySelectorAll("#commands [role=option]")].map(o => o.innerText).join() === "Tides,Tigers" && !document.querySelector("#commands [aria-selected=true]")`)
	s.keys(kb.ArrowDown, kb.ArrowDown, kb.Enter)
	s.see("the chosen one in the field", `document.getElementById("field").value === "/subscribe tigers"`)
	s.keys(kb.Enter)
	s.text("You said: /subscribe tigers")
	s.keys("/subscribe", kb.Enter)
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

func alertWhileHidden(t *testing.T, open opener) {
	s := open(t)
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

func lineIsLostAndFound(t *testing.T, open opener) {
	s := open(t)
	s.text("Send me a link")
	s.server.CloseClientConnections()
	s.see("the line is open again", `document.getElementById("state").hidden`)
	s.store.drop() // the data folder is gone: the page gets a new chat when it speaks
	s.keys("hello there", kb.Enter)
	s.text("You said: hello there")
}

func openInManyTabs(t *testing.T, open opener) {
	s := open(t)
	s.text("Send me a link")
	s.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`for (let i = 0; i < %d; i++) new EventSource("/web/stream")`, pagesPerChat)))
	s.see("that newer tabs took over", fmt.Sprintf(`document.getElementById("state-text").textContent === %q`, english().Elsewhere))
	s.do(chromedp.Click(chromedp.CSS("#state-act")))
	s.see("the chat here again", `document.getElementById("state").hidden`)
	s.send(sampleCard())
	s.text("84 of 624 words")
}

func hostileContent(t *testing.T, open opener) {
	s := open(t)
	s.text("Send me a link")
	evil := `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	s.send(bot.Reply{Kicker: evil, Title: evil, URL: "javascript:document.title='owned'", Text: []string{evil}, Also: evil, Footer: evil, Lang: `"><b>`,
		Points:  []bot.Point{{Text: evil, Source: evil, Link: "javascript:document.title='owned'"}, {Text: "\u202eright to left", Source: "s", Link: "data:text/html,x"}},
		Buttons: [][]bot.Button{{{Label: evil, URL: "javascript:document.title='owned'"}, {Label: "End", Line: evil}}}})
	s.text(evil)
	s.see("no markup, no script, no link", `document.title !== "owned" && !document.querySelector("#log img, #log script, #log b, #log a")`)
	s.see("the policy forbids scripts in the page", `(() => { try { document.body.innerHTML = "<b>x</b>"; return false } catch { return true } })()`)
}

func droppedText(t *testing.T, open opener) {
	s := open(t)
	s.text("Send me a link")
	drop := func(name, kind, content string) {
		s.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const d = new DataTransfer(); d.items.add(new File([%s], %q, { type: %q }));
			document.dispatchEvent(new DragEvent("drop", { dataTransfer: d, cancelable: true })); }`, content, name, kind)))
	}
	drop("story.pdf", "application/pdf", `new Uint8Array([37, 80, 68, 70, 0, 1, 255])`)
	s.text("7 bytes of story.pdf")
	drop("a.txt", "text/plain", `"A story. ".repeat(400)`)
	s.see("the text in the field", `document.getElementById("field").value.length === 3600`)
	s.keys(kb.Enter)
	s.text("characters in all")
	s.text("You said: A story.")
}

func manyScreens(t *testing.T, open opener) {
	for _, c := range []struct {
		name    string
		actions []chromedp.Action[chromedp.Void]
	}{
		{"phone", []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile)}},
		{"narrow", []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(320, 568, chromedp.EmulateMobile)}},
		{"dark", []chromedp.Action[chromedp.Void]{media("", "prefers-color-scheme", "dark")}},
		{"desktop", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, c.actions...)
			s.text("Send me a link")
			for _, r := range []bot.Reply{sampleCard(), sampleAlert(), sampleList(), sampleArabic()} {
				s.send(r)
			}
			s.text("24 من 312")
			s.see("nothing wider than the screen", narrowEnough)
			s.see("targets for thumbs", `[...document.querySelectorAll(".row > *, #send, #attach, #field")].every(b => !b.offsetParent || b.getBoundingClientRect().height >= 44)`)
			s.see("contrast of 4.5 everywhere", contrast)
			s.picture(c.name + "-end")
			s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("h2").closest("article").scrollIntoView()`))
			s.picture(c.name + "-card")
			s.do(chromedp.Evaluate[chromedp.Void](`document.documentElement.dir = "rtl"`))
			s.see("nothing wider from right to left either", narrowEnough)
			s.picture(c.name + "-rtl")
		})
	}
}

func stillnessAndPaper(t *testing.T, open opener) {
	s := open(t, media("", "prefers-reduced-motion", "reduce"))
	s.text("Send me a link")
	s.keys("https://example.org/rain", kb.Enter)
	s.see("busy without a motion", `document.querySelector(".card.busy .dots") && document.getAnimations().length === 0`)
	s.do(media("", "prefers-reduced-motion", "no-preference"))
	s.see("the motion where it is welcome", `document.getAnimations().length > 0`)
	close(s.desk.read)
	s.text("84 of 624 words")
	s.do(media("print", "", ""))
	s.see("the conversation alone on paper", `!document.getElementById("composer").offsetParent && !document.querySelector(".buttons").offsetParent && document.querySelector("h2").offsetParent && getComputedStyle(document.body).display === "block"`)
	s.picture("print")
}
