package main

import (
	"regexp"
	"strconv"
	"time"

	"crier/bot/outbox"
)

var numbered = regexp.MustCompile(`no(\d{4})`)

// numbers are the articles that a message tells of.
func numbers(text string) (all []int) {
	for _, m := range numbered.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1]) // four digits
		all = append(all, n)
	}
	return all
}

// shown is what each chat was shown, message by message.
func (c *crowd) shown() map[string][][]int {
	all := map[string][][]int{}
	for _, g := range c.groups {
		for _, m := range g.FromBot() {
			all["telegram "+g.Address()] = append(all["telegram "+g.Address()], numbers(m.Text))
		}
	}
	for _, id := range c.channels {
		for _, m := range c.discord.Read(nil, id) {
			all["discord "+id] = append(all["discord "+id], numbers(m.Text))
		}
	}
	return all
}

// walk goes through what a chat was shown and returns how far it is and, for each
// message that was a repeat, the place of the one that it repeats. Anything missing or
// out of order is an error.
func (c *crowd) walk(chat string, messages [][]int) (last int, repeated []int) {
	told := map[int]int{} // the latest message that told of a number
	for i, m := range messages {
		if len(m) > 0 && m[0] <= last {
			repeated = append(repeated, told[m[0]])
		}
		for _, n := range m {
			if n > last+1 {
				c.t.Errorf("%s: %d came after %d in %v", chat, n, last, messages)
			}
			told[n] = i
			last = max(last, n)
		}
	}
	return last, repeated
}

// repeats counts the messages that told again what a chat had been told.
func (c *crowd) repeats() (n int) {
	for chat, list := range c.shown() {
		_, repeated := c.walk(chat, list)
		n += len(repeated)
	}
	return n
}

// shownAll is shown, with the chats that were shown nothing.
func (c *crowd) shownAll() map[string][][]int {
	all := c.shown()
	for _, to := range c.to {
		if name := to.Chat.Network + " " + to.Chat.Chat; all[name] == nil {
			all[name] = [][]int{}
		}
	}
	return all
}

// messages is how many have arrived so far.
func (c *crowd) messages() int {
	return len(c.telegram.Calls("sendMessage")) + len(c.discord.Calls("/messages"))
}

// grown waits until more messages have arrived, or reports that none do.
func (c *crowd) grown(than int, patience time.Duration) bool {
	deadline := time.After(patience)
	for {
		telegram, discord := c.telegram.Changed(), c.discord.Changed()
		if c.messages() > than {
			return true
		}
		select {
		case <-telegram:
		case <-discord:
		case <-deadline:
			return false
		}
		time.Sleep(20 * time.Millisecond) // looking is dear, and there is more to come
	}
}

// drained waits until nothing waits any more, by the rows, and holds that to what was
// shown.
func (c *crowd) drained(patience time.Duration) {
	c.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		left := 0
		for _, network := range []string{"telegram", "discord"} {
			loads, err := c.db.Loads(c.t.Context(), outbox.Lease{Network: network}, time.Hour, 1)
			c.must(err)
			left += len(loads)
		}
		if left == 0 {
			break
		}
		if time.Now().After(deadline) {
			c.t.Fatal("deliveries still wait")
		}
		time.Sleep(200 * time.Millisecond)
	}
	for chat, list := range c.shownAll() {
		if last, _ := c.walk(chat, list); last != c.articles {
			c.t.Errorf("%s: lost after %d of %d", chat, last, c.articles)
		}
	}
}
