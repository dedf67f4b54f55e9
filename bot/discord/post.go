package discord

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"crier/bot"
)

// post is a plain message in a channel that later replies edit.
type post struct {
	a  *Adapter
	at bot.Address

	pushed bool // nobody asked for it: silent

	mu    sync.Mutex
	id    string
	spoke bool
}

func (p *post) say(ctx context.Context, r bot.Reply) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spoke = true
	if !isID(p.at.Chat) {
		return fmt.Errorf("discord: %q: %w", p.at.Chat, bot.ErrNoChat)
	}
	path, items := "channels/"+p.at.Chat+"/messages", []bot.Item{{Reply: r}}
	if p.id != "" {
		err := p.a.framed(items, func(b body) error {
			return p.a.patientUpload(ctx, p.at, http.MethodPatch, path+"/"+p.id, b.edit(), r.File, nil)
		})
		if codeOf(err) != codeUnknownMessage {
			return err
		}
	}
	var shown message
	err := p.a.framed(items, func(b body) error {
		b.pushed(freshNonce(), []bot.Item{{Reply: bot.Reply{Loud: !p.pushed}}})
		return p.a.patientUpload(ctx, p.at, http.MethodPost, path, b, r.File, &shown)
	})
	p.id = shown.ID
	return err
}

// typing shows that an answer is on its way, unless it is there.
func (p *post) typing(ctx context.Context) {
	p.mu.Lock()
	spoke := p.spoke
	p.mu.Unlock()
	if spoke || ctx.Err() != nil {
		return
	}
	if err := p.a.patient(ctx, p.at, http.MethodPost, "channels/"+p.at.Chat+"/typing", nil, nil); err != nil {
		p.a.log.Debug("showing typing", "err", err)
	}
}
