package main

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"crier/bot/bottest/discordtest"
)

// TestTwoHundredCommandsAtOnce runs the whole program before two hundred people on
// Discord who ask in the same moment, half of them for articles that were never read.
func TestTwoHundredCommandsAtOnce(t *testing.T) {
	if raceOn || testing.Short() {
		t.Skip("measures times: left out with -race and -short")
	}
	const crowd = 200
	w := &world{t: t, ctx: t.Context(), logs: &buffer{}}
	var err error
	if w.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.discord.Close)
	w.openPaper()
	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": t.TempDir(), "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_STARTERS": "false",
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_BASE": w.discord.URL,
	})
	ada := w.onDiscord()
	ada.does("/addfeed " + w.site + "/feeds/all.atom")
	ada.sees("Following")
	paths := w.paper.Publish(5)
	var all sync.WaitGroup
	var mu sync.Mutex
	var slowest time.Duration
	for i := range crowd {
		u := w.discord.User(fmt.Sprint("reader-", i))
		dm := w.discord.DM(u)
		command, values := "latest", map[string]any{}
		if i%2 == 0 {
			command, values = "summary", map[string]any{"text": w.site + paths[i%len(paths)]}
		}
		all.Go(func() {
			in, err := w.discord.Slash(w.ctx, u, dm, command, values)
			if err == nil {
				err = in.Wait(w.ctx)
			}
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			slowest = max(slowest, in.Took())
		})
	}
	all.Wait()
	atMost(t, "the slowest of 200 commands is answered or deferred", slowest, 500*time.Millisecond)
}
