package telegram

import (
	"context"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// A press must be answered within seconds, or the app shows a turning wheel and
// then an error. That happens when it arrives, before its turn in the lane: in a
// private chat at once, in a group after one short call that finds out where the
// answer will be shown.

// ackTime is how long an acknowledgement may take: later it would be refused.
const ackTime = 10 * time.Second

// acknowledge answers a press, once however often it is called. It reports whether
// the press is to be handed to the core.
func (s *session) acknowledge(ctx context.Context, c *callback) bool {
	c.once.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, ackTime)
		defer cancel()
		c.goesOn = s.firstAnswer(ctx, c)
	})
	return c.goesOn
}

func (s *session) firstAnswer(ctx context.Context, c *callback) bool {
	line, ok := pressedLine(c.Data)
	switch {
	case c.From == nil || c.Message == nil || c.Message.Chat == nil:
		s.answerPress(ctx, c.ID, nil) // under a message sent by inline mode: it bears no lines
		return false
	case !ok || c.Message.Chat.IsPrivate():
		s.answerPress(ctx, c.ID, nil)
		return ok
	default:
		return s.lead(ctx, c, line)
	}
}

// lead answers a press under a message that others see too: the presser's private
// chat is where to look, for the message itself belongs to all. Someone who never
// talked to the bot is led there by a link that carries the line along.
func (s *session) lead(ctx context.Context, c *callback, line string) bool {
	if err := s.a.act(ctx, directOf(c.From)); err == nil {
		s.answerPress(ctx, c.ID, tgbotapi.Params{"text": s.phrase(c.From, InPrivate)})
		return true
	}
	if payload := s.a.signer.seal(line, c.Message.address(), formatID(c.From.ID)); payload != "" {
		s.answerPress(ctx, c.ID, tgbotapi.Params{"url": "https://t.me/" + s.self.UserName + "?start=" + payload})
		return false
	}
	s.answerPress(ctx, c.ID, tgbotapi.Params{"text": s.phrase(c.From, OpenPrivate), "show_alert": strconv.FormatBool(true)})
	return false
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
	if !s.acknowledge(ctx, c) {
		return nil
	}
	line, _ := pressedLine(c.Data)
	r := bot.Request{From: c.Message.address(), Sender: senderOf(c.From), Message: c.Message.ref(), Pressed: true, Text: "/" + line}
	r.Command, r.Args, _ = parseCommand("/" + line)
	if r.From.Kind == bot.Direct {
		return s.ask(ctx, r, &answer{s: s, to: r.From, pressed: r.Message, begun: c.begun})
	}
	return s.ask(ctx, r, &answer{s: s, to: directOf(c.From), begun: c.begun})
}

// phrase is one of the adapter's own few words in the person's language.
func (s *session) phrase(u *tgbotapi.User, p Phrase) string { return s.phraseIn(u.LanguageCode, p) }

func (s *session) phraseIn(lang string, p Phrase) string {
	if s.a.options.Phrase == nil {
		return ""
	}
	return firstRunes(s.a.options.Phrase(lang, p), 200)
}
