package announce_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/library"
	"crier/feeds"
)

// stack is a desk with many entries, which gives them out as stores do.
type stack struct {
	*desk
	mu    sync.Mutex
	at    map[int64]time.Time // when each entry was published
	began time.Time
}

func (s *stack) Pending(_ context.Context, n int, busy ...string) (out []announce.Pending, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = slices.DeleteFunc(s.pending, func(p announce.Pending) bool {
		if len(out) == n || slices.Contains(busy, p.Source.Host()) {
			return false
		}
		out = append(out, p)
		return true
	})
	return out, nil
}

func (s *stack) Publish(_ context.Context, p announce.Publication) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[p.Entry] = time.Now()
	return 1, nil
}

func (s *stack) published() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.at)
}

// slowly is a shelf on which the pages of some hosts take half a minute, and those of
// another make their reader panic.
type slowly struct{ shelf }

func (s slowly) Read(ctx context.Context, url string, why feeds.Purpose) (library.Item, error) {
	switch (feeds.Source{URL: url}).Host() {
	case "slow.example":
		time.Sleep(30 * time.Second)
	case "odd.example":
		panic("odd")
	default:
		time.Sleep(50 * time.Millisecond)
	}
	return s.Keep(ctx, feeds.Article{URL: url, Canonical: url, Title: url, Text: "A text."})
}

// entries adds entries of a host to the stack.
func (s *stack) entries(host string, n int) (ids []int64) {
	for range n {
		id := int64(len(s.pending) + 1)
		url := fmt.Sprintf("https://%s/%d", host, id)
		s.pending = append(s.pending, announce.Pending{
			Entry:  feeds.Entry{ID: id, GUID: url, URL: url},
			Source: feeds.Source{ID: 1, URL: "https://" + host + "/feed", Title: host, Public: true},
		})
		ids = append(ids, id)
	}
	return ids
}

func TestSlowPagesHoldUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stack{desk: setUp(true), at: map[int64]time.Time{}, began: time.Now()}
		s.pending, s.followers = nil, []bot.Follow{feed(1, direct("ann"))}
		slow := s.entries("slow.example", 200)
		odd := s.entries("odd.example", 1)
		quick := s.entries("quick.example", 20)
		bell := make(chan struct{}, 1)
		a := announce.New(announce.Options{Store: s, Library: slowly{}, Words: words, Also: also, Log: slog.New(slog.DiscardHandler), Again: func() {
			select {
			case bell <- struct{}{}:
			default:
			}
		}})
		for s.published() < len(slow)+len(quick) { // as the belt does
			n, err := a.Announce(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				select {
				case <-bell:
				case <-time.After(2 * time.Second):
				}
			}
		}
		a.Rest()
		for _, id := range quick {
			if late := s.at[id].Sub(s.began); late > 200*time.Millisecond {
				t.Errorf("entry %d was told after %v, beside a slow host", id, late)
			}
		}
		if _, ok := s.at[odd[0]]; ok {
			t.Error("what made a reader panic was published")
		}
		last := time.Time{}
		for _, id := range slow {
			if s.at[id].After(last) {
				last = s.at[id]
			}
		}
		if took := last.Sub(s.began); took > time.Duration(len(slow))*30*time.Second/6+time.Second {
			t.Errorf("the slow host's entries took %v, for want of a bell", took)
		}
	})
}
