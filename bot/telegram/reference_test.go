package telegram

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

// TestReference has a proof for what the list that the adapter was built from says
// beside its numbered rows, which have tests of their own names. The names are those
// statements, by section.
func TestReference(t *testing.T) {
	for section, statements := range map[string][]statement{
		"HTML": htmlStatements(), "faults of the library": libraryStatements(), "rates": rateStatements(),
	} {
		t.Run(section, func(t *testing.T) {
			for _, s := range statements {
				t.Run(s.says, s.proof)
			}
		})
	}
}

type statement struct {
	says  string
	proof func(*testing.T)
}

func htmlStatements() []statement {
	return []statement{
		{"its own tags alone, closed and not crossed", TestCards},
		{"four names and no other are decoded", fourNamesAlone},
		{"a raw quotation mark in an address is refused", quotedAddresses},
		{"a bad, javascript or localhost address is dropped in silence", TestLinksThatTheServerTakes},
		{"entities past 100 are ignored", noMarkPastTheHundredth},
	}
}

func libraryStatements() []statement {
	return []statement{
		{"the token is in its errors, its log and its addresses", TestErrorsNeverHoldTheToken},
		{"no context and no timeout", callsEndWithTheirContext},
		{"the status of a page that is no answer is lost", TestAnswersThatAreNotTheServersOwn},
		{"errors of uploads have no code", uploadsAreClassified},
		{"GetUpdatesChan sleeps on 409, 401 and 429 alike", TestRow13Conflicts},
		{"GetUpdatesChan: one undecodable update blocks its batch", TestUnreadableUpdatesAreLeftBehind},
		{"GetUpdatesChan: the offset is confirmed before handling", TestRow14Polling},
		{"Stop waits out the poll", stoppingDoesNotWaitOutThePoll},
		{"Stop panics when called twice and cannot start again", TestRunCanBeRepeated},
		{"fields and kinds of updates that came later are dropped", laterFieldsAreRead},
		{"no secret token, and any body is read", TestRow16Webhook},
		{"Command answers for other bots", TestWhatIsNotForTheBot},
		{"names are compared by case, commands in captions are missed", commandsInCaptions},
	}
}

func rateStatements() []statement {
	return []statement{
		{"30 a second, 1 a second and chat, 20 a minute and group", limitsLeaveRoom},
		{"several items of a chat are one message", TestFoldedCards},
		{"answers wait for their turn, what was paced does not", TestAnswersTakeTheirTurn},
	}
}

func fourNamesAlone(t *testing.T) {
	got := render(words(`<p>1 < 2 & "x" &nbsp; &hellip; it's</p>`), maxText)
	accepted(t, got, maxText)
	for _, part := range strings.Split(got.html, "&")[1:] {
		if name, _, _ := strings.Cut(part, ";"); !strings.Contains(" lt gt amp quot ", " "+name+" ") {
			t.Errorf("&%s; was written", name)
		}
	}
}

func quotedAddresses(t *testing.T) {
	got := render(bot.Reply{Title: "T", URL: `https://example.org/?q="x"&r='y'`}, maxText)
	if _, marks := accepted(t, got, maxText); len(marks) != 2 || marks[0].URL == marks[1].URL {
		t.Errorf("%s: marks %+v, want bold and the link", got.html, marks)
	}
}

func noMarkPastTheHundredth(t *testing.T) {
	_, marks := accepted(t, render(longLinks(10, 300), maxText), maxText)
	if len(marks) > 100 || len(marks) < 90 {
		t.Errorf("%d marks", len(marks))
	}
}

func callsEndWithTheirContext(t *testing.T) {
	w := newWorld(t, nil)
	held := w.server.Fail(telegramtest.Failure{Hold: true})
	defer held.Release()
	ctx, cancel := context.WithTimeout(w.ctx, 50*time.Millisecond)
	defer cancel()
	if o := w.adapter.Send(ctx, w.direct(), []bot.Item{{Reply: words("x")}}); o.Verdict != bot.Unsure || w.ctx.Err() != nil {
		t.Errorf("%+v, want Unsure when the context ends", o)
	}
}

func uploadsAreClassified(t *testing.T) {
	for name, c := range map[string]struct {
		failure telegramtest.Failure
		want    bot.Verdict
		after   time.Duration
	}{
		"too many":  {telegramtest.Failure{Code: 429, Text: "Too Many Requests: retry after 7", RetryAfter: 7}, bot.Later, 7 * time.Second},
		"blocked":   {telegramtest.Failure{Code: 403, Text: "Forbidden: bot was blocked by the user"}, bot.Gone, 0},
		"a fault":   {telegramtest.Failure{Code: 500, Text: "Internal Server Error"}, bot.Later, retrySoon},
		"too large": {telegramtest.Failure{Code: 413, Text: "Request Entity Too Large"}, bot.Never, 0},
	} {
		w := newWorld(t, nil)
		w.server.Fail(c.failure)
		o := w.send(w.direct(), bot.Reply{File: document("a.zip", "PK")})
		if o.Verdict != c.want || o.After != c.after {
			t.Errorf("%s: %+v, want %v after %v", name, o, c.want, c.after)
		}
	}
}

func stoppingDoesNotWaitOutThePoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(testToken)
		defer s.Close()
		stop := serve(t, inMemory(t, s), &fakeCore{answer: echo, seen: map[string]bool{}})
		time.Sleep(10 * time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("took %v of a poll's %v", took, pollTimeout)
		}
	})
}

func laterFieldsAreRead(t *testing.T) {
	u, err := decodeUpdate(json.RawMessage(`{"update_id":1,"message":{"message_id":2,"chat":{"id":-3,"type":"supergroup","is_forum":true},"text":"x",
		"message_thread_id":7,"is_topic_message":true,"quote":{"text":"q"},"external_reply":{"link_preview_options":{"url":"https://example.org/e"}},
		"chat_shared":{"request_id":1,"chat_id":-9},"link_preview_options":{"url":"https://example.org/p"},"forum_topic_closed":{},
		"reply_to_message":{"message_id":1,"forum_topic_created":{"name":"News"}},"something_of_2030":{"a":[1]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	m := u.Message
	if m.address().Thread != "7" || m.Quote.Text != "q" || m.External.Preview.URL == "" || m.Chosen.ID != -9 || m.Preview.URL == "" ||
		m.TopicClosed == nil || m.ReplyTo.TopicMade.Name != "News" {
		t.Errorf("%+v", m)
	}
	if _, err := decodeUpdate(json.RawMessage(`{"update_id":1,"message_reaction":{"chat":{"id":1}}}`)); err != nil {
		t.Errorf("an update of a later kind: %v", err)
	}
}

func commandsInCaptions(t *testing.T) {
	w := newWorld(t, nil).run()
	w.ann.Writes("", telegramtest.With(map[string]any{"photo": []map[string]any{{"file_id": "p", "width": 1, "height": 1}}, "caption": "/Summary@CRIER_test_bot https://example.org/a"}))
	w.said(w.ann.Chat(), "heard: summary|https://example.org/a")
}

func limitsLeaveRoom(t *testing.T) {
	l := (&Adapter{}).Limits()
	if l.PerSecond <= 0 || l.PerSecond > 30 || l.ChatGap < time.Second || l.GroupGap < time.Second || l.PerMinute <= 0 || l.PerMinute >= 20 || l.Fold < 2 {
		t.Errorf("%+v", l)
	}
}
