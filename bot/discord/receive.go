package discord

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// dispatch takes an event of the gateway. What is quick happens here, in order;
// the rest beside the reading of the connection.
func (a *Adapter) dispatch(s *shard, f frame) {
	defer a.guard("reading " + f.Type)
	l := a.running()
	if l == nil {
		return
	}
	switch f.Type {
	case "READY":
		a.ready(l, s, f.Data)
	case "INTERACTION_CREATE":
		if in, ok := decode[interaction](a, f); ok {
			a.spawn("answering", func() { a.interact(l, &in, a.respond(&in)) })
		}
	case "MESSAGE_CREATE":
		if m, ok := decode[message](a, f); ok && m.GuildID == "" && m.Author != nil && !m.Author.Bot && m.WebhookID == "" {
			a.spawn("answering a message", func() { l.working(l.ctx, func() { a.direct(l, &m) }) })
		}
	case "GUILD_CREATE", "GUILD_DELETE":
		if g, ok := decode[guild](a, f); ok {
			a.guildChanged(l, f.Type == "GUILD_CREATE", &g)
		}
	default:
		a.placeChanged(l, f)
	}
}

func decode[T any](a *Adapter, f frame) (v T, ok bool) {
	if err := loosely(f.Data, &v); err != nil {
		a.log.Warn("an event that cannot be read", "type", f.Type, "err", err)
		return v, false
	}
	return v, true
}

func (a *Adapter) ready(l *live, s *shard, raw json.RawMessage) {
	var r struct {
		Session string  `json:"session_id"`
		Resume  string  `json:"resume_gateway_url"`
		Guilds  []guild `json:"guilds"`
	}
	if err := loosely(raw, &r); err != nil {
		a.log.Warn("READY cannot be read", "err", err)
		return
	}
	s.session, s.resume = r.Session, r.Resume
	for _, g := range r.Guilds {
		a.guilds.expect(g.ID)
	}
	for _, id := range a.guilds.gone(s.number, max(s.of, 1)) {
		a.expelled(l, a.guilds.remove(id))
	}
	a.log.Info("connected", "shard", s.number, "of", s.of, "servers", len(r.Guilds))
}

// guildChanged tells the core that we came to a server or left it. A server that
// is unavailable has an outage, which is nobody's act.
func (a *Adapter) guildChanged(l *live, here bool, g *guild) {
	if g.Unavailable {
		a.guilds.away(g.ID)
		return
	}
	if !here {
		a.expelled(l, a.guilds.remove(g.ID))
		return
	}
	came := a.guilds.appear(g)
	if came == seenBefore {
		return
	}
	at, ok := home(g)
	if ok && came == isNew {
		a.tell(l, bot.Event{Kind: bot.Joined, Address: at, Title: titleIn(g, at.Chat)})
	}
	var places []bot.Address // what was posted there before a removal can go on
	for _, list := range [][]channel{g.Channels, g.Threads} {
		for _, c := range list {
			if c.takesPosts() && (c.ID != at.Chat || came == isBack) {
				places = append(places, address(c.ID, c.Type))
			}
		}
	}
	a.tellAll(l, bot.Returned, places)
}

// expelled tells the core that the bot was removed from a server with these channels.
func (a *Adapter) expelled(l *live, channels []string) {
	places := make([]bot.Address, len(channels))
	for i, id := range channels {
		places[i] = address(id, discordgo.ChannelTypeGuildText)
	}
	a.tellAll(l, bot.Expelled, places)
}

// tellAll tells of what happened to several places at once.
func (a *Adapter) tellAll(l *live, what bot.EventKind, places []bot.Address) {
	if len(places) > 0 {
		a.tell(l, bot.Event{Kind: what, Address: places[0], Also: places[1:]})
	}
}

// titleIn is what a channel of a server is called.
func titleIn(g *guild, id string) string {
	for _, c := range g.Channels {
		if c.ID == id {
			return "#" + c.Name
		}
	}
	return g.Name
}

// home is where a word of welcome goes: the server's channel for such, else its
// first text channel.
func home(g *guild) (bot.Address, bool) {
	first := ""
	for _, c := range g.Channels {
		if c.ID == g.SystemChannel && c.takesPosts() {
			return address(c.ID, c.Type), true
		}
		if first == "" && c.Type == discordgo.ChannelTypeGuildText {
			first = c.ID
		}
	}
	return address(first, discordgo.ChannelTypeGuildText), first != ""
}

// placeChanged hears of channels, threads and roles.
func (a *Adapter) placeChanged(l *live, f frame) {
	switch f.Type {
	case "CHANNEL_CREATE", "THREAD_CREATE", "CHANNEL_DELETE", "CHANNEL_UPDATE", "THREAD_DELETE", "THREAD_UPDATE":
	default:
		return
	}
	c, ok := decode[channel](a, f)
	if !ok {
		return
	}
	e := bot.Event{Address: address(c.ID, c.Type), Title: c.title()}
	if strings.HasSuffix(f.Type, "_DELETE") {
		a.guilds.drop(c.GuildID, c.ID)
	}
	switch {
	case f.Type == "CHANNEL_CREATE" || f.Type == "THREAD_CREATE":
		a.guilds.add(c.GuildID, c.ID)
		return
	case f.Type == "CHANNEL_DELETE":
		e.Kind = bot.Deleted
	case f.Type == "CHANNEL_UPDATE":
		e.Kind = bot.RightsChanged
	case f.Type == "THREAD_DELETE" || c.Thread.Locked: // an archived one opens when it is written to
		e.Kind = bot.ThreadClosed
	default:
		return
	}
	a.tell(l, e)
}

func (a *Adapter) tell(l *live, e bot.Event) {
	e.At = time.Now()
	a.spawn("telling an event", func() {
		l.working(l.ctx, func() {
			p := &post{a: a, at: e.Address, pushed: true}
			if err := l.core.Event(l.ctx, e, p.say); err != nil {
				a.log.Error("telling an event", "chat", e.Address.Chat, "err", err)
			}
		})
	})
}

// direct answers what a person wrote to the bot.
func (a *Adapter) direct(l *live, m *message) {
	if was, err := l.core.Seen(l.ctx, Network, "message "+m.ID); err != nil || was {
		if err != nil {
			a.log.Error("asking whether a message was seen", "err", err)
		}
		return
	}
	r := a.readMessage(m)
	p := &post{a: a, at: r.From}
	sign := time.AfterFunc(a.times.grace, func() { p.typing(l.ctx) })
	defer sign.Stop()
	a.handle(l.ctx, l, r, p.say)
}

// handle lets the core answer; whatever happens there ends here.
func (a *Adapter) handle(ctx context.Context, l *live, r bot.Request, say bot.Say) {
	defer a.guard("handling " + r.Command)
	if err := l.core.Handle(ctx, r, say); err != nil && ctx.Err() == nil {
		a.log.Error("handling a request", "command", r.Command, "chat", r.From.Chat, "err", err)
	}
}
