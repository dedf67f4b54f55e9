package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/telegramtest"
)

func TestWhatAMessageAsks(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewGroup("Readers")
	at := w.direct()
	card := w.send(at, bot.Reply{Title: "Rain", URL: "https://example.org/rain", Points: []bot.Point{{Text: "It rained.", Source: "Herald", Link: "https://example.org/rain#p1"}}})
	inGroup := w.send(w.address(g, bot.Group), words("a post of the bot's"))
	id := func(o bot.Outcome) int { n := 0; _, _ = fmt.Sscan(o.At.ID, &n); return n }
	direct := w.ann.Chat()
	said := func(c *telegramtest.Chat, text string, how ...telegramtest.How) func() {
		return func() { w.ann.Says(c, text, how...) }
	}
	for _, c := range []struct {
		name string
		do   func()
		want bot.Request // Command, Args, Text, Quoted, Links, From
	}{
		{"a command", said(direct, "/Next  two words "), bot.Request{Command: "next", Args: "two words", Text: "/Next  two words "}},
		{"a command with a line break", said(direct, "/search\nclimate"), bot.Request{Command: "search", Args: "climate", Text: "/search\nclimate"}},
		{"a command for this bot, in any case", said(g, "/next@CRIER_Test_Bot now"), bot.Request{Command: "next", Args: "now", Text: "/next@CRIER_Test_Bot now"}},
		{"a bare link", said(direct, "see example.org/a and https://example.com/b."), bot.Request{
			Text: "see example.org/a and https://example.com/b.", Links: []string{"https://example.org/a", "https://example.com/b"}}},
		{"a link behind words, after an emoji", said(direct, "🎈 read this", telegramtest.Linked("this", "https://example.org/x?a=1&b=2")), bot.Request{
			Text: "🎈 read this", Links: []string{"https://example.org/x?a=1&b=2"}}},
		{"a link twice is one link", said(direct, "https://example.org/a https://example.org/a"), bot.Request{
			Text: "https://example.org/a https://example.org/a", Links: []string{"https://example.org/a"}}},
		{"a reply to a card names its article first", said(direct, "/summary", telegramtest.ReplyTo(id(card))), bot.Request{
			Command: "summary", Text: "/summary", Quoted: "Rain\n\n• It rained. Herald", Links: []string{"https://example.org/rain", "https://example.org/rain#p1"}}},
		{"a marked part of a message is what is quoted", said(direct, "/summary", telegramtest.ReplyTo(id(card)), telegramtest.With(map[string]any{"quote": map[string]any{"text": "It rained."}})), bot.Request{
			Command: "summary", Text: "/summary", Quoted: "It rained.", Links: []string{"https://example.org/rain", "https://example.org/rain#p1"}}},
		{"a forwarded message", said(direct, "news: https://example.net/n", telegramtest.With(map[string]any{"forward_origin": map[string]any{"type": "hidden_user", "date": 1}})), bot.Request{
			Text: "news: https://example.net/n", Links: []string{"https://example.net/n"}}},
		{"a deep link", said(direct, "/start a_8Kd0"), bot.Request{Command: "start", Args: "a_8Kd0", Text: "/start a_8Kd0"}},
		{"the bot's name and a link in a group", said(g, "@crier_test_bot https://example.org/g"), bot.Request{Text: "https://example.org/g", Links: []string{"https://example.org/g"}}},
		{"the bot's name and a command in a group", said(g, "@Crier_Test_Bot: /latest climate"), bot.Request{Command: "latest", Args: "climate", Text: "/latest climate"}},
		{"a reply to the bot in a group", said(g, "thanks", telegramtest.ReplyTo(id(inGroup))), bot.Request{Text: "thanks", Quoted: "a post of the bot's"}},
		{"a picture without words", said(direct, "", telegramtest.With(map[string]any{"photo": []map[string]any{{"file_id": "p", "width": 1, "height": 1}}})), bot.Request{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(w.core.requests())
			c.do()
			w.until("asked", func() bool { return len(w.core.requests()) > before })
			got := w.core.requests()[before]
			if got.Command != c.want.Command || got.Args != c.want.Args || got.Text != c.want.Text || got.Quoted != c.want.Quoted || !slices.Equal(got.Links, c.want.Links) {
				t.Errorf("asked %+v\nwant  %+v", got, c.want)
			}
			if got.Pressed || got.Sender.ID != formatID(w.ann.ID) || got.Sender.Name != "Ann" || got.Sender.Locale != "en" || got.Lang != "" {
				t.Errorf("asked by %+v", got)
			}
		})
	}
}

