package telegram

import (
	"context"
	"io"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

func TestAnEditedMessageChangesItsAnswer(t *testing.T) {
	w := newWorld(t, nil).run()
	id := w.ann.Writes("/summary one")
	first := w.said(w.ann.Chat(), "heard: summary|one")
	w.ann.Edits(w.ann.Chat(), id, "/summary two")
	if m := w.said(w.ann.Chat(), "heard: summary|two"); m.ID != first.ID || len(w.ann.Chat().FromBot()) != 1 {
		t.Errorf("shown %+v, want the answer changed", w.ann.Chat().FromBot())
	}
	w.ann.Edits(w.ann.Chat(), id, "/summary two") // a preview was found
	old := w.server.Push(`"edited_message":{"message_id":3,"date":1,"edit_date":2,"from":{"id":9},"chat":{"id":9,"type":"private"},"text":"/summary unknown"}`)
	w.ann.Writes("/summary last")
	w.said(w.ann.Chat(), "last")
	w.until("all are confirmed", func() bool { return w.server.Pending() == 0 })
	if n := len(w.core.requests()); n != 3 || old == 0 {
		t.Errorf("%d requests, want 3: %+v", n, w.core.requests())
	}
}

func TestAnEditInAGroupChangesTheReplyToIt(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewGroup("Readers")
	id := w.ann.Says(g, "/summary one")
	w.said(g, "heard: summary|one")
	w.ann.Edits(g, id, "/summary@crier_test_bot two")
	if m := w.said(g, "heard: summary|two"); m.ReplyTo != id || len(g.FromBot()) != 1 {
		t.Errorf("shown %+v", g.FromBot())
	}
}

func TestADocumentThatIsRepliedToIsRead(t *testing.T) {
	w := newWorld(t, nil)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if r.File == nil {
			return say(ctx, words("no file"))
		}
		f, err := r.File.Open(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		b, err := io.ReadAll(f)
		if err != nil {
			return err
		}
		return say(ctx, words(r.Command+" of "+r.File.Name+": "+string(b)))
	}
	w.run()
	g := w.server.NewGroup("Readers")
	id := w.ann.Says(g, "", telegramtest.Attach("report.txt", "text/plain", []byte("the report")))
	w.ann.Says(g, "/summary", telegramtest.ReplyTo(id))
	w.said(g, "summary of report.txt: the report")
}

func TestTopicsThatCloseAndOpenAreToldOfByName(t *testing.T) {
	w := newWorld(t, nil).run()
	g := w.server.NewGroup("Forum")
	id := g.NewTopic("News")
	g.CloseTopic(id)
	g.ReopenTopic(id)
	at := w.address(g, bot.Group)
	at.Thread = formatID(int64(id))
	w.until("the core hears", func() bool { return len(w.core.happened()) == 2 })
	for i, kind := range []bot.EventKind{bot.ThreadClosed, bot.ThreadOpened} {
		if e := w.core.happened()[i]; e.Kind != kind || e.Address != at || e.Thread != "News" || e.Title != "Forum" {
			t.Errorf("event %d: %+v", i, e)
		}
	}
}

func TestABotThatMayNoLongerWriteIsSilenced(t *testing.T) {
	w := newWorld(t, nil).run()
	g, ch := w.server.NewGroup("Readers"), w.server.NewChannel("News", "@news")
	g.SetBot(w.ann, "restricted")
	g.SetBot(w.ann, "member")
	ch.SetMayPost(false)
	ch.SetBot(w.ann, "administrator")
	ch.SetMayPost(true)
	ch.SetBot(w.ann, "administrator")
	w.until("the core hears", func() bool { return len(w.core.happened()) == 4 })
	for i, kind := range []bot.EventKind{bot.Silenced, bot.RightsChanged, bot.Silenced, bot.RightsChanged} {
		if e := w.core.happened()[i]; e.Kind != kind {
			t.Errorf("event %d: %+v, want %d", i, e, kind)
		}
	}
}

func TestAChatIsChosenFromTheAppsList(t *testing.T) {
	w := newWorld(t, nil)
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		if r.Command == "broadcast" {
			return say(ctx, bot.Reply{Text: []string{"Where?"}, Form: &bot.Form{Picks: []bot.Pick{{Label: "Choose a channel", Kind: bot.Channel}, {Label: "Choose a group", Kind: bot.Group}}}})
		}
		return echo(ctx, r, say)
	}
	w.run()
	ch, g := w.server.NewChannel("News", ""), w.server.NewGroup("Readers")
	ch.SetStatus(w.ann, "creator")
	ch.SetBot(w.ann, "left")
	g.SetStatus(w.ann, "administrator")
	for label, chat := range map[string]*telegramtest.Chat{"Choose a channel": ch, "Choose a group": g} {
		w.ann.Writes("/broadcast climate")
		w.until("the keyboard is open", func() bool { return strings.Join(w.ann.Chat().Keys(), ", ") == "Choose a channel, Choose a group" })
		if err := w.ann.Chooses(label, chat); err != nil {
			t.Fatal(err)
		}
		w.said(w.ann.Chat(), "heard: chosen|"+chat.Address())
		w.until("the question is gone with its keyboard", func() bool { return w.ann.Chat().Keys() == nil })
		for _, m := range w.ann.Chat().FromBot() {
			if m.Text == "Where?" {
				t.Errorf("the question still stands: %+v", m)
			}
		}
	}
	w.ann.Writes("/broadcast climate")
	w.until("the keyboard is open", func() bool { return w.ann.Chat().Keys() != nil })
	w.ann.Writes("/more x")
	w.said(w.ann.Chat(), "heard: more|x")
	if keys := w.ann.Chat().Keys(); keys != nil {
		t.Errorf("something else was asked, and the keyboard %q still stands", keys)
	}
	if ok, err := w.adapter.CanManage(w.ctx, w.address(ch, bot.Channel), bot.Sender{ID: formatID(w.ann.ID)}); !ok {
		t.Errorf("the bot was not made an admin of the channel: %v", err)
	}
}

func TestAnAnswerFollowsAGroupThatIsUpgraded(t *testing.T) {
	w := newWorld(t, nil)
	work := make(chan struct{})
	w.core.answer = func(ctx context.Context, r bot.Request, say bot.Say) error {
		<-work
		return echo(ctx, r, say)
	}
	w.run()
	g := w.server.NewBasicGroup("Readers")
	w.ann.Says(g, "/summary x")
	w.until("asked", func() bool { return len(w.core.requests()) == 1 })
	super := g.Upgrade()
	close(work)
	w.said(super, "heard: summary|x")
}
