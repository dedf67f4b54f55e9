package commands

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"crier/bot"
)

// Allowance is how much may be asked for. 0 is the default, less than 0 no limit.
type Allowance struct {
	Commands int // a minute: commands, presses and what is written to the bot
	Links    int // an hour: what is read for somebody, links and files
}

// Limits say how much may be asked for by one person, in one chat (however many
// write there) and by all together, in this process.
//
// Whoever asks for more is told so once and then not heard: for a minute, or as for
// links until a tenth of the hour has passed. What one chat may ask for is a small
// part of all, so that no group, however large, takes the bot from the others.
type Limits struct {
	Person Allowance // 0: 60 commands, 120 links
	Chat   Allowance // 0: 120 commands, 360 links
	All    Allowance // 0: 6,000 commands, 20,000 links
}

// What is remembered at most of people, and of chats; whoever was silent longest is
// forgotten first.
const mostKnown = 10_000

// How long nobody listens to who asks too much.
const (
	commandPause = time.Minute
	linkPause    = 6 * time.Minute
)

// errIgnored ends a request without a word: the person was told already.
var errIgnored = errors.New("too much was asked for, and that was said")

// gates let requests through as the limits say. They forget with the process: a
// restart forgives.
type gates struct {
	mu     sync.Mutex
	people crowd
	chats  crowd
	all    *asker
}

func newGates(l Limits) *gates {
	return &gates{
		people: newCrowd(l.Person.or(60, 120)),
		chats:  newCrowd(l.Chat.or(120, 360)),
		all:    newAsker("", l.All.or(6_000, 20_000)),
	}
}

func (a Allowance) or(commands, links int) Allowance {
	if a.Commands == 0 {
		a.Commands = commands
	}
	if a.Links == 0 {
		a.Links = links
	}
	return a
}

// command counts a request. It returns nil, the advice to be told once, or
// errIgnored. To stop a reading is never too much.
func (g *gates) command(r bot.Request) error {
	if r.Command == "cancel" {
		return nil
	}
	return g.pass(r, func(a *asker) *meter { return &a.commands }, true)
}

// link counts what is to be read for a request.
func (g *gates) link(r bot.Request) error {
	return g.pass(r, func(a *asker) *meter { return &a.links }, true)
}

// inline counts a link of an inline query, where nothing can be said about too many.
func (g *gates) inline(r bot.Request) error {
	return g.pass(r, func(a *asker) *meter { return &a.links }, false)
}

// pass asks the person's meter, the chat's, and then that of all. The first that is
// full ends it, so that what one person or one chat asks for in vain costs others
// nothing.
func (g *gates) pass(r bot.Request, which func(*asker) *meter, aloud bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	who := r.Sender.ID
	if who == "" { // nobody in particular: the chat itself
		who = r.From.Chat
	}
	person := which(g.people.find(r.From.Network + ":" + who))
	for _, m := range []*meter{person, which(g.chats.find(r.From.Network + ":" + r.From.Chat))} {
		if !m.full(now) {
			continue
		}
		if !aloud || !m.tell(now) {
			return errIgnored
		}
		return &flood{wait: m.pause}
	}
	if all := which(g.all); all.rate.AllowN(now, 1) {
		return nil
	}
	if aloud && person.tell(now) { // it is not their fault: the next try may get through
		return advise("advice.too_busy")
	}
	return errIgnored
}

// flood is what somebody is told who asks too much.
type flood struct{ wait time.Duration }

// Error is for logs only.
func (f *flood) Error() string { return "too much was asked for" }

// asker is a person or a chat.
type asker struct {
	name     string
	commands meter
	links    meter
}

func newAsker(name string, a Allowance) *asker {
	return &asker{
		name:     name,
		commands: newMeter(a.Commands, time.Minute, commandPause),
		links:    newMeter(a.Links, time.Hour, linkPause),
	}
}

// meter counts one kind of request.
type meter struct {
	rate  *rate.Limiter
	pause time.Duration
	until time.Time // nothing passes before
	told  time.Time // when that was said
}

func newMeter(most int, window, pause time.Duration) meter {
	if most < 0 {
		return meter{rate: rate.NewLimiter(rate.Inf, 0), pause: pause}
	}
	return meter{rate: rate.NewLimiter(rate.Every(window/time.Duration(most)), most), pause: pause}
}

// full counts a request and reports whether it is too much.
func (m *meter) full(now time.Time) bool {
	if now.Before(m.until) {
		return true
	}
	if m.rate.AllowN(now, 1) {
		return false
	}
	m.until = now.Add(m.pause)
	return true
}

// tell reports whether it is time to say so: once in a pause.
func (m *meter) tell(now time.Time) bool {
	if !m.told.IsZero() && now.Sub(m.told) < m.pause {
		return false
	}
	m.told = now
	return true
}

// crowd remembers askers, those who asked last first.
type crowd struct {
	each  Allowance
	known map[string]*list.Element
	order *list.List // of *asker
}

func newCrowd(each Allowance) crowd {
	return crowd{each: each, known: map[string]*list.Element{}, order: list.New()}
}

func (c *crowd) find(name string) *asker {
	if e, ok := c.known[name]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*asker)
	}
	if c.order.Len() >= mostKnown {
		oldest := c.order.Back()
		delete(c.known, oldest.Value.(*asker).name)
		c.order.Remove(oldest)
	}
	a := newAsker(name, c.each)
	c.known[name] = c.order.PushFront(a)
	return a
}

// heard counts a request before anything is done for it, and begins the call. The
// error is what the person is to be told instead of an answer.
func (b *Bot) heard(ctx context.Context, r bot.Request, say bot.Say) (*call, error) {
	refused := b.gates.command(r)
	if errors.Is(refused, errIgnored) { // not even the store is asked
		return &call{Request: r, Bot: b, say: say, p: b.Lang.Printer(r.Sender.Locale)}, refused
	}
	c, err := b.begin(ctx, r, say)
	if err == nil {
		err = refused
	}
	return c, err
}
