package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/discordtest"
)

// TestAnAlertToAThousandChannels runs the whole program against a Discord that keeps
// its rate of 50 calls a second, and brings out one article that a thousand channels
// follow.
func TestAnAlertToAThousandChannels(t *testing.T) {
	if raceOn || testing.Short() {
		t.Skip("measures times: left out with -race and -short")
	}
	channels := feedsOf(1000, 60)
	w := &world{t: t, ctx: t.Context(), logs: &buffer{}}
	var err error
	if w.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.discord.Close)
	w.discord.GlobalRate = 50
	w.openPaper()
	data := t.TempDir()
	boss := w.discord.User("boss")
	g := w.discord.Guild("Ellery", boss)
	ids := make([]string, channels)
	for i := range ids {
		ids[i] = g.Channel(fmt.Sprint("news-", i), discordtest.Text)
	}
	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": data, "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_STARTERS": "false",
		"CRIER_POLL_MIN": "300ms", "CRIER_POLL_MAX": "300ms", "DISCORD_TOKEN": discordtest.Token, "DISCORD_API_BASE": w.discord.URL,
	})
	ada := w.onDiscord()
	ada.does("/addfeed " + w.site + "/feeds/all.atom")
	ada.sees("Following")
	sameFeed(w, data+"/crier.db", ids)
	title := w.publishOne()
	w.onDiscordUntil(func() bool { return len(toldIn(w, ids, title)) == channels })

	sent := toldIn(w, ids, title)
	refused := 0
	for _, c := range w.discord.Calls("") {
		if c.Status == http.StatusUnauthorized || c.Status == http.StatusForbidden || c.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	took := sent[len(sent)-1].At.Sub(sent[0].At)
	t.Logf("%d channels in %v, %d requests refused", channels, took.Round(time.Millisecond), refused)
	atMost(t, "an alert to all channels", took, time.Duration(channels)*21500*time.Microsecond)
	if refused > 0 {
		t.Errorf("%d requests were refused, want none", refused)
	}
}

// sameFeed makes channels follow the first feed, past the store.
func sameFeed(w *world, file string, channels []string) {
	w.t.Helper()
	side, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = side.Close() }()
	for _, statement := range []string{
		`INSERT INTO chats (network, chat, kind, lang, since, welcome) SELECT 'discord', value, 'group', 'en', 1, TRUE FROM json_each('["` + strings.Join(channels, `","`) + `"]')`,
		`INSERT INTO follows (chat_id, kind, name, feed_id, how, since) SELECT id, 'feed', 'The newsroom', 1, 'each', 1 FROM chats WHERE since = 1`,
	} {
		if _, err := side.ExecContext(w.ctx, statement); err != nil {
			w.t.Fatal(err)
		}
	}
}

// toldIn are the messages with a title that the channels got, by time.
func toldIn(w *world, channels []string, title string) []discordtest.Call {
	var out []discordtest.Call
	for _, c := range w.discord.Calls("POST /channels/") {
		id := strings.Split(c.Path, "/")[2]
		if c.Status == http.StatusOK && strings.Contains(c.Body, title) && slices.Contains(channels, id) {
			out = append(out, c)
		}
	}
	return out
}

// onDiscordUntil waits for a condition about the Discord server.
func (w *world) onDiscordUntil(met func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !met(); {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-w.ctx.Done():
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("never so; log:\n%s", w.logs)
		}
	}
}
