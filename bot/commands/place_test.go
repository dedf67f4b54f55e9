package commands_test

import (
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

// member is somebody in a group that they do not manage; own is their chat with the bot.
func member(t *testing.T) (h *house, inGroup, own *person) {
	h = build(t, nil)
	own = h.person("2", "en")
	inGroup = own.in("g", bot.Group)
	h.desk.chats["<@2>"] = bot.Chat{Address: own.from}
	h.desk.chats["g"] = bot.Chat{Address: inGroup.from, Title: "Readers"}
	return h, inGroup, own
}

func (p *person) followed() (names []string) {
	p.t.Helper()
	follows, err := p.db.Follows(p.t.Context(), p.from)
	must(p.t, err)
	for _, f := range follows {
		names = append(names, f.Name)
	}
	return names
}

func TestWhatOnlyAdminsSetUpAMemberGetsForThemself(t *testing.T) {
	h, group, own := member(t)
	group.types("/subscribe climate")
	group.presses("Get it privately")
	if r := group.presses("Subscribe"); !strings.Contains(bottest.Plain(r), "private chat") {
		t.Errorf("the group was told:\n%s", bottest.Plain(r))
	}
	group.types("/addfeed " + h.web + "/feeds/climate.rss")
	group.presses("Get it privately")
	if got := strings.Join(own.followed(), ", "); got != "climate, The newsroom: climate" {
		t.Errorf("the member follows %q", got)
	}
	if got := group.followed(); got != nil {
		t.Errorf("the group follows %q", got)
	}
	if len(h.desk.sent) != 2 || !strings.Contains(bottest.Plain(h.desk.sent[0]), "Subscribed to “climate”") {
		t.Errorf("sent to the member: %+v", h.desk.sent)
	}
	own.last = h.desk.sent[0]
	own.presses("Undo")
	if got := strings.Join(own.followed(), ", "); got != "The newsroom: climate" {
		t.Errorf("after Undo the member follows %q", got)
	}
}

func TestAClosedDirectChatIsSaidWithAnotherTry(t *testing.T) {
	h, group, own := member(t)
	must(t, h.db.SaveProfile(t.Context(), bot.Profile{Address: own.from}))
	must(t, h.db.Pause(t.Context(), own.from, bot.PausedGone))
	h.desk.verdict = bot.Gone
	group.types("/subscribe climate")
	group.presses("Get it privately")
	r := group.presses("Subscribe")
	if !strings.Contains(bottest.Plain(r), "I cannot write to you") || !r.Private {
		t.Errorf("told:\n%s", bottest.Plain(r))
	}
	h.desk.verdict = bot.Delivered
	group.presses("Try again")
	if len(h.desk.sent) != 1 || own.paused() != bot.Running {
		t.Errorf("%d sent, pause %q", len(h.desk.sent), own.paused())
	}
}

func TestOwnAndAtTakeNoOtherLines(t *testing.T) {
	h, group, own := member(t)
	h.desk.managers["2 g"] = true
	for _, line := range []string{"/own mute all", "/own own subscribe x", "/own", "/at g summary 1", "/at g at g mute", "/at"} {
		for _, p := range []*person{group, own} {
			if got := bottest.Plain(p.types(line)); !strings.Contains(got, "I don't know") {
				t.Errorf("%s: %s", line, got)
			}
		}
	}
}

func TestAnAnswerReadInPrivateStillActsOnItsGroup(t *testing.T) {
	h, group, own := member(t)
	h.desk.managers["2 g"] = true
	group.types("/broadcast " + h.web + "/feeds/climate.rss on")
	if r := group.presses("Start posting"); !strings.Contains(bottest.Plain(r), "in Readers") {
		t.Errorf("the chat is not named: %s", bottest.Plain(r))
	}
	own.last = group.last // a network may show it in the presser's own chat
	if got := bottest.Plain(own.presses("Undo")); !strings.Contains(got, "no longer post") || !strings.Contains(got, "Readers") {
		t.Errorf("Undo in private said %s", got)
	}
	own.presses("Undo")
	h.desk.managers["2 g"] = false
	own.last = group.last
	if got := bottest.Plain(own.presses("Undo")); !strings.Contains(got, "Only admins of Readers") {
		t.Errorf("somebody without the right was told %s", got)
	}
}

func TestWhyIsToldInPrivateAndMutesTheGroups(t *testing.T) {
	h, group, own := member(t)
	h.desk.managers["2 g"] = true
	group.types("/addfeed " + h.web + "/feeds/climate.rss")
	group.types("/next")
	if r := group.types("/why"); !r.Private {
		t.Fatalf("shown to all: %s", bottest.Plain(r))
	}
	own.last = group.last // the network showed it in the asker's own chat
	own.presses("Unsubscribe")
	if got := group.followed(); got != nil {
		t.Errorf("the group still follows %q", got)
	}
}

// What somebody has for themself is theirs wherever they ask for it: no admin need do it.
func TestAMemberErasesWhatIsTheirsFromAGroup(t *testing.T) {
	_, group, own := member(t)
	if r := group.types("/forget"); !r.Private {
		t.Fatalf("shown to all: %s", bottest.Plain(r))
	}
	own.last = group.last // the network showed it in the asker's own chat
	if r := bottest.Plain(own.presses("Erase what is mine")); !strings.Contains(r, "Forgotten: nothing of yours") {
		t.Errorf("it was refused:\n%s", r)
	}
}

func TestAPreviewOfAFeedShowsWhatWouldBePosted(t *testing.T) {
	h, group, _ := member(t)
	h.desk.managers["2 g"] = true
	r := group.types("/broadcast " + h.web + "/feeds/climate.rss on")
	if len(r.Points) != 3 || !strings.HasPrefix(r.Title, "Post “The newsroom: climate” in Readers") {
		t.Errorf("the preview:\n%s", bottest.Plain(r))
	}
	group.presses("Not now")
	if got := group.followed(); got != nil {
		t.Errorf("after Not now the group follows %q", got)
	}
}

func TestAFeedFollowedTwiceOffersItsEndNotAnUndo(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types("/addfeed " + h.web + "/feeds/climate.rss")
	got := bottest.Plain(p.types("/addfeed " + h.web + "/feeds/climate.rss"))
	if !strings.Contains(got, "already") || !strings.Contains(got, "[Unsubscribe]") || strings.Contains(got, "[Undo]") {
		t.Errorf("said:\n%s", got)
	}
}

func TestAFrontPageOffersItsFeed(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types(h.web + "/feeds/climate.rss")
	if got := bottest.Plain(p.presses("Follow its feed")); !strings.Contains(got, "Following The newsroom: climate") {
		t.Errorf("said:\n%s", got)
	}
	if got := bottest.Plain(p.in("g", bot.Group).types("/summary " + h.web + "/feeds/climate.rss")); strings.Contains(got, "Follow its feed") {
		t.Errorf("in a group:\n%s", got)
	}
}

func TestANameThatIsNotFollowedIsRepeated(t *testing.T) {
	p := build(t, nil).person("1", "en")
	if got := bottest.Plain(p.types("/mute Velm 2h")); !strings.Contains(got, "Nothing here is called “Velm”") {
		t.Errorf("said:\n%s", got)
	}
}

func TestAddToAGroupOpensTheNetworksOwnPage(t *testing.T) {
	h := build(t, nil)
	h.desk.chats["me"] = bot.Chat{Invite: "https://desk.test/add"}
	if got := bottest.Plain(h.person("1", "en").types("/start")); !strings.Contains(got, "[Add to a group] https://desk.test/add") {
		t.Errorf("said:\n%s", got)
	}
}

func TestHelpIsForTheAskerAndNamesWhatIsThere(t *testing.T) {
	p := build(t, nil).person("1", "en")
	p.from.Network = "discord"
	r := p.types("/help")
	if got := bottest.Plain(r); !r.Private || strings.Contains(got, "/start") || !strings.Contains(got, "/summary") {
		t.Errorf("said:\n%s", got)
	}
}

func TestAGroupsListIsCalledTheGroups(t *testing.T) {
	h, group, _ := member(t)
	h.desk.managers["2 g"] = true
	group.types("/subscribe climate")
	if got := group.types("/alerts").Title; got != "Topics and feeds of this chat" {
		t.Errorf("the list is called %q", got)
	}
}

func TestARefusalSaysWhatIsRefused(t *testing.T) {
	_, group, _ := member(t)
	for line, want := range map[string]string{
		"/subscribe climate": "Only admins set up posts here. In a private chat with me you can have it for yourself.\n[Get it privately]",
		"/mute all":          "Only admins change what I do here.",
		"/language de":       "Only admins change what I do here.",
	} {
		r := group.types(line)
		if got := bottest.Plain(r); !strings.Contains(got, want) || r.Fade == 0 || !r.Private {
			t.Errorf("%s: %s", line, got)
		}
	}
}

// On Discord people take the bot along to servers of which it is no member.
func TestWhereTheBotCannotPostItIsOfferedInPrivate(t *testing.T) {
	h, group, own := member(t)
	h.desk.managers["2 g"], h.desk.mute = true, true
	for line, want := range map[string]string{
		"/subscribe climate": "I cannot post here by myself",
		"/mute all":          "I am not allowed to post there.",
	} {
		if got := bottest.Plain(group.types(line)); !strings.Contains(got, want) {
			t.Errorf("%s: %s", line, got)
		}
	}
	group.types("/subscribe climate")
	group.presses("Get it privately")
	group.presses("Subscribe")
	if got := strings.Join(own.followed(), ", "); got != "climate" || group.followed() != nil {
		t.Errorf("followed: %q", got)
	}
}

func TestAnotherPersonsChatIsNoPlaceForPosts(t *testing.T) {
	h := build(t, nil)
	h.desk.chats["1234567"] = bot.Chat{Address: bot.Address{Network: "desk", Chat: "1234567"}, Title: "Eve Holt"}
	p := h.person("1", "en")
	for _, line := range []string{"/broadcast 1234567 climate on", "/at 1234567 alerts"} {
		if got := bottest.Plain(p.types(line)); !strings.Contains(got, "I don't see 1234567") || strings.Contains(got, "Eve") {
			t.Errorf("%s: %s", line, got)
		}
	}
}

func TestWhoWritesAsAChannelHasNoOwnChat(t *testing.T) {
	h, group, _ := member(t)
	h.desk.chats["<@2>"] = bot.Chat{Address: group.from}
	if got := bottest.Plain(group.types("/own subscribe climate")); !strings.Contains(got, "I cannot write to you") || group.followed() != nil {
		t.Errorf("said %s", got)
	}
}
