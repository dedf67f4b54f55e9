package telegram_test

import (
	"context"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
	"crier/bot/card"
	"crier/bot/commands"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/bot/store"
	"crier/bot/telegram"
	"crier/feeds"
	"crier/feeds/newsroom"
	"crier/feeds/page"
	"crier/feeds/polite"
	"crier/feeds/syndication"
	"crier/summarizer"
)

// town is the whole bot on Telegram: the real commands, store and reader, with the
// newsroom as the web. What its people see is written down.
type town struct {
	t       *testing.T
	ctx     context.Context
	server  *telegramtest.Server
	adapter *telegram.Adapter
	library *library.Library
	words   *lang.Catalog
	web     string
	core    *counted
	seen    map[*telegramtest.Chat][]telegramtest.Message
	chats   []*telegramtest.Chat
	names   map[*telegramtest.Chat]string
	diary   strings.Builder
}

// counted is a core that knows how much it has done.
type counted struct {
	bot.Core
	mu   sync.Mutex
	done int
	more chan struct{} // one value when there is more
}

func (c *counted) count() {
	c.mu.Lock()
	c.done++
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
}

func (c *counted) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	defer c.count()
	return c.Core.Handle(ctx, r, say)
}

func (c *counted) Event(ctx context.Context, e bot.Event, say bot.Say) error {
	defer c.count()
	return c.Core.Event(ctx, e, say)
}

func (c *counted) Inline(ctx context.Context, r bot.Request, q string) ([]bot.Reply, error) {
	defer c.count()
	return c.Core.Inline(ctx, r, q)
}

func (c *counted) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

// day is when these tests happen.
func day() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// first summarizes by first sentences: what people see here must not change with
// every better idea of the real summarizer.
type first struct{}

func (first) Summarize(_ context.Context, t summarizer.Text, o summarizer.Options) (summarizer.Summary, error) {
	words := len(strings.Fields(t.Body))
	if words < 25 {
		return summarizer.Summary{}, summarizer.ErrTooShort
	}
	s := summarizer.Summary{Language: t.Language, Method: "extractive/first", TitleIsCut: t.Title == "", WordsIn: words}
	most := map[summarizer.Size]int{summarizer.Short: 1, summarizer.Medium: 3, summarizer.Long: 7}[o.Size]
	at := 0
	for paragraph := range strings.SplitSeq(t.Body, "\n\n") {
		end := strings.Index(paragraph+" ", ". ") + 1
		if end > 20 && len(s.Points) < most {
			s.Points = append(s.Points, summarizer.Point{Text: paragraph[:end], Span: summarizer.Span{Start: at, End: at + end}})
			s.WordsOut += len(strings.Fields(paragraph[:end]))
		}
		at += len(paragraph) + 2
	}
	return s, nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T) *town {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	d := &town{t: t, ctx: ctx, seen: map[*telegramtest.Chat][]telegramtest.Message{}, names: map[*telegramtest.Chat]string{}}
	room, err := newsroom.New(newsroom.Options{Clock: day, Published: 21})
	must(t, err)
	l, err := room.Listen("127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	d.web = strings.TrimSuffix(l.URL, "/")
	client, err := polite.New(polite.Options{Exact: []netip.AddrPort{l.Address}})
	must(t, err)
	t.Cleanup(client.Close)
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "crier.db"), store.Options{})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	d.words, err = lang.New()
	must(t, err)
	const token = "4242:AAtest-token_0123456789abcdefghijklmnop"
	d.server = telegramtest.Start(token)
	t.Cleanup(d.server.Close)
	d.adapter, err = telegram.New(telegram.Options{
		Token: token, Endpoint: d.server.Endpoint(), Inbox: db,
		Phrase: func(tag string, p telegram.Phrase) string { return d.words.Printer(tag).Text("telegram." + string(p)) },
	})
	must(t, err)
	d.library = library.New(library.Options{Reader: page.New(client, nil), Summarizer: first{}, Store: db, Now: day})
	core, err := commands.New(commands.Options{
		Store: db, Poller: syndication.New(client), Lang: d.words, Adapters: []bot.Adapter{d.adapter}, Library: d.library,
		Sample: d.web + "/ledger/barrier-passes-test", Now: day,
	})
	must(t, err)
	d.core = &counted{Core: core, more: make(chan struct{}, 1)}
	d.run(core.Menu())
	return d
}

