package commands_test

import (
	"fmt"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

// admin is somebody who manages a group with the topic 7, and their own chat.
func admin(t *testing.T) (h *house, topic, own *person) {
	h, topic, own = member(t)
	h.desk.managers["2 g"] = true
	topic.from.Thread = "7"
	return h, topic, own
}

// told is what the last message that came by itself says.
func (h *house) told(own *person) string {
	h.t.Helper()
	if len(h.desk.sent) == 0 {
		return "(nothing)"
	}
	own.last = h.desk.sent[len(h.desk.sent)-1]
	checkLines(h.t, own.last)
	if own.last.Loud {
		h.t.Error("a word that nobody asked for makes a sound")
	}
	return bottest.Plain(own.last)
}

func TestAClosedTopicPausesItsPostsAndAsksWhereNext(t *testing.T) {
	for name, c := range map[string]struct {
		press            string
		inGroup, inTopic string // what is posted afterwards
	}{
		"moved into the group": {"Post in Readers itself", "climate", ""},
		"removed":              {"Remove", "", ""},
		"left as it is":        {"", "", "climate"},
	} {
		t.Run(name, func(t *testing.T) {
			h, topic, own := admin(t)
			topic.types("/broadcast climate on")
			topic.presses("Start posting")
			topic.happens(bot.Event{Kind: bot.ThreadClosed, Thread: "News"})
			if got := h.told(own); !strings.HasPrefix(got, "“News” in Readers was closed. Paused there: “climate”. Where next?") {
				t.Errorf("told:\n%s", got)
			}
			if f, err := h.db.Follows(t.Context(), topic.from); err != nil || !f[0].Muted.After(today()) {
				t.Errorf("still posting: %+v, %v", f, err)
			}
			if c.press != "" {
				own.presses(c.press)
			}
			group := topic.in("g", bot.Group)
			if got := strings.Join(group.followed(), ", "); got != c.inGroup {
				t.Errorf("the group follows %q, want %q", got, c.inGroup)
			}
			if got := strings.Join(topic.followed(), ", "); got != c.inTopic {
				t.Errorf("the topic follows %q, want %q", got, c.inTopic)
			}
		})
	}
}

func TestATopicThatOpensAgainGoesOnAtAPress(t *testing.T) {
	h, topic, own := admin(t)
	topic.types("/broadcast climate on")
	topic.presses("Start posting")
	topic.happens(bot.Event{Kind: bot.ThreadClosed})
	if got := h.told(own); !strings.HasPrefix(got, "A topic of Readers was closed.") {
		t.Errorf("told:\n%s", got)
	}
	topic.happens(bot.Event{Kind: bot.ThreadOpened, Thread: "News"})
	if got := h.told(own); !strings.HasPrefix(got, "“News” in Readers is open again.") {
		t.Errorf("told:\n%s", got)
	}
	own.presses("Resume")
	f, err := h.db.Follows(t.Context(), topic.from)
	if err != nil || !f[0].Muted.IsZero() {
		t.Errorf("after Resume: %+v, %v", f, err)
	}
}

func TestResumingAllStartsNothingThatWasStoppedOrNeverConfirmed(t *testing.T) {
	h, topic, _ := admin(t)
	topic.types("/broadcast climate on")
	topic.presses("Start posting")
	topic.types("/broadcast rates on")
	topic.presses("Start posting")
	topic.types("/broadcast rates off")
	topic.types("/broadcast trams on") // and nobody presses anything
	topic.happens(bot.Event{Kind: bot.ThreadClosed, Address: topic.from, Thread: "News"})
	topic.types("/mute all off")
	follows, err := h.db.Follows(t.Context(), topic.from)
	must(t, err)
	var on []string
	for _, f := range follows {
		if f.Muted.IsZero() {
			on = append(on, f.Name)
		}
	}
	if got := strings.Join(on, ", "); len(follows) != 3 || got != "climate" {
		t.Errorf("of %d posts these go on: %q", len(follows), got)
	}
}

func TestWhatIsSetUpInATopicAndReadInPrivateActsOnTheTopic(t *testing.T) {
	h, topic, own := admin(t)
	topic.types("/broadcast climate on")
	topic.presses("Start posting")
	own.last = topic.last // the network showed it in the presser's own chat
	if got := bottest.Plain(own.presses("Undo")); !strings.Contains(got, "no longer post “climate” in Readers") {
		t.Errorf("Undo in private said %s", got)
	}
	f, err := h.db.Follows(t.Context(), topic.from)
	if err != nil || len(f) != 1 || f[0].Muted.IsZero() {
		t.Errorf("the topic: %+v, %v", f, err)
	}
}

func TestWhoMayNoLongerPostSaysSoToThoseWhoSetItUp(t *testing.T) {
	h, topic, own := admin(t)
	topic.types("/broadcast climate on")
	topic.presses("Start posting")
	group := topic.in("g", bot.Group)
	group.happens(bot.Event{Kind: bot.Silenced, Title: "Readers"})
	if got := h.told(own); !strings.HasPrefix(got, "I may no longer post in Readers. Paused there: “climate”.") {
		t.Errorf("told:\n%s", got)
	}
	if group.paused() != bot.PausedGone {
		t.Errorf("the group is %q", group.paused())
	}
	if said := group.happens(bot.Event{Kind: bot.RightsChanged}); !strings.HasPrefix(said, "I'm back.") || group.paused() == bot.Running {
		t.Errorf("with the right again: %q, %q", said, group.paused())
	}
	own.presses("Resume")
	if group.paused() != bot.Running {
		t.Errorf("after Resume: %q", group.paused())
	}
}

func TestAPostThatIsRefusedIsToldOf(t *testing.T) {
	for want, why := range map[string]error{
		"A topic of Readers was closed.":   fmt.Errorf("%w: %w", bot.ErrThreadClosed, bot.ErrCannotPost),
		"I may no longer post in Readers.": bot.ErrCannotPost,
	} {
		h, topic, own := admin(t)
		topic.types("/broadcast climate on")
		topic.presses("Start posting")
		h.Closed(t.Context(), topic.from, why)
		if got := h.told(own); !strings.HasPrefix(got, want) {
			t.Errorf("told:\n%s\nwant %s", got, want)
		}
	}
}

func TestAChannelThatComesBackAsksWhoBroughtIt(t *testing.T) {
	h, _, own := admin(t)
	channel := own.in("-1001234567", bot.Channel)
	h.desk.managers["2 -1001234567"] = true
	h.desk.chats["-1001234567"] = bot.Chat{Address: channel.from, Title: "Daily"}
	own.types("/broadcast -1001234567 climate on")
	own.presses("Start posting")
	channel.happens(bot.Event{Kind: bot.Left})
	if said := channel.happens(bot.Event{Kind: bot.Joined, Title: "Daily"}); said != "" {
		t.Errorf("the channel was asked %q", said)
	}
	if got := h.told(own); !strings.HasPrefix(got, "I am back in Daily.") || channel.paused() == bot.Running {
		t.Errorf("told:\n%s", got)
	}
	h.desk.sent = nil
	channel.happens(bot.Event{Kind: bot.RightsChanged, Title: "Daily"})
	if n := len(h.desk.sent); n != 0 {
		t.Errorf("asked again: %d messages", n)
	}
	own.presses("Resume")
	if channel.paused() != bot.Running {
		t.Errorf("after Resume: %q", channel.paused())
	}
}

func TestWhatWasLostIsToldOnce(t *testing.T) {
	for kind, want := range map[bot.EventKind]string{
		bot.Deleted:  "Readers was deleted. Paused there: “climate”.",
		bot.Expelled: "I was removed from your server. Paused there: “climate”, “rates”.",
	} {
		h, topic, own := admin(t)
		h.desk.managers["2 other"] = true
		other := own.in("other", bot.Group)
		for _, at := range []*person{topic, other} {
			at.types("/broadcast " + map[*person]string{topic: "climate", other: "rates"}[at] + " on")
			at.presses("Start posting")
		}
		group, told := topic.in("g", bot.Group), len(h.desk.sent)
		e := bot.Event{Kind: kind, Title: "Readers"}
		if kind == bot.Expelled {
			e.Also = []bot.Address{other.from, own.in("never", bot.Group).from}
		}
		group.happens(e)
		if got := h.told(own); !strings.HasPrefix(got, want) || len(h.desk.sent) != told+1 {
			t.Errorf("%d messages, the last:\n%s", len(h.desk.sent)-told, got)
		}
		if group.paused() != bot.PausedGone || kind == bot.Expelled != (other.paused() == bot.PausedGone) {
			t.Errorf("paused: %q and %q", group.paused(), other.paused())
		}
		group.happens(bot.Event{Kind: bot.Left})
	}
}

func TestAChannelThatIsBackByNobodysNameAsksThoseWhoSetItUp(t *testing.T) {
	h, _, own := admin(t)
	channel := own.in("-1001234567", bot.Channel)
	h.desk.managers["2 -1001234567"] = true
	h.desk.chats["-1001234567"] = bot.Chat{Address: channel.from, Title: "Daily"}
	own.types("/broadcast -1001234567 climate on")
	own.presses("Start posting")
	channel.happens(bot.Event{Kind: bot.Silenced, Title: "Daily"})
	sender := channel.sender
	channel.sender = bot.Sender{}
	channel.happens(bot.Event{Kind: bot.RightsChanged, Title: "Daily"})
	channel.sender = sender
	if got := h.told(own); !strings.HasPrefix(got, "I am back in Daily.") {
		t.Errorf("told:\n%s", got)
	}
}

func TestTheButtonThatAddsTheBotGreetsOnce(t *testing.T) {
	h := build(t, nil)
	g := h.person("1", "en").in("g", bot.Group)
	if r := g.types("/start 1"); !strings.HasPrefix(bottest.Plain(r), "I'm here and silent.") {
		t.Errorf("before the news of it: %s", bottest.Plain(r))
	}
	g.happens(bot.Event{Kind: bot.Joined})
	if r := g.types("/start 1"); len(r.Text) != 0 {
		t.Errorf("a second greeting: %s", bottest.Plain(r))
	}
	if r := g.types("/start"); len(r.Text) == 0 {
		t.Error("whoever asks is not answered")
	}
}

func TestAPlaceIsChosenThenWhatThenAPreview(t *testing.T) {
	h, _, own := admin(t)
	h.desk.picks = true
	channel := bot.Address{Network: "desk", Chat: "-1001234567", Kind: bot.Channel}
	h.desk.managers["2 -1001234567"] = true
	h.desk.chats["-1001234567"] = bot.Chat{Address: channel, Title: "Daily"}
	r := own.types("/broadcast climate change on")
	if r.Form == nil || len(r.Form.Picks) != 2 || !strings.Contains(bottest.Plain(r), "“climate change”") {
		t.Fatalf("asked:\n%s", bottest.Plain(r))
	}
	if r := own.types("/chosen -1001234567"); r.Title != "Post “climate change” in Daily?" {
		t.Errorf("chosen:\n%s", bottest.Plain(r))
	}
	own.presses("Start posting")
	own.types("/broadcast")
	r = own.types("/chosen -1001234567")
	if !strings.HasPrefix(bottest.Plain(r), "What shall I post in Daily?") || len(r.Buttons) == 0 {
		t.Fatalf("asked:\n%s", bottest.Plain(r))
	}
	if r := own.presses(r.Buttons[0][0].Label); !strings.Contains(r.Title, "in Daily?") {
		t.Errorf("the preview:\n%s", bottest.Plain(r))
	}
	for _, line := range []string{"/chosen", "/chosen x", "/chosen -100999999 climate"} {
		if got := bottest.Plain(own.types(line)); !strings.Contains(got, "/broadcast") && !strings.Contains(got, "I don't see") {
			t.Errorf("%s: %s", line, got)
		}
	}
}

func TestAChannelIsSetUpInPrivate(t *testing.T) {
	h, _, own := admin(t)
	h.desk.open = true
	channel := own.in("-1001234567", bot.Channel)
	channel.sender = bot.Sender{ID: "-1001234567"}
	h.desk.managers["2 -1001234567"] = true
	h.desk.chats["-1001234567"] = bot.Chat{Address: channel.from, Title: "Daily"}
	h.desk.chats["me"] = bot.Chat{Start: "https://desk.test/crier?start="}
	r := channel.types("/broadcast climate on")
	if !strings.HasPrefix(bottest.Plain(r), "(fade") || len(r.Buttons) != 1 || r.Buttons[0][0].URL != "https://desk.test/crier?start=b_-1001234567" {
		t.Fatalf("the channel was told:\n%s", bottest.Plain(r))
	}
	if got := channel.followed(); got != nil {
		t.Errorf("the channel follows %q", got)
	}
	r = own.types("/start b_-1001234567")
	if !strings.HasPrefix(bottest.Plain(r), "What shall I post in Daily?") {
		t.Errorf("asked:\n%s", bottest.Plain(r))
	}
	h.desk.managers["2 -1001234567"] = false
	if got := bottest.Plain(own.types("/start b_-1001234567")); !strings.Contains(got, "Only admins of Daily") {
		t.Errorf("somebody else was asked:\n%s", got)
	}
}