func TestWhatIsNotForTheBot(t *testing.T) {
	w := newWorld(t, nil).run()
	g, ch := w.server.NewGroup("Readers"), w.server.NewChannel("News", "@news")
	w.ann.Says(g, "/summary@other_bot x")
	w.ann.Writes("/summary@other_bot x")
	w.ann.Says(g, "just talk, with https://example.org/a and no name")
	w.ann.Says(ch, "a post in the channel")
	w.ann.Says(g, "/summary forwarded by the server", telegramtest.With(map[string]any{"is_automatic_forward": true}))
	w.ann.Says(g, "/summary by a bot", telegramtest.With(map[string]any{"from": map[string]any{"id": 7, "is_bot": true, "first_name": "B"}}))
	w.ann.Writes("/summary last")
	w.said(w.ann.Chat(), "last")
	w.until("all are confirmed", func() bool { return w.server.Pending() == 0 })
	if n := len(w.core.requests()); n != 1 {
		t.Errorf("%d requests, want the last alone: %+v", n, w.core.requests())
	}
}

func TestADocumentCanBeRead(t *testing.T) {
	w := newWorld(t, nil)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		f, err := r.File.Open(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		b, err := io.ReadAll(f)
		if err != nil {
			return err
		}
		return say(ctx, words(fmt.Sprintf("%s %s %d: %s / %s", r.File.Name, r.File.Type, r.File.Size, b, r.Command)))
	}
	w.run()
	w.ann.Writes("/import", telegramtest.Attach("feeds.opml", "text/x-opml", []byte("some feeds")))
	w.said(w.ann.Chat(), "feeds.opml text/x-opml 10: some feeds / import")
}

func TestADocumentIsHandedOver(t *testing.T) {
	w := newWorld(t, nil)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if err := say(ctx, bot.Reply{Text: []string{"Packing…"}, Busy: true}); err != nil {
			return err
		}
		return say(ctx, bot.Reply{Text: []string{"Here <it> is."}, File: document("all.zip", "PK…")})
	}
	w.run()
	w.ann.Writes("/export")
	m := w.said(w.ann.Chat(), "Here <it> is.")
	if m.Document == nil || m.Document.Name != "all.zip" || string(m.Document.Content) != "PK…" {
		t.Errorf("document %+v", m.Document)
	}
	w.until("the progress is gone", func() bool { return len(w.ann.Chat().FromBot()) == 1 })
}

func TestAQuestionAndItsAnswer(t *testing.T) {
	w := newWorld(t, nil)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if r.Command == "ask" {
			return say(ctx, bot.Reply{Text: []string{"Which words?"}, Form: &bot.Form{Line: "subscribe ", Placeholder: "climate"}})
		}
		return echo(ctx, r, say)
	}
	stop := serve(t, w.adapter, w.core)
	w.ann.Writes("/ask")
	q := w.said(w.ann.Chat(), "Which words?")
	if !q.Asks || q.Placeholder != "climate" {
		t.Errorf("question %+v", q)
	}
	stop() // the answer may come after a restart, to another process
	defer serve(t, w.adapter, w.core)()
	w.ann.Writes("rate hike", telegramtest.ReplyTo(q.ID))
	w.said(w.ann.Chat(), "heard: subscribe|rate hike|rate hike")
	if r := w.core.requests()[1]; len(r.Links) != 0 || r.Quoted != "" {
		t.Errorf("the question's own mark came along: %+v", r)
	}
}

