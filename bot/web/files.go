package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"crier/bot"
)

// Files that are handed over wait here until they are fetched.
const (
	fileSize  = 16 << 20
	filesSize = 48 << 20
	fileAge   = 30 * time.Minute
)

// files holds what was handed over a short while ago, in memory: a file is made
// for the asking and can be asked for again.
type files struct {
	mu  sync.Mutex
	all []handed // oldest first
	sum int
}

type handed struct {
	id, chat, name string
	bytes          []byte
	at             time.Time
}

func newFiles() *files { return &files{} }

// take reads a reply's file, if it has one, and says where it can be fetched.
func (fs *files) take(ctx context.Context, chat string, f *bot.File) (*attachment, error) {
	if f == nil {
		return nil, nil
	}
	in, err := f.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", f.Name, err)
	}
	defer func() { _ = in.Close() }()
	content, err := io.ReadAll(io.LimitReader(in, fileSize+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", f.Name, err)
	}
	if len(content) > fileSize {
		return nil, fmt.Errorf("%s: %w", f.Name, errTooBig)
	}
	h := handed{id: rand.Text(), chat: chat, name: f.Name, bytes: content, at: time.Now()}
	fs.keep(h)
	return &attachment{Name: f.Name, Size: len(content), Href: "/web/file/" + h.id}, nil
}

func (fs *files) keep(h handed) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.all = append(fs.all, h)
	fs.sum += len(h.bytes)
	for fs.sum > filesSize || time.Since(fs.all[0].at) > fileAge {
		fs.sum -= len(fs.all[0].bytes)
		fs.all = slices.Delete(fs.all, 0, 1)
	}
}

func (fs *files) find(chat, id string) (handed, bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, h := range fs.all {
		if h.id == id && h.chat == chat && time.Since(h.at) <= fileAge {
			return h, true
		}
	}
	return handed{}, false
}

func (a *Adapter) serveFile(w http.ResponseWriter, r *http.Request) {
	h, ok := a.files.find(cookieChat(r), r.PathValue("id"))
	if !ok {
		words, _, _ := a.page.wordsFor(r)
		http.Error(w, words.FileGone, http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": h.name}))
	w.Header().Set("Content-Length", strconv.Itoa(len(h.bytes)))
	_, _ = w.Write(h.bytes)
}