func (d *town) run(menu bot.Menu) {
	ctx, cancel := context.WithCancel(d.ctx)
	ended := make(chan error, 1)
	go func() { ended <- d.adapter.Run(ctx, menu, d.core) }()
	d.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			d.t.Errorf("Run ended with %v", err)
		}
	})
}

// watch writes down what happens in a chat from now on.
func (d *town) watch(name string, c *telegramtest.Chat) *telegramtest.Chat {
	d.chats, d.names[c] = append(d.chats, c), name
	return c
}

// when does something, waits until the bot has done so many things about it, and
// writes down what people see then.
func (d *town) when(what string, n int, do func()) {
	d.t.Helper()
	before := d.core.total()
	do()
	for {
		changed := d.server.Changed()
		if d.core.total() >= before+n && d.server.Pending() == 0 {
			break
		}
		select {
		case <-changed:
		case <-d.core.more:
		case <-d.ctx.Done():
			d.t.Fatalf("%s: the bot did %d things of %d\n%s", what, d.core.total()-before, n, d.diary.String())
		}
	}
	d.diary.WriteString("\n— " + what + "\n")
	for _, c := range d.chats {
		d.changes(c)
	}
}

func (d *town) presses(p *telegramtest.Person, c *telegramtest.Chat, label string) {
	d.t.Helper()
	d.when(fmt.Sprintf("%s presses [%s]", p.Name, label), 1, func() {
		if _, err := p.Press(c, label); err != nil {
			d.t.Fatalf("%v\n%s", err, d.diary.String())
		}
	})
}

func (d *town) says(p *telegramtest.Person, c *telegramtest.Chat, text string, how ...telegramtest.How) (id int) {
	d.t.Helper()
	what := text
	if what == "" {
		what = "(a file)"
	}
	d.when(p.Name+": "+what, 1, func() { id = p.Says(c, text, how...) })
	return id
}

// changes writes down what is new in a chat: messages, edits, and what is gone.
func (d *town) changes(c *telegramtest.Chat) {
	now, old := c.FromBot(), map[int]telegramtest.Message{}
	for _, m := range d.seen[c] {
		old[m.ID] = m
	}
	for _, m := range now {
		was, known := old[m.ID]
		delete(old, m.ID)
		switch {
		case !known:
			d.write(c, "", m)
		case was.Edits != m.Edits:
			d.write(c, " edits", m)
		}
	}
	if len(old) > 0 {
		fmt.Fprintf(&d.diary, "  %s: %d message taken away\n", d.names[c], len(old))
	}
	d.seen[c] = now
}

func (d *town) write(c *telegramtest.Chat, how string, m telegramtest.Message) {
	var notes []string
	if m.Silent {
		notes = append(notes, "silent")
	}
	if m.ReplyTo != 0 {
		notes = append(notes, "reply")
	}
	if m.Thread != 0 {
		notes = append(notes, "in the topic")
	}
	if m.Preview != "" {
		notes = append(notes, "preview "+m.Preview)
	}
	fmt.Fprintf(&d.diary, "  %s%s %s\n", d.names[c], how, strings.Join(notes, ", "))
	for line := range strings.SplitSeq(marked(m), "\n") {
		d.diary.WriteString(strings.TrimRight("    | "+line, " ") + "\n")
	}
	for _, row := range m.Buttons {
		d.diary.WriteString("    ")
		for _, b := range row {
			d.diary.WriteString("[" + b.Text + "] ")
		}
		d.diary.WriteString("\n")
	}
	if keys := c.Keys(); len(keys) > 0 {
		fmt.Fprintf(&d.diary, "    keyboard: %s\n", strings.Join(keys, " · "))
	}
	if m.Document != nil {
		fmt.Fprintf(&d.diary, "    document %s, %d bytes\n", m.Document.Name, len(m.Document.Content))
	}
}

// choices writes down what inline mode offers.
func (d *town) choices(q *telegramtest.Inline) {
	results, _ := q.Results()
	for _, r := range results {
		fmt.Fprintf(&d.diary, "  a choice: %s / %s\n", r.Title, r.Hint)
	}
	if text, start := q.Button(); text != "" {
		fmt.Fprintf(&d.diary, "  above: [%s] starts with %q\n", text, start)
	}
}