func TestPresses(t *testing.T) {
	card := bot.Reply{Title: "A card", Buttons: [][]bot.Button{{{Label: "More", Line: "more a_1"}}}}
	t.Run("in a private chat the press is answered before the work", func(t *testing.T) {
		w := newWorld(t, nil)
		work := make(chan struct{})
		w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
			<-work
			return say(ctx, bot.Reply{Title: "More of it", Replace: true})
		}
		w.run()
		o := w.send(w.direct(), card)
		p, err := w.ann.Press(w.ann.Chat(), "More")
		if err != nil {
			t.Fatal(err)
		}
		w.until("row 10 answered while work goes on", func() bool { _, ok := p.Answer(); return ok })
		close(work)
		m := w.said(w.ann.Chat(), "More of it")
		if formatID(int64(m.ID)) != o.At.ID || len(w.ann.Chat().FromBot()) != 1 {
			t.Errorf("shown %+v: want the card replaced", w.ann.Chat().FromBot())
		}
		if r := w.core.requests()[0]; r.Message != o.At || !r.Pressed || r.Command != "more" || r.Args != "a_1" {
			t.Errorf("asked %+v", r)
		}
	})
	t.Run("without Replace the pressed message stays", func(t *testing.T) {
		w := newWorld(t, nil).run()
		w.send(w.direct(), card)
		if _, err := w.ann.Press(w.ann.Chat(), "More"); err != nil {
			t.Fatal(err)
		}
		w.said(w.ann.Chat(), "heard: more|a_1")
		if got := w.ann.Chat().FromBot(); len(got) != 2 || got[0].Edits != 0 {
			t.Errorf("shown %+v", got)
		}
	})
	t.Run("in a group the presser is answered in private", func(t *testing.T) {
		w := newWorld(t, func(o *Options) { o.Phrase = func(lang string, p Phrase) string { return lang + " " + string(p) } })
		w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
			return say(ctx, bot.Reply{Text: []string{"more for you of " + r.From.Chat}, Replace: true})
		}
		w.run()
		g := w.server.NewGroup("Readers")
		w.send(w.address(g, bot.Group), card)
		w.direct()
		p, err := w.ann.Press(g, "More")
		if err != nil {
			t.Fatal(err)
		}
		w.said(w.ann.Chat(), "more for you of "+g.Address())
		if a, ok := p.Answer(); !ok || a.Text != "en in-private" {
			t.Errorf("answer %+v", a)
		}
		if got := g.FromBot(); len(got) != 1 || got[0].Edits != 0 {
			t.Errorf("the shared message changed: %+v", got)
		}
	})
	t.Run("who never wrote to the bot is led to it with the line", func(t *testing.T) {
		w := newWorld(t, nil).run()
		g := w.server.NewGroup("Readers")
		w.send(w.address(g, bot.Group), card)
		p, err := w.ann.Press(g, "More")
		if err != nil {
			t.Fatal(err)
		}
		w.until("answered", func() bool { _, ok := p.Answer(); return ok })
		a, _ := p.Answer()
		payload, found := strings.CutPrefix(a.URL, "https://t.me/"+telegramtest.BotName+"?start=")
		if !found || len(payload) > 64 {
			t.Fatalf("row 17 answer %+v", a)
		}
		w.ann.Writes("/start " + payload)
		w.said(w.ann.Chat(), "heard: more|a_1")
		other := w.server.NewPerson("Bob", "de")
		other.Writes("/start " + payload)
		w.said(other.Chat(), "heard: start|"+payload)
	})
	t.Run("row 10 a press that cannot be answered any more is no error", func(t *testing.T) {
		w := newWorld(t, nil).run()
		w.server.Fail(telegramtest.Failure{Method: "answerCallbackQuery", Code: 400, Text: "Bad Request: query is too old and response timeout expired or query ID is invalid"})
		w.send(w.direct(), card)
		_, _ = w.ann.Press(w.ann.Chat(), "More")
		w.said(w.ann.Chat(), "heard: more|a_1")
		if strings.Contains(w.log.String(), "too old") {
			t.Errorf("logged:\n%s", w.log)
		}
	})
	t.Run("data of another version is answered and nothing else", func(t *testing.T) {
		w := newWorld(t, nil).run()
		w.send(w.direct(), card)
		p := w.ann.PressData(w.ann.Chat(), w.ann.Chat().FromBot()[0].ID, "9|forget")
		w.until("answered", func() bool { _, ok := p.Answer(); return ok })
		w.until("confirmed", func() bool { return w.server.Pending() == 0 })
		if n := len(w.core.requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestGroupAnswers(t *testing.T) {
	t.Run("an answer is a reply, in the topic", func(t *testing.T) {
		w := newWorld(t, nil).run()
		g := w.server.NewGroup("Forum")
		topic := g.NewTopic("News")
		id := w.ann.Says(g, "/summary x", telegramtest.InTopic(topic))
		if m := w.said(g, "heard: summary|x"); m.ReplyTo != id || m.Thread != topic {
			t.Errorf("shown %+v", m)
		}
	})
	t.Run("a refusal goes away", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(testToken)
			defer s.Close()
			core := &fakeCore{seen: map[string]bool{}, answer: func(ctx context.Context, r bot.Request, say bot.Say) error {
				return say(ctx, bot.Reply{Text: []string{"Only admins set up posts here."}, Private: true, Fade: time.Minute})
			}}
			stop := serve(t, inMemory(t, s), core)
			g, ann := s.NewGroup("Readers"), s.NewPerson("Ann", "en")
			ann.Says(g, "/broadcast on")
			time.Sleep(59 * time.Second)
			before := len(g.FromBot())
			time.Sleep(2 * time.Second)
			if after := len(g.FromBot()); before != 1 || after != 0 {
				t.Errorf("%d shown before a minute, %d after", before, after)
			}
			ann.Says(g, "/broadcast on")
			time.Sleep(time.Second)
			stop()
			if n := len(g.FromBot()); n != 0 {
				t.Errorf("%d refusals outlive the bot", n)
			}
		})
	})
	t.Run("what is private goes to the asker's own chat", func(t *testing.T) {
		w := newWorld(t, nil)
		w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
			return say(ctx, bot.Reply{Text: []string{"your list"}, Private: true})
		}
		w.run()
		g, stranger := w.server.NewGroup("Readers"), w.server.NewPerson("Bob", "de")
		w.direct()
		w.ann.Says(g, "/alerts")
		w.said(w.ann.Chat(), "your list")
		if len(g.FromBot()) != 0 {
			t.Error("it was shown to the group")
		}
		stranger.Says(g, "/alerts")
		w.said(g, "your list")
	})
	t.Run("a word of welcome is silent", func(t *testing.T) {
		w := newWorld(t, nil)
		w.core.greet = func(ctx context.Context, e bot.Event, say bot.Say) error {
			return say(ctx, words("I'm here and silent."))
		}
		w.run()
		g := w.server.NewGroup("Readers")
		g.SetBot(w.ann, "administrator")
		if m := w.said(g, "I'm here"); !m.Silent {
			t.Errorf("shown %+v", m)
		}
	})
}

