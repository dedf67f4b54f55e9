package discord

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

// TestAThousandChannelsAtTheRateThatTheLimitsTell sends one alert to each of many
// channels of a server that allows 50 calls a second, paced as the lane paces by the
// adapter's limits: the time is what physics asks, and nothing is refused.
func TestAThousandChannelsAtTheRateThatTheLimitsTell(t *testing.T) {
	channels := 100
	if os.Getenv("CRIER_BARS") != "" {
		channels = 1000
	}
	r := newRig(t)
	r.GlobalRate = 50
	g := r.Guild("home", r.User("owner"))
	to := make([]bot.Address, channels)
	for i := range to {
		to[i] = bot.Address{Network: Network, Chat: g.Channel(fmt.Sprint("c", i), discordtest.Text), Kind: bot.Group}
	}
	limits := r.a.Limits()
	pace, room := rate.NewLimiter(rate.Limit(limits.PerSecond), 1), make(chan struct{}, limits.InFlight)
	began := time.Now()
	var all sync.WaitGroup
	for i, at := range to {
		must(t, pace.Wait(t.Context()))
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			if o := r.a.Send(t.Context(), at, []bot.Item{card(fmt.Sprint(i), "Rain")}); o.Verdict != bot.Delivered {
				t.Errorf("channel %d: %+v", i, o)
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	refused := 0
	for _, c := range r.Calls("/messages") {
		if c.Status >= 400 {
			refused++
		}
	}
	limit := time.Duration(channels) * 21500 * time.Microsecond
	if os.Getenv("CRIER_BARS") == "" { // a machine that does other things too
		limit *= 3
	}
	if refused > 0 || took > limit {
		t.Errorf("%d channels in %s with %d refusals, want at most %s and none", channels, took, refused, limit)
	}
	t.Logf("%d channels in %s, %d refusals", channels, took, refused)
}
