package commands_test

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/card"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/summarizer/extractive"
)

// happens tells the bot of an event and returns what it says there.
func (p *person) happens(e bot.Event) string {
	p.t.Helper()
	e.Address, e.By = p.from, p.sender
	var said []string
	must(p.t, p.Event(p.t.Context(), e, func(_ context.Context, r bot.Reply) error {
		if r.Loud {
			p.t.Error("a word that nobody asked for makes a sound")
		}
		said = append(said, bottest.Plain(r))
		return nil
	}))
	return strings.Join(said, "\n")
}

func (p *person) paused() bot.Pause {
	p.t.Helper()
	profile, err := p.db.Profile(p.t.Context(), p.from)
	must(p.t, err)
	return profile.Paused
}

func TestAGroupIsGreetedOnceAndResumesOnlyByAnAdmin(t *testing.T) {
	h := build(t, nil)
	g := h.person("1", "en").in("g", bot.Group)
	h.desk.managers["1 g"] = true
	if said := g.happens(bot.Event{Kind: bot.Joined, Title: "Readers"}); !strings.HasPrefix(said, "I'm here and silent.") {
		t.Errorf("the greeting is %q", said)
	}
	if said := g.happens(bot.Event{Kind: bot.Joined}); said != "" {
		t.Errorf("a second greeting: %q", said)
	}
	g.types("/sub climate")
	g.happens(bot.Event{Kind: bot.Left})
	if g.paused() != bot.PausedGone {
		t.Errorf("after the removal: %q", g.paused())
	}
	said := g.happens(bot.Event{Kind: bot.Returned})
	if !strings.HasPrefix(said, "I'm back.") || g.paused() == bot.Running {
		t.Errorf("after the return: %q, %q", said, g.paused())
	}
	for _, kind := range []bot.EventKind{bot.RightsChanged, bot.Returned, bot.Joined} {
		if said := g.happens(bot.Event{Kind: kind}); said != "" {
			t.Errorf("asked again by %v: %q", kind, said)
		}
	}
	delete(h.desk.managers, "1 g")
	g.types("/mute all off")
	if g.paused() == bot.Running {
		t.Error("a member resumed the posts")
	}
	h.desk.managers["1 g"] = true
	g.types("/mute all off")
	if g.paused() != bot.Running {
		t.Errorf("after the admin's press: %q", g.paused())
	}
	if g.happens(bot.Event{Kind: bot.RightsChanged}) != "" {
		t.Error("a change of rights was talked about")
	}
	follows, err := h.db.Follows(t.Context(), g.from)
	if err != nil || len(follows) != 1 {
		t.Errorf("the subscriptions are %v, %v", follows, err)
	}
}

// A server has many places and the bot is told of all of them at once.
func TestOfAServersPlacesThoseThatWereLeftAreAskedAbout(t *testing.T) {
	h := build(t, nil)
	h.desk.managers["1 g"], h.desk.managers["1 h"] = true, true
	g, other := h.person("1", "en").in("g", bot.Group), h.person("1", "en").in("h", bot.Group)
	g.types("/sub climate")
	other.types("/sub climate")
	g.happens(bot.Event{Kind: bot.Left})
	strange := bot.Address{Network: "desk", Chat: "strange", Kind: bot.Group}
	back := bot.Event{Kind: bot.Returned, Address: other.from, Also: []bot.Address{strange, g.from}}
	h.desk.verdict = bot.Gone
	must(t, h.Event(t.Context(), back, nil))
	if g.paused() != bot.PausedGone {
		t.Errorf("where nothing can be written: %q", g.paused())
	}
	h.desk.verdict = bot.Delivered
	for range 2 {
		must(t, h.Event(t.Context(), back, nil))
	}
	if len(h.desk.sent) != 1 || !strings.HasPrefix(bottest.Plain(h.desk.sent[0]), "I'm back.") || g.paused() != bot.PausedHand || other.paused() != bot.Running {
		t.Errorf("sent %+v, pauses %q and %q", h.desk.sent, g.paused(), other.paused())
	}
	if p, err := h.db.Profile(t.Context(), strange); err != nil || !p.Since.IsZero() {
		t.Errorf("%+v, %v: a place where nothing is set up was written down", p, err)
	}
}