func TestEvents(t *testing.T) {
	w := newWorld(t, nil).run()
	g, ch := w.server.NewGroup("Readers"), w.server.NewChannel("News", "")
	steps := []struct {
		do   func()
		kind bot.EventKind
		at   bot.Address
	}{
		{func() { g.SetBot(w.ann, "kicked") }, bot.Left, w.address(g, bot.Group)},
		{func() { g.SetBot(w.ann, "member") }, bot.Returned, w.address(g, bot.Group)},
		{func() { g.SetBot(w.ann, "administrator") }, bot.RightsChanged, w.address(g, bot.Group)},
		{func() { ch.SetBot(w.ann, "left") }, bot.Left, w.address(ch, bot.Channel)},
		{func() { ch.SetBot(w.ann, "administrator") }, bot.Joined, w.address(ch, bot.Channel)},
		{func() { w.ann.Block() }, bot.Left, w.direct()},
		{func() { w.ann.Unblock() }, bot.Returned, w.direct()},
	}
	for i, s := range steps {
		s.do()
		w.until("the core hears", func() bool { return len(w.core.happened()) > i })
		e := w.core.happened()[i]
		if e.Kind != s.kind || e.Address != s.at || e.By.ID != formatID(w.ann.ID) || e.At.IsZero() {
			t.Errorf("step %d: %+v, want %d at %+v", i, e, s.kind, s.at)
		}
	}
}

