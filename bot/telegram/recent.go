package telegram

import (
	"slices"
	"sync"

	"crier/bot"
)

// What a session remembers for a while. All of it is a convenience: after a restart
// an edited question keeps its old answer, and a closed topic is told of without
// its name.

const mostRecent = 4096 // of each kind

// recent keeps the last things by a key.
type recent[K comparable, V any] struct {
	mu    sync.Mutex
	kept  map[K]V
	order []K
}

func (r *recent[K, V]) put(key K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[K]V{}
	}
	if _, known := r.kept[key]; !known {
		r.order = append(r.order, key)
	}
	r.kept[key] = v
	if len(r.order) > mostRecent {
		delete(r.kept, r.order[0])
		r.order = r.order[1:]
	}
}

func (r *recent[K, V]) get(key K) (v V, found bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, found = r.kept[key]
	return v, found
}

// take is get, once.
func (r *recent[K, V]) take(key K) (v V, found bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, found = r.kept[key]
	if found {
		delete(r.kept, key)
		r.order = slices.DeleteFunc(r.order, func(k K) bool { return k == key })
	}
	return v, found
}

// answers are the messages that were answered, with what stands there now.
type answers struct {
	recent[bot.MessageRef, answeredMessage]
}

type answeredMessage struct {
	asked string
	shown bot.MessageRef
	fixed bool
}

// Messages that are kept under no question: that of a chat whose keyboard is open, and
// the word of welcome.
const (
	picking = "picking"
	welcome = "welcome"
)

// keep waits for words that are being shown still.
func (a *answers) keep(r bot.Request, w *answer) {
	defer w.line.enter()()
	if w.shown.ID == "" {
		return
	}
	a.put(r.Message, answeredMessage{asked: r.Text, shown: w.shown, fixed: w.fixed})
	if w.picks {
		a.put(bot.MessageRef{Address: r.Message.Address, ID: picking}, answeredMessage{shown: w.shown})
	}
}

func (a *answers) of(m bot.MessageRef) (answeredMessage, bool) { return a.get(m) }

// topicNames are forum topics' names, which the server tells when they are made or
// renamed, and with the first message that a reply quotes.
type topicNames struct {
	recent[bot.Address, string]
}

func (t *topicNames) learn(m *message) {
	at := m.address()
	if at.Thread == "" {
		return
	}
	for _, said := range []*message{m, m.ReplyTo} {
		if said == nil {
			continue
		}
		for _, n := range []*topicName{said.TopicMade, said.TopicNamed} {
			if n != nil && n.Name != "" {
				t.put(at, n.Name)
			}
		}
	}
}

func (t *topicNames) name(at bot.Address) string {
	n, _ := t.get(at)
	return n
}
