package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/discordtest"
)

// manyGuilds is where Discord asks for several shards.
const manyGuilds = 2500

// Being in very many servers, each with the channels, roles and pictures of a lively
// one, costs the built program little more memory than being in none.
func TestManyServersTakeTheBuiltProgramLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	binary := filepath.Join(t.TempDir(), "crier")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	alone, many := residentInServers(t, binary, 1), residentInServers(t, binary, manyGuilds)
	t.Logf("%d MB resident in one server, %d MB in %d", alone, many, manyGuilds)
	if many-alone > 60 {
		t.Errorf("%d servers add %d MB, want at most 60", manyGuilds, many-alone)
	}
}

// residentInServers is the program's memory just after it has heard of its servers
// and answered somebody in one of each shard, in MB.
func residentInServers(t *testing.T, binary string, servers int) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	d, err := discordtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	d.Shards = 3
	boss := d.User("boss")
	channels := make([]string, servers)
	for i := range channels {
		channels[i] = livelyServer(d, fmt.Sprint("Server ", i), boss)
	}
	cmd, _ := startBinary(t, binary, "CRIER_ADDR=127.0.0.1:0", "CRIER_NEWSROOM=off", "CRIER_STARTERS=false", "CRIER_DATA="+t.TempDir(),
		"DISCORD_TOKEN="+discordtest.Token, "DISCORD_API_BASE="+d.URL)
	if err := d.Connected(ctx, d.Shards); err != nil {
		t.Fatal(err)
	}
	for _, channel := range channels[:min(d.Shards, servers)] { // one of each shard; events come in order
		if _, err := d.Slash(ctx, boss, channel, "privacy", nil); err != nil {
			t.Fatal(err)
		}
		if _, err := d.See(ctx, boss, channel, "keep"); err != nil {
			t.Fatal(err)
		}
	}
	return residentMB(t, cmd.Process.Pid)
}

// livelyServer makes a server whose announcement has some 30 KB, and returns one of
// its channels.
func livelyServer(d *discordtest.Server, name string, owner *discordtest.User) (channel string) {
	g := d.Guild(name, owner)
	for i := range 40 {
		channel = g.Channel(fmt.Sprint("channel-", i), discordtest.Text, discordtest.Overwrite{ID: g.ID, Allow: "1024"})
	}
	for i := range 100 {
		g.Emojis = append(g.Emojis, map[string]string{"id": channel, "name": fmt.Sprint("smile", i), "note": strings.Repeat("x", 150)})
	}
	return channel
}
