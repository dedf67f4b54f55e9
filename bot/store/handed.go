package store

import (
	"context"
	"strings"
	"sync"
	"unicode/utf8"

	"crier/bot/jobs"
	"crier/feeds"
)

// note says that the index of words may not know some articles as they are.
type note struct {
	id    int64
	about []unindexed // at most mostNoted, the newest last; written in one transaction
}

const (
	mostNoted = 20        // articles
	longNote  = 128 << 10 // bytes of texts: then another note is begun
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
	mostHanded = 12 << 20 // bytes, about
	handedText = 500      // bytes beside the words
)

func (n note) size() (bytes int) {
	for _, u := range n.about {
		bytes += handedText + len(u.is.URL) + len(u.is.Title) + len(u.is.Text)
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
	u.is = feeds.Article{URL: e.URL, Canonical: e.URL, Title: e.Title, Language: e.Language, Text: first(e.Content, e.Summary)}
	return u
}

// noteEntries notes that the words of entries are new or have changed, and returns the
// notes that can be handed over: of no article whose page was read, for then it is the
// page that is searched.
func noteEntries(ctx context.Context, q queries, wake func(string), entries []unindexed) (notes []note, err error) {
	if len(entries) == 0 {
		return nil, nil
	}
	read, err := havePages(ctx, q, entries)
	if err != nil {
		return nil, err
	}
	var n note
	length := 0
	write := func() error {
		if len(n.about) == 0 {
			return nil
		}
		var err error
		n.id, err = keepNote(ctx, q, n.about)
		notes, n, length = append(notes, n), note{}, 0
		return err
	}
	var others []string
	for _, u := range entries {
		if u.ranked == 0 || read[u.article] {
			others = append(others, u.article)
			continue
		}
		if len(n.about) == mostNoted || length > longNote {
			if err := write(); err != nil {
				return nil, err
			}
		}
		n.about, length = append(n.about, u), length+len(u.is.Text)
	}
	wake(jobs.BeltIndex)
	if err := write(); err != nil {
		return nil, err
	}
	return notes, toIndex(ctx, q, wake, others...)
}

// havePages tells of which articles the page was read.
func havePages(ctx context.Context, q queries, entries []unindexed) (read map[string]bool, err error) {
	articles := make([]string, len(entries))
	for i, u := range entries {
		articles[i] = u.article
	}
	read = map[string]bool{}
	return read, q.each(ctx, func(s scanner) error {
		var article string
		err := s.Scan(&article)
		read[article] = true
		return err
	}, `SELECT a.id FROM IDS(?) AS j JOIN articles a ON a.id = j.value`, quoted(articles))
}

// keepNote notes articles together. None has a line break in its name.
func keepNote(ctx context.Context, q queries, about []unindexed) (id int64, err error) {
	var names strings.Builder
	for i, u := range about {
		if i > 0 {
			names.WriteByte('\n')
		}
		names.WriteString(u.article)
	}
	return value[int64](ctx, q, `INSERT INTO unindexed (article) VALUES (?) RETURNING id`, names.String())
}
