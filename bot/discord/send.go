package discord

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"

	"crier/bot"
)

// Send posts the longest prefix of items that fits one message. In a forum it
// becomes a post of one item.
func (a *Adapter) Send(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	if to.Network != Network || !isID(to.Chat) || len(items) == 0 {
		return bot.Outcome{Verdict: bot.Never, Err: fmt.Errorf("discord: %d items to %q: %w", len(items), to.Chat, bot.ErrNoChat)}
	}
	if a.forums.knows(to.Chat) {
		return a.openPost(ctx, to, items[0])
	}
	var shown message
	taken := 0
	post := func(b body) error {
		taken = b.taken
		b.pushed(nonce(to, items[0]), items[:taken])
		return a.upload(ctx, http.MethodPost, "channels/"+to.Chat+"/messages", b, items[0].Reply.File, &shown)
	}
	err := a.framed(items, post)
	switch codeOf(err) {
	case codeNotText:
		return a.openPost(ctx, to, items[0])
	case codeArchivedThread:
		if again := a.reopen(ctx, to.Chat); again == nil {
			err = a.framed(items, post)
		}
	}
	if err != nil {
		o := outcome(err)
		if o.Verdict == bot.Unsure {
			o.Sent = taken
		}
		return o
	}
	if to.Kind == bot.Channel && items[0].Reply.Post.Publish {
		a.publishPost(ctx, to, shown.ID)
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: shown.shown(taken), At: bot.MessageRef{Address: to, ID: shown.ID}}
}

// framed sends items as they should look. What the place does not take is left out:
// frames where the bot may not embed links, the description of a picture where the
// server does not know such.
func (a *Adapter) framed(items []bot.Item, send func(body) error) error {
	b := a.body(items)
	if a.mute.Load() {
		b = b.withoutAlt()
	}
	err := send(b)
	switch code := codeOf(err); {
	case code == codeEmptyMessage && len(b.Embeds) > 0:
		return send(a.bare(items))
	case code == codeBadForm && b.hasAlt():
		if again := send(b.withoutAlt()); again == nil {
			a.mute.Store(true)
			return nil
		}
	}
	return err
}

func (b body) hasAlt() bool {
	return slices.ContainsFunc(b.Embeds, func(e *panel) bool { return e.Thumbnail != nil && e.Thumbnail.Alt != "" })
}

func (b body) withoutAlt() body {
	b.Embeds = slices.Clone(b.Embeds)
	for i, e := range b.Embeds {
		if e.Thumbnail != nil {
			plain := *e
			plain.Thumbnail = &panelPicture{URL: e.Thumbnail.URL}
			b.Embeds[i] = &plain
		}
	}
	return b
}

// reopen takes a thread out of the archive, where threads go by themselves when
// nobody writes. One that is locked stays there.
func (a *Adapter) reopen(ctx context.Context, thread string) error {
	return a.patient(ctx, bot.Address{Network: Network, Chat: thread}, http.MethodPatch, "channels/"+thread, map[string]any{"archived": false}, nil)
}

// publishPost hands a post of an announcement channel on to all who follow it. That
// it was posted stands, whatever becomes of this: ten an hour are allowed.
func (a *Adapter) publishPost(ctx context.Context, to bot.Address, id string) {
	if err := a.patient(ctx, to, http.MethodPost, "channels/"+to.Chat+"/messages/"+id+"/crosspost", nil, nil); err != nil {
		a.log.Warn("publishing a post to followers", "chat", to.Chat, "err", err)
	}
}

// bare renders the first item without a frame.
func (a *Adapter) bare(items []bot.Item) body {
	r := a.named(items[:1])[0].Reply
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
	b := empty()
	b.Content, b.taken, b.Components = sentences(text, maxContent-mentionRoom), 1, controls(r)
	b.call(r.Post.Role)
	return b
}

// Edit replaces a message that Send or a plain answer made, in a channel, a thread, a
// post of a forum or a direct chat. It calls nobody again.
func (a *Adapter) Edit(ctx context.Context, at bot.MessageRef, r bot.Reply) bot.Outcome {
	to := at.Address
	if to.Network != Network || !isID(to.Chat) || !isID(at.ID) {
		return bot.Outcome{Verdict: bot.Never, Err: fmt.Errorf("discord: editing %q in %q: %w", at.ID, to.Chat, bot.ErrNoChat)}
	}
	in := to.Chat
	change := func(b body) error {
		return a.upload(ctx, http.MethodPatch, "channels/"+in+"/messages/"+at.ID, b.edit(), r.File, nil)
	}
	items := []bot.Item{{Reply: r}}
	err := a.framed(items, change)
	if code := codeOf(err); in != at.ID && (code == codeUnknownMessage || code == codeNotText) && to.Kind != bot.Direct {
		in = at.ID // a forum was named: the first message of a post has the post's own id
		if again := a.framed(items, change); codeOf(again) != codeUnknownChannel {
			err = again
		}
	}
	if codeOf(err) == codeArchivedThread && a.reopen(ctx, in) == nil {
		err = a.framed(items, change)
	}
	if err != nil {
		o := outcome(err)
		if o.Verdict == bot.Gone { // the message is, or may not be changed: what is sent next tells of the place
			o.Verdict = bot.Never
		}
		return o
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: at}
}

// nonce names a send by its first item: within minutes Discord shows the same one
// once. What follows the first may be more at a second try, so [message.shown] looks
// at what is really there.
func nonce(to bot.Address, first bot.Item) string {
	h := sha256.Sum256([]byte(to.Chat + "\x00" + first.Key))
	return base64.RawURLEncoding.EncodeToString(h[:18]) // 24 of the 25 characters
}

// shown is how many of the items taken a message shows that Discord answered with:
// it is ours, or the one that it had under the same nonce, of which each item is a
// frame.
func (m message) shown(taken int) int {
	if taken > 1 && len(m.Embeds) > 0 {
		return min(taken, len(m.Embeds))
	}
	return taken
}

func freshNonce() string { return rand.Text()[:24] }
