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
	case u.Edited != nil:
		err = s.edited(ctx, u.Edited)
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
	s.topics.learn(m)
	if e, found := m.event(); found {
		e.Thread = s.topics.name(e.Address)
		return s.event(ctx, e)
	}
	if m.Chosen != nil {
		return s.chosen(ctx, m)
	}
	r, ok := s.a.request(m, s.self)
	if !ok || s.anotherOf(m) {
		return nil
	}
	s.closePicks(ctx, m.address())
	w := s.answerTo(m, r)
	defer s.answered.keep(r, w)
	return s.ask(ctx, r, w)
}

// anotherOf reports a further picture of an album that was answered, for each comes
// as a message of its own. One with words is always heard.
func (s *session) anotherOf(m *message) bool {
	if m.MediaGroupID == "" {
		return false
	}
	key := formatID(m.Chat.ID) + " " + m.MediaGroupID
	_, known := s.albums.get(key)
	s.albums.put(key, true)
	text, _ := m.words()
	return known && text == "" && m.Document == nil
}

func (s *session) answerTo(m *message, r bot.Request) *answer {
	w := &answer{s: s, to: m.address(), asked: r}
	if w.to.Kind != bot.Direct {
		w.replyTo = r.Message.ID
		w.asker = directOf(m.From)
	}
	return w
}

// edited answers a message whose words were changed: the answer that it had changes
// with it. A message that was not answered here, or whose words are the same (the
// server tells of a link's preview, too), is left alone.
func (s *session) edited(ctx context.Context, m *message) error {
	if m.Chat == nil || m.foreign() {
		return nil
	}
	r, ok := s.a.request(m, s.self)
	if !ok {
		return nil
	}
	before, found := s.answered.of(r.Message)
	if !found || before.asked == r.Text {
		return nil
	}
	w := s.answerTo(m, r)
	w.shown, w.fixed = before.shown, before.fixed
	defer s.answered.keep(r, w)
	return s.ask(ctx, r, w)
}

// closePicks takes a question with a keyboard of chats away, and the keyboard with it,
// when something was chosen or something else is asked: it would stay for ever.
func (s *session) closePicks(ctx context.Context, at bot.Address) {
	if q, found := s.answered.take(bot.MessageRef{Address: at, ID: picking}); found {
		s.a.remove(ctx, q.shown)
	}
}

// chosen is a chat that somebody chose from the list of a keyboard.
func (s *session) chosen(ctx context.Context, m *message) error {
	r := bot.Request{From: m.address(), Sender: m.sender(), Message: m.ref(), Command: bot.Chosen, Args: formatID(m.Chosen.ID)}
	r.Text = "/" + r.Command + " " + r.Args
	s.closePicks(ctx, r.From)
	return s.ask(ctx, r, &answer{s: s, to: r.From})
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

// event tells the core what happened to a chat. A word of welcome is silent. It is taken
// back when the chat turns out to be a group that has moved: it was welcomed there.
func (s *session) event(ctx context.Context, e bot.Event) error {
	s.a.rights.forget(e.Address.Chat)
	w := &answer{s: s, to: e.Address, silent: true}
	err := s.core.Event(ctx, e, w.say)
	switch e.Kind {
	case bot.Joined:
		if w.shown.ID != "" {
			s.answered.put(bot.MessageRef{Address: e.Address, ID: welcome}, answeredMessage{shown: w.shown})
		}
	case bot.Migrated:
		if twice, found := s.answered.take(bot.MessageRef{Address: e.To, ID: welcome}); found {
			s.a.remove(ctx, twice.shown)
		}
	}
	return err
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
	case m.TopicOpened != nil && e.Address.Thread != "":
		e.Kind = bot.ThreadOpened
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
	case was && is && silenced(c.NewChatMember, e.Address.Kind):
		e.Kind = bot.Silenced
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

// silenced reports that a member may read and not write.
func silenced(m tgbotapi.ChatMember, kind bot.Kind) bool {
	return m.Status == "restricted" && !m.CanSendMessages || kind == bot.Channel && m.Status == "administrator" && !m.CanPostMessages
}
