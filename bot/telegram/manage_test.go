package telegram

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/bottest/telegramtest"
)

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
	add("post", bot.Everyone, bot.Anywhere, false)
	menu.Items[len(menu.Items)-1].Section = bot.Posting
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
		"all_chat_administrators": "summary more broadcast post grouponly",
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

func TestTheBotSaysWhatItIsUnlessItsOperatorDid(t *testing.T) {
	menu := bottest.TestMenu()
	menu.About = map[string]string{"en": "Send me a link.", "de": "Schick mir einen Link."}
	menu.Short = map[string]string{"en": strings.Repeat("short ", 40), "de": "Kurz."}
	w := newWorld(t, nil)
	if err := w.adapter.call(w.ctx, "setMyDescription", map[string]string{"description": "My own words", "language_code": "de"}, nil); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a restart changes nothing
		w.adapter.publish(w.ctx, menu)
		for lang, want := range map[string]string{"": "Send me a link.", "de": "My own words", "fr": ""} {
			if got := w.server.About("description", lang); got != want {
				t.Errorf("description %q: %q, want %q", lang, got, want)
			}
		}
		if got := w.server.About("short_description", ""); !strings.HasPrefix(got, "short short") || len([]rune(got)) > 120 {
			t.Errorf("short description %q", got)
		}
		if got := w.server.About("short_description", "de"); got != "Kurz." {
			t.Errorf("German short description %q", got)
		}
	}
	if n := len(w.server.Calls("setMyShortDescription")); n != 2 {
		t.Errorf("the short description was set %d times, want 2: for all, and in German", n)
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

func TestTheBotTellsHowItIsAddedAndFindsAPersonsOwnChat(t *testing.T) {
	w := newWorld(t, nil)
	me, err := w.adapter.Chat(w.ctx, "me")
	if err != nil || me.Invite != "https://t.me/"+strings.TrimPrefix(me.Handle, "@")+"?startgroup=1" || me.Handle == "@" {
		t.Errorf("me: %+v, %v", me, err)
	}
	own, err := w.adapter.Chat(w.ctx, "<@"+formatID(w.ann.ID)+">")
	if err != nil || own.Address != w.direct() {
		t.Errorf("a person's own chat: %+v, %v", own, err)
	}
}