// marked is the text as people see it: bold in stars, links underlined by brackets,
// what is folded away behind a bar.
func marked(m telegramtest.Message) string {
	open := map[string]string{"bold": "*", "text_link": "⟨", "expandable_blockquote": "▸ ", "italic": "_"}
	end := map[string]string{"bold": "*", "text_link": "⟩", "expandable_blockquote": " ◂", "italic": "_"}
	begins, ends := map[int]string{}, map[int]string{}
	for _, e := range m.Marks {
		begins[e.Offset] += open[e.Type]
		ends[e.Offset+e.Length] = end[e.Type] + ends[e.Offset+e.Length]
	}
	var out strings.Builder
	at := 0
	for _, r := range m.Text {
		out.WriteString(ends[at] + begins[at] + string(r))
		at += telegramtest.Units(string(r))
	}
	return out.String() + ends[at]
}

// alert sends an article as an alert, as the outbox would.
func (d *town) alert(to bot.Address, topic, path string) {
	it, err := d.library.Read(d.ctx, d.web+path, feeds.ForFeed)
	must(d.t, err)
	s, err := d.library.Summarize(d.ctx, it, summarizer.Medium)
	must(d.t, err)
	r := card.Alert(d.words, card.News{Lang: "en", Kind: to.Kind, Reason: topic, Topic: true, Item: it, Summary: s})
	if o := d.adapter.Send(d.ctx, to, []bot.Item{{Key: path, Reply: r}}); o.Verdict != bot.Delivered {
		d.t.Fatalf("the alert: %+v", o)
	}
}

var due = regexp.MustCompile(`(look at your feeds) in \S+ \pL+`)