func TestRow18Menus(t *testing.T) {
	menu := bottest.TestMenu()
	add := func(name string, who bot.Permission, where bot.Scope, main bool, hidden ...string) {
		menu.Items = append(menu.Items, bot.MenuItem{
			Command: bot.Command{Name: name, Who: who, Where: where, Main: main, Hidden: hidden},
			Help:    map[string]string{"en": name + " in English", "de": name + " auf Deutsch"},
		})
	}
	add("broadcast", bot.Manager, bot.Anywhere, false)
	add("private", bot.Everyone, bot.InDirect, true)
	add("grouponly", bot.Everyone, bot.InGroups, true)
	add("rare", bot.Everyone, bot.Anywhere, false)
	add("elsewhere", bot.Everyone, bot.Anywhere, true, "telegram")
	add("backup", bot.Owner, bot.Anywhere, true)
	add("Not-A-Name", bot.Everyone, bot.Anywhere, true)
	w := newWorld(t, nil)
	w.adapter.publish(w.ctx, menu)
	for scope, want := range map[string]string{
		"all_private_chats": "summary more private", "all_group_chats": "summary more grouponly",
		"all_chat_administrators": "summary more broadcast grouponly",
	} {
		for _, lang := range []string{"", "en", "de"} {
			var names []string
			for _, c := range w.server.Commands(scope, lang) {
				names = append(names, c.Command)
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("row 18 %s %q: %q, want %q", scope, lang, got, want)
			}
		}
	}
	if got := w.server.Commands("all_private_chats", "de")[0].Description; got != "Einen Link zusammenfassen" {
		t.Errorf("row 18 German says %q", got)
	}
	if got := w.server.Commands("all_private_chats", "")[0].Description; got != "Summarize a link" {
		t.Errorf("row 18 everyone else reads %q", got)
	}
}

