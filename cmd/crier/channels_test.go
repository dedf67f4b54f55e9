package main

import (
	"os"
	"testing"
	"time"
)

// One article for a thousand channels of a server that takes 50 calls a second: the
// built program needs the time that the rate asks for, and nothing is refused.
func TestAThousandDiscordChannels(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	// A busy machine lets requests pile up on their way: then one may be refused.
	channels, spare, mayRefuse := 100, 30*time.Second, 5
	if os.Getenv("CRIER_BARS") != "" {
		channels, spare, mayRefuse = 1000, 0, 0
	}
	c := gather(t, "", 0, channels, "1")
	c.discord.GlobalRate = 50
	c.tell()
	c.alive()
	c.drained(2 * time.Minute)
	calls := c.discord.Calls("POST /channels/")
	refused := 0
	for _, call := range calls {
		if call.Status >= 400 {
			refused++
		}
	}
	took := calls[len(calls)-1].At.Sub(calls[0].At) + networkTakes
	if most := time.Duration(channels)*21500*time.Microsecond + spare; len(calls)-refused != channels || refused > mayRefuse || took > most {
		t.Errorf("%d messages to %d channels in %v, %d refused; want one each, within %v, at most %d refused", len(calls), channels, took, refused, most, mayRefuse)
	}
	t.Logf("%d channels in %v", channels, took.Round(time.Millisecond))
}
