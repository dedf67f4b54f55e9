package outbox

import (
	"sync"
	"time"
)

// A network that says "too fast" to several chats within a moment means the whole
// bot, whatever chat it names: Telegram's two kinds of 429 look the same.
const (
	recent = 3               // chats that complain
	moment = 2 * time.Second // within
)

// nag is one chat's complaint.
type nag struct {
	chat string
	at   time.Time
}

const (
	slowest  = 0.1              // of the full rate
	slowDown = 0.5              // at a complaint
	speedUp  = 0.05             // of the full rate, every
	growth   = 10 * time.Second // without a complaint
)

// complained counts a chat's complaint and reports whether it concerns them all.
func (p *pace) complained(chat string, now time.Time) (all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	copy(p.nagged[1:], p.nagged[:])
	p.nagged[0] = nag{chat, now}
	chats := map[string]bool{}
	for _, n := range p.nagged {
		if !n.at.IsZero() && now.Sub(n.at) <= moment {
			chats[n.chat] = true
		}
	}
	return len(chats) >= recent
}

// hold keeps everything back until the time and goes on more slowly.
func (p *pace) hold(now, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.After(p.held) { // complaints about what was under way already count once
		p.speed, p.grown = max(slowest, p.speed*slowDown), until
	}
	p.held = latest(p.held, until)
}

// holdChat keeps everything back from one chat until the time.
func (p *pace) holdChat(chat string, now, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chat(chat, now)
	c.next = latest(c.next, until)
}

// silent keeps everything back until the time, at no fault of ours.
func (p *pace) silent(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = latest(p.held, until)
}

// grow gives a part of the rate back for every while without a complaint.
func (p *pace) grow(now time.Time) {
	for p.speed < 1 && now.Sub(p.grown) >= growth {
		p.speed, p.grown = min(1, p.speed+speedUp), p.grown.Add(growth)
	}
}

// budget counts refused requests over ten minutes. Discord bans an address for an
// hour that was refused 10,000 times in that span; half of it is where we stop.
type budget struct {
	mu      sync.Mutex
	most    int // 0: no such rule
	minutes [10]int
	at      int64 // the minute of the newest count
}

// refused counts one and returns how long nothing may be sent: 0 while there is
// room.
func (b *budget) refused(now time.Time) time.Duration {
	if b.most <= 0 {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	minute := now.Unix() / 60
	for ; b.at < minute; b.at++ {
		if minute-b.at > int64(len(b.minutes)) {
			b.at = minute - int64(len(b.minutes))
		}
		b.minutes[(b.at+1)%int64(len(b.minutes))] = 0
	}
	b.minutes[minute%int64(len(b.minutes))]++
	sum := 0
	for _, n := range b.minutes {
		sum += n
	}
	if sum < max(1, b.most/2) {
		return 0
	}
	return 10 * time.Minute
}
