package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/discordtest"
)

func forumPostsBearTheTopicsTag(t *testing.T) {
	for name, c := range map[string]struct {
		topic  string
		needed bool
		tags   []string
		want   []string
	}{
		"the topic's":            {"Climate", false, []string{"sport", "climate"}, []string{"climate"}},
		"none":                   {"Rain", false, []string{"sport", "climate"}, nil},
		"the first where needed": {"Rain", true, []string{"sport", "climate"}, []string{"sport"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, at := board(t, discordtest.Forum)
			r.Tags(at.Chat, c.needed, c.tags...)
			for _, title := range []string{"One", "Two"} {
				it := card(title, title)
				it.Reply.Topic = c.topic
				o := r.a.Send(t.Context(), at, []bot.Item{it})
				if o.Verdict != bot.Delivered || !slices.Equal(r.Applied(o.At.Address.Chat), c.want) {
					t.Errorf("%+v with tags %q, want %q", o, r.Applied(o.At.Address.Chat), c.want)
				}
			}
			if n := len(r.Calls("POST /channels/" + at.Chat + "/messages")); n != 1 {
				t.Errorf("%d times tried as a text channel, want once", n)
			}
		})
	}
}

func aForumWithoutTagsToGiveIsSaidToTakeNone(t *testing.T) {
	r, _, at := board(t, discordtest.Forum)
	r.Tags(at.Chat, true)
	if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Gone {
		t.Errorf("%+v, want Gone (40067)", o)
	}
}

func aForumPostOfWhichNobodyToldIsNotMadeTwice(t *testing.T) {
	r, _, at := board(t, discordtest.Forum)
	r.Server.Fail(discordtest.Failure{Path: "/threads", Act: true})
	if o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")}); o.Verdict != bot.Unsure {
		t.Fatalf("%+v, want Unsure when the answer is lost", o)
	}
	o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")})
	if n := len(r.Calls("POST /channels/" + at.Chat + "/threads")); n != 1 || o.Verdict != bot.Delivered || o.At.ID == "" {
		t.Errorf("%d posts, %+v: want the one, named", n, o)
	}
}

// TestMessagesAreEditedWhereverTheyStand covers what "also: …" needs.
func TestMessagesAreEditedWhereverTheyStand(t *testing.T) {
	for name, place := range map[string]func(*rig, *discordtest.Guild, bot.Address) bot.Address{
		"a channel": func(_ *rig, _ *discordtest.Guild, at bot.Address) bot.Address { return at },
		"a thread": func(_ *rig, g *discordtest.Guild, at bot.Address) bot.Address {
			return bot.Address{Network: Network, Chat: g.Thread(at.Chat, "t"), Kind: bot.Group}
		},
		"a direct chat": func(r *rig, _ *discordtest.Guild, _ bot.Address) bot.Address { return r.Direct() },
		"a forum": func(_ *rig, g *discordtest.Guild, _ bot.Address) bot.Address {
			return bot.Address{Network: Network, Chat: g.Channel("forum", discordtest.Forum), Kind: bot.Group}
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, g, text := board(t, discordtest.Text)
			at := place(r, g, text)
			o := r.a.Send(t.Context(), at, []bot.Item{card("k", "Rain")})
			if o.Verdict != bot.Delivered {
				t.Fatalf("%+v", o)
			}
			news := card("k", "Rain").Reply
			for i, ref := range []bot.MessageRef{o.At, {Address: at, ID: o.At.ID}} { // as it was told, and by the address alone
				news.Also = "also: " + strings.Repeat("Reuters ", i+1)
				if e := r.a.Edit(t.Context(), ref, news); e.Verdict != bot.Delivered {
					t.Errorf("edit %d: %+v", i, e)
				}
				if m := r.Read(r.ada, o.At.Address.Chat); len(m) != 1 || !strings.Contains(m[0].Text, strings.TrimSpace(news.Also)) {
					t.Errorf("edit %d: shown %+v", i, m)
				}
			}
			r.Server.Fail(discordtest.Failure{Path: "/messages/", Status: 404, Code: 10008, Times: 2})
			if e := r.a.Edit(t.Context(), o.At, news); e.Verdict != bot.Never {
				t.Errorf("a message that is gone: %+v, want Never", e)
			}
		})
	}
}

