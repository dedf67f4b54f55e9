package store

import (
	"strings"
	"sync"
	"unicode/utf8"

	"crier/feeds"
)

// handed are the notes of articles that this process has stored: it need not read them
// again. The rows are the truth. What is not here, because there was no room or another
// process stored it, is read.
type handed struct {
	mu    sync.Mutex
	notes map[int64]note
	bytes int
}

const (
	mostHanded = 24 << 20 // bytes, about
	handedText = 250      // bytes beside the words
)

func (n note) size() (bytes int) {
	for _, u := range n.about {
		bytes += handedText + len(u.is.url) + len(u.is.title) + len(u.is.text)
	}
	return bytes
}

// add hands notes over that are committed.
func (h *handed) add(notes []note) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.notes == nil {
		h.notes = map[int64]note{}
	}
	for _, n := range notes {
		if size := n.size(); h.bytes+size <= mostHanded {
			h.bytes += size
			h.notes[n.id] = n
		}
	}
}

// take gives a note that was handed over.
func (h *handed) take(id int64) (n note, here bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n, here = h.notes[id]; here {
		h.bytes -= n.size()
		delete(h.notes, id)
	}
	return n, here
}

// forget drops what is left, because others have seen to it.
func (h *handed) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes, h.bytes = nil, 0
}

// handing is an entry as the index will know it, if it may be handed over: not where its
// row will say something else.
func handing(article string, ranked int64, e feeds.Entry) unindexed {
	u := unindexed{article: article}
	for _, s := range []string{e.URL, e.Title, e.Language, e.Content, e.Summary} {
		if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
			return u
		}
	}
	u.ranked = ranked
	u.is = wording{e.URL, e.URL, e.Title, e.Language, first(e.Content, e.Summary)}
	return u
}
