package bottest

import (
	"errors"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/feeds"
)

// importOnce follows what a list names, all at once and once.
func importOnce(t *testing.T, k *keeper) {
	list := []feeds.Outline{{URL: "https://a.example/feed", Title: "A", Folder: "News"}, {URL: "https://b.example/feed"}}
	id, err := k.KeepImport(k.ctx, chat("a"), list)
	k.do(err)
	if got, err := k.Importing(k.ctx, chat("a"), id); err != nil || len(got) != 2 || got[0] != list[0] {
		t.Errorf("the list is %+v, %v", got, err)
	}
	if _, err := k.Importing(k.ctx, chat("b"), id); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("another chat sees it: %v", err)
	}
	later := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	sources := []feeds.Source{{URL: list[0].URL, Title: "A", NextPoll: later}, {URL: list[1].URL, NextPoll: later}}
	wish := bot.Follow{Chat: chat("a"), By: "me", How: bot.Quiet}
	if n, err := k.Import(k.ctx, wish, id, sources); err != nil || n != 2 {
		t.Fatalf("imported %d, %v", n, err)
	}
	follows, err := k.Follows(k.ctx, chat("a"))
	k.do(err)
	if len(follows) != 2 || follows[0].Name != "A" || follows[1].Name != "b.example" || follows[0].How != bot.Quiet || follows[0].By != "me" {
		t.Errorf("follows %+v", follows)
	}
	if src, err := k.FeedByURL(k.ctx, list[0].URL); err != nil || !src.NextPoll.Equal(later) {
		t.Errorf("the feed is polled at %v, %v; want %v", src.NextPoll, err, later)
	}
	if _, err := k.Import(k.ctx, wish, id, sources); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("a second press: %v", err)
	}
}

// importWhole leaves nothing behind of a list that does not fit.
func importWhole(t *testing.T, k *keeper) {
	var sources []feeds.Source
	for _, name := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		sources = append(sources, feeds.Source{URL: "https://" + name + ".example/feed"})
	}
	id, err := k.KeepImport(k.ctx, chat("a"), nil)
	k.do(err)
	_, err = k.Import(k.ctx, bot.Follow{Chat: chat("a"), By: "me", How: bot.Each}, id, sources)
	if !errors.Is(err, commands.ErrTooMany) {
		t.Fatalf("eight where five fit: %v", err)
	}
	if follows, err := k.Follows(k.ctx, chat("a")); err != nil || len(follows) != 0 {
		t.Errorf("follows %+v, %v", follows, err)
	}
	if _, err := k.FeedByURL(k.ctx, sources[0].URL); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("a feed was left behind: %v", err)
	}
	if n, err := k.Import(k.ctx, bot.Follow{Chat: chat("a"), By: "me", How: bot.Each}, id, sources[:2]); err != nil || n != 2 {
		t.Errorf("those that fit: %d, %v", n, err)
	}
}

// exported holds what a chat has, and nothing of another.
func exported(t *testing.T, k *keeper) {
	k.topic(chat("a"), "climate")
	k.topic(chat("b"), "secret")
	id, err := k.KeepImport(k.ctx, chat("a"), nil)
	k.do(err)
	_, err = k.Import(k.ctx, bot.Follow{Chat: chat("a"), By: "me", How: bot.Each}, id, []feeds.Source{{URL: "https://a.example/feed", Title: "A"}})
	k.do(err)
	k.do(k.SetList(k.ctx, chat("a"), "me", []string{"https://a.example/1"}))
	_, err = k.KeepImport(k.ctx, chat("a"), nil)
	k.do(err)
	kept, err := k.Kept(k.ctx, chat("a"), "me")
	k.do(err)
	if len(kept.Follows) != 2 || kept.Follows[0].Query != "climate" || kept.Follows[1].URL != "https://a.example/feed" {
		t.Errorf("follows %+v", kept.Follows)
	}
	if len(kept.Feeds) != 1 || kept.Feeds[0].Title != "A" || len(kept.Lists) != 1 || kept.Lists[0].Addresses[0] != "https://a.example/1" || len(kept.Imports) != 1 {
		t.Errorf("kept %+v", kept)
	}
	if kept.Chat.Address != chat("a") {
		t.Errorf("the chat is %+v", kept.Chat)
	}
}
