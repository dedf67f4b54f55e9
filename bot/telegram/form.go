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
	return p.AddInterface("reply_markup", map[string]any{
		"force_reply": true, "selective": true, "input_field_placeholder": firstRunes(oneLine(f.Placeholder), 64),
	})
}

// withMark puts the form's line into its question.
func (a *Adapter) withMark(ctx context.Context, t text, f *bot.Form) (text, error) {
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
