package discord

import (
	"slices"
	"strconv"
	"sync"
)

// guilds is all that is kept of the servers: the ids of their channels, so that a
// removal can be told for each. 8 bytes a channel.
type guilds struct {
	mu    sync.Mutex
	of    map[string][]uint64
	named map[string]bool // READY named it and nothing was heard of it since
}

func newGuilds() *guilds { return &guilds{of: map[string][]uint64{}, named: map[string]bool{}} }

// expect notes a server that we are in already.
func (g *guilds) expect(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.named[id] = true
	g.keep(id)
}

// away notes that a server has an outage.
func (g *guilds) away(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.keep(id)
}

// keep makes a server known. The lock is held.
func (g *guilds) keep(id string) {
	if _, known := g.of[id]; !known {
		g.of[id] = nil
	}
}

// gone are the servers of a shard that we were in and that READY does not name.
func (g *guilds) gone(number, of int) (out []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id := range g.of {
		if n, err := strconv.ParseUint(id, 10, 64); err == nil && int((n>>22)%uint64(of)) == number && !g.named[id] { //nolint:gosec // there are few shards
			out = append(out, id)
		}
	}
	return out
}

// arrival says what a server's coming into sight tells.
type arrival int

const (
	seenBefore arrival = iota // and nothing has happened
	isNew                     // we were added to it
	isBack                    // it is new to this connection: we may have been away from it
)

// appear notes a server's channels.
func (g *guilds) appear(in *guild) arrival {
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
	named := g.named[in.ID]
	g.of[in.ID] = ids
	delete(g.named, in.ID)
	switch {
	case !known:
		return isNew
	case named:
		return isBack
	}
	return seenBefore
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

// drop forgets a channel.
func (g *guilds) drop(guild, channel string) {
	n, err := strconv.ParseUint(channel, 10, 64)
	if err != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.of[guild], n); i >= 0 {
		g.of[guild] = slices.Delete(g.of[guild], i, i+1)
	}
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
	delete(g.named, id)
	return out
}
