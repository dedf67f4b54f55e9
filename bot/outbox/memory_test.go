package outbox_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// memory keeps deliveries for tests of pacing, where a database would only take
// time. What the real engines do is held to the same contract in bot/bottest.
type memory struct {
	mu      sync.Mutex
	rows    map[int64]*row
	last    int64
	chats   map[string]int64
	places  map[int64]bot.Address
	held    map[int64]time.Time
	paused  map[int64]bool
	lease   outbox.Lease
	bell    chan struct{}
	settled []outbox.Settlement
	voices  map[string]time.Time // until when they count
	down    error                // every call fails with it
}

type row struct {
	chat     int64
	reply    bot.Reply
	attempts int
	moved    bool
}

func newMemory() *memory {
	return &memory{
		rows: map[int64]*row{}, chats: map[string]int64{}, places: map[int64]bot.Address{},
		held: map[int64]time.Time{}, paused: map[int64]bool{}, bell: make(chan struct{}, 1),
		voices: map[string]time.Time{},
	}
}

// add queues n items for a chat.
func (m *memory) add(to bot.Address, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	chat := m.chats[to.Chat+"/"+to.Thread]
	if chat == 0 {
		chat = int64(len(m.chats) + 1)
		m.chats[to.Chat+"/"+to.Thread], m.places[chat] = chat, to
	}
	for range n {
		m.last++
		m.rows[m.last] = &row{chat: chat, reply: bot.Reply{Title: to.Chat}}
	}
	select {
	case m.bell <- struct{}{}:
	default:
	}
}

// fail makes every call fail until it is called with nil.
func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}

func (m *memory) Lease(_ context.Context, network, owner string, hold time.Duration) (outbox.Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	switch {
	case m.down != nil:
		return outbox.Lease{}, m.down
	case m.lease.Owner == owner:
	case m.lease.Owner != "" && m.lease.Until.After(now):
		return outbox.Lease{}, outbox.ErrHeld
	default:
		m.lease.Number++
	}
	m.lease.Network, m.lease.Owner, m.lease.Until = network, owner, now.Add(hold)
	return m.lease, nil
}

func (m *memory) Release(_ context.Context, l outbox.Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.Number == m.lease.Number {
		m.lease.Owner = ""
	}
	return nil
}

func (m *memory) Hold(_ context.Context, l outbox.Lease, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lease.Hold = until
	return nil
}

func (m *memory) Standing(_ context.Context, _, owner string, talks time.Duration) (outbox.Standing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return outbox.Standing{}, m.down
	}
	now := time.Now()
	if talks != 0 {
		m.voices[owner] = now.Add(talks)
	}
	s := outbox.Standing{Hold: m.lease.Hold}
	if m.lease.Until.After(now) {
		s.Driver = m.lease.Owner
	}
	for other, until := range m.voices {
		if other != owner && until.After(now) {
			s.Voices++
		}
	}
	return s, nil
}

func (m *memory) Loads(_ context.Context, l outbox.Lease, ahead time.Duration, most int) ([]outbox.Load, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return nil, m.down
	}
	by := map[int64]*outbox.Load{}
	var order []int64
	ids := make([]int64, 0, len(m.rows))
	for id := range m.rows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		r := m.rows[id]
		if m.paused[r.chat] {
			continue
		}
		l := by[r.chat]
		if l == nil {
			l = &outbox.Load{Chat: r.chat, Address: m.places[r.chat], Ready: m.held[r.chat]}
			by[r.chat] = l
			order = append(order, r.chat)
		}
		l.IDs = append(l.IDs, id)
	}
	loads := make([]outbox.Load, len(order))
	for i, chat := range order {
		loads[i] = *by[chat]
	}
	return loads, nil
}

func (m *memory) Take(_ context.Context, l outbox.Lease, ids []int64) ([]outbox.Parcel, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return nil, m.down
	}
	var parcels []outbox.Parcel
	for _, id := range ids {
		r := m.rows[id]
		if r == nil || m.paused[r.chat] || m.held[r.chat].After(time.Now()) || l.Number != m.lease.Number {
			continue
		}
		parcels = append(parcels, outbox.Parcel{ID: id, Key: fmt.Sprint("k", id), To: m.places[r.chat], Reply: r.reply, Attempts: r.attempts, Moved: r.moved})
	}
	return parcels, nil
}

func (m *memory) Settle(_ context.Context, l outbox.Lease, s outbox.Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return m.down
	}
	if l.Number != m.lease.Number {
		return outbox.ErrFenced
	}
	m.settled = append(m.settled, s)
	for _, id := range s.IDs {
		r := m.rows[id]
		r.attempts++
		switch s.Verdict {
		case bot.Later:
		case bot.Moved:
			r.moved = true
		default:
			delete(m.rows, id)
		}
	}
	switch s.Verdict {
	case bot.Later:
		m.held[s.Chat] = s.Retry
	case bot.Gone:
		m.paused[s.Chat] = true
	case bot.Moved:
		m.places[s.Chat] = s.NewHome
	}
	return nil
}

func (m *memory) Listen(string) (<-chan struct{}, func()) { return m.bell, func() {} }

// waiting counts the rows that are not settled.
func (m *memory) waiting() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows)
}

// recorder is an adapter whose network answers after a while and is remembered by
// what it saw.
type recorder struct {
	limits bot.Limits
	delay  time.Duration
	answer func(to bot.Address, items []bot.Item) bot.Outcome // nil: delivered

	mu    sync.Mutex
	sends []send
}

// send is one message as the network saw it.
type send struct {
	at    time.Time
	to    bot.Address
	items int
	keys  []string
}

func (r *recorder) Send(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	s := send{at: time.Now(), to: to, items: len(items)}
	for _, i := range items {
		s.keys = append(s.keys, i.Key)
	}
	r.mu.Lock()
	r.sends = append(r.sends, s)
	r.mu.Unlock()
	if r.delay > 0 {
		time.Sleep(r.delay)
	}
	if r.answer != nil {
		return r.answer(to, items)
	}
	return delivered(to, items)
}

func delivered(to bot.Address, items []bot.Item) bot.Outcome {
	return bot.Outcome{Verdict: bot.Delivered, Sent: len(items), At: bot.MessageRef{Address: to, ID: "1"}}
}

func (r *recorder) seen() []send {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.sends)
}

func (r *recorder) Network() string                                { return "n" }
func (r *recorder) Limits() bot.Limits                             { return r.limits }
func (r *recorder) Routes(*http.ServeMux)                          {}
func (r *recorder) Run(context.Context, bot.Menu, bot.Core) error  { return nil }
func (r *recorder) Chat(context.Context, string) (bot.Chat, error) { return bot.Chat{}, bot.ErrNoChat }
func (r *recorder) CanManage(context.Context, bot.Address, bot.Sender) (bool, error) {
	return false, nil
}
func (r *recorder) Edit(context.Context, bot.MessageRef, bot.Reply) bot.Outcome {
	return bot.Outcome{Verdict: bot.Never}
}