func (d *town) golden(name string) {
	d.t.Helper()
	got := strings.ReplaceAll(d.diary.String(), strings.TrimPrefix(d.web, "http://"), "newsroom.test")
	got = due.ReplaceAllString(strings.ReplaceAll(got, "127.0.0.1", "newsroom.test"), "$1 (some time)")
	got = strings.TrimLeft(got, "\n")
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		must(d.t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	must(d.t, err)
	if got != string(want) {
		d.t.Errorf("%s differs; if it is meant, run with -update. Now:\n%s", path, got)
	}
}

// TestADayOfAReader is what somebody sees who meets Crier and uses it for a day.
func TestADayOfAReader(t *testing.T) {
	d := found(t)
	ada := d.server.NewPerson("Ada", "en")
	own := d.watch("Ada's chat", ada.Chat())
	d.says(ada, own, "/start")
	d.presses(ada, own, "Try one")
	d.presses(ada, own, "More")
	d.says(ada, own, d.web+"/ledger/bank-holds-rates and "+d.web+"/harbor/street-trees")
	link := d.says(ada, own, d.web+"/samples/private/report")
	d.when("Ada corrects the link", 1, func() { ada.Edits(own, link, d.web+"/harbor/street-trees") })
	d.says(ada, own, "", telegramtest.With(map[string]any{"photo": []map[string]any{{"file_id": "p", "width": 1, "height": 1}}}))
	d.says(ada, own, "The new tide gate at Port Ellery closed for the first time on Monday night, holding back a surge of 3.4 metres. Engineers said that the gate had closed in eleven minutes, four minutes faster than planned. Shipping was stopped for two hours. The port expects four such closings in a year, most of them in winter.")
	d.says(ada, own, "", telegramtest.Attach("minutes.txt", "text/plain", []byte("The council met on Tuesday and voted for the night trams, which will run from May on every line. The first year is paid for by the region. After that the city has to find four million a year.")))
	d.says(ada, own, "climate")
	d.presses(ada, own, "Alert me")
	d.says(ada, own, "/subsribe rate hike")
	d.presses(ada, own, "/subscribe")
	d.says(ada, own, "/alerts")
	d.when("an alert comes", 0, func() {
		d.alert(bot.Address{Network: "telegram", Chat: own.Address()}, "climate", "/harbor/street-trees")
	})
	d.presses(ada, own, "More")
	d.says(ada, own, "/addfeed "+d.web+"/feeds/climate.rss")
	d.says(ada, own, "/next")
	d.presses(ada, own, "Next ›")
	d.presses(ada, own, "‹ Previous")
	d.says(ada, own, "/latest")
	d.says(ada, own, "/summary 2 short")
	for _, words := range []string{d.web + "/harbor/street-trees", "climate"} {
		q := ada.Asks(words)
		must(t, d.server.Wait(d.ctx, func() bool { _, ok := q.Results(); return ok }))
		d.when("Ada types @crier "+words+" in another chat", 0, func() {})
		d.choices(q)
	}
	d.says(ada, own, "/help")
	d.says(ada, own, "/privacy")
	d.when("Ada blocks the bot", 1, ada.Block)
	d.when("Ada comes back", 1, ada.Unblock)
	d.says(ada, own, "/start t_climate")
	d.says(ada, own, "/start a_unknown")
	d.golden("day_reader.txt")
}

// TestADayOfAnAdmin is what somebody sees who sets Crier up in a forum and a channel.
func TestADayOfAnAdmin(t *testing.T) {
	d := found(t)
	bea, eve := d.server.NewPerson("Bea", "en"), d.server.NewPerson("Eve", "en")
	forum, channel := d.server.NewGroup("Ellery Readers"), d.server.NewChannel("Ellery Daily", "@ellery_daily")
	forum.SetStatus(bea, "creator")
	forum.SetStatus(eve, "member")
	channel.SetStatus(bea, "creator")
	news := forum.NewTopic("News")
	own := d.watch("Bea's chat", bea.Chat())
	d.when("", 1, func() { forum.SetBot(bea, "left") })
	d.diary.Reset()
	d.watch("the forum", forum)
	d.watch("the channel", channel)
	eves := d.watch("Eve's chat", eve.Chat())
	bea.Meet()
	d.when("Bea adds the bot to the forum", 1, func() { forum.SetBot(bea, "member") })
	d.says(bea, forum, "/start@crier_test_bot 1")
	d.says(bea, forum, "/broadcast", telegramtest.InTopic(news))
	d.presses(bea, forum, "Climate")
	d.presses(bea, own, "Start posting")
	d.says(eve, forum, "/broadcast climate on", telegramtest.InTopic(news))
	d.says(eve, forum, "/summary "+d.web+"/ledger/bank-holds-rates", telegramtest.InTopic(news))
	d.when("an alert comes to the topic", 0, func() {
		d.alert(bot.Address{Network: "telegram", Chat: forum.Address(), Thread: fmt.Sprint(news), Kind: bot.Group}, "climate", "/harbor/street-trees")
	})
	d.when("Eve, a stranger to the bot, presses [More]", 0, func() {
		p, err := eve.Press(forum, "More")
		must(t, err)
		must(t, d.server.Wait(d.ctx, func() bool { _, ok := p.Answer(); return ok }))
		a, _ := p.Answer()
		eve.Writes("/start " + a.URL[strings.Index(a.URL, "start=")+6:])
		must(t, d.server.Wait(d.ctx, func() bool { return len(eves.FromBot()) > 0 }))
	})
	d.says(bea, own, "/broadcast rates on")
	d.when("Bea chooses the channel from her list", 1, func() { must(t, bea.Chooses("Choose a channel", channel)) })
	d.presses(bea, own, "Start posting")
	d.says(bea, own, "/broadcast @ellery_daily test")
	d.says(bea, channel, "/broadcast trams on")
	d.says(bea, own, "/broadcast @ellery_daily list")
	d.when("an admin closes the topic", 1, func() { forum.CloseTopic(news) })
	d.when("and opens it again", 1, func() { forum.ReopenTopic(news) })
	d.presses(bea, own, "Resume")
	d.when("the bot may no longer post in the channel", 1, func() { channel.SetMayPost(false); channel.SetBot(bea, "administrator") })
	d.when("it may again", 1, func() { channel.SetMayPost(true); channel.SetBot(bea, "administrator") })
	d.when("the bot is removed from the forum", 1, func() { forum.SetBot(bea, "kicked") })
	d.when("and added again", 1, func() { forum.SetBot(bea, "member") })
	d.golden("day_admin.txt")
}