func TestRow19WhoManages(t *testing.T) {
	w := newWorld(t, nil).run()
	g, ch, other := w.server.NewGroup("Readers"), w.server.NewChannel("News", "@news"), w.server.NewChannel("Other", "")
	boss, admin, member := w.server.NewPerson("Boss", "en"), w.server.NewPerson("Admin", "en"), w.server.NewPerson("Member", "en")
	for _, c := range []*telegramtest.Chat{g, ch} {
		c.SetStatus(boss, "creator")
		c.SetStatus(admin, "administrator")
		c.SetStatus(member, "member")
	}
	group, channel := w.address(g, bot.Group), w.address(ch, bot.Channel)
	as := func(p *telegramtest.Person) bot.Sender { return bot.Sender{ID: formatID(p.ID)} }
	asked := func(c *telegramtest.Chat, how ...telegramtest.How) bot.Sender {
		before := len(w.core.requests())
		admin.Says(c, "/broadcast on", how...)
		w.until("asked", func() bool { return len(w.core.requests()) > before })
		return w.core.requests()[before].Sender
	}
	for _, c := range []struct {
		name string
		at   bot.Address
		who  bot.Sender
		want error
	}{
		{"row 19 the creator", group, as(boss), nil},
		{"row 19 an administrator", group, as(admin), nil},
		{"row 19 a member", group, as(member), bot.ErrNotManager},
		{"row 19 a stranger", group, as(w.ann), bot.ErrNotManager},
		{"row 19 nobody", group, bot.Sender{ID: "31"}, bot.ErrNotManager},
		{"row 19 an anonymous admin", group, asked(g, telegramtest.Anonymous(g)), nil},
		{"row 19 an anonymous admin of another group", channel, asked(g, telegramtest.Anonymous(g)), bot.ErrNotManager},
		{"row 19 a channel's identity in a group", group, asked(g, telegramtest.AsChannel(other)), bot.ErrNotManager},
		{"row 19 the author of a channel's post", channel, asked(ch), nil},
		{"row 19 an administrator of a channel", channel, as(admin), nil},
		{"one's own chat", w.address(w.ann.Chat(), bot.Direct), as(w.ann), nil},
		{"another's chat", w.address(w.ann.Chat(), bot.Direct), as(boss), bot.ErrNotManager},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok, err := w.adapter.CanManage(w.ctx, c.at, c.who)
			if ok != (c.want == nil) || !errors.Is(err, c.want) {
				t.Errorf("%v, %v, want %v", ok, err, c.want)
			}
		})
	}
	t.Run("row 19 rights lost take effect within minutes", func(t *testing.T) { rightsLost(t) })
	t.Run("the bot must be able to post", func(t *testing.T) {
		ch.SetMayPost(false)
		g.SetMuted(true)
		fresh, _ := New(Options{Token: testToken, Endpoint: w.server.Endpoint()})
		for _, at := range []bot.Address{group, channel} {
			if ok, err := fresh.CanManage(w.ctx, at, as(boss)); ok || !errors.Is(err, bot.ErrCannotPost) {
				t.Errorf("%v: %v, %v, want ErrCannotPost", at, ok, err)
			}
		}
		ch.SetBot(boss, "left")
		w.until("the news forgets what was known", func() bool {
			ok, err := w.adapter.CanManage(w.ctx, channel, as(boss))
			return !ok && errors.Is(err, bot.ErrCannotPost)
		})
	})
}

func rightsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(testToken)
		defer s.Close()
		a := inMemory(t, s)
		g, admin := s.NewGroup("Readers"), s.NewPerson("Admin", "en")
		g.SetStatus(admin, "administrator")
		at, who := bot.Address{Network: network, Chat: g.Address(), Kind: bot.Group}, bot.Sender{ID: formatID(admin.ID)}
		ask := func() bool { ok, _ := a.CanManage(t.Context(), at, who); return ok }
		first := ask()
		calls := len(s.Calls("getChatMember"))
		again := ask()
		if !first || !again || len(s.Calls("getChatMember")) != calls {
			t.Errorf("%v, %v: want both, the second without asking", first, again)
		}
		g.SetStatus(admin, "member")
		time.Sleep(5 * time.Minute)
		if ask() {
			t.Error("five minutes later the old answer still holds")
		}
	})
}

func TestChatsAreFoundByName(t *testing.T) {
	w := newWorld(t, nil)
	ch, g := w.server.NewChannel("News", "@daily_news"), w.server.NewGroup("Forum")
	for name, want := range map[string]bot.Address{
		"@Daily_News": w.address(ch, bot.Channel), "https://t.me/daily_news": w.address(ch, bot.Channel), " t.me/daily_news/12 ": {Network: network, Chat: ch.Address(), Thread: "12", Kind: bot.Channel},
		ch.Address(): w.address(ch, bot.Channel), "https://t.me/c/" + strings.TrimPrefix(g.Address(), "-100") + "/7": {Network: network, Chat: g.Address(), Thread: "7", Kind: bot.Group},
	} {
		if c, err := w.adapter.Chat(w.ctx, name); err != nil || c.Address != want || c.Title == "" {
			t.Errorf("%q is %+v, %v, want %+v", name, c, err, want)
		}
	}
	for _, name := range []string{"", "@", "@nobody", "news", "@a b", "-1", "https://example.org/x", "t.me/"} {
		if c, err := w.adapter.Chat(w.ctx, name); !errors.Is(err, bot.ErrNoChat) {
			t.Errorf("%q is %+v, %v, want ErrNoChat", name, c, err)
		}
	}
}

