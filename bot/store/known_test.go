package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/card"
	"crier/bot/library"
	"crier/bot/store"
	"crier/feeds"
	"crier/summarizer"
)

// atOnce is how soon every process must know what chats want.
const atOnce = 2 * time.Second

// A chat's topic comes, changes and goes in one process; every other one that
// announces knows of it by the next article, even of one whose page it was reading.
func TestTopicsAreKnownToEveryProcess(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "crier.db")
		topicsAreKnown(t, func() *store.DB { return openAt(t, file) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		s := postgresServer(t)
		at := s.fresh(t, s.template)
		topicsAreKnown(t, func() *store.DB { return openAt(t, at) })
	})
}

func topicsAreKnown(t *testing.T, open func() *store.DB) {
	chats := open()
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	feed, err := chats.AddFeed(t.Context(), feeds.Source{URL: "https://example.org/feed", Public: true}, feeds.Update{Hash: "x"})
	do(err)
	reader := bot.Address{Network: "n", Chat: "reader", Kind: bot.Direct}
	unread := func() int {
		t.Helper()
		w, err := chats.Queue(t.Context(), reader)
		do(err)
		return w.Unread
	}
	var pages []*slowPages
	var others []*announce.Announcer
	for range 3 {
		p := &slowPages{asked: make(chan struct{}), written: make(chan struct{})}
		pages, others = append(pages, p), append(others, announce.New(announce.Options{
			Store: open(), Library: p, Log: slog.New(slog.DiscardHandler),
			Words: func(n card.News) bot.Reply { return bot.Reply{Title: n.Item.Article.Title} },
			Also:  func(r bot.Reply, _ string, _ []string) bot.Reply { return r },
		}))
	}
	n := 0
	// tells brings an article to each process, changes what the chat wants while its
	// page is being read, and returns how many of them told the chat.
	tells := func(word string, change func(process int)) (told int) {
		t.Helper()
		before := unread()
		for i, a := range others {
			n++
			e := feeds.Entry{GUID: fmt.Sprint(n), URL: fmt.Sprint("https://example.org/", n), Title: fmt.Sprint(word, " number ", n*n*7919), Language: "en"}
			_, err := chats.RecordPoll(t.Context(), feed, feeds.Update{Hash: e.GUID, Entries: []feeds.Entry{e}}, time.Now())
			do(err)
			_, err = a.Announce(t.Context())
			do(err)
			<-pages[i].asked
			change(i)
			changed := time.Now()
			pages[i].written <- struct{}{}
			a.Rest()
			if took := time.Since(changed); took > atOnce {
				t.Errorf("process %d announced what the chat had just asked for after %s", i, took)
			}
		}
		return unread() - before
	}
	nothing := func(int) {}
	onlyFirst := func(do func()) func(int) {
		return func(process int) {
			if process == 0 {
				do()
			}
		}
	}
	other := bot.Follow{Chat: bot.Address{Network: "n", Chat: "other", Kind: bot.Direct}, Kind: bot.Topic, Name: "word", Query: "word", How: bot.Quiet}
	_, _, err = chats.Follow(t.Context(), other, nil) // so that articles are read at all
	do(err)
	if told := tells("Storm", nothing); told != 0 {
		t.Errorf("who asked for nothing was told by %d processes", told)
	}
	var wish bot.Follow
	told := tells("Storm", onlyFirst(func() {
		wish, _, err = chats.Follow(t.Context(), bot.Follow{Chat: reader, Kind: bot.Topic, Name: "storm", Query: "storm", How: bot.Quiet}, nil)
		do(err)
	}))
	if told != 3 {
		t.Errorf("a topic that was added is known to %d processes of 3", told)
	}
	wish.Query, wish.Name = "hail", "hail"
	if told := tells("Hail", onlyFirst(func() { do(chats.SetFollow(t.Context(), wish)) })); told != 3 {
		t.Errorf("a topic's new words are known to %d processes of 3", told)
	}
	if told := tells("Storm", nothing); told != 0 {
		t.Errorf("%d processes go by the topic's old words", told)
	}
	tells("Hail", onlyFirst(func() {
		_, err = chats.Unfollow(t.Context(), reader, wish.ID, nil) // with what it had brought
		do(err)
	}))
	if left := unread(); left != 0 {
		t.Errorf("%d processes have not heard that the topic is gone", left)
	}
}

// slowPages is a library whose pages come when the test says so.
type slowPages struct{ asked, written chan struct{} }

func (s *slowPages) Read(ctx context.Context, url string, _ feeds.Purpose) (library.Item, error) {
	s.asked <- struct{}{}
	<-s.written
	return library.Item{}, &feeds.Problem{Kind: feeds.NotFound, URL: url}
}

func (s *slowPages) Reread(ctx context.Context, url string, why feeds.Purpose) (library.Item, error) {
	return s.Read(ctx, url, why)
}

func (s *slowPages) Keep(_ context.Context, a feeds.Article) (library.Item, error) {
	return library.Item{ID: library.ID(a.Canonical), Article: a}, nil
}

func (s *slowPages) Summarize(_ context.Context, it library.Item, _ summarizer.Size) (summarizer.Summary, error) {
	return summarizer.Summary{Points: []summarizer.Point{{Text: it.Article.Title}}}, nil
}
