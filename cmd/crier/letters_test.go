package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

// What a network refuses for good is kept with its reason, and the operator sees it.
func TestTheOperatorSeesWhatWasRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	t.Run("SQLite", func(t *testing.T) { refusedSeen(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { refusedSeen(t, newDatabase(t)) })
}

func refusedSeen(t *testing.T, address string) {
	c := gather(t, address, 3, 0, "20")
	bad := c.groups[1].Address()
	c.telegram.Fail(telegramtest.Failure{Chat: bad, Code: 400, Text: "Bad Request: SOMETHING_NEW", Times: -1})
	c.tell()
	c.alive()
	if !c.grown(2, time.Minute) {
		t.Fatal("nothing is sent")
	}
	env := map[string]string{}
	for _, pair := range append(c.env, os.Environ()...) {
		name, value, _ := strings.Cut(pair, "=")
		if _, there := env[name]; !there {
			env[name] = value
		}
	}
	var out string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var err error
		if out, err = crier(t, env, "", "check"); err != nil {
			t.Fatalf("check: %v\n%s", err, out)
		}
		if strings.Contains(out, "refused for good or") && strings.Contains(out, "0 wait") {
			break
		}
	}
	for _, want := range []string{"0 wait to be sent, 1 were refused", "telegram " + bad, `"Article no0001" refused`, "SOMETHING_NEW"} {
		if !strings.Contains(out, want) {
			t.Errorf("check printed %q, want it to hold %q", out, want)
		}
	}
}
