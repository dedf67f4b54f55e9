package outbox

import (
	"context"
	"math"
	"sync"
	"time"

	"crier/bot"
)

// Pacer keeps the rates of all networks in this process, for what is pushed and
// for what is answered. Adapters are given [Pacer.Answer] as their Pace. Where several
// processes send for a network, each pacer takes its share of the rate, and keeps
// still when the network has asked the lane's process for silence.
type Pacer struct {
	scale  float64
	mu     sync.Mutex
	nets   map[string]*pace
	others others
}

// NewPacer makes a pacer whose rates are the networks' own times scale (CRIER_PACE);
// a scale of 0 is 1.
func NewPacer(scale float64) *Pacer {
	if scale <= 0 {
		scale = 1
	}
	return &Pacer{scale: scale, nets: map[string]*pace{}}
}

// Limit tells the pacer a network's limits. A network without limits is not paced.
func (p *Pacer) Limit(network string, l bot.Limits) {
	p.network(network).limit(l, p.scale)
}

// Answer waits until an answer may be sent to the address, which is at the next
// free slot of its network, ahead of everything pushed; it also counts against the
// chat's own rate, so that pushes make room. It returns ctx's error if that ends
// first, and [ErrSilence] where nobody would wait for so long.
func (p *Pacer) Answer(ctx context.Context, to bot.Address) error {
	n := p.network(to.Network)
	n.talks(time.Now())
	for {
		p.look(ctx, to.Network, n)
		if n.silenced(time.Now(), to) {
			return ErrSilence
		}
		wait, mine := n.answer(time.Now(), to)
		if err := sleep(ctx, wait); err != nil || mine {
			return err
		}
	}
}

// sleep waits for d, or returns ctx's error if it ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pacer) network(name string) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.nets[name]
	if n == nil {
		n = &pace{chats: map[string]*chatPace{}, speed: 1, share: 1}
		p.nets[name] = n
	}
	return n
}

// pace is one network's rates. Messages leave at least gap apart, and half a slot that
// was taken late is all that is made up for, so there is no burst.
type pace struct {
	mu        sync.Mutex
	gap       time.Duration // between two messages of the bot; 0: none
	direct    time.Duration // between two to one direct chat
	group     time.Duration // between two to one group
	perMinute int           // to one group
	hourly    int           // pushed to one chat before they are folded; 0: no bound
	next      time.Time     // the next free slot
	left      time.Time     // when the last message left
	held      time.Time     // the network wants silence until then
	chats     map[string]*chatPace
	prune     int // the size of chats at which the idle ones are dropped

	speed  float64   // of the full rate; less after the network complained
	grown  time.Time // when speed last changed
	nagged [recent]nag

	share  float64   // of the full rate, where several processes send
	looked time.Time // when the others were last looked at
	talked time.Time // when this process last answered somebody
}

// chatPace is when a chat may get its next message.
type chatPace struct {
	next time.Time
	last []time.Time // the latest perMinute sends to a group, oldest first
	hour []time.Time // what was pushed in the last hour, at most hourly, oldest first
}

func (p *pace) limit(l bot.Limits, scale float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.PerSecond > 0 {
		// Rounded up: a second never holds one too many, and a chat that is due after
		// a whole second meets a slot instead of just missing it.
		p.gap = time.Duration(math.Ceil(float64(time.Second) / (l.PerSecond * scale)))
	}
	p.direct = time.Duration(float64(l.ChatGap) / scale)
	p.group = time.Duration(float64(l.GroupGap) / scale)
	p.perMinute = int(float64(l.PerMinute) * scale)
}

// slot takes the next slot for a push if it is free now, and else tells how long
// it is not. A slot that is taken a little late makes those after it no later, or a
// thousand messages would take a second more: [pace.gate] keeps them apart.
func (p *pace) slot(now time.Time) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait := latest(p.next, p.held).Sub(now); wait > 0 {
		return wait
	}
	if now.Sub(p.next) >= p.gap/2 {
		p.next = now
	}
	p.next = p.after(p.next)
	return 0
}

// gate spaces pushes out again that had their slots in time and were held up by the
// store or by a busy machine: together they would be a burst. It returns how long to
// wait.
func (p *pace) gate(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = latest(now, p.left.Add(time.Duration(float64(p.gap)/(p.speed*p.share))))
	return p.left.Sub(now)
}

// after is the slot that follows one at t.
func (p *pace) after(t time.Time) time.Time {
	p.grow(t)
	return t.Add(time.Duration(float64(p.gap) / (p.speed * p.share)))
}

