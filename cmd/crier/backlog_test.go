package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

// TestABacklogIsFewMessages runs the whole program beside a feed that cannot be reached
// for a while and then has everything at once that it brought out meanwhile: its
// follower is told all of it, folded.
func TestABacklogIsFewMessages(t *testing.T) {
	const backlog = 15
	var entries, refused atomic.Int64 // entries below zero: the site is down
	entries.Store(1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := int(entries.Load())
		if n < 0 {
			refused.Add(1)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>The Harbour Press</title>`)
		for i := range n {
			_, _ = fmt.Fprintf(w, `<item><title>Story %d. about %s</title><guid isPermaLink="false">%d</guid><description>%s</description></item>`, i, unlike(i, 4), i, unlike(i, 60))
		}
		_, _ = io.WriteString(w, `</channel></rss>`)
	}))
	t.Cleanup(server.Close)
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken), logs: &buffer{}}
	t.Cleanup(w.telegram.Close)
	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": t.TempDir(), "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_STARTERS": "false",
		"CRIER_POLL_MIN": "1s", "CRIER_POLL_MAX": "1s", "TELEGRAM_TOKEN": telegramToken, "TELEGRAM_API_ENDPOINT": w.telegram.Endpoint(),
	})
	ada := w.telegram.NewPerson("Ada", "en")
	ada.Meet()
	ada.Writes("/addfeed " + server.URL + "/feed")
	w.seen(ada.Chat(), "The Harbour Press")
	before := len(ada.Chat().FromBot())
	entries.Store(-1)
	for end := time.Now().Add(time.Minute); refused.Load() < 2; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the feed was not asked again")
		}
	}
	entries.Store(1 + backlog)
	told := func() (text string, messages int) {
		all := ada.Chat().FromBot()[before:]
		for _, m := range all {
			text += m.Text + "\n"
		}
		return text, len(all)
	}
	w.until("all of the backlog is told", func() bool {
		text, _ := told()
		for i := 1; i <= backlog; i++ {
			if !strings.Contains(text, fmt.Sprintf("Story %d. ", i)) {
				return false
			}
		}
		return true
	})
	time.Sleep(2 * time.Second) // nothing follows
	text, messages := told()
	if n := strings.Count(text, "Story "); n != backlog {
		t.Errorf("%d alerts of %d stories:\n%s", n, backlog, text)
	}
	if messages > 4 {
		t.Errorf("%d stories in %d messages:\n%s", backlog, messages, text)
	}
	t.Logf("%d stories in %d messages", backlog, messages)
}

// unlike are words of a story that no other has: it is another event.
func unlike(story, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = wordNo(story*1000 + i)
	}
	return strings.Join(words, " ")
}
