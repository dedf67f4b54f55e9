package outbox

import (
	"context"
	"log/slog"
	"time"

	"crier/bot"
)

// Standing is what a process that sends for a network must know of the others.
type Standing struct {
	Driver string    // who drives the lane; empty: nobody
	Hold   time.Time // nothing is to be sent before
	Voices int       // other processes that answer people there

	Silent map[string]time.Time // chats in which the network wants silence, and until when
}

// Processes that answer people while another drives the lane share a fifth of the
// network's rate; the lane keeps the rest of it. On Telegram that is 5 and 20 a
// second of 25. A process that does both alone has all of it, and a lane has all of
// it while nobody answers. Everybody learns of a change within two seconds; until
// then both together may send a fifth too much, which is the room that adapters
// leave under the published rates.
const lanePart = 0.8

const (
	lookAgain = time.Second            // between two looks at the others
	lookTime  = 500 * time.Millisecond // one look: an answer waits for it
	justNow   = 10 * time.Second       // a hold that ended since then still slows down
	talkTime  = 10 * time.Second       // who has answered nobody for so long leaves its share to the others
)

// others is how a pacer learns what other processes do.
type others struct {
	store Store
	owner string
	log   *slog.Logger
}

// join makes the pacer heed the processes that share the store.
func (p *Pacer) join(s Store, owner string, log *slog.Logger) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.others = others{s, owner, log}
}

// look learns, at most once in a second, what the others do on a network. It goes
// on with what it knows when the store does not answer.
func (p *Pacer) look(ctx context.Context, network string, n *pace) {
	p.mu.Lock()
	o := p.others
	p.mu.Unlock()
	if o.store == nil {
		return
	}
	due, talks := n.stale(time.Now())
	if !due {
		return
	}
	limited, stop := context.WithTimeout(ctx, lookTime)
	defer stop()
	if s, err := o.store.Standing(limited, network, o.owner, talks); err == nil {
		n.heed(time.Now(), s, o.owner)
	}
}

// Slow is told by adapters that the network wants an answer to wait: in the chat, or
// with all everywhere; complaints of several chats within a moment mean all. This
// process holds back, and by the store whoever drives the lane does.
func (p *Pacer) Slow(ctx context.Context, to bot.Address, after time.Duration, all bool) {
	now := time.Now()
	until := now.Add(after)
	n := p.network(to.Network)
	if n.complained(to.Chat, now) || all {
		all = true
		n.hold(now, until)
	} else {
		n.holdChat(to.Chat, now, until)
	}
	p.mu.Lock()
	o := p.others
	p.mu.Unlock()
	if o.store == nil {
		return
	}
	limited, stop := context.WithTimeout(ctx, lookTime)
	defer stop()
	if err := o.store.Complained(limited, to, until, all); err != nil {
		o.log.Warn("telling others to slow down", "network", to.Network, "error", err)
	}
}

// stale reports whether to look again and for how long this process counts as one
// that answers. Whoever asks is to look. A network without a rate needs no look.
func (p *pace) stale(now time.Time) (due bool, talks time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gap == 0 || now.Before(p.looked.Add(lookAgain)) {
		return false, 0
	}
	p.looked = now
	return true, max(0, p.talked.Add(talkTime).Sub(now))
}

// talks notes that this process answers people.
func (p *pace) talks(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.talked = now
}

// heed takes this process's share of the rate, and a hold as a complaint of its own.
func (p *pace) heed(now time.Time, s Standing, self string) {
	p.mu.Lock()
	p.share = 0
	if s.Driver == self {
		p.share = lanePart
	}
	if s.Driver != self || now.Sub(p.talked) < talkTime {
		p.share += (1 - lanePart) / float64(s.Voices+1)
	}
	if s.Driver == self && s.Voices == 0 {
		p.share = 1
	}
	news := s.Hold.After(now.Add(-justNow)) && s.Hold.After(p.held)
	p.mu.Unlock()
	if news {
		p.hold(now, s.Hold)
	}
	for chat, until := range s.Silent {
		p.holdChat(chat, now, until)
	}
}
