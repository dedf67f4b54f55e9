package store

import (
	"slices"
	"sync"
)

// bell rings belts of this process after a commit: a hop of microseconds, where a
// River job takes milliseconds.
type bell struct {
	mu        sync.Mutex
	listeners map[string][]chan struct{}
}

func newBell() *bell { return &bell{listeners: map[string][]chan struct{}{}} }

func (b *bell) listen(belt string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	b.listeners[belt] = append(b.listeners[belt], c)
	b.mu.Unlock()
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.listeners[belt] = slices.DeleteFunc(b.listeners[belt], func(other chan struct{}) bool { return other == c })
	}
}

// ring never waits: a listener that has not come round yet will see this work too.
func (b *bell) ring(belt string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.listeners[belt] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
