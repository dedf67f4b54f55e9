package commands_test

import (
	"context"
	"flag"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/commands"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/bot/store"
	"crier/feeds"
	"crier/feeds/newsroom"
	"crier/feeds/page"
	"crier/feeds/polite"
	"crier/feeds/syndication"
	"crier/summarizer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// today is when these tests happen.
func today() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// house is the whole bot behind its Core: the real store, the real reader, and the
// newsroom as the web. Only the network is a notebook.
type house struct {
	*commands.Bot
	t     *testing.T
	db    *store.DB
	room  *newsroom.Newsroom
	web   string // the newsroom's address
	desk  *desk
	log   *strings.Builder
	words *lang.Catalog
}

// build makes a house. Change may alter the options before the bot is made.
func build(t *testing.T, change func(*commands.Options)) *house {
	t.Helper()
	h := &house{t: t, desk: newDesk(), log: &strings.Builder{}}
	var err error
	h.room, err = newsroom.New(newsroom.Options{Clock: today, Published: 21})
	must(t, err)
	l, err := h.room.Listen("127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	h.web = strings.TrimSuffix(l.URL, "/")
	client, err := polite.New(polite.Options{Exact: []netip.AddrPort{l.Address}})
	must(t, err)
	t.Cleanup(client.Close)
	h.db, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "crier.db"), store.Options{Chat: store.Bounds{Feeds: 12, Topics: 12}})
	must(t, err)
	t.Cleanup(func() { _ = h.db.Close() })
	h.words, err = lang.New()
	must(t, err)
	log := slog.New(slog.NewTextHandler(&locked{w: h.log}, nil))
	o := commands.Options{
		Store: indexed{h.db}, Poller: syndication.New(client), Outliner: syndication.NewOutlines(client), Lang: h.words, Adapters: []bot.Adapter{h.desk},
		Library: library.New(library.Options{
			Reader: page.New(client, log), Summarizer: lead{}, Store: h.db, Now: today, Log: log,
		}),
		Sample: h.web + "/ledger/barrier-passes-test", Log: log, Now: today,
	}
	if change != nil {
		change(&o)
	}
	h.Bot, err = commands.New(o)
	must(t, err)
	return h
}

// indexed is the store with what a belt does behind it: a search knows all that came.
type indexed struct{ *store.DB }

