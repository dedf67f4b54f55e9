package main

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// paper is a newspaper with a feed, to which a test adds articles.
type paper struct {
	name, language string
	*httptest.Server
	mu       sync.Mutex
	articles []report
}

type report struct{ title, text string }

func newPaper(t *testing.T, name, language string) *paper {
	t.Helper()
	p := &paper{name: name, language: language}
	p.articles = []report{{"Welcome to " + name, "This is the first issue of " + name + ". It is read by those who like to try things out before they trust them."}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed", p.feed)
	mux.HandleFunc("GET /article/{n}", p.page)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *paper) feed(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.Header().Set("Content-Type", "application/rss+xml")
	_, _ = fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><link>%s</link><language>%s</language>`, html.EscapeString(p.name), p.URL, p.language)
	for i := len(p.articles) - 1; i >= 0; i-- {
		_, _ = fmt.Fprintf(w, `<item><title>%s</title><link>%s/article/%d</link><guid>%d</guid><description>%s</description></item>`,
			html.EscapeString(p.articles[i].title), p.URL, i, i, html.EscapeString(p.articles[i].text))
	}
	_, _ = fmt.Fprint(w, `</channel></rss>`)
}

func (p *paper) page(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	if _, err := fmt.Sscan(r.PathValue("n"), &n); err != nil || n >= len(p.articles) {
		http.NotFound(w, r)
		return
	}
	a := p.articles[n]
	_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="%s"><head><title>%s</title><meta property="og:site_name" content="%s"></head><body><article><h1>%s</h1><p>%s</p></article></body></html>`,
		p.language, html.EscapeString(a.title), html.EscapeString(p.name), html.EscapeString(a.title), strings.ReplaceAll(html.EscapeString(a.text), "\n", "</p><p>"))
}

// prints brings out an article and returns its number.
func (p *paper) prints(title, text string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.articles = append(p.articles, report{title, text})
	return len(p.articles) - 1
}

// corrects gives an article other words.
func (p *paper) corrects(n int, title, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.articles[n] = report{title, text}
}

const (
	tremorHerald = `A magnitude 6.4 earthquake struck near Port Almera early on Tuesday, the Tessaly Geological Office said.
At least 12 people died and dozens of houses collapsed in the old harbour, according to Mayor Irena Dousek.
The office counted 40 aftershocks before noon and asked residents to stay outdoors until engineers have looked at the bridges.`
	tremorCourier = `Rescue teams searched the rubble in Port Almera after a tremor of magnitude 6.4 killed 12 people on the Tessaly coast.
Mayor Irena Dousek asked residents to stay outdoors and called in the army, which sent tents and two field kitchens.
The strongest aftershock was felt at noon, when the old lighthouse lost its lamp.`
	tremorBote = `Bei einem Erdbeben der Stärke 6,4 vor der Küste von Tessaly sind in Port Almera mindestens 12 Menschen ums Leben gekommen.
Bürgermeisterin Irena Dousek sprach von Dutzenden eingestürzten Häusern und bat die Bewohner, im Freien zu bleiben.
Die Armee hat Zelte geschickt, und am Mittag bebte die Erde noch einmal.`
	tremorKandoro = `A 5.8 magnitude earthquake shook the Kandoro highlands on Wednesday, and the Seismic Centre in Luvale reported no deaths.
Cracks opened along the road to Sembi, which will stay closed until the weekend, district chief Arun Sethi said.
Schools in the highlands sent their pupils home early.`
)

