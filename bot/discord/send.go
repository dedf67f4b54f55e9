package discord

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// Send posts the longest prefix of items that fits one message. In a forum it
// becomes a post of one item.
func (a *Adapter) Send(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	if to.Network != Network || !isID(to.Chat) || len(items) == 0 {
		return bot.Outcome{Verdict: bot.Never, Err: fmt.Errorf("discord: %d items to %q: %w", len(items), to.Chat, bot.ErrNoChat)}
	}
	b := a.body(items)
	b.pushed(nonce(to, items[:b.taken]), items[:b.taken])
	var shown message
	err := a.upload(ctx, http.MethodPost, "channels/"+to.Chat+"/messages", b, items[0].Reply.File, &shown)
	switch codeOf(err) {
	case codeNotText:
		return a.openPost(ctx, to, items[:1])
	case codeEmptyMessage: // the bot may not embed links here
		b = bare(items[:1])
		b.pushed(nonce(to, items[:1]), items[:1])
		err = a.upload(ctx, http.MethodPost, "channels/"+to.Chat+"/messages", b, nil, &shown)
	}
	if err != nil {
		o := outcome(err)
		if o.Verdict == bot.Unsure {
			o.Sent = b.taken
		}
		return o
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: b.taken, At: bot.MessageRef{Address: to, ID: shown.ID}}
}

// openPost starts a thread in a forum. The thread is the message's address.
func (a *Adapter) openPost(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	r := items[0].Reply
	name := oneLine(r.Title)
	if name == "" && len(r.Points) > 0 {
		name = oneLine(r.Points[0].Text)
	}
	if name == "" && len(r.Text) > 0 {
		name = oneLine(r.Text[0])
	}
	var post struct {
		ID      string  `json:"id"`
		Message message `json:"message"`
	}
	in := map[string]any{"name": clip(firstOf(name, firstOf(oneLine(r.Kicker), "…")), 100), "message": a.body(items)}
	if err := a.call(ctx, http.MethodPost, "channels/"+to.Chat+"/threads", in, &post); err != nil {
		return outcome(err)
	}
	at := address(post.ID, discordgo.ChannelTypeGuildPublicThread)
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: bot.MessageRef{Address: at, ID: firstOf(post.Message.ID, post.ID)}}
}

// bare renders a reply without a frame.
func bare(items []bot.Item) body {
	r := items[0].Reply
	e := embed(r, "", maxContent-300) // the marks around it take some
	text := e.Description
	if e.Title != "" {
		text = "**" + e.Title + "**\n\n" + text
	}
	if e.Author != nil {
		text = escape(e.Author.Name) + "\n" + text
	}
	if e.Footer != nil {
		text += "\n\n-# " + escape(e.Footer.Text)
	}
	return body{
		Content: sentences(text, maxContent), taken: 1, Mentions: mentions{Parse: []string{}},
		Embeds: []*discordgo.MessageEmbed{}, Components: rows(r.Buttons),
	}
}

// Edit replaces a message that Send or a plain answer made.
func (a *Adapter) Edit(ctx context.Context, at bot.MessageRef, r bot.Reply) bot.Outcome {
	to := at.Address
	if to.Network != Network || !isID(to.Chat) || !isID(at.ID) {
		return bot.Outcome{Verdict: bot.Never, Err: fmt.Errorf("discord: editing %q in %q: %w", at.ID, to.Chat, bot.ErrNoChat)}
	}
	b := a.body([]bot.Item{{Reply: r}})
	if err := a.upload(ctx, http.MethodPatch, "channels/"+to.Chat+"/messages/"+at.ID, b.edit(), r.File, nil); err != nil {
		return outcome(err)
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: at}
}

// nonce names a send by its keys: within minutes Discord shows the same one once.
func nonce(to bot.Address, items []bot.Item) string {
	h := sha256.New()
	_, _ = io.WriteString(h, to.Chat)
	for _, it := range items {
		_, _ = io.WriteString(h, "\x00"+it.Key)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18]) // 24 of the 25 characters
}

func freshNonce() string { return rand.Text()[:24] }

const maxFile = 10 << 20 // bytes; what every server allows

// upload is call with a document, if there is one.
func (a *Adapter) upload(ctx context.Context, method, path string, b body, f *bot.File, into any) error {
	if f == nil || f.Open == nil {
		return a.call(ctx, method, path, b, into)
	}
	content, err := f.Open(ctx)
	if err != nil {
		return fmt.Errorf("discord: opening a document: %w", err)
	}
	defer func() { _ = content.Close() }()
	limited := &io.LimitedReader{R: content, N: maxFile + 1}
	kind, raw, err := discordgo.MultipartBodyWithJSON(b, []*discordgo.File{{Name: f.Name, ContentType: f.Type, Reader: limited}})
	if err != nil {
		return fmt.Errorf("discord: reading a document: %w", err)
	}
	if limited.N <= 0 {
		return fmt.Errorf("discord: the document is larger than %d MB", maxFile>>20)
	}
	return a.callRaw(ctx, method, path, kind, raw, into)
}

// patientUpload is upload as the adapter's own doing, see patient. Its sends carry
// a nonce, so that a second try is not shown twice.
func (a *Adapter) patientUpload(ctx context.Context, at bot.Address, method, path string, b body, f *bot.File, into any) error {
	for try := 1; ; try++ {
		if err := a.pace(ctx, at); err != nil {
			return fmt.Errorf("discord: waiting to post: %w", err)
		}
		err := a.upload(ctx, method, path, b, f, into)
		a.limited(ctx, at, err)
		wait, again := retryAfter(err)
		if err == nil || !again || try == patientTries || wait > patientWait {
			return err
		}
		if pause(ctx, max(wait, 50*time.Millisecond)) != nil {
			return err
		}
	}
}
