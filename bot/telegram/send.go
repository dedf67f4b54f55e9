package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// Send puts the longest prefix of items that fits one message at the address.
func (a *Adapter) Send(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	if len(items) == 0 {
		return bot.Outcome{Verdict: bot.Never, Err: errors.New("telegram: nothing to send")}
	}
	first := items[0].Reply
	out, took := outgoing{to: to, silent: !first.Loud}, 1
	if len(items) > 1 && first.File == nil && first.Form == nil {
		t, buttons, n := folded(items)
		out.text, out.keys, took = t, keyboardOf(buttons, to.Kind), n
	}
	if took == 1 {
		out = outgoingOf(to, first)
		out.silent = !first.Loud
	}
	for _, it := range items[1:took] {
		out.silent = out.silent && !it.Reply.Loud
	}
	at, err := a.post(ctx, out)
	if err != nil {
		o := a.outcome(to, err)
		if o.Verdict == bot.Unsure {
			o.Sent = took
		}
		return o
	}
	a.missing.forget(to.Chat)
	return bot.Outcome{Verdict: bot.Delivered, Sent: took, At: at}
}

// Edit replaces the message.
func (a *Adapter) Edit(ctx context.Context, at bot.MessageRef, r bot.Reply) bot.Outcome {
	err := a.edit(ctx, at, outgoingOf(at.Address, r))
	if err != nil {
		return a.outcome(at.Address, err)
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: at}
}

// outgoing is a message ready to leave.
type outgoing struct {
	to      bot.Address
	text    text
	keys    *keyboard
	preview string // the address to preview; none if empty
	silent  bool
	replyTo string // a message of the same chat
	file    *bot.File
	form    *bot.Form
}

func outgoingOf(to bot.Address, r bot.Reply) outgoing {
	limit := maxText
	if r.File != nil {
		limit = maxCaption
	}
	out := outgoing{to: to, keys: keyboardOf(r.Buttons, to.Kind), preview: legal(r.URL), file: r.File, form: r.Form}
	if r.Form != nil && len(r.Text) == 0 && r.Title == "" {
		r.Text = []string{r.Form.Title, r.Form.Label}
	}
	out.text = render(r, limit)
	return out
}

// post sends a new message.
func (a *Adapter) post(ctx context.Context, out outgoing) (bot.MessageRef, error) {
	p, err := paramsOf(out)
	if err != nil {
		return bot.MessageRef{}, err
	}
	if out.form != nil {
		if out.text, err = a.withMark(ctx, out.text, out.form); err != nil {
			return bot.MessageRef{}, err
		}
	}
	var m tgbotapi.MessageID
	if out.file != nil {
		err = a.postFile(ctx, p, out, &m)
	} else {
		err = a.worded(ctx, "sendMessage", p, out.text, &m)
	}
	if err != nil {
		return bot.MessageRef{}, err
	}
	return bot.MessageRef{Address: out.to, ID: strconv.Itoa(m.MessageID)}, nil
}

func (a *Adapter) edit(ctx context.Context, at bot.MessageRef, out outgoing) error {
	p := tgbotapi.Params{"chat_id": at.Address.Chat, "message_id": at.ID}
	if err := errors.Join(p.AddInterface("reply_markup", out.keys), previewInto(p, out.preview)); err != nil {
		return err
	}
	err := a.worded(ctx, "editMessageText", p, out.text, nil)
	if notModified(err) {
		return nil
	}
	return err
}

// worded calls a method with a text. Should the server not parse our HTML, which
// is a fault of ours, the words go once more without it.
func (a *Adapter) worded(ctx context.Context, method string, p tgbotapi.Params, t text, out any) error {
	p["text"], p["parse_mode"] = t.html, "HTML"
	err := a.call(ctx, method, p, out)
	if unparsable(err) {
		a.log.Error("the server did not parse our HTML", "method", method, "error", err)
		p["text"] = t.plain
		delete(p, "parse_mode")
		err = a.call(ctx, method, p, out)
	}
	return err
}

func paramsOf(out outgoing) (tgbotapi.Params, error) {
	p := tgbotapi.Params{"chat_id": out.to.Chat}
	if out.to.Thread != "" && out.to.Thread != "1" {
		p["message_thread_id"] = out.to.Thread
	}
	p.AddBool("disable_notification", out.silent)
	var err error
	if id, bad := strconv.Atoi(out.replyTo); bad == nil {
		err = p.AddInterface("reply_parameters", map[string]any{"message_id": id, "allow_sending_without_reply": true})
	}
	if out.form != nil {
		err = errors.Join(err, formInto(p, out.form))
	} else if len(out.keys.Rows) > 0 {
		err = errors.Join(err, p.AddInterface("reply_markup", out.keys))
	}
	return p, errors.Join(err, previewInto(p, out.preview))
}

func previewInto(p tgbotapi.Params, link string) error {
	return p.AddInterface("link_preview_options", linkPreview{URL: link, IsDisabled: link == "", Small: link != ""})
}

// postFile sends a document with the text as its caption.
func (a *Adapter) postFile(ctx context.Context, p tgbotapi.Params, out outgoing, m *tgbotapi.MessageID) error {
	content, err := out.file.Open(ctx)
	if err != nil {
		return fmt.Errorf("telegram: open the document: %w", err)
	}
	defer func() { _ = content.Close() }()
	delete(p, "link_preview_options")
	if visible(out.text.plain) {
		p["caption"], p["parse_mode"] = out.text.html, "HTML"
	}
	file := tgbotapi.RequestFile{Name: "document", Data: tgbotapi.FileReader{Name: out.file.Name, Reader: io.NopCloser(content)}}
	return a.upload(ctx, "sendDocument", p, []tgbotapi.RequestFile{file}, m)
}

// remove deletes a message of ours; a message that is gone is fine.
func (a *Adapter) remove(ctx context.Context, at bot.MessageRef) {
	err := a.call(ctx, "deleteMessage", tgbotapi.Params{"chat_id": at.Address.Chat, "message_id": at.ID}, nil)
	if err != nil && !says(err, "message to delete not found", "message can't be deleted") {
		a.log.Warn("could not take a message away", "chat", at.Address.Chat, "error", err)
	}
}
