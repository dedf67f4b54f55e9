package main

import (
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/discordtest"
	"crier/bot/bottest/telegramtest"
)

// always is more often than any test asks.
const always = 1 << 30

// Both networks fail for a while in each of the ways in which they do. Every chat is
// told everything once and in order when they are well again, with nobody's help, and
// the log has said what happened.
func TestNetworksFailForAWhile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	const page = "<!doctype html><html><title>Bad gateway</title><body>Try later.</body></html>"
	binary := buildBinary(t)
	for _, c := range []struct {
		name     string
		telegram telegramtest.Failure
		discord  discordtest.Failure
		says     []string // one of them is in the log
	}{
		{"too many requests", telegramtest.TooMany(1),
			discordtest.Failure{Status: 429, Header: map[string]string{"Content-Type": "application/json"}, Body: `{"message":"You are being rate limited.","retry_after":1,"global":false}`},
			[]string{"Too Many Requests"}},
		{"ill servers", telegramtest.Failure{Code: 500, Text: "Internal Server Error"}, discordtest.Failure{Status: 500}, []string{"500 Internal Server Error"}},
		{"a gateway's page", telegramtest.Failure{Code: 502, Raw: page}, discordtest.Failure{Status: 502, Body: page}, []string{"status 502"}},
		{"a page where JSON was asked for", telegramtest.Failure{Code: 200, Raw: page}, discordtest.Failure{Status: 200, Body: page}, []string{"status 200"}},
		{"lines that break before the answer", telegramtest.Failure{Cut: true}, discordtest.Failure{Status: 0}, []string{"nobody answers"}},
		{"lines that break in the answer", telegramtest.Failure{Cut: true, Act: true}, discordtest.Failure{Status: 0, Act: true}, []string{"may have been sent"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			crowd := gatherAround(t, binary, "", 24, 16, "20")
			c.telegram.Times = -1
			c.discord.Method, c.discord.Path, c.discord.Times = "POST", "/messages", always
			crowd.telegram.Fail(c.telegram)
			crowd.discord.Fail(c.discord)
			for range 3 {
				crowd.tell()
			}
			_, logs := crowd.alive()
			if !crowd.grown(0, time.Minute) {
				t.Fatal("nothing is sent")
			}
			time.Sleep(4 * time.Second)
			crowd.tell()
			crowd.telegram.Heal()
			crowd.discord.Heal()
			crowd.drained(2 * time.Minute)
			if n := crowd.repeats(); n > 0 {
				t.Errorf("%d messages told again what was told", n)
			}
			for _, words := range c.says {
				if !strings.Contains(logs.String(), words) {
					t.Errorf("the log does not say %q", words)
				}
			}
			for _, token := range []string{telegramToken, discordtest.Token} {
				if strings.Contains(logs.String(), token) {
					t.Error("the log holds a token")
				}
			}
		})
	}
}
