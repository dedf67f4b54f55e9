package telegram

import (
	"context"
	"fmt"
	"io"
	"slices"
	"testing"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

func TestWhatAMessageAsks(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewGroup("Readers")
	at := w.direct()
	rain := bot.Reply{Title: "Rain", URL: "https://example.org/rain", Points: []bot.Point{{Text: "It rained.", Source: "Herald", Link: "https://example.org/rain#:~:text=It%20rained"}}}
	card, groupCard := w.send(at, rain), w.send(w.address(g, bot.Group), rain)
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
			Command: "summary", Text: "/summary", Quoted: "Rain\n\n• It rained. Herald", Links: []string{"https://example.org/rain"}}},
		{"a marked part of a message is what is quoted", said(direct, "/summary", telegramtest.ReplyTo(id(card)), telegramtest.With(map[string]any{"quote": map[string]any{"text": "It rained."}})), bot.Request{
			Command: "summary", Text: "/summary", Quoted: "It rained.", Links: []string{"https://example.org/rain"}}},
		{"a forwarded message", said(direct, "news: https://example.net/n", telegramtest.With(map[string]any{"forward_origin": map[string]any{"type": "hidden_user", "date": 1}})), bot.Request{
			Text: "news: https://example.net/n", Links: []string{"https://example.net/n"}}},
		{"a link that nobody marked, as in code", said(direct, "🎈 (https://example.org/c).", telegramtest.With(map[string]any{"entities": []any{map[string]any{"type": "code", "offset": 3, "length": 22}}})), bot.Request{
			Text: "🎈 (https://example.org/c).", Links: []string{"https://example.org/c"}}},
		{"a caption with a link in it", said(direct, "", telegramtest.With(map[string]any{"photo": []map[string]any{{"file_id": "p", "width": 1, "height": 1}},
			"caption": "🎈 example.org/p", "caption_entities": []any{map[string]any{"type": "url", "offset": 3, "length": 13}}})), bot.Request{
			Text: "🎈 example.org/p", Links: []string{"https://example.org/p"}}},
		{"a mark beyond the text does no harm", said(direct, "short", telegramtest.With(map[string]any{"entities": []any{map[string]any{"type": "url", "offset": 3, "length": 99}, map[string]any{"type": "url", "offset": -1, "length": 2}}})), bot.Request{
			Text: "short"}},
		{"a reply to a message of another chat", said(direct, "/summary", telegramtest.With(map[string]any{
			"external_reply": map[string]any{"origin": map[string]any{"type": "hidden_user", "date": 1}, "link_preview_options": map[string]any{"url": "HTTPS://example.org/e"}},
			"quote":          map[string]any{"text": "It rained.", "position": 0, "entities": []any{map[string]any{"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org/q"}}}})), bot.Request{
			Command: "summary", Text: "/summary", Quoted: "It rained.", Links: []string{"https://example.org/q", "HTTPS://example.org/e"}}},
		{"a message of a topic is no reply to the one that made it", said(g, "/more", telegramtest.With(map[string]any{
			"reply_to_message": map[string]any{"message_id": 1, "date": 1, "chat": map[string]any{"id": g.ID, "type": "supergroup"}, "from": map[string]any{"id": w.server.BotID(), "is_bot": true},
				"forum_topic_created": map[string]any{"name": "News"}, "text": "no words"}})), bot.Request{
			Command: "more", Text: "/more"}},
		{"a deep link", said(direct, "/start a_8Kd0"), bot.Request{Command: "start", Args: "a_8Kd0", Text: "/start a_8Kd0"}},
		{"the bot's name and a link in a group", said(g, "@crier_test_bot https://example.org/g"), bot.Request{Text: "https://example.org/g", Links: []string{"https://example.org/g"}}},
		{"the bot's name and a command in a group", said(g, "@Crier_Test_Bot: /latest climate"), bot.Request{Command: "latest", Args: "climate", Text: "/latest climate"}},
		{"a reply to the bot in a group", said(g, "thanks", telegramtest.ReplyTo(id(inGroup))), bot.Request{Text: "thanks", Quoted: "a post of the bot's"}},
		{"the bot's name alone under a message with a link", said(g, "@crier_test_bot", telegramtest.ReplyTo(id(groupCard))), bot.Request{
			Quoted: "Rain\n\n• It rained. Herald", Links: []string{"https://example.org/rain"}}},
		{"a word about a card is about no link", said(g, "thanks", telegramtest.ReplyTo(id(groupCard))), bot.Request{Text: "thanks", Quoted: "Rain\n\n• It rained. Herald"}},
		{"a link under a card is that link alone", said(g, "see https://example.org/b", telegramtest.ReplyTo(id(groupCard))), bot.Request{
			Text: "see https://example.org/b", Quoted: "Rain\n\n• It rained. Herald", Links: []string{"https://example.org/b"}}},
		{"a place in a page is the page", said(direct, "https://example.org/a#:~:text=x https://example.org/b#part:~:text=x"), bot.Request{
			Text: "https://example.org/a#:~:text=x https://example.org/b#part:~:text=x", Links: []string{"https://example.org/a", "https://example.org/b#part"}}},
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
	w.ann.Writes("Rain, a choice of inline mode: https://example.org/rain", telegramtest.With(map[string]any{"via_bot": map[string]any{"id": w.server.BotID(), "is_bot": true, "first_name": "Crier"}}))
	w.ann.Writes("/summary last")
	w.said(w.ann.Chat(), "last")
	w.until("all are confirmed", func() bool { return w.server.Pending() == 0 })
	if n := len(w.core.requests()); n != 1 {
		t.Errorf("%d requests, want the last alone: %+v", n, w.core.requests())
	}
}

func TestAnAlbumIsAnsweredOnce(t *testing.T) {
	w := newWorld(t, nil).run()
	picture := func(text string) {
		w.ann.Writes(text, telegramtest.With(map[string]any{"media_group_id": "7", "photo": []map[string]any{{"file_id": "p", "width": 1, "height": 1}}}))
	}
	picture("")
	picture("")
	picture("see https://example.org/a")
	picture("")
	w.ann.Writes("/more")
	w.said(w.ann.Chat(), "heard: more")
	var asked []string
	for _, r := range w.core.requests() {
		asked = append(asked, r.Text)
	}
	if want := []string{"", "see https://example.org/a", "/more"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
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
	w.until("the call is noted", func() bool { return len(w.server.Calls("answerInlineQuery")) > 0 })
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