func archivedThreadsOpenAndLockedOnesStayShut(t *testing.T) {
	r, g, parent := board(t, discordtest.Text)
	at := bot.Address{Network: Network, Chat: g.Thread(parent.Chat, "t"), Kind: bot.Group}
	o := r.a.Send(t.Context(), at, []bot.Item{card("a", "Rain")})
	r.Archive(at.Chat, false)
	if e := r.a.Edit(t.Context(), o.At, card("a", "Rain again").Reply); e.Verdict != bot.Delivered {
		t.Errorf("editing in an archived thread (50083): %+v", e)
	}
	r.Archive(at.Chat, true)
	if e := r.a.Edit(t.Context(), o.At, card("a", "Snow").Reply); e.Verdict != bot.Never {
		t.Errorf("editing in a locked thread: %+v, want Never", e)
	}
	if s := r.a.Send(t.Context(), at, []bot.Item{card("b", "Snow")}); s.Verdict != bot.Gone {
		t.Errorf("writing to a locked thread (160005): %+v, want Gone", s)
	}
}

func theDescriptionOfAPictureIsLeftOutWhereItIsNotKnown(t *testing.T) {
	r, _, at := board(t, discordtest.Text)
	it := card("k", "Rain")
	it.Reply.Image = bot.Image{URL: "https://example.org/quay.jpg", Alt: "The quay"}
	r.Server.Fail(discordtest.Failure{Path: "/messages", Status: 400, Code: 50035})
	for i, want := range []int{2, 3} { // the second time it is known
		it.Key = strings.Repeat("k", i+1)
		if o := r.a.Send(t.Context(), at, []bot.Item{it}); o.Verdict != bot.Delivered || len(r.Calls("/messages")) != want {
			t.Errorf("%+v after %d calls", o, len(r.Calls("/messages")))
		}
	}
}

func TestALongListIsAMenu(t *testing.T) {
	r, e, ctx, _ := desk(t, func(ctx context.Context, q bot.Request, say bot.Say) error {
		if q.Command == "card" {
			return say(ctx, plainly("opened "+q.Args))
		}
		list := bot.Reply{Title: "Latest"}
		for _, n := range []string{"1", "2", "3", "4", "5", "6", "7"} {
			list.Points = append(list.Points, bot.Point{Number: int(n[0] - '0'), Text: "Story " + n, Source: "example.org"})
			list.Buttons = append(list.Buttons, []bot.Button{{Label: n, Line: "card a_" + n}})
		}
		list.Buttons = append(list.Buttons, []bot.Button{{Label: "More", Line: "latest +7"}})
		return say(ctx, list)
	})
	_, err := r.Slash(ctx, r.ada, r.dm, "next", nil)
	must(t, err)
	m := r.see(ctx, t, r.dm, "Story 7")
	if len(m.Options) != 7 || m.Options[2] != "3 · Story 3" || !slices.Equal(m.Buttons, []string{"More"}) {
		t.Errorf("menu %q, buttons %q", m.Options, m.Buttons)
	}
	_, err = r.Select(ctx, r.ada, r.dm, "Story 3")
	must(t, err)
	r.see(ctx, t, r.dm, "opened a_3")
	<-e.asked
	if q := <-e.asked; q.Command != "card" || q.Args != "a_3" || !q.Pressed {
		t.Errorf("request %+v", q)
	}
}

func TestFewNumbersBesideManyButtonsAreAMenu(t *testing.T) {
	for _, c := range []struct{ numbers, others, rows, options int }{{5, 2, 2, 0}, {3, 5, 2, 3}, {5, 5, 2, 5}, {1, 10, 3, 0}} {
		r := bot.Reply{Text: []string{"Subscribed.", "It would have brought:"}, Buttons: [][]bot.Button{{}}}
		for i := range c.numbers {
			n := strconv.Itoa(i + 1)
			r.Points = append(r.Points, bot.Point{Number: i + 1, Text: "Story " + n})
			r.Buttons[0] = append(r.Buttons[0], bot.Button{Label: n, Line: "card a_" + n})
		}
		for i := range c.others {
			if i%5 == 0 {
				r.Buttons = append(r.Buttons, nil)
			}
			last := len(r.Buttons) - 1
			r.Buttons[last] = append(r.Buttons[last], bot.Button{Label: "act", Line: "act " + strconv.Itoa(i)})
		}
		got := controls(r)
		menu, _ := got[0].(discordgo.ActionsRow).Components[0].(discordgo.SelectMenu)
		if len(got) != c.rows || len(menu.Options) != c.options || c.options > 0 && menu.Placeholder != "It would have brought:" {
			t.Errorf("%d numbers and %d others: %d rows, menu %+v", c.numbers, c.others, len(got), menu)
		}
	}
}