func TestInlineMode(t *testing.T) {
	w := newWorld(t, nil)
	w.core.inline = func(_ context.Context, r bot.Request, q string) ([]bot.Reply, error) {
		out := []bot.Reply{{Title: "About " + q, URL: "https://example.org/a", Buttons: [][]bot.Button{{{Label: "More", Line: "more x"}, {Label: "Open", URL: "https://example.org/a"}}}}}
		for i := range 60 {
			out = append(out, words(fmt.Sprint("number ", i)))
		}
		return out, nil
	}
	w.run()
	q := w.ann.Asks("rain & <snow>")
	w.until("row 17 results", func() bool { _, ok := q.Results(); return ok })
	got, _ := q.Results()
	if len(got) != 50 || got[0].Title != "About rain & <snow>" || len(got[0].Keys.Rows[0]) != 1 {
		t.Errorf("row 17 %d results, the first %+v", len(got), got[0])
	}
	p := w.server.Calls("answerInlineQuery")[0].Params
	if p["is_personal"] != "true" || p["cache_time"] == "" {
		t.Errorf("row 17 %v", p)
	}
}

func TestRow20OnlyNewParametersAreSent(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewGroup("Readers")
	w.ann.Says(g, "/summary x")
	w.said(g, "heard")
	w.send(w.direct(), bot.Reply{Title: "T", URL: "https://example.org/a"})
	for _, c := range w.server.Calls("sendMessage") {
		for _, old := range []string{"reply_to_message_id", "disable_web_page_preview", "allow_sending_without_reply"} {
			if _, there := c.Params[old]; there {
				t.Errorf("row 20 %s was sent", old)
			}
		}
	}
	if m := w.ann.Chat().FromBot()[0]; m.Preview != "https://example.org/a" || !m.Silent {
		t.Errorf("row 20 shown %+v: want the canonical address's preview, silent", m)
	}
}

func TestAnswersTakeTheirTurn(t *testing.T) {
	turns := make(chan bot.Address, 10)
	w := newWorld(t, func(o *Options) {
		o.Pace = func(_ context.Context, at bot.Address) error { turns <- at; return nil }
	})
	w.run()
	w.ann.Writes("/summary x")
	w.said(w.ann.Chat(), "heard")
	if len(turns) != 1 || <-turns != w.direct() {
		t.Error("an answer did not take its turn")
	}
	w.send(w.direct(), words("pushed"))
	if len(turns) != 0 {
		t.Error("a pushed message took a turn: the outbox has taken one")
	}
}

func TestAThousandPressesAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	left := make(chan struct{}, 1000)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		defer func() { left <- struct{}{} }()
		return say(ctx, bot.Reply{Title: "Next", Replace: true})
	}
	var crowd []*telegramtest.Person
	for range cap(left) {
		p := w.server.NewPerson("P", "en")
		p.Meet()
		w.send(w.address(p.Chat(), bot.Direct), bot.Reply{Title: "Card", Buttons: [][]bot.Button{{{Label: "Next", Line: "next"}}}})
		crowd = append(crowd, p)
	}
	w.run()
	began := time.Now()
	var presses []*telegramtest.Press
	for _, p := range crowd {
		press, err := p.Press(p.Chat(), "Next")
		if err != nil {
			t.Fatal(err)
		}
		presses = append(presses, press)
	}
	for range crowd {
		<-left
	}
	took := time.Since(began)
	w.until("all are confirmed", func() bool { return w.server.Pending() == 0 })
	var waits []time.Duration
	for i, p := range presses {
		a, ok := p.Answer()
		if !ok || crowd[i].Chat().FromBot()[0].Text != "Next" {
			t.Fatalf("press %d was not answered or its card not changed", i)
		}
		waits = append(waits, a.After)
	}
	slices.Sort(waits)
	t.Logf("1000 presses: all edited after %v; answered after %v (median), %v (p99)", took, waits[500], waits[990])
}
