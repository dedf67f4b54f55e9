package discord

import (
	"strconv"
	"sync"
)

// guilds is all that is kept of the servers: the ids of their channels, so that a
// removal can be told for each. 8 bytes a channel.
type guilds struct {
	mu sync.Mutex
	of map[string][]uint64 // nil value: a server that READY named, not heard of yet
}

func newGuilds() *guilds { return &guilds{of: map[string][]uint64{}} }

// expect notes a server that we are in already.
func (g *guilds) expect(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, known := g.of[id]; !known {
		g.of[id] = nil
	}
}

// appear notes a server's channels and reports whether we are new there.
func (g *guilds) appear(in *guild) (isNew bool) {
	ids := make([]uint64, 0, len(in.Channels)+len(in.Threads))
	for _, list := range [][]channel{in.Channels, in.Threads} {
		for _, c := range list {
			if n, err := strconv.ParseUint(c.ID, 10, 64); err == nil && c.takesPosts() {
				ids = append(ids, n)
			}
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	_, known := g.of[in.ID]
	g.of[in.ID] = ids
	return !known
}

func (g *guilds) add(guild, channel string) {
	n, err := strconv.ParseUint(channel, 10, 64)
	if err != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.of[guild] = append(g.of[guild], n)
}

// remove forgets a server and returns its channels.
func (g *guilds) remove(id string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []string
	for _, n := range g.of[id] {
		out = append(out, strconv.FormatUint(n, 10))
	}
	delete(g.of, id)
	return out
}