func TestWhatIsForOneCanBeShared(t *testing.T) {
	private := plainly("answer")
	private.Private = true
	r, _, ctx, general := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error { return say(ctx, private) })
	_, err := r.Slash(ctx, r.ada, general, "subscribe", map[string]any{"words": "rain", "public": true})
	must(t, err)
	if m := r.see(ctx, t, general, "answer"); m.Hidden {
		t.Error("hidden, though the asker wanted to share it")
	}
}

func TestWhyIsAskedOfTheAlertItself(t *testing.T) {
	r, e, ctx, general := desk(t, says("because"))
	must(t, r.Connected(ctx, 1))
	it := card("k", "Rain")
	it.Reply.Buttons = [][]bot.Button{{{Label: "More", Line: "card a_1"}, {Label: "Why", Line: "why a_1"}}}
	o := r.a.Send(ctx, bot.Address{Network: Network, Chat: general}, []bot.Item{it})
	if o.Verdict != bot.Delivered {
		t.Fatalf("%+v", o)
	}
	_, err := r.OnMessage(ctx, r.ada, r.Read(r.ada, general)[0].Raw, "Why this alert?")
	must(t, err)
	if q := <-e.asked; q.Command != "why" || q.Args != "a_1" {
		t.Errorf("request %+v", q)
	}
}

// what other servers of this protocol were seen to write.
func TestOtherServersAreUnderstood(t *testing.T) {
	var in interaction
	raw := `{"id":1,"application_id":2,"token":"t","type":"2","channel_id":3,"guild_id":4,"member":{"user":{"id":5,"username":"ada"},"roles":[6]},
		"data":{"name":"next","type":1,"options":[{"name":"n","type":4,"value":7}]}}`
	if err := loosely([]byte(raw), &in); err != nil || in.ID != "1" || in.Type != 2 || in.who().ID != "5" || in.Member.Roles[0] != "6" || valueOf(in.Data.Options[0]) != "7" {
		t.Errorf("%v: %+v", err, in)
	}
	var c channel
	if err := loosely([]byte(`{"id":9,"type":0,"name":"a","permission_overwrites":[{"id":6,"type":"member","allow":1024,"deny":"0"}]}`), &c); err != nil || c.ID != "9" || c.Overwrites[0].Type != 1 || c.Overwrites[0].Allow != 1024 {
		t.Errorf("%v: %+v", err, c)
	}
	if err := loosely([]byte(`{"id":`), &c); err == nil {
		t.Error("half an object was read")
	}
	t.Run("GET /gateway alone, no application, no resume address", func(t *testing.T) {
		r := newRig(t)
		r.Server.Fail(discordtest.Failure{Path: "/gateway/bot", Status: 405, Times: 100})
		r.Server.Fail(discordtest.Failure{Path: "/oauth2/", Status: 404, Times: 100})
		r.App = r.Bot.ID
		r.NoResumeURL = true
		ctx := r.run(t, newEcho(), bottest.TestMenu())
		must(t, r.Connected(ctx, 1))
		r.SendOp(7, nil)
		must(t, r.WaitOps(ctx, 6, 1))
		asks(ctx, t, r, "hello")
	})
	t.Run("a direct chat is opened by a list", func(t *testing.T) {
		r := newRig(t)
		r.Server.Fail(discordtest.Failure{Method: "POST", Path: "/users/@me/channels", Status: 400, Code: 50109})
		if c, err := r.a.Chat(t.Context(), "<@"+r.ada.ID+">"); err != nil || c.Address != r.Direct() {
			t.Errorf("%+v, %v", c, err)
		}
	})
	t.Run("no contexts", func(t *testing.T) {
		r := newRig(t)
		r.Server.Fail(discordtest.Failure{Method: "PUT", Path: "/commands", Status: 400, Code: 50035})
		must(t, r.a.publish(t.Context(), deskMenu()))
		if list, _ := r.Commands(); len(list) == 0 || list[0].Contexts != nil {
			t.Errorf("published %+v", list)
		}
	})
}

func FuzzReadingLoosely(f *testing.F) {
	f.Add([]byte(`{"id":1,"type":"0","roles":[1,"2"],"nested":{"user_id":3}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var in interaction
		var strict interaction
		if json.Unmarshal(raw, &strict) == nil && loosely(raw, &in) != nil {
			t.Fatal("what Discord writes was refused")
		}
		_ = loosely(raw, &in)
	})
}
