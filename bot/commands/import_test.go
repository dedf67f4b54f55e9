package commands_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/commands"
	"crier/feeds/syndication"
)

// opml is a file that names the addresses.
func opml(addresses ...string) string {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><head><title>Mine</title></head><body><outline text="News">`)
	for _, a := range addresses {
		name, _, _ := strings.Cut(a[strings.LastIndex(a, "/")+1:], "?")
		b.WriteString(`<outline type="rss" text="Feed ` + name + `" xmlUrl="` + a + `"/>`)
	}
	return b.String() + `</outline></body></opml>`
}

// brings sends a file, with a command beside it or without one.
func (p *person) brings(name, body, command string) bot.Reply {
	p.t.Helper()
	return p.asks("> ("+name+") "+command, bot.Request{From: p.from, Sender: p.sender, Command: command, File: &bot.File{Name: name, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(body)), nil
	}}})
}

func TestAListOfFeedsIsTriedAndImported(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	list := opml(h.web+"/feeds/all.rss", h.web+"/feeds/climate.rss", h.web+"/samples/broken.rss", h.web+"/samples/gone.rss", "http://10.0.0.1/rss?key=hunter2hunter2hunter2", "ftp://x.example/rss")
	p.brings("mine.opml", list, "")
	if follows := p.followed(); len(follows) != 0 {
		t.Errorf("followed before the yes: %v", follows)
	}
	yes := p.last
	p.presses("Add, only in /next")
	if strings.Contains(bottest.Plain(p.last), "hunter2") {
		t.Errorf("a key is shown: %s", bottest.Plain(p.last))
	}
	p.last = yes
	p.presses("Add, only in /next")
	p.brings("mine.opml", opml(h.web+"/feeds/all.rss"), "import")
	p.brings("notes.opml", "Buy milk.", "")
	p.brings("half.opml", list[:len(list)-60], "import")
	p.brings("none.opml", "<opml><body/></opml>", "import")
	p.types("/import")
	p.brings("again.opml", opml(h.web+"/feeds/city.json"), "import")
	p.presses("Not now")
	p.golden("en/import")
}

func TestHowAChatCallsAFeedIsNotForOthers(t *testing.T) {
	h := build(t, nil)
	address := h.web + "/feeds/all.rss"
	p := h.person("1", "en")
	p.brings("mine.opml", opml(address), "")
	p.presses("Each at once")
	if got := bottest.Plain(p.types("/feeds")); !strings.Contains(got, "Feed all.rss") {
		t.Errorf("the chat's own name for it is lost: %s", got)
	}
	got := bottest.Plain(h.person("2", "en").types("/addfeed " + address)) // before its first poll
	if strings.Contains(got, "Feed all.rss") {
		t.Errorf("another chat reads it: %s", got)
	}
	if strings.Contains(got, "latest") || !strings.Contains(got, "no entries yet") {
		t.Errorf("entries are promised where there are none: %s", got)
	}
}

func TestAListAtAnAddressIsImported(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "de")
	p.types("/import " + h.web + "/feeds/all.rss") // it is there, and no list
	if text := bottest.Plain(p.last); !strings.Contains(text, "keine Liste von Feeds") {
		t.Errorf("a feed is taken for a list: %s", text)
	}
	if r := p.types("/import " + h.web + "/samples/nowhere.opml"); !strings.Contains(bottest.Plain(r), "keine Seite") {
		t.Errorf("nothing there: %s", bottest.Plain(r))
	}
}

func TestOnlyAManagerImportsAndExports(t *testing.T) {
	h := build(t, nil)
	g := h.person("1", "en").in("g", bot.Group)
	for _, command := range []string{"import", "export"} {
		if r := g.brings("mine.opml", opml(h.web+"/feeds/all.rss"), command); len(r.Buttons) > 0 && strings.HasPrefix(r.Buttons[0][0].Line, "import") || r.File != nil {
			t.Errorf("%s: %s", command, bottest.Plain(r))
		}
	}
}

func TestAnExportHoldsTheFeedsAndAllThatIsKept(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types("/addfeed " + h.web + "/feeds/all.rss")
	p.types("/sub climate")
	h.person("2", "en").types("/sub secret")
	r := p.types("/export")
	if r.File == nil || r.File.Name != "crier.zip" || !r.Private {
		t.Fatalf("got %+v", r)
	}
	files := unzipped(t, r.File)
	list, err := syndication.ReadOPML(files["feeds.opml"])
	if err != nil || len(list.Feeds) != 1 || list.Feeds[0].URL != h.web+"/feeds/all.rss" {
		t.Errorf("%+v, %v", list, err)
	}
	var kept commands.Kept
	must(t, json.Unmarshal(files["chat.json"], &kept))
	if len(kept.Follows) != 2 || kept.Follows[1].Query != "climate" || len(kept.Stories) == 0 || kept.Stories[0].URL == "" {
		t.Errorf("kept %s", files["chat.json"])
	}
	if bytes.Contains(files["chat.json"], []byte("secret")) {
		t.Error("another chat's topic is there")
	}
	other := h.person("3", "en")
	other.brings("feeds.opml", string(files["feeds.opml"]), "")
	other.presses("Each at once")
	if f, err := h.db.Follows(t.Context(), other.from); err != nil || len(f) != 1 || f[0].How != bot.Each {
		t.Errorf("what went out came back as %+v, %v", f, err)
	}
}

func unzipped(t *testing.T, f *bot.File) map[string][]byte {
	t.Helper()
	body, err := f.Open(t.Context())
	must(t, err)
	raw, err := io.ReadAll(body)
	must(t, err)
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	out := map[string][]byte{}
	for _, part := range z.File {
		r, err := part.Open()
		must(t, err)
		out[part.Name], err = io.ReadAll(r)
		must(t, err)
	}
	return out
}
