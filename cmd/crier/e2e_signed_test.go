package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/discordtest"
)

// The whole program where Discord hands over what people do as signed requests: they
// read, press, complete and are told of news, and no gateway is ever opened.
func TestTheWholeWayBySignedRequests(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	w := &world{t: t, ctx: ctx, logs: &buffer{}}
	var err error
	if w.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.discord.Close)
	w.openPaper()
	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": t.TempDir(), "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_PACE": "50", "CRIER_STARTERS": "false",
		"CRIER_POLL_MIN": "300ms", "CRIER_POLL_MAX": "300ms",
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_BASE": w.discord.URL, "DISCORD_PUBLIC_KEY": w.discord.PublicKey(),
	})
	w.discord.HTTP = strings.TrimSuffix(w.web, "/") + "/discord"
	ada := w.discord.User("ada")
	own := w.discord.DM(ada)
	d := w.diary(ada)
	d.slash(own, "feed add", map[string]any{"address": w.site + "/feeds/all.atom"}, "Following")
	d.slash(own, "latest", nil, "Latest")
	d.does("the first of the list", own, func() (*discordtest.Interaction, error) { return w.discord.Press(ctx, ada, own, "1") }, "all from the article")
	d.press(own, "More", "all from the article")
	minutes := discordtest.Attachment{Name: "minutes.txt", Type: "text/plain", Content: []byte("The council met on Tuesday and voted for the night trams, which will run from May on every line. " +
		"The first year is paid for by the region. After that the city has to find four million a year.")}
	d.slash(own, "summary", map[string]any{"file": minutes}, "night trams", "Your text")
	if found, err := w.discord.Complete(ctx, ada, own, "feed remove", "feed", "newsroom"); err != nil || len(found) != 1 {
		t.Errorf("proposed %+v, %v", found, err)
	}
	d.sees("(an article comes out)", own, w.publishOne())
	if n := len(w.discord.Ops(2)); n > 0 {
		t.Errorf("%d times a gateway was opened", n)
	}
	if p := w.discord.Problems(); len(p) > 0 {
		t.Errorf("refused: %q", p)
	}
}