func TestAStoryOfManyPapersIsToldOnce(t *testing.T) {
	w := newWorld(t)
	herald, courier, bote := newPaper(t, "The Herald", "en"), newPaper(t, "The Courier", "en"), newPaper(t, "Der Bote", "de")
	visitors := map[string]visitor{"telegram": w.onTelegram(), "discord": w.onDiscord(), "web": w.onWeb()}
	ada := w.telegram.NewPerson("Ada", "en")
	ada.Meet()
	channel := w.telegram.NewChannel("Ellery News", "@ellery_news")
	channel.SetStatus(ada, "creator")
	for _, p := range []*paper{herald, courier, bote} {
		for name, v := range visitors {
			w.step(name+" follows "+p.name, func() {
				v.does("/addfeed " + p.URL + "/feed")
				v.sees("Following " + p.name)
			})
		}
		w.step("the channel follows "+p.name, func() {
			ada.Writes("/broadcast @ellery_news " + p.URL + "/feed on")
			w.seen(ada.Chat(), p.name, "Ellery News")
			w.press(ada, ada.Chat(), "Start posting")
		})
	}
	const title = "Strong earthquake shakes Port Almera"
	story := herald.prints(title, tremorHerald)
	for _, v := range visitors {
		v.sees("New from The Herald", title)
	}
	w.seen(channel, "New from The Herald", title)
	courier.prints("Twelve dead as 6.4 quake hits Port Almera", tremorCourier)
	for _, v := range visitors {
		v.sees(title, "also: The Courier")
	}
	bote.prints("Erdbeben der Stärke 6,4 erschüttert Port Almera", tremorBote)
	for name, v := range visitors {
		w.step(name+" has one message, edited", func() {
			v.sees(title, "also: The Courier, Der Bote")
			w.once(v, title)
			w.never(v, "New from The Courier")
			w.never(v, "New from Der Bote")
		})
	}
	w.step("the channel's post is edited too", func() {
		post := w.seen(channel, title, "also: The Courier, Der Bote")
		if post.Edits == 0 || posts(channel, title) != 1 || posts(channel, "New from") != 1 {
			w.t.Errorf("edited %d times, posted %d times, %d alerts", post.Edits, posts(channel, title), posts(channel, "New from"))
		}
	})
	w.step("another quake is another story", func() {
		courier.prints("Earthquake of 5.8 rattles Kandoro highlands", tremorKandoro)
		for _, v := range visitors {
			v.sees("New from The Courier", "Earthquake of 5.8 rattles Kandoro highlands")
			w.once(v, "Earthquake of 5.8")
		}
		w.seen(channel, "New from The Courier", "Earthquake of 5.8 rattles Kandoro highlands")
	})
	w.step("a correction edits the alert", func() {
		herald.corrects(story, "Strong earthquake of 6.1 shakes Port Almera", strings.ReplaceAll(tremorHerald, "6.4", "6.1"))
		for _, v := range visitors {
			v.sees("Strong earthquake of 6.1 shakes Port Almera", "also: The Courier, Der Bote", "corrected by the source")
			w.never(v, title)
			w.once(v, "Strong earthquake of 6.1")
		}
		w.seen(channel, "Strong earthquake of 6.1", "corrected by the source")
	})
}

// The newsroom's own papers word their headlines differently; one of them is French.
func TestTheNewsroomsRateDecisionIsToldOnce(t *testing.T) {
	w := newWorld(t)
	w.paper.Publish(6) // ten are out; these are never alerted
	v := w.onTelegram()
	v.does("/addfeed " + w.site + "/feeds/all.atom")
	v.sees("Following")
	for _, next := range []struct{ title, also string }{
		{"Central Bank Holds Interest Rate at 3.25 Percent as Inflation Eases", ""},
		{"Der Hornfirn verliert in einem Sommer vier Meter Eis", ""},
		{"", "also: The Harbor Courier"},
		{"Lake Mud Tells of Droughts Longer Than Any on Record", ""},
		{"", "also: The Harbor Courier, Le Fanal"},
	} {
		w.paper.Publish(1)
		if next.title != "" {
			v.sees("New from", next.title)
		} else {
			v.sees("Central Bank Holds Interest Rate", next.also)
		}
	}
	w.once(v, "Central Bank Holds Interest Rate")
	w.never(v, "Bank of Maren Leaves Rates Alone")
	w.never(v, "La Banque de Maren maintient")
}

// once fails if a visitor has not exactly one message with the words.
func (w *world) once(v visitor, words string) {
	w.t.Helper()
	if n := v.count(words); n != 1 {
		w.t.Errorf("%d messages with %q, want one", n, words)
	}
}

// never fails if a visitor has, or gets in a moment, a message with the words.
func (w *world) never(v visitor, words string) {
	w.t.Helper()
	for deadline := time.Now().Add(300 * time.Millisecond); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if n := v.count(words); n != 0 {
			w.t.Errorf("%d messages with %q, want none", n, words)
			return
		}
	}
}
