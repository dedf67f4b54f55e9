package main

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestTheProgramKilledAtRandomMoments kills the built program with SIGKILL again and
// again while it alerts many chats. CRIER_TEST_KILLS sets how often; 10 without it.
func TestTheProgramKilledAtRandomMoments(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and kills it: left out with -short")
	}
	kills := 10
	if s := os.Getenv("CRIER_TEST_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		kills = n
	}
	t.Run("SQLite", func(t *testing.T) { killed(t, "", kills) })
	t.Run("PostgreSQL", func(t *testing.T) { killed(t, newDatabase(t), kills) })
}

func killed(t *testing.T, address string, kills int) {
	chats := max(150, 5000/kills)
	c := gather(t, address, chats*3/5, chats*2/5, "60")
	ends := []map[string]int{} // how many messages each chat had at the end of each life
	for life := range kills + 1 {
		c.tell()
		c.tell()
		cmd, logs := c.start()
		if life == kills {
			c.drained(5 * time.Minute)
		} else {
			if rand.IntN(10) > 0 { // sometimes while it starts, else while it sends
				c.grown(c.messages(), time.Minute)
			}
			time.Sleep(rand.N(700 * time.Millisecond)) // the random moment
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed
		if t.Failed() {
			t.Fatalf("log of the last life:\n%s", logs)
		}
		end := map[string]int{}
		for chat, list := range c.shown() {
			end[chat] = len(list)
		}
		ends = append(ends, end)
	}
	repeats := c.repeatsOf(ends)
	all := 0
	for kill, n := range repeats {
		all += n
		if n > 16 {
			t.Errorf("%d repeats after kill %d", n, kill)
		}
	}
	t.Logf("%d kills, %d deliveries in %d messages, %d repeats: %v", kills, c.articles*len(c.to), c.messages(), all, repeats)
}

// repeatsOf counts the repeats of what was sent in each life. None is on Discord, and
// no chat has two after one kill.
func (c *crowd) repeatsOf(ends []map[string]int) []int {
	count := make([]int, len(ends))
	for chat, list := range c.shown() {
		_, repeated := c.walk(chat, list)
		if len(repeated) > 0 && strings.HasPrefix(chat, "discord") {
			c.t.Errorf("%s: %d repeats on Discord", chat, len(repeated))
		}
		mine := map[int]bool{}
		for _, at := range repeated {
			life := 0
			for ends[life][chat] <= at {
				life++
			}
			if mine[life] {
				c.t.Errorf("%s: two repeats after one kill", chat)
			}
			mine[life] = true
			count[life]++
		}
	}
	return count
}