func TestAPersonWhoBlockedTheBotFindsEverythingAsItWas(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "de")
	p.types("/sub klima")
	p.happens(bot.Event{Kind: bot.Left})
	if p.paused() != bot.PausedGone {
		t.Errorf("blocked: %q", p.paused())
	}
	if said := p.happens(bot.Event{Kind: bot.Returned}); said != "" || p.paused() != bot.Running {
		t.Errorf("back: %q, %q", said, p.paused())
	}
	p.types("/mute forever")
	p.happens(bot.Event{Kind: bot.Left})
	p.happens(bot.Event{Kind: bot.Returned})
	if p.paused() != bot.PausedHand {
		t.Errorf("a pause by hand became %q", p.paused())
	}
	profile, err := h.db.Profile(t.Context(), p.from)
	if err != nil || profile.Lang != "de" {
		t.Errorf("alerts would come in %q, %v", profile.Lang, err)
	}
}

func TestAChatThatMovesKeepsItsSubscriptions(t *testing.T) {
	h := build(t, nil)
	g := h.person("1", "en").in("g", bot.Group)
	h.desk.managers["1 g"] = true
	g.types("/sub climate")
	to := bot.Address{Network: "desk", Chat: "super", Kind: bot.Group}
	g.happens(bot.Event{Kind: bot.Migrated, To: to})
	follows, err := h.db.Follows(t.Context(), to)
	if err != nil || len(follows) != 1 {
		t.Errorf("the new home follows %v, %v", follows, err)
	}
}

func TestValuesAreProposedFromWhatTheChatMaySee(t *testing.T) {
	h := build(t, nil)
	h.person("2", "en").types("/sub secret plans")
	p := h.person("1", "de")
	p.types("/sub Wetter OR Klima")
	propose := func(command, option, typed string) string {
		t.Helper()
		choices, err := h.Complete(t.Context(), bot.Request{From: p.from, Sender: p.sender, Command: command, Args: typed}, option)
		must(t, err)
		var all []string
		for _, c := range choices {
			all = append(all, c.Label+"="+c.Value)
		}
		return strings.Join(all, " ")
	}
	for _, c := range []struct{ command, option, typed, want string }{
		{"unsubscribe", "topic", "", "Wetter OR Klima=f_2"},
		{"unsubscribe", "topic", "secret", ""},
		{"removefeed", "feed", "", ""},
		{"subscribe", "topic", "kl", "Klima=t_climate"},
		{"latest", "topic", "klima", "Klima=t_climate Wetter OR Klima=f_2"},
		{"help", "command", "sub", "subscribe=subscribe unsubscribe=unsubscribe"},
		{"language", "language", "deu", "Deutsch=de"},
		{"mute", "time", "", "1h · für 60 Minuten=1h 2h · für 2 Stunden=2h 8h · für 8 Stunden=8h 24h · für 24 Stunden=24h 7d · für 7 Tage=7d forever · bis auf Weiteres=forever off · es darf wieder sprechen=off"},
		{"mute", "time", "3h", "3h · für 3 Stunden=3h"},
		{"mute", "time", "off", "off · es darf wieder sprechen=off"},
		{"mute", "time", "soon", ""},
		{"broadcast", "topic", "wirt", "Wirtschaft=t_economy"},
	} {
		if got := propose(c.command, c.option, c.typed); got != c.want {
			t.Errorf("/%s %s=%q proposes %q, want %q", c.command, c.option, c.typed, got, c.want)
		}
	}
}

func TestInlineAnswersLinksAndWords(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types("/addfeed " + h.web + "/feeds/all.rss")
	ask := func(query string) []bot.Reply {
		t.Helper()
		out, err := h.Inline(t.Context(), bot.Request{From: p.from, Sender: p.sender}, query)
		must(t, err)
		return out
	}
	if out := ask(h.web + "/ledger/barrier-passes-test"); len(out) != 1 || len(out[0].Points) != 2 || out[0].Buttons != nil {
		t.Errorf("a link: %+v", out)
	}
	if out := ask("barrier"); len(out) == 0 || out[0].URL == "" || out[0].Title == "" {
		t.Errorf("words: %+v", out)
	}
	for _, query := range []string{"", "zeppelin", `"half a`, h.web + "/samples/wall"} {
		if out := ask(query); len(out) != 0 {
			t.Errorf("%q: %+v", query, out)
		}
	}
}

