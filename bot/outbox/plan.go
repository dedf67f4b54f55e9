package outbox

import (
	"container/heap"
	"slices"
	"time"

	"crier/bot"
)

// plan is what a lane knows of its waiting rows: chats that may be sent to now,
// those with the longest work left first, and chats that must wait, by time. Where
// messages are only to be edited, that comes after all that is to be sent.
type plan struct {
	pace  *pace
	fold  int
	chats map[string]*task
	ready taskHeap
	later taskHeap
}

// task is one chat's waiting work. Its threads share the chat's rate.
type task struct {
	to     bot.Address // of any of its threads: what the pace goes by
	queues []Load      // by thread
	left   time.Duration
	at     time.Time // not before
	busy   bool      // a send is under way
	single bool      // send one item at a time: a folded message was refused
	news   bool      // something is to be sent, not only edited
	burst  int       // messages that may follow without a rest: what was gathered
	index  int       // in its heap; -1 if in none
}

func newPlan(p *pace, fold int) *plan {
	return &plan{
		pace: p, fold: max(1, fold), chats: map[string]*task{},
		ready: taskHeap{before: func(a, b *task) bool {
			if a.news != b.news {
				return a.news
			}
			return a.left > b.left
		}},
		later: taskHeap{before: func(a, b *task) bool { return a.at.Before(b.at) }},
	}
}

// replace takes over what the store says is waiting. Chats with a send under way
// stay out of the heaps until it is settled.
func (p *plan) replace(loads []Load, now time.Time) {
	old := p.chats
	p.chats = make(map[string]*task, len(loads))
	p.ready.tasks, p.later.tasks = nil, nil
	for _, l := range loads {
		t := p.chats[l.Address.Chat]
		if t == nil {
			t = &task{to: l.Address, index: -1}
			if was := old[l.Address.Chat]; was != nil {
				t = was
				t.queues, t.index = nil, -1
			}
			p.chats[l.Address.Chat] = t
		}
		t.queues = append(t.queues, l)
	}
	for name, was := range old {
		if was.busy && p.chats[name] == nil {
			was.queues, was.index = nil, -1
			p.chats[name] = was
		}
	}
	for _, t := range p.chats {
		p.put(t, now)
	}
}

// put sorts a task in where it belongs.
func (p *plan) put(t *task, now time.Time) {
	if t.busy || t.waiting() == 0 {
		return
	}
	sends, edits := t.counts()
	t.news = sends > 0
	t.left = p.pace.span(t.to.Kind, (sends+p.fold-1)/p.fold+edits)
	due := latest(t.at, p.pace.free(t.to, now), t.soonest())
	if t.news && t.burst == 0 {
		due = latest(due, p.pace.rest(t.to, now))
	}
	if due.After(now) {
		t.at = due
		heap.Push(&p.later, t)
	} else {
		heap.Push(&p.ready, t)
	}
}

// next returns the chat to send to now; nil if none may be.
func (p *plan) next(now time.Time) *task {
	for p.later.Len() > 0 && !p.later.tasks[0].at.After(now) {
		p.put(heap.Pop(&p.later).(*task), now)
	}
	for p.ready.Len() > 0 {
		t := p.ready.tasks[0]
		if !p.pace.free(t.to, now).After(now) {
			return t
		}
		p.put(heap.Pop(&p.ready).(*task), now) // an answer went there meanwhile
	}
	return nil
}

// start takes what is next for the chat: ids of one thread, or one message to edit.
func (p *plan) start(t *task, now time.Time) Load {
	heap.Remove(&p.ready, t.index)
	t.busy = true
	if t.burst == 0 {
		sends, _ := t.counts()
		t.burst = (sends + p.fold - 1) / p.fold
	}
	t.burst = max(0, t.burst-1)
	most := p.fold
	if t.single {
		most = 1
	}
	for _, q := range t.queues { // edits stand last
		if !q.Ready.After(now) {
			q.IDs = q.IDs[:min(most, len(q.IDs))]
			return q
		}
	}
	return Load{Chat: t.queues[0].Chat}
}

// finish ends a send or an edit: what is done is taken out.
func (p *plan) finish(t *task, done func(Load) Load, now time.Time) {
	t.busy = false
	left := t.queues[:0]
	for _, q := range t.queues {
		if q = done(q); len(q.IDs) > 0 {
			left = append(left, q)
		}
	}
	t.queues = left
	if t.waiting() == 0 {
		if p.chats[t.to.Chat] == t {
			delete(p.chats, t.to.Chat)
		}
		return
	}
	p.put(t, now)
}

// sentUpTo is what is left of a load when the rows of a chat up to the id are settled.
func sentUpTo(chat, id int64) func(Load) Load {
	return func(q Load) Load {
		if q.Chat == chat && !q.Edit {
			at, found := slices.BinarySearch(q.IDs, id)
			if found {
				at++
			}
			q.IDs = q.IDs[at:]
		}
		return q
	}
}

// edited is what is left of a load when the delivery's edit is settled.
func edited(id int64) func(Load) Load {
	return func(q Load) Load {
		if q.Edit && q.IDs[0] == id {
			q.IDs = nil
		}
		return q
	}
}

// wake is when the next chat that waits may be sent to; zero if none waits.
func (p *plan) wake() time.Time {
	if p.later.Len() == 0 {
		return time.Time{}
	}
	return p.later.tasks[0].at
}

func (t *task) waiting() int {
	sends, edits := t.counts()
	return sends + edits
}

func (t *task) counts() (sends, edits int) {
	for _, q := range t.queues {
		if q.Edit {
			edits++
		} else {
			sends += len(q.IDs)
		}
	}
	return sends, edits
}

// soonest is when the first of its threads is due.
func (t *task) soonest() time.Time {
	first := t.queues[0].Ready
	for _, q := range t.queues[1:] {
		if q.Ready.Before(first) {
			first = q.Ready
		}
	}
	return first
}

// taskHeap implements heap.Interface.
type taskHeap struct {
	tasks  []*task
	before func(a, b *task) bool
}

func (h *taskHeap) Len() int           { return len(h.tasks) }
func (h *taskHeap) Less(i, j int) bool { return h.before(h.tasks[i], h.tasks[j]) }
func (h *taskHeap) Swap(i, j int) {
	h.tasks[i], h.tasks[j] = h.tasks[j], h.tasks[i]
	h.tasks[i].index, h.tasks[j].index = i, j
}

func (h *taskHeap) Push(x any) {
	t := x.(*task)
	t.index = len(h.tasks)
	h.tasks = append(h.tasks, t)
}

func (h *taskHeap) Pop() any {
	last := len(h.tasks) - 1
	t := h.tasks[last]
	h.tasks[last], t.index = nil, -1
	h.tasks = h.tasks[:last]
	return t
}