// A person may press quickly: a few answers go ahead of the chat's rate and are made
// up for later. A group's minute is never exceeded.
const answersAhead = 4

// tooLate is how long an answer may be held back in one chat. The network has named
// more than ten hours for some: whatever is asked there meanwhile would pile up.
const tooLate = time.Minute

// silenced reports whether the network wants nothing in the chat for long.
func (p *pace) silenced(now time.Time, to bot.Address) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chats[to.Chat]
	return c != nil && c.next.Add(-answersAhead*p.chatGap(to.Kind)).Sub(now) > tooLate
}

// answer takes the next slot and returns how long it is until then. If the chat
// itself must wait, it takes none and asks to be called again after the wait: a
// slot far ahead would stop everybody else.
func (p *pace) answer(now time.Time, to bot.Address) (wait time.Duration, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chat(to.Chat, now)
	gap := p.chatGap(to.Kind)
	if wait := latest(p.held, c.next.Add(-answersAhead*gap), p.minuteFree(c, to.Kind)).Sub(now); wait > 0 {
		return wait, false
	}
	at := latest(now, p.next)
	p.next, p.left = p.after(at), latest(at, p.left)
	p.count(c, to.Kind, at, latest(at, c.next).Add(gap))
	return at.Sub(now), true
}

// free is when a push to the chat may go.
func (p *pace) free(to bot.Address, now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chats[to.Chat]
	if c == nil {
		return now
	}
	return latest(c.next, p.minuteFree(c, to.Kind))
}

// pushed counts a push against the chat's rate, and news against its hour.
func (p *pace) pushed(to bot.Address, news bool, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chat(to.Chat, now)
	p.count(c, to.Kind, now, now.Add(p.chatGap(to.Kind)))
	if news && p.hourly > 0 {
		c.hour = append(c.hour[max(0, len(c.hour)+1-p.hourly):], now)
	}
}

// gather is how long a chat that was told much this hour waits between messages, so
// that they are few.
const gather = 10 * time.Minute

// rest is when a chat that was told much this hour may be told more; zero for others.
func (p *pace) rest(to bot.Address, now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chats[to.Chat]
	if c == nil || p.hourly <= 0 || len(c.hour) < p.hourly || now.Sub(c.hour[0]) >= time.Hour {
		return time.Time{}
	}
	return c.hour[len(c.hour)-1].Add(gather)
}

func (p *pace) count(c *chatPace, kind bot.Kind, at, next time.Time) {
	c.next = next
	if kind == bot.Direct || p.perMinute <= 0 {
		return
	}
	if len(c.last) >= p.perMinute {
		c.last = c.last[:copy(c.last, c.last[len(c.last)-p.perMinute+1:])]
	}
	c.last = append(c.last, at)
}

// minuteFree is when the minute has room for one more message to a group.
func (p *pace) minuteFree(c *chatPace, kind bot.Kind) time.Time {
	if kind == bot.Direct || p.perMinute <= 0 || len(c.last) < p.perMinute {
		return time.Time{}
	}
	return c.last[len(c.last)-p.perMinute].Add(time.Minute)
}

func (p *pace) chatGap(kind bot.Kind) time.Duration {
	if kind == bot.Direct {
		return p.direct
	}
	return p.group
}

// span is how long n messages to the chat take at its own rate.
func (p *pace) span(kind bot.Kind, n int) time.Duration {
	n--
	if kind == bot.Direct || p.perMinute <= 0 {
		return time.Duration(n) * p.chatGap(kind)
	}
	return time.Duration(n/p.perMinute)*time.Minute + time.Duration(n%p.perMinute)*p.group
}

// over reports whether the newest of the times is further back than the span.
func over(times []time.Time, now time.Time, span time.Duration) bool {
	return len(times) == 0 || now.Sub(times[len(times)-1]) > span
}

// chat returns the chat's record, and drops idle ones when there are many.
func (p *pace) chat(name string, now time.Time) *chatPace {
	if c := p.chats[name]; c != nil {
		return c
	}
	if len(p.chats) >= p.prune {
		for other, c := range p.chats {
			if c.next.Before(now) && over(c.last, now, time.Minute) && over(c.hour, now, time.Hour) {
				delete(p.chats, other)
			}
		}
		p.prune = max(1000, 2*len(p.chats))
	}
	c := &chatPace{}
	p.chats[name] = c
	return c
}

func latest(times ...time.Time) time.Time {
	l := times[0]
	for _, t := range times[1:] {
		if t.After(l) {
			l = t
		}
	}
	return l
}
