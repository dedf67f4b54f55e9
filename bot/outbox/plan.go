package outbox

import (
	"container/heap"
	"slices"
	"time"

	"crier/bot"
)

// plan is what a lane knows of its waiting rows: chats that may be sent to now,
// those with the longest work left first, and chats that must wait, by time.
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
	index  int       // in its heap; -1 if in none
}

func newPlan(p *pace, fold int) *plan {
	return &plan{
		pace: p, fold: max(1, fold), chats: map[string]*task{},
		ready: taskHeap{before: func(a, b *task) bool { return a.left > b.left }},
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
	t.left = p.pace.span(t.to.Kind, (t.waiting()+p.fold-1)/p.fold)
	due := latest(t.at, p.pace.free(t.to, now), t.soonest())
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

// start takes the chat's next ids to be sent, all of one thread.
func (p *plan) start(t *task, now time.Time) (chat int64, ids []int64) {
	heap.Remove(&p.ready, t.index)
	t.busy = true
	most := p.fold
	if t.single {
		most = 1
	}
	for _, q := range t.queues {
		if !q.Ready.After(now) {
			return q.Chat, q.IDs[:min(most, len(q.IDs))]
		}
	}
	return t.queues[0].Chat, nil
}

// finish ends a send: the rows of the thread up to the id are settled.
func (p *plan) finish(t *task, chat, upTo int64, now time.Time) {
	t.busy = false
	t.queues = slices.DeleteFunc(t.queues, func(q Load) bool { return q.Chat == chat && q.IDs[len(q.IDs)-1] <= upTo })
	for i := range t.queues {
		if q := &t.queues[i]; q.Chat == chat {
			at, found := slices.BinarySearch(q.IDs, upTo)
			if found {
				at++
			}
			q.IDs = q.IDs[at:]
		}
	}
	if t.waiting() == 0 {
		if p.chats[t.to.Chat] == t {
			delete(p.chats, t.to.Chat)
		}
		return
	}
	p.put(t, now)
}

// wake is when the next chat that waits may be sent to; zero if none waits.
func (p *plan) wake() time.Time {
	if p.later.Len() == 0 {
		return time.Time{}
	}
	return p.later.tasks[0].at
}

func (t *task) waiting() (n int) {
	for _, q := range t.queues {
		n += len(q.IDs)
	}
	return n
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
