package commands_test

import (
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/library"
)

// eachLanguage has one conversation in every language that Crier speaks.
func eachLanguage(t *testing.T, talk func(t *testing.T, lang string)) {
	for _, l := range []string{"en", "de"} {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			talk(t, l)
		})
	}
}

// label is a button's words in a language.
func (h *house) label(lang, name string) string { return h.words.Printer(lang).Text("button." + name) }

func TestMeeting(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/start")
		p.presses(h.label(l, "add_group"))
		p.types("/start")
		p.presses(h.label(l, "try_one"))
		p.types("/start t_climate")
		p.types("/start t_none")
		p.types("/start a_none")
		p.types("/help")
		p.types("/help subscribe")
		p.types("/privacy")
		p.types("/language")
		p.types("/language Klingon")
		p.golden(l + "/meeting")
	})
}

func TestReadingALink(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types(h.web + "/ledger/opinion-four-days")
		p.presses(h.label(l, "more"))
		p.types("/tldr " + h.web + "/ledger/barrier-passes-test short")
		p.types("look: " + h.web + "/ledger/bank-holds-rates and " + h.web + "/ledger/street-trees")
		p.types("/summary")
		p.types("/summary 3")
		p.types("/more")
		p.types("/why " + library.ID(h.web+"/ledger/opinion-four-days"))
		p.types("/why a_none")
		p.golden(l + "/reading")
	})
}

func TestWhatCannotBeReadIsSaidWithAdvice(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		for _, path := range []string{"/samples/wall", "/samples/login", "/samples/empty", "/samples/report.pdf", "/no/such"} {
			p.types(h.web + path)
		}
		p.types("http://10.0.0.1/secret")
		p.types("/summary ftp://example.org")
		p.types("/addfeed " + h.web + "/samples/empty.rss")
		p.types("/addfeed " + h.web + "/samples/broken.rss")
		p.types("/addfeed " + h.web + "/samples/gone.rss")
		p.types("/addfeed nonsense")
		p.types("/addfeed")
		p.golden(l + "/problems")
	})
}

func TestATextIsSummarized(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types(strings.Repeat("The harbor board of Port Ellery met on Monday and decided to raise the quay by forty centimetres before the winter storms arrive. "+
		"The work will cost nine million crowns, of which the state pays a third. ", 2))
	p.types("/summary too short")
	p.types("hello there")
	p.types("help")
	p.types("/sumary")
	p.types("/lateest climate")
	p.types("/xyzzy")
	p.golden("en/texts")
}

func TestFollowing(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/next")
		p.types("/latest")
		p.types("/alerts")
		p.types("/unsub")
		p.types("/addfeed " + h.web + "/ledger/")
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		p.types("/latest")
		p.presses("2")
		p.types("/summary 3")
		p.types("/sub climate OR barrier")
		p.presses(h.label(l, "undo"))
		p.presses(h.label(l, "undo"))
		p.types("/sub climate OR barrier")
		p.types("/sub \"rate hike")
		p.types("/sub -bank")
		p.types("/sub ledger.example")
		p.types("/topics")
		p.types("/alerts")
		p.presses("2")
		p.presses(h.label(l, "queue"))
		p.presses(h.label(l, "mute_day"))
		p.presses(h.label(l, "undo"))
		p.types("/mute forever")
		p.types("/alerts")
		p.presses(h.label(l, "resume"))
		p.types("/feeds")
		p.types("/latest climate OR barrier")
		p.types("/latest zeppelin")
		p.types("/unsub nothing")
		p.types("/unsub 1")
		p.golden(l + "/following")
	})
}

func TestWalking(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/sub barrier OR tide")
		p.types("/addfeed " + h.web + "/feeds/climate.rss")
		p.types("/next")
		p.presses(h.label(l, "next"))
		p.presses(h.label(l, "more"))
		p.presses(h.label(l, "previous"))
		p.types("/previous")
		p.types("/more")
		p.types("/why")
		for range 20 {
			if r := p.types("/next"); len(r.Points) == 0 {
				break
			}
		}
		p.golden(l + "/walking")
	})
}

func TestGroupsAndChannels(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		h.desk.chats["@news"] = bot.Chat{Address: bot.Address{Network: "desk", Chat: "c", Kind: bot.Channel}, Title: "The News", Handle: "@news"}
		p := h.person("1", l)
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		g := p.in("g", bot.Group)
		g.types("/xyzzy")
		g.types("hello")
		g.types("/summary " + h.web + "/ledger/barrier-passes-test")
		g.types("/sub climate")
		g.presses(h.label(l, "privately"))
		g.types("/addfeed " + h.web + "/feeds/all.rss")
		g.types("/broadcast climate on")
		h.desk.managers["1 g"], h.desk.managers["1 c"] = true, true
		g.types("/broadcast")
		g.types("/broadcast list")
		g.types("/broadcast " + h.web + "/feeds/climate.rss on")
		g.presses(h.label(l, "start_posts"))
		g.presses(h.label(l, "undo"))
		g.types("/broadcast list")
		g.golden(l + "/group")
		p.script.Reset()
		p.types("/broadcast climate on")
		p.types("/broadcast @nowhere climate on")
		p.types("/broadcast @news t_climate on")
		p.presses(h.label(l, "start_posts"))
		p.types("/broadcast @news list")
		p.types("/broadcast @news test")
		p.types("/broadcast @news t_climate off")
		p.presses(h.label(l, "remove"))
		h.desk.mute = true
		p.types("/broadcast @news t_climate on")
		p.golden(l + "/channel")
	})
}
