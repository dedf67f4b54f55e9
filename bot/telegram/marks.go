package telegram

import (
	"sync"
	"time"
)

// marks remembers which chats something was noted about, for a while. The server
// does not say whether a 429 is about a chat or about the bot, nor whether a chat
// is missing or only slow to be found: what several notes have in common does.
type marks struct {
	window time.Duration
	most   int // chats (different) or notes (same) within the window that mean yes
	same   bool

	mu    sync.Mutex
	chats map[string]note
}

type note struct {
	at    time.Time
	count int
}

// note adds one and reports whether there are enough: for the same chat, or of
// different chats.
func (m *marks) note(chat string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.chats == nil {
		m.chats = map[string]note{}
	}
	for c, n := range m.chats {
		if now.Sub(n.at) > m.window {
			delete(m.chats, c)
		}
	}
	n := m.chats[chat]
	m.chats[chat] = note{at: now, count: n.count + 1}
	if m.same {
		return n.count+1 >= m.most
	}
	return len(m.chats) >= m.most
}

// forget drops what was noted about a chat.
func (m *marks) forget(chat string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.chats, chat)
}
