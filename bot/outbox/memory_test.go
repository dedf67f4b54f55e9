package outbox_test

import (
	"context"
	"fmt"
	"maps"
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
	silent  map[string]time.Time // chats in which the network wants it
	paused  map[int64]bool
	lease   outbox.Lease
	bell    chan struct{}
	settled []outbox.Settlement
	voices  map[string]time.Time // until when they count
	edits   map[int64]*edit
	down    error                // every call fails with it
	lag     func() time.Duration // how long it takes to hand out what is to be sent; nil: no time
}

type row struct {
	chat     int64
	reply    bot.Reply
	attempts int
	moved    bool
}

// edit is a message that was sent and is to get new words.
type edit struct {
	chat  int64
	words int64
	tries int
}

func newMemory() *memory {
	return &memory{
		rows: map[int64]*row{}, chats: map[string]int64{}, places: map[int64]bot.Address{},
		held: map[int64]time.Time{}, silent: map[string]time.Time{}, paused: map[int64]bool{}, bell: make(chan struct{}, 1),
		voices: map[string]time.Time{}, edits: map[int64]*edit{},
	}
}

// add queues n items for a chat.
func (m *memory) add(to bot.Address, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	chat := m.chatOf(to)
	for range n {
		m.last++
		m.rows[m.last] = &row{chat: chat, reply: bot.Reply{Title: to.Chat}}
	}
	select {
	case m.bell <- struct{}{}:
	default:
	}
}

// revise lets a message of a chat that was sent to wait for new words.
func (m *memory) revise(to bot.Address, id, words int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.edits[id] = &edit{chat: m.chatOf(to), words: words}
	select {
	case m.bell <- struct{}{}:
	default:
	}
}

// chatOf is the number of a chat, whether it is new or not.
func (m *memory) chatOf(to bot.Address) int64 {
	chat := m.chats[to.Chat+"/"+to.Thread]
	if chat == 0 {
		chat = int64(len(m.chats) + 1)
		m.chats[to.Chat+"/"+to.Thread], m.places[chat] = chat, to
	}
	return chat
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

func (m *memory) Complained(_ context.Context, to bot.Address, until time.Time, all bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if all {
		m.lease.Hold = until
	} else {
		m.held[m.chatOf(to)], m.silent[to.Chat] = until, until
	}
	return m.down
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
	s := outbox.Standing{Hold: m.lease.Hold, Silent: maps.Clone(m.silent)}
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
	for id, e := range m.edits {
		if !m.paused[e.chat] {
			loads = append(loads, outbox.Load{Chat: e.chat, Address: m.places[e.chat], Ready: m.held[e.chat], IDs: []int64{id}, Edit: true})
		}
	}
	return loads, nil
}

func (m *memory) Take(_ context.Context, l outbox.Lease, ids []int64) ([]outbox.Parcel, error) {
	m.think()
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
	m.concerns(s)
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
	return nil
}

// concerns does what a settlement means for the whole chat.
func (m *memory) concerns(s outbox.Settlement) {
	switch s.Verdict {
	case bot.Later:
		m.held[s.Chat] = s.Retry
	case bot.Gone:
		m.paused[s.Chat] = true
	case bot.Moved:
		m.places[s.Chat] = s.NewHome
	}
}

func (m *memory) TakeEdit(_ context.Context, l outbox.Lease, id int64) (outbox.Edit, bool, error) {
	m.think()
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.edits[id]
	if m.down != nil || e == nil || m.paused[e.chat] || m.held[e.chat].After(time.Now()) || l.Number != m.lease.Number {
		return outbox.Edit{}, false, m.down
	}
	at := bot.MessageRef{Address: m.places[e.chat], ID: fmt.Sprint("m", id)}
	return outbox.Edit{ID: id, At: at, Reply: bot.Reply{Title: fmt.Sprint("words ", e.words)}, Words: e.words, Attempts: e.tries}, true, nil
}

func (m *memory) SettleEdit(_ context.Context, l outbox.Lease, e outbox.Edit, s outbox.Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch now := m.edits[e.ID]; {
	case m.down != nil:
		return m.down
	case l.Number != m.lease.Number:
		return outbox.ErrFenced
	case s.Verdict == bot.Later:
		now.tries++
	case now.words == e.Words:
		delete(m.edits, e.ID)
	}
	m.settled = append(m.settled, s)
	m.concerns(s)
	return nil
}

func (m *memory) Listen(string) (<-chan struct{}, func()) { return m.bell, func() {} }

func (m *memory) think() {
	if m.lag != nil {
		time.Sleep(m.lag())
	}
}

// waiting counts the rows that are not settled.
func (m *memory) waiting() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows) + len(m.edits)
}

// recorder is an adapter whose network answers after a while and is remembered by
// what it saw.
type recorder struct {
	limits bot.Limits
	delay  time.Duration
	answer func(to bot.Address, items []bot.Item) bot.Outcome // nil: delivered
	change func(at bot.MessageRef, r bot.Reply) bot.Outcome   // to an edit; nil: delivered

	mu    sync.Mutex
	sends []send
}

// send is one message as the network saw it.
type send struct {
	at    time.Time
	to    bot.Address
	items int // 0: an edit
	keys  []string
	words string // of an edit: its title
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

func (r *recorder) Edit(_ context.Context, at bot.MessageRef, words bot.Reply) bot.Outcome {
	r.mu.Lock()
	r.sends = append(r.sends, send{at: time.Now(), to: at.Address, keys: []string{at.ID}, words: words.Title})
	r.mu.Unlock()
	if r.delay > 0 {
		time.Sleep(r.delay)
	}
	if r.change != nil {
		return r.change(at, words)
	}
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: at}
}