func TestAFileIsSummarizedIfItHasText(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	send := func(name, body string, size int64) bot.Reply {
		return p.asks("> "+name, bot.Request{From: p.from, Sender: p.sender, File: &bot.File{Name: name, Size: size, Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(body)), nil
		}}})
	}
	report, err := os.ReadFile("../../feeds/newsroom/samples/report.pdf")
	must(t, err)
	send("harbor.pdf", string(report), 0)
	send("page.html", "<html><title>Quay</title><article><p>"+strings.Repeat("The harbor board met on Monday and raised the quay. ", 8)+"</article>", 0)
	send("notes.txt", strings.Repeat("The harbor board met on Monday and raised the quay. ", 8), 0)
	send("report.pdf", "%PDF-1.7 …", 0)
	send("picture.png", "\x89PNG\x00\xff", 0)
	send("short.txt", "Hello.", 0)
	send("big.pdf", "x", 21<<20)
	send("lying.txt", strings.Repeat("word ", 5<<20), 10)
	send("long.txt", strings.Repeat("word ", 2<<20), 10)
	p.asks("> (a video as a file)", bot.Request{From: p.from, Sender: p.sender, File: &bot.File{Name: "quay.mp4", Type: "video/mp4"}})
	p.asks("> (a picture)", bot.Request{From: p.from, Sender: p.sender})
	p.golden("en/files")
}

func TestAReplyToALinkOrATextIsAboutThat(t *testing.T) {
	h := build(t, nil)
	g := h.person("1", "en").in("g", bot.Group)
	link := h.web + "/ledger/barrier-passes-test"
	r := bot.Request{From: g.from, Sender: g.sender, Command: "summary", Text: "/summary", Quoted: "look at this: " + link, Links: []string{link}}
	if got := g.asks("", r); got.Title != "Port Ellery's New Barrier Passes Its First Real Test" {
		t.Errorf("a quoted link: %+v", got)
	}
	r.Links, r.Quoted = nil, strings.Repeat("The harbor board met on Monday and raised the old quay. ", 6)
	if got := g.asks("", r); len(got.Points) == 0 || !strings.HasPrefix(got.Footer, "Your text") {
		t.Errorf("a quoted text: %+v", got)
	}
}

func TestAnotherChatsFeedIsNeverSeen(t *testing.T) {
	h := build(t, nil)
	h.person("2", "en").types("/addfeed " + h.web + "/feeds/all.rss")
	p := h.person("1", "en")
	for _, line := range []string{"/latest", "/latest barrier", "/sub barrier", "/start t_climate", "/next", "/follow f_1", "/unsub f_1", "/mute f_1 2h", "/addfeed 1"} {
		if r := p.types(line); strings.Contains(bottest.Plain(r), "Barrier") || strings.Contains(bottest.Plain(r), "newsroom") {
			t.Errorf("%s shows\n%s", line, bottest.Plain(r))
		}
	}
}

func TestAFeedsKeyIsNeverShown(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	const key = "s3cr3tS3cr3tS3cr3tS3cr3t99"
	for _, line := range []string{"/addfeed %s", "/summary %s", "%s", "/broadcast %s on", "/sub %s"} {
		r := p.types(strings.ReplaceAll(line, "%s", h.web+"/samples/gone.rss?token="+key))
		if strings.Contains(bottest.Plain(r), key) {
			t.Errorf("%s shows\n%s", line, bottest.Plain(r))
		}
	}
	if strings.Contains(h.log.String(), key) {
		t.Errorf("the log shows it: %s", h.log.String())
	}
}

func TestTheRealSummarizerMakesCardsOfTheWholeNewsroom(t *testing.T) {
	h := build(t, func(o *commands.Options) {
		l := o.Library
		o.Library = library.New(library.Options{Reader: l.Reader, Summarizer: extractive.New(), Store: l.Store, Now: today})
	})
	p := h.person("1", "en")
	p.types("/addfeed " + h.web + "/feeds/all.rss")
	cards := 0
	for range 30 {
		r := p.types("/next")
		if len(r.Points) == 0 {
			break
		}
		cards++
		if n := card.Visible(r); n > card.MaxMedium {
			t.Errorf("%q has %d characters", r.Title, n)
		}
		it, err := h.db.Article(t.Context(), library.ID(r.URL))
		must(t, err)
		text := strings.ToLower(strings.Join(strings.Fields(it.Article.Text), " "))
		for _, pt := range r.Points {
			if !strings.Contains(text, strings.ToLower(pt.Text)) && !strings.HasSuffix(pt.Text, "…") {
				t.Logf("%q was trimmed inside", pt.Text)
			}
			if !strings.HasPrefix(pt.Link, r.URL) || pt.Source == "" {
				t.Errorf("%q of %q by %q links to %s", pt.Text, r.Title, pt.Source, pt.Link)
			}
		}
	}
	if cards < 8 {
		t.Errorf("only %d cards", cards)
	}
}
