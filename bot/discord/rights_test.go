package discord

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

func TestOnlyWhoManagesTheTargetSetsUpPosts(t *testing.T) {
	r := newRig(t)
	owner := r.User("owner")
	g := r.Guild("home", owner)
	bits := func(n int64) string { return fmt.Sprint(n) }
	open := g.Channel("open", discordtest.Text)
	mute := g.Channel("mute", discordtest.Text, discordtest.Overwrite{ID: r.Bot.ID, Type: 1, Deny: bits(discordtest.Write)})
	dark := g.Channel("dark", discordtest.Text, discordtest.Overwrite{ID: g.ID, Deny: bits(discordtest.View)})
	people := map[string]*discordtest.User{"owner": owner, "stranger": r.User("stranger")}
	for name, rights := range map[string]int64{"admin": discordtest.Administrator, "guild": discordtest.ManageGuild, "channels": discordtest.ManageChannels, "member": 0} {
		people[name] = r.User(name)
		g.Join(people[name], rights)
	}
	own := g.Channel("own", discordtest.News, discordtest.Overwrite{ID: people["member"].ID, Type: 1, Allow: bits(discordtest.ManageChannels)})
	taken := g.Channel("taken", discordtest.Text, discordtest.Overwrite{ID: people["channels"].ID, Type: 1, Deny: bits(discordtest.ManageChannels)})
	thread := g.Thread(own, "topic")
	for _, c := range []struct {
		who, where string
		want       error
	}{
		{"owner", open, nil}, {"admin", open, nil}, {"guild", open, nil}, {"channels", open, nil},
		{"member", open, bot.ErrNotManager}, {"stranger", open, bot.ErrNotManager},
		{"member", own, nil}, {"member", thread, nil}, {"channels", taken, bot.ErrNotManager},
		{"owner", mute, bot.ErrCannotPost}, {"guild", mute, bot.ErrCannotPost}, {"owner", dark, bot.ErrCannotPost}, {"owner", "999", bot.ErrCannotPost},
	} {
		ok, err := r.a.CanManage(t.Context(), bot.Address{Network: Network, Chat: c.where}, bot.Sender{ID: people[c.who].ID})
		if ok != (c.want == nil) || !errors.Is(err, c.want) {
			t.Errorf("%s in %s: %v %v, want %v", c.who, c.where, ok, err, c.want)
		}
	}
}

func TestADirectChatIsManagedByItsPerson(t *testing.T) {
	r := newRig(t)
	if ok, err := r.a.CanManage(t.Context(), r.Direct(), bot.Sender{ID: r.ada.ID}); !ok || err != nil {
		t.Errorf("the person: %v %v", ok, err)
	}
	if ok, err := r.a.CanManage(t.Context(), r.Direct(), bot.Sender{ID: r.User("eve").ID}); ok || !errors.Is(err, bot.ErrNotManager) {
		t.Errorf("another: %v %v", ok, err)
	}
}

func TestChatsAreFoundByTheNamesPeopleGive(t *testing.T) {
	r := newRig(t)
	g := r.Guild("home", r.User("owner"))
	text, news := g.Channel("general", discordtest.Text), g.Channel("news", discordtest.News)
	for name, want := range map[string]bot.Address{
		text:              {Network: Network, Chat: text, Kind: bot.Group},
		"<#" + news + ">": {Network: Network, Chat: news, Kind: bot.Channel},
		"https://discord.com/channels/" + g.ID + "/" + text + "/1": {Network: Network, Chat: text, Kind: bot.Group},
		"<@" + r.ada.ID + ">": r.Direct(),
	} {
		if c, err := r.a.Chat(t.Context(), name); err != nil || c.Address != want || c.Title == "" {
			t.Errorf("%s: %+v %v, want %+v", name, c, err, want)
		}
	}
	for _, name := range []string{"12345", "<#12345>", "<@12345>", "@general", "#general"} {
		if _, err := r.a.Chat(t.Context(), name); !errors.Is(err, bot.ErrNoChat) {
			t.Errorf("%s: %v, want ErrNoChat", name, err)
		}
	}
}

func TestTheBotTellsHowItIsAddedToAServer(t *testing.T) {
	r := newRig(t)
	me, err := r.a.Chat(t.Context(), "me")
	if err != nil || !strings.HasPrefix(me.Invite, "https://discord.com/oauth2/authorize?client_id=1") || !strings.Contains(me.Invite, "scope=bot+applications.commands") {
		t.Errorf("me: %+v, %v", me, err)
	}
}

func TestAChannelIsCalledAsPeopleSeeIt(t *testing.T) {
	r := newRig(t)
	g := r.Guild("home", r.User("owner"))
	if c, err := r.a.Chat(t.Context(), "<#"+g.Channel("news", discordtest.Text)+">"); err != nil || c.Title != "#news" {
		t.Errorf("%+v, %v", c, err)
	}
}
