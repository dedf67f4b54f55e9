package outbox_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"crier/bot"
)

func TestWhatMayNotHaveBeenShownIsSentAgain(t *testing.T) {
	for _, c := range []struct {
		once, begun bool
		want        []int
	}{
		{once: false, begun: false, want: []int{2, 2, 1}},
		{once: false, begun: true, want: []int{2, 1}},
		{once: true, begun: false, want: []int{2, 2, 1}}, // under the same key: shown once
		{once: true, begun: true, want: []int{2, 2, 1}},
	} {
		t.Run(fmt.Sprintf("once=%t begun=%t", c.once, c.begun), func(t *testing.T) {
			limits := brisk()
			limits.Once, limits.Fold = c.once, 3
			inBubble(t, limits, func(t *testing.T, b *bench) {
				b.net.answer = verdicts(bot.Outcome{Verdict: bot.Unsure, Sent: 2, Begun: c.begun, Err: errors.New("the line broke")})
				b.store.add(direct(1), 2)
				b.start()
				time.Sleep(250 * time.Millisecond)
				b.store.add(direct(1), 1) // must not ride along under the same key
				b.empty()
				var sizes []int
				for _, s := range b.net.seen() {
					sizes = append(sizes, s.items)
				}
				if !slices.Equal(sizes, c.want) {
					t.Errorf("messages of %v items, want %v", sizes, c.want)
				}
			})
		})
	}
}

// A network that shows messages and never answers is not flooded: what is sent again
// is sent few times, and most of what waits is not tried while nobody answers.
func TestDoubtHasAnEnd(t *testing.T) {
	limits := brisk()
	limits.PerSecond = 25
	inBubble(t, limits, func(t *testing.T, b *bench) {
		b.net.answer = func(bot.Address, []bot.Item) bot.Outcome {
			return bot.Outcome{Verdict: bot.Unsure, Sent: 1, Err: errors.New("the line broke")}
		}
		for i := range 200 {
			b.store.add(direct(i), 1)
		}
		b.start()
		time.Sleep(20 * time.Second)
		tried := map[bot.Address]int{}
		for _, s := range b.net.seen() {
			tried[s.to]++
		}
		if len(tried) > 60 {
			t.Errorf("%d chats were tried in twenty seconds in which nobody answered", len(tried))
		}
		b.empty()
		clear(tried)
		for _, s := range b.net.seen() {
			tried[s.to]++
		}
		for to, n := range tried {
			if n > 11 {
				t.Errorf("chat %s was sent the same %d times", to.Chat, n)
			}
		}
		for _, s := range b.store.settled {
			if s.Verdict != bot.Later && (s.Verdict != bot.Unsure || s.Reason == "") {
				t.Errorf("settled %+v, want it kept with its reason as perhaps sent", s)
			}
		}
	})
}
