package telegram

import (
	"context"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// A press must be answered within seconds, or the app shows a turning wheel and
// then an error. In a private chat that happens when it arrives, before its turn
// in the lane. In a group it happens in its turn, for where the answer will be
// shown has to be found out first; that takes one short call.

// ackTime is how long an acknowledgement may take: later it would be refused.
const ackTime = 10 * time.Second

// acknowledge answers a press in a private chat at once.
func (s *session) acknowledge(ctx context.Context, c *callback) {
	if c.Message == nil || c.Message.Chat == nil || c.Message.Chat.IsPrivate() {
		ctx, cancel := context.WithTimeout(ctx, ackTime)
		defer cancel()
		s.answerPress(ctx, c.ID, nil)
	}
}

// answerPress ends the wheel on the pressed button. That it came too late is no
// fault that anyone could mend.
func (s *session) answerPress(ctx context.Context, id string, more tgbotapi.Params) {
	p := tgbotapi.Params{"callback_query_id": id}
	for k, v := range more {
		p.AddNonEmpty(k, v)
	}
	err := s.a.call(ctx, "answerCallbackQuery", p, nil)
	if err != nil && !says(err, "query is too old", "query_id_invalid") && ctx.Err() == nil {
		s.a.log.Warn("could not answer a press", "error", err)
	}
}

// press hands the line of a button to the core as if it had been typed.
func (s *session) press(ctx context.Context, c *callback) error {
	if c.From == nil || c.Message == nil || c.Message.Chat == nil {
		return nil // under a message sent by inline mode: it bears no lines
	}
	line, ok := pressedLine(c.Data)
	if !ok {
		s.answerUnlessDirect(ctx, c)
		return nil
	}
	r := bot.Request{From: c.Message.address(), Sender: senderOf(c.From), Message: c.Message.ref(), Pressed: true, Text: "/" + line}
	r.Command, r.Args, _ = parseCommand("/" + line)
	if r.From.Kind == bot.Direct {
		return s.ask(ctx, r, &answer{s: s, to: r.From, pressed: r.Message})
	}
	return s.pressShared(ctx, c, r, line)
}

func (s *session) answerUnlessDirect(ctx context.Context, c *callback) {
	if !c.Message.Chat.IsPrivate() {
		s.answerPress(ctx, c.ID, nil)
	}
}

// pressShared answers a press under a message that others see too: in the
// presser's private chat, for the message itself belongs to all. Someone who never
// talked to the bot is led there by a link that carries the line along.
func (s *session) pressShared(ctx context.Context, c *callback, r bot.Request, line string) error {
	own := directOf(c.From)
	if err := s.a.act(ctx, own); err == nil {
		s.answerPress(ctx, c.ID, tgbotapi.Params{"text": s.phrase(c.From, InPrivate)})
		return s.ask(ctx, r, &answer{s: s, to: own})
	}
	if payload := s.a.signer.seal(line, r.Sender.ID); payload != "" {
		s.answerPress(ctx, c.ID, tgbotapi.Params{"url": "https://t.me/" + s.self.UserName + "?start=" + payload})
		return nil
	}
	s.answerPress(ctx, c.ID, tgbotapi.Params{"text": s.phrase(c.From, OpenPrivate), "show_alert": strconv.FormatBool(true)})
	return nil
}

// phrase is one of the adapter's own few words in the person's language.
func (s *session) phrase(u *tgbotapi.User, p Phrase) string {
	if s.a.options.Phrase == nil {
		return ""
	}
	return firstRunes(s.a.options.Phrase(u.LanguageCode, p), 200)
}
