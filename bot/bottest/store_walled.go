package bottest

import (
	"errors"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/feeds"
)

func carriedWalled(t *testing.T, k *keeper) {
	const address = "https://example.org/walled"
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/all", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	own := k.feed("https://example.org/mine?key=1")
	k.follow(chat("a"), own, bot.Quiet)
	k.poll(public, feeds.Entry{GUID: "1", URL: address, Title: "Walled", Summary: "The teaser."})
	k.poll(own, feeds.Entry{GUID: "2", URL: address, Title: "Walled", Summary: "Short.", Content: "The whole of it, for subscribers."}, feeds.Entry{GUID: "3", URL: "https://example.org/bare", Title: "Bare"})
	for who, want := range map[string]string{"a": "The whole of it, for subscribers.", "b": "The teaser."} {
		if got, err := k.Carried(k.ctx, chat(who), address); err != nil || got.Text != want || !got.Carried || !got.Free || got.URL != address {
			t.Errorf("%s is told %+v, %v; want %q", who, got, err, want)
		}
	}
	whole := feeds.Article{URL: address, Canonical: address, Title: "Walled", Site: "Mine", Text: "The whole of it, for subscribers.", Carried: true, Free: true}
	k.do(k.SaveArticle(k.ctx, library.Item{ID: library.ID(address), Article: whole, Read: time.Now()}, []string{address}))
	for query, want := range map[string]int{"subscribers": 0, "walled": 1} {
		if got := k.finds(chat("b"), query); len(got) != want {
			t.Errorf("who sees the teaser alone looks for %s and finds %q", query, got)
		}
	}
	for _, nothing := range []string{"https://example.org/bare", "https://example.org/elsewhere"} {
		if got, err := k.Carried(k.ctx, chat("a"), nothing); !errors.Is(err, commands.ErrNothing) {
			t.Errorf("of %s a feed says %+v, %v", nothing, got, err)
		}
	}
}

// queueWalled has an article kept by the words of a feed that only one chat follows.
func queueWalled(t *testing.T, k *keeper) {
	const address = "https://example.org/walled"
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/all", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	own := k.feed("https://example.org/mine?key=1")
	k.follow(chat("a"), own, bot.Quiet)
	carries := func(f feeds.Source, title, lang string, to bot.Follow) {
		k.poll(f, feeds.Entry{GUID: title, URL: address, Title: title, Summary: "Words.", Language: lang})
		pending, err := k.Pending(k.ctx, 1)
		k.do(err)
		p := publication(pending[0], to)
		p.Item.Article.Carried, p.Item.Article.Language = true, lang
		_, err = k.Publish(k.ctx, p)
		k.do(err)
	}
	carries(public, "Open", "en", k.topic(chat("b"), "words"))
	carries(own, "Secret", "fr", k.topic(chat("a"), "words"))
	_, _, err = k.Follow(k.ctx, bot.Follow{Chat: chat("a"), Kind: bot.Topic, Query: "more", How: bot.Quiet}, []string{address})
	k.do(err)
	for who, want := range map[string]string{"a": "Open", "b": "Open"} {
		p, err := k.Next(k.ctx, chat(who))
		k.do(err)
		now, err := k.Current(k.ctx, chat(who))
		k.do(err)
		kept, err := k.Kept(k.ctx, chat(who), "")
		k.do(err)
		if p.Title != want || p.Language != "en" || now.Title != want || len(kept.Stories) != 1 || kept.Stories[0].Title != want || kept.Stories[0].URL != address {
			t.Errorf("%s walks to %+v, stands at %+v and takes along %+v; want %q", who, p, now, kept.Stories, want)
		}
	}
	k.do(k.SaveArticle(k.ctx, library.Item{ID: library.ID(address), Article: feeds.Article{URL: address, Title: "Page", Language: "de"}, Read: time.Now()}, nil))
	if p, err := k.Current(k.ctx, chat("b")); err != nil || p.Title != "Page" || p.Language != "de" {
		t.Errorf("when its page was read it is %+v, %v", p, err)
	}
}
