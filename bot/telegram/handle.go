package telegram

import (
	"context"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// handle does what one update asks. It runs in the update's lane.
func (s *session) handle(ctx context.Context, u *update) {
	var err error
	switch {
	case u.Message != nil:
		err = s.message(ctx, u.Message)
	case u.ChannelPost != nil:
		err = s.message(ctx, u.ChannelPost)
	case u.CallbackQuery != nil:
		err = s.press(ctx, u.CallbackQuery)
	case u.InlineQuery != nil:
		err = s.inline(ctx, u.InlineQuery)
	case u.MyChatMember != nil:
		err = s.membership(ctx, u.MyChatMember)
	}
	if err != nil && ctx.Err() == nil {
		s.a.log.Error("an update was not handled well", "update", u.ID, "error", err)
	}
}

func (s *session) message(ctx context.Context, m *message) error {
	if m.Chat == nil || m.foreign() {
		return nil
	}
	if e, found := m.event(); found {
		return s.event(ctx, e)
	}
	r, ok := s.a.request(m, s.self)
	if !ok {
		return nil
	}
	w := &answer{s: s, to: r.From}
	if r.From.Kind != bot.Direct {
		w.replyTo = r.Message.ID
		w.asker = directOf(m.From)
	}
	return s.ask(ctx, r, w)
}

// ask hands a request to the core, with the typing sign while it works.
func (s *session) ask(ctx context.Context, r bot.Request, w *answer) error {
	if w.to.Kind != bot.Channel {
		w.working = s.a.typing(ctx, w.to)
		defer w.working()
	}
	err := s.core.Handle(ctx, r, w.say)
	if s.work.Err() != nil { // another process answers: nobody shall wait for this one
		w.withdraw() //nolint:contextcheck // the request's context has ended
	}
	return err
}

// event tells the core what happened to a chat. A word of welcome is silent.
func (s *session) event(ctx context.Context, e bot.Event) error {
	s.a.rights.forget(e.Address.Chat)
	w := &answer{s: s, to: e.Address, silent: true}
	return s.core.Event(ctx, e, w.say)
}

// directOf is the private chat with a person, which has the person's id; the zero
// address for a channel or an anonymous admin.
func directOf(u *tgbotapi.User) bot.Address {
	if u == nil || u.IsBot {
		return bot.Address{}
	}
	return bot.Address{Network: network, Chat: formatID(u.ID)}
}

// event reads service messages that say what happened to a chat. The group and
// the supergroup that it became both tell of the upgrade; the core hears it twice.
func (m *message) event() (e bot.Event, found bool) {
	e = bot.Event{Address: m.address(), By: m.sender(), Title: m.Chat.Title, At: time.Unix(int64(m.Date), 0)}
	switch {
	case m.MigrateToChatID != 0:
		e.Kind, e.To = bot.Migrated, bot.Address{Network: network, Chat: formatID(m.MigrateToChatID), Kind: bot.Group}
	case m.MigrateFromChatID != 0:
		e.Kind, e.To = bot.Migrated, e.Address
		e.Address.Chat = formatID(m.MigrateFromChatID)
	case m.TopicClosed != nil && e.Address.Thread != "":
		e.Kind = bot.ThreadClosed
	default:
		return bot.Event{}, false
	}
	return e, true
}

// membership reads what became of the bot's own place in a chat.
func (s *session) membership(ctx context.Context, c *tgbotapi.ChatMemberUpdated) error {
	e := bot.Event{Address: addressOf(&c.Chat), By: senderOf(&c.From), Title: c.Chat.Title, At: time.Unix(int64(c.Date), 0)}
	was, is := isInside(c.OldChatMember), isInside(c.NewChatMember)
	switch {
	case was && !is:
		e.Kind = bot.Left
	case was && is:
		e.Kind = bot.RightsChanged
	case is && c.OldChatMember.Status == "kicked":
		e.Kind = bot.Returned
	case is:
		e.Kind = bot.Joined
	default:
		return nil
	}
	s.a.missing.forget(e.Address.Chat)
	return s.event(ctx, e)
}

func isInside(m tgbotapi.ChatMember) bool {
	switch m.Status {
	case "creator", "administrator", "member":
		return true
	case "restricted":
		return m.IsMember
	default:
		return false
	}
}
