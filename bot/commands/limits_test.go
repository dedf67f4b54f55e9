package commands_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/commands"
)

// floods are limits that are quickly reached.
func floods(o *commands.Options) {
	o.Limits = commands.Limits{
		Person: commands.Allowance{Commands: 3, Links: 2},
		Chat:   commands.Allowance{Commands: 5, Links: 3},
		All:    commands.Allowance{Commands: 20, Links: 5},
	}
}

// crowded is a bot under such limits, and how it answers whom.
type crowded struct {
	t *testing.T
	*commands.Bot
}

func inCrowd(t *testing.T, change func(*commands.Options), run func(t *testing.T, c crowded)) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		run(t, crowded{t, reading(t, turtle{}, &log, change)})
		if log.Len() > 0 {
			t.Errorf("logged: %s", log.String())
		}
	})
}

// asks sends a request some times and tells how it was answered: "a" for an answer,
// "f" for the word about a flood, "b" for too busy, "-" for silence.
func (c crowded) asks(r bot.Request, times int) string {
	c.t.Helper()
	var b strings.Builder
	for range times {
		s := newSeen()
		must(c.t, c.Handle(c.t.Context(), r, s.say))
		switch said := strings.Join(s.last.Text, ""); {
		case len(s.lines) == 0:
			b.WriteString("-")
		case strings.HasPrefix(said, "That is more than I can answer at once. I listen again in "):
			b.WriteString("f")
		case strings.HasPrefix(said, "Very many people"):
			b.WriteString("b")
		default:
			b.WriteString("a")
		}
	}
	return b.String()
}

func (c crowded) want(what, got, want string) {
	c.t.Helper()
	if got != want {
		c.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// help asks for something that reads no link.
func help(person, chat string, kind bot.Kind) bot.Request {
	return bot.Request{
		From:   bot.Address{Network: "desk", Chat: chat, Kind: kind},
		Sender: bot.Sender{ID: person, Locale: "en"}, Command: "help", Text: "/help",
	}
}

func TestAFloodIsToldOnceAndThenIgnoredForAMinute(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		c.want("a flood", c.asks(help("1", "1", bot.Direct), 8), "aaaf----")
		c.want("somebody else", c.asks(help("2", "2", bot.Direct), 1), "a")
		time.Sleep(59 * time.Second)
		c.want("within the minute", c.asks(help("1", "1", bot.Direct), 1), "-")
		time.Sleep(time.Second)
		c.want("after the minute", c.asks(help("1", "1", bot.Direct), 5), "aaaf-")
	})
}

func TestLinksAreCountedByThemselves(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		page := func(n int) bot.Request { return link("1", fmt.Sprint("https://example.org/", n)) }
		c.want("links", c.asks(page(1), 1)+c.asks(page(2), 1)+c.asks(page(3), 1), "aaf")
		time.Sleep(time.Minute)
		c.want("more of them, and commands", c.asks(page(4), 1)+c.asks(help("1", "1", bot.Direct), 1), "-a")
		time.Sleep(30 * time.Minute)
		c.want("half an hour later", c.asks(page(5), 1), "a")
	})
}

func TestLinksOfInlineQueriesAreCountedInSilence(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		found := 0
		for n := range 5 {
			address := fmt.Sprint("https://example.org/", n)
			replies, err := c.Inline(t.Context(), link("1", address), address)
			if err != nil {
				t.Fatal(err)
			}
			found += len(replies)
		}
		if found != 2 {
			t.Errorf("%d links were read, want two", found)
		}
		c.want("a link in the chat", c.asks(link("1", "https://example.org/9"), 2), "f-")
	})
}

func TestALargeGroupTakesTheBotFromNobody(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		var got strings.Builder
		for i := range 1000 {
			got.WriteString(c.asks(help(fmt.Sprint("member", i), "group", bot.Group), 1))
		}
		c.want("the group", strings.TrimRight(got.String(), "-"), "aaaaaf")
		c.want("another chat", c.asks(help("1", "1", bot.Direct), 1), "a")
		c.want("a member elsewhere", c.asks(help("member999", "member999", bot.Direct), 1), "a")
	})
}

func TestAllTogetherAreLimited(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		for i := range 20 {
			c.want("one of the first", c.asks(help(fmt.Sprint("p", i), fmt.Sprint("p", i), bot.Direct), 1), "a")
		}
		c.want("the next", c.asks(help("q", "q", bot.Direct), 2), "b-")
		time.Sleep(3 * time.Second)
		c.want("three seconds later", c.asks(help("q", "q", bot.Direct), 2), "a-")
	})
}

func TestTheUsualPaceIsNeverTooMuch(t *testing.T) {
	inCrowd(t, nil, func(t *testing.T, c crowded) {
		for range 300 { // somebody who presses Next every other second for ten minutes
			c.want("a quick reader", c.asks(help("1", "1", bot.Direct), 1), "a")
			time.Sleep(2 * time.Second)
		}
		c.want("the defaults", strings.TrimRight(c.asks(help("1", "1", bot.Direct), 200), "-"), strings.Repeat("a", 60)+"f")
	})
	inCrowd(t, func(o *commands.Options) {
		none := commands.Allowance{Commands: -1, Links: -1}
		o.Limits = commands.Limits{Person: none, Chat: none, All: none}
	}, func(t *testing.T, c crowded) {
		c.want("no limits", c.asks(help("1", "1", bot.Direct), 500), strings.Repeat("a", 500))
	})
}

func TestStoppingIsNeverTooMuch(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		c.asks(help("1", "1", bot.Direct), 5)
		stop := help("1", "1", bot.Direct)
		stop.Command, stop.Args = "cancel", "w_x"
		c.want("cancel in a flood", c.asks(stop, 3), "aaa")
	})
}

func TestStrangersAreRememberedWithinBounds(t *testing.T) {
	inCrowd(t, floods, func(t *testing.T, c crowded) {
		c.asks(help("0", "0", bot.Direct), 5)
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		strangers := func(from, to int) {
			for i := from; i < to; i++ {
				c.asks(help(fmt.Sprint("s", i), fmt.Sprint("s", i), bot.Direct), 1)
			}
		}
		strangers(0, 10_000)
		before := heap()
		strangers(10_000, 40_000)
		if after := heap(); after > before+4<<20 {
			t.Errorf("30,000 more strangers took %d MB", (after-before)>>20)
		}
		time.Sleep(3 * time.Second)
		c.want("who was longest silent is forgotten", c.asks(help("0", "0", bot.Direct), 1), "a")
	})
}
