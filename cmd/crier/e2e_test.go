package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/discordtest"
	"crier/bot/bottest/telegramtest"
	"crier/feeds/newsroom"
)

// world is the whole program in this process, with a newspaper to read and a
// server of each network's real protocol around it.
type world struct {
	t        *testing.T
	ctx      context.Context
	paper    *newsroom.Newsroom
	site     string // the newspaper's address
	telegram *telegramtest.Server
	discord  *discordtest.Server
	web      string // the web chat's address
	logs     *buffer
}

const telegramToken = "123456:end-to-end-telegram-secret"

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	w := &world{t: t, ctx: ctx, telegram: telegramtest.Start(telegramToken), logs: &buffer{}}
	t.Cleanup(w.telegram.Close)
	var err error
	if w.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.discord.Close)
	w.openPaper()
	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": t.TempDir(), "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_PACE": "50", "CRIER_STARTERS": "false",
		"CRIER_POLL_MIN": "300ms", "CRIER_POLL_MAX": "300ms",
		"TELEGRAM_TOKEN": telegramToken, "TELEGRAM_API_ENDPOINT": w.telegram.Endpoint(),
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_BASE": w.discord.URL,
	})
	return w
}

func (w *world) openPaper() {
	w.t.Helper()
	var err error
	if w.paper, err = newsroom.New(newsroom.Options{Published: 4}); err != nil {
		w.t.Fatal(err)
	}
	l, err := w.paper.Listen("127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = l.Close() })
	w.site = l.URL
}

// start runs the program as main would and waits until it tells its address.
func (w *world) start(env map[string]string) {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(w.ctx))
	out, printed := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, nil, func(name string) string { return env[name] }, strings.NewReader(""), printed, w.logs)
		_ = printed.CloseWithError(fmt.Errorf("the program has ended: %w", err))
		done <- err
	}()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Errorf("the program ended with %v", err)
		}
		if w.t.Failed() {
			w.t.Logf("log:\n%s", w.logs)
		}
	})
	address := make(chan string, 1)
	go func() { address <- webAddress(out) }()
	select {
	case w.web = <-address:
	case <-w.ctx.Done():
		w.t.Fatal("the program never told where the web chat is")
	}
	if w.web == "" {
		w.t.Fatalf("the program ended early; log:\n%s", w.logs)
	}
}

// step is a subtest: whatever fails in it fails there.
func (w *world) step(name string, do func()) {
	whole := w.t
	whole.Run(name, func(t *testing.T) {
		w.t = t
		defer func() { w.t = whole }()
		do()
	})
}

// visitor is a person on one of the networks, alone with the bot.
type visitor interface {
	does(line string)     // types a command or text
	presses(label string) // the newest button of that name
	sees(words ...string) string
	count(words string) int // messages that hold the words
}

func TestTheWholeWayOnEveryNetwork(t *testing.T) {
	w := newWorld(t)
	path := w.paper.Publish(1)[0]
	visitors := map[string]visitor{"telegram": w.onTelegram(), "discord": w.onDiscord(), "web": w.onWeb()}
	for name, v := range visitors {
		w.step(name+" summarizes a link", func() {
			v.does("/summary " + w.site + path)
			v.sees("all from the article")
		})
	}
	for name, v := range visitors {
		w.step(name+" subscribes to a feed and a topic", func() {
			v.does("/addfeed " + w.site + "/feeds/all.atom")
			v.sees("The newsroom")
			v.does("/subscribe Velm OR Ellery OR Uferstadt OR Valmont OR Northfield")
			v.sees("Velm OR")
		})
	}
	before := map[string]int{}
	for name, v := range visitors {
		before[name] = v.count("New ")
	}
	title := w.publishOne()
	for name, v := range visitors {
		w.step(name+" is alerted exactly once", func() {
			v.sees("New ", title)
			if n := v.count("New ") - before[name]; n != 1 {
				w.t.Errorf("%d alerts, want 1", n)
			}
		})
		w.step(name+" walks with next and previous", func() {
			v.does("/next")
			var left int
			first := v.sees("more after this")
			if _, err := fmt.Sscanf(strings.TrimSpace(first), "%d more after this", &left); err != nil || left < 2 {
				w.t.Fatalf("the first card of the queue says %q; want two or more after it", first)
			}
			v.presses("Next ›")
			second := v.sees(fmt.Sprintf("%d more after this", left-1))
			v.presses("‹ Previous")
			again := v.sees(fmt.Sprintf("%d more after this", left))
			if again != first || second == first {
				w.t.Errorf("next and previous: %q, then %q, then %q", first, second, again)
			}
		})
		w.step(name+" asks why a story came and why it was told so", func() {
			v.does("/why")
			v.sees("Chosen because")
		})
	}
	w.step("no token is in the log", func() {
		for _, token := range []string{telegramToken, discordtest.Token} {
			if strings.Contains(w.logs.String(), token) {
				w.t.Error("the log holds a token")
			}
		}
	})
}

// publishOne brings out an article and returns its title.
func (w *world) publishOne() string {
	w.t.Helper()
	path := w.paper.Publish(1)[0]
	return w.titleOf(path)
}