func (s indexed) Search(ctx context.Context, wish commands.Search) ([]feeds.Article, error) {
	for did := 1; did > 0; {
		var err error
		if did, err = s.Index(ctx, 100); err != nil {
			return nil, err
		}
	}
	return s.DB.Search(ctx, wish)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// locked is a writer for many hands.
type locked struct {
	mu sync.Mutex
	w  *strings.Builder
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// lead summarizes by first sentences: what commands show must not change with every
// better idea of the real summarizer. One test runs with that.
type lead struct{}

func (lead) Summarize(_ context.Context, t summarizer.Text, o summarizer.Options) (summarizer.Summary, error) {
	words := len(strings.Fields(t.Body))
	if words < 25 {
		return summarizer.Summary{}, summarizer.ErrTooShort
	}
	s := summarizer.Summary{Language: t.Language, Method: "extractive/lead", TitleIsCut: t.Title == "", WordsIn: words}
	most := map[summarizer.Size]int{summarizer.Short: 1, summarizer.Medium: 2, summarizer.Long: 4}[o.Size]
	at := 0
	for paragraph := range strings.SplitSeq(t.Body, "\n\n") {
		end := strings.Index(paragraph+" ", ". ") + 1
		if end > 20 && len(s.Points) < most {
			s.Points = append(s.Points, summarizer.Point{
				Text: paragraph[:end], Span: summarizer.Span{Start: at, End: at + end},
				Why: []summarizer.Reason{{Code: "place", Detail: strconv.Itoa(len(s.Points) + 1)}},
			})
			s.WordsOut += len(strings.Fields(paragraph[:end]))
		}
		at += len(paragraph) + 2
	}
	return s, nil
}

// desk is a network that writes down what it is given.
type desk struct {
	mu       sync.Mutex
	sent     []bot.Reply
	managers map[string]bool     // "sender chat"
	chats    map[string]bot.Chat // by name
	mute     bool                // the bot may not post anywhere
	open     bool                // nothing can be hidden from others
	picks    bool                // chats are chosen from a list
	verdict  bot.Verdict         // of sends
}

func newDesk() *desk {
	return &desk{managers: map[string]bool{}, chats: map[string]bot.Chat{}}
}

func (d *desk) Network() string { return "desk" }
func (d *desk) Limits() bot.Limits {
	return bot.Limits{Fold: 1, Length: 4000, InFlight: 1, Edits: true, Hides: !d.open, Picks: d.picks}
}
func (d *desk) Routes(*http.ServeMux)                         {}
func (d *desk) Run(context.Context, bot.Menu, bot.Core) error { return nil }
func (d *desk) Edit(context.Context, bot.MessageRef, bot.Reply) bot.Outcome {
	return bot.Outcome{Verdict: bot.Never}
}

func (d *desk) Send(_ context.Context, _ bot.Address, items []bot.Item) bot.Outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.verdict == bot.Delivered {
		d.sent = append(d.sent, items[0].Reply)
	}
	return bot.Outcome{Verdict: d.verdict, Sent: 1}
}

func (d *desk) Chat(_ context.Context, name string) (bot.Chat, error) {
	if c, ok := d.chats[name]; ok {
		return c, nil
	}
	return bot.Chat{}, bot.ErrNoChat
}

func (d *desk) CanManage(_ context.Context, at bot.Address, s bot.Sender) (bool, error) {
	switch {
	case at.Kind == bot.Direct && at.Chat == s.ID:
		return true, nil
	case !d.managers[s.ID+" "+at.Chat]:
		return false, bot.ErrNotManager
	case d.mute:
		return false, bot.ErrCannotPost
	}
	return true, nil
}

// person talks to the bot in one chat and sees what it answers.
type person struct {
	*house
	from   bot.Address
	sender bot.Sender
	last   bot.Reply
	script strings.Builder
}

func (h *house) person(id, locale string) *person {
	return &person{house: h, from: bot.Address{Network: "desk", Chat: id, Kind: bot.Direct}, sender: bot.Sender{ID: id, Name: "Ada", Locale: locale}}
}

// in is the same person in another chat.
func (p *person) in(chat string, kind bot.Kind) *person {
	return &person{house: p.house, from: bot.Address{Network: "desk", Chat: chat, Kind: kind}, sender: p.sender}
}

var address = regexp.MustCompile(`https?://\S+`)

// types sends a line as a network would hand it over, and returns what is shown at
// the end.
func (p *person) types(line string) bot.Reply {
	p.t.Helper()
	r := bot.Request{From: p.from, Sender: p.sender, Text: line, Links: address.FindAllString(line, -1)}
	if strings.HasPrefix(line, "/") {
		r.Command, r.Args = bot.ParseLine(line)
	}
	return p.asks("> "+line, r)
}

// presses presses the first button of the last message with that label.
func (p *person) presses(label string) bot.Reply {
	p.t.Helper()
	for _, row := range p.last.Buttons {
		for _, b := range row {
			if b.Label == label && b.Line != "" {
				r := bot.Request{From: p.from, Sender: p.sender, Pressed: true, Text: "/" + b.Line}
				r.Command, r.Args = bot.ParseLine(b.Line)
				return p.asks("> ["+label+"]", r)
			}
		}
	}
	p.t.Fatalf("no button %q under:\n%s", label, bottest.Plain(p.last))
	return bot.Reply{}
}

func (p *person) asks(note string, r bot.Request) bot.Reply {
	p.t.Helper()
	p.script.WriteString(note + "\n")
	var shown []bot.Reply
	err := p.Handle(p.t.Context(), r, func(_ context.Context, r bot.Reply) error {
		shown = append(shown, r)
		return nil
	})
	must(p.t, err)
	if len(shown) == 0 {
		p.script.WriteString("(silence)\n\n")
		return bot.Reply{}
	}
	p.last = shown[len(shown)-1]
	checkLines(p.t, p.last)
	p.script.WriteString(bottest.Plain(p.last) + "\n")
	return p.last
}

// checkLines holds every button to what the networks can carry and the bot knows.
func checkLines(t *testing.T, r bot.Reply) {
	t.Helper()
	if len(r.Buttons) > 5 {
		t.Errorf("%d rows of buttons", len(r.Buttons))
	}
	for _, row := range r.Buttons {
		if len(row) > 5 || len(row) == 0 {
			t.Errorf("%d buttons in a row", len(row))
		}
		for _, b := range row {
			if len(b.Line) > bot.MaxLine {
				t.Errorf("the line %q has %d bytes", b.Line, len(b.Line))
			}
			if (b.Line == "") == (b.URL == "") || b.Label == "" {
				t.Errorf("button %+v", b)
			}
		}
	}
}

// due is when feeds are looked at next: the store's poll times are real ones.
var due = regexp.MustCompile(`(look at your feeds|sehe ich) in \S+ \pL+`)

var ids = regexp.MustCompile(`\b(?:a_[A-Za-z0-9_-]{22}|i_[A-Z2-7]{26})`)

// golden compares what was said so far with a file.
func (p *person) golden(name string) {
	p.t.Helper()
	got := strings.ReplaceAll(p.script.String(), strings.TrimPrefix(p.web, "http://"), "newsroom.test")
	got = ids.ReplaceAllStringFunc(strings.ReplaceAll(got, "127.0.0.1", "newsroom.test"), func(id string) string { return id[:2] + "…" })
	got = due.ReplaceAllString(got, "$1 (some time)")
	file := filepath.Join("testdata", name+".txt")
	if *update {
		must(p.t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(p.t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	must(p.t, err)
	if got != string(want) {
		p.t.Errorf("%s differs; if it is meant, run with -update. Now:\n%s", file, got)
	}
	if p.log.Len() > 0 {
		p.t.Errorf("something was logged: %s", p.log.String())
	}
}
