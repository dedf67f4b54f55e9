package web

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// memory is a Store for tests, true to its contract.
type memory struct {
	mu    sync.Mutex
	boxes map[string]*mailbox
	fail  error // the next PutMail answers with it
	ill   error // OpenMailbox, ReadMail and LastMail answer with it
}

type mailbox struct {
	last  int64
	mails map[int64]Mail
}

func newMemory() *memory { return &memory{boxes: map[string]*mailbox{}} }

func (m *memory) OpenMailbox(_ context.Context, chat string, most int) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.boxes[chat] != nil || m.ill != nil {
		return false, m.ill
	}
	if most > 0 && len(m.boxes) >= most {
		return false, ErrFull
	}
	m.boxes[chat] = &mailbox{mails: map[int64]Mail{}}
	return true, nil
}

func (m *memory) PutMail(ctx context.Context, chat string, mail Mail, keep int) (Mail, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fail; err != nil {
		m.fail = nil
		return Mail{}, err
	}
	if err := ctx.Err(); err != nil {
		return Mail{}, err
	}
	box := m.boxes[chat]
	if box == nil {
		return Mail{}, ErrNoMailbox
	}
	if mail.Message == 0 && mail.Key != "" {
		for _, old := range box.mails {
			if old.Key == mail.Key {
				return old, nil
			}
		}
	}
	mail.Change = box.last + 1
	if mail.Message == 0 {
		mail.Message = mail.Change
	} else if old, ok := box.mails[mail.Message]; ok {
		mail.Key, mail.At = old.Key, old.At
	} else {
		return Mail{}, ErrNoMail
	}
	box.last++
	box.mails[mail.Message] = mail
	for ids := slices.Sorted(maps.Keys(box.mails)); len(ids) > keep; ids = ids[1:] {
		delete(box.mails, ids[0])
	}
	return mail, nil
}

func (m *memory) ReadMail(_ context.Context, chat string, after int64, most int) ([]Mail, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	box := m.boxes[chat]
	if box == nil || m.ill != nil {
		return nil, m.ill
	}
	var out []Mail
	for _, mail := range box.mails {
		if mail.Change > after {
			out = append(out, mail)
		}
	}
	slices.SortFunc(out, func(a, b Mail) int { return int(a.Change - b.Change) })
	return out[:min(most, len(out))], nil
}

func (m *memory) LastMail(_ context.Context, chats []string) (map[string]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ill != nil {
		return nil, m.ill
	}
	out := map[string]int64{}
	for _, chat := range chats {
		if box := m.boxes[chat]; box != nil {
			out[chat] = box.last
		}
	}
	return out, nil
}

// drop empties the store, as a lost data folder would.
func (m *memory) drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.boxes = map[string]*mailbox{}
}

func (m *memory) failNext(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

func (m *memory) fallIll(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ill = err
}
