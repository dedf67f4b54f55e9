package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// inlineCache is how many seconds the server may repeat an answer to the same
// person: articles change slowly, their choice does not.
const inlineCache = "30"

type inlineResult struct {
	Type    string        `json:"type"`
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Hint    string        `json:"description,omitempty"`
	Content inlineContent `json:"input_message_content"`
	Keys    *keyboard     `json:"reply_markup,omitempty"`
}

type inlineContent struct {
	Text      string      `json:"message_text"`
	ParseMode string      `json:"parse_mode"`
	Preview   linkPreview `json:"link_preview_options"`
}

// inline answers "@bot words" typed in any chat. What is chosen there belongs to
// that chat, so it bears only buttons that open addresses.
func (s *session) inline(ctx context.Context, q *tgbotapi.InlineQuery) error {
	if q.From == nil {
		return nil
	}
	r := bot.Request{From: directOf(q.From), Sender: senderOf(q.From), Text: q.Query}
	replies, err := s.core.Inline(ctx, r, q.Query)
	if err != nil {
		return err
	}
	results := make([]inlineResult, 0, len(replies))
	for i, reply := range replies[:min(len(replies), 50)] {
		results = append(results, inlineOf(strconv.Itoa(i), reply))
	}
	b, err := json.Marshal(results)
	if err != nil {
		return err
	}
	p := tgbotapi.Params{"inline_query_id": q.ID, "results": string(b), "is_personal": "true", "cache_time": inlineCache}
	if words := s.phrase(q.From, InlineHow); words != "" && len(results) == 0 { // nothing yet, or nothing at all
		if err := p.AddInterface("button", map[string]string{"text": words, "start_parameter": "inline"}); err != nil {
			return err
		}
	}
	err = s.a.call(ctx, "answerInlineQuery", p, nil)
	if says(err, "query is too old", "query_id_invalid") {
		return nil
	}
	return err
}

func inlineOf(id string, r bot.Reply) inlineResult {
	t := render(r, maxText)
	first, rest, _ := strings.Cut(t.plain, "\n")
	link := legal(r.URL)
	out := inlineResult{
		Type: "article", ID: id, Title: firstRunes(first, 100), Hint: firstRunes(strings.TrimPrefix(oneLine(rest), "• "), 200),
		Content: inlineContent{Text: t.html, ParseMode: "HTML", Preview: linkPreview{URL: link, IsDisabled: link == "", Small: link != ""}},
	}
	if k := keyboardOf(r.Buttons, bot.Channel); len(k.Rows) > 0 {
		out.Keys = k
	}
	return out
}
