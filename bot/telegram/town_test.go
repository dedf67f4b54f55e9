package telegram_test

import (
	"context"
	"net/netip"
	"path/filepath"
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
