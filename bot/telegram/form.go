package telegram

import (
	"context"
	"net/url"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// Telegram has no forms: a question asks, and the person's app is made to answer
// it with a reply. The question carries the line that the answer completes, behind
// an invisible character, so that any process can read it, after a restart too.

// hidden is a character without width that may bear a link.
const hidden = "\u200b"

func formInto(p tgbotapi.Params, f *bot.Form) error {
	if len(f.Picks) > 0 {
		return p.AddInterface("reply_markup", pickers(f.Picks))
	}
	return p.AddInterface("reply_markup", map[string]any{
		"force_reply": true, "selective": true, "input_field_placeholder": firstRunes(oneLine(f.Placeholder), 64),
	})
}

// pickers is a keyboard that opens the app's own list of chats. The app shows those
// that the person manages, and offers to add the bot with the rights it needs.
func pickers(picks []bot.Pick) any {
	var keys []any
	for i, p := range picks {
		ask := map[string]any{
			"request_id": i + 1, "chat_is_channel": p.Kind == bot.Channel, "request_title": true, "request_username": true,
			"user_administrator_rights": map[string]any{"can_manage_chat": true}, "bot_is_member": p.Kind != bot.Channel,
		}
		if p.Kind == bot.Channel {
			rights := map[string]any{"can_manage_chat": true, "can_post_messages": true, "can_edit_messages": true}
			ask["user_administrator_rights"], ask["bot_administrator_rights"] = rights, rights
		}
		keys = append(keys, map[string]any{"text": firstRunes(oneLine(p.Label), 64), "request_chat": ask})
	}
	return map[string]any{"keyboard": []any{keys}, "resize_keyboard": true, "one_time_keyboard": true}
}

// withMark puts the form's line into its question.
func (a *Adapter) withMark(ctx context.Context, t text, f *bot.Form) (text, error) {
	if len(f.Picks) > 0 {
		return t, nil
	}
	self, err := a.self(ctx)
	if err != nil {
		return t, err
	}
	link := "https://t.me/" + self.UserName + "?ask=" + url.QueryEscape(f.Line)
	t.html = `<a href="` + escape(link) + `">` + hidden + `</a>` + t.html
	return t, nil
}

// formLine finds the line in a question of our own.
func formLine(q *message, username string) (line string, found bool) {
	_, marks := q.words()
	for _, e := range marks {
		u, err := url.Parse(e.URL)
		if e.Type != "text_link" || err != nil || u.Host != "t.me" || !strings.EqualFold(strings.Trim(u.Path, "/"), username) {
			continue
		}
		if line = u.Query().Get("ask"); line != "" {
			return line, true
		}
	}
	return "", false
}
