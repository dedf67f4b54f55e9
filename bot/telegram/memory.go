package telegram

import (
	"context"
	"strings"
	"sync"
	"time"

	"crier/bot"
)

const (
	memoryNames = 20_000 // updates that are remembered
	memoryTries = 3
)

// memory is an inbox for one process alone: what it ends with is lost.
type memory struct {
	mu    sync.Mutex
	kept  map[string]*keptUpdate
	order []string
}

type keptUpdate struct {
	body  []byte // nil: handled
	until time.Time
	tries int
}

func newMemory() *memory { return &memory{kept: map[string]*keptUpdate{}} }

func (m *memory) Receive(_ context.Context, network string, updates []bot.Update, until time.Time) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fresh := make([]bool, len(updates))
	for i, u := range updates {
		key := network + " " + u.Name
		if fresh[i] = m.kept[key] == nil; fresh[i] {
			m.kept[key] = &keptUpdate{body: u.Body, until: until, tries: 1}
			m.order = append(m.order, key)
		}
	}
	for len(m.order) > memoryNames {
		delete(m.kept, m.order[0])
		m.order = m.order[1:]
	}
	return fresh, nil
}

func (m *memory) Prolong(_ context.Context, network string, names []string, until time.Time) error {
	m.change(network, names, func(k *keptUpdate) { k.until = until })
	return nil
}

func (m *memory) Handled(_ context.Context, network string, names []string) error {
	m.change(network, names, func(k *keptUpdate) { k.body = nil })
	return nil
}

func (m *memory) change(network string, names []string, do func(*keptUpdate)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range names {
		if k := m.kept[network+" "+name]; k != nil {
			do(k)
		}
	}
}

func (m *memory) LeftBehind(_ context.Context, network string, at, until time.Time, most int) ([]bot.Update, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []bot.Update
	for _, key := range m.order {
		k := m.kept[key]
		name, ours := strings.CutPrefix(key, network+" ")
		if !ours || k.body == nil || k.until.After(at) || k.tries >= memoryTries || len(out) == most {
			continue
		}
		k.until, k.tries = until, k.tries+1
		out = append(out, bot.Update{Name: name, Body: k.body})
	}
	return out, nil
}
