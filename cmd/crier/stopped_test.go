package main

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

// ends asks a process to end and waits until it has.
func (c *crowd) ends(cmd *exec.Cmd) {
	c.t.Helper()
	asked := time.Now()
	c.must(cmd.Process.Signal(syscall.SIGTERM))
	hung := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) }) // it then tells where it hangs
	defer hung.Stop()
	err := cmd.Wait()
	if took := time.Since(asked); err != nil || took > 10*time.Second {
		c.t.Errorf("asked to end, the program ended with %v after %v, want well and within 10 s", err, took.Round(time.Millisecond))
	}
}

// up is alive that waits until the program says that it runs. Before main is reached,
// which takes a while on a busy machine, a signal ends a process without a word.
func (c *crowd) up() *exec.Cmd {
	c.t.Helper()
	cmd, logs := c.alive()
	for late := time.Now().Add(time.Minute); !strings.Contains(logs.String(), "Press Ctrl+C"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			c.t.Fatal("the program does not come up")
		}
	}
	return cmd
}

// Processes are replaced one after the other while they deliver. Nothing is lost and
// nothing told twice: who ends lets what is under way finish and gives the lanes up.
func TestARollingRestartLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	c := gather(t, newDatabase(t), 90, 60, "20")
	old := c.up()
	for range 4 {
		c.tell()
		c.tell()
		before := c.messages()
		next := c.up()
		if !c.grown(before, time.Minute) {
			t.Fatal("nobody delivers")
		}
		c.ends(old)
		old = next
	}
	c.drained(2 * time.Minute)
	if n := c.repeats(); n > 0 {
		t.Errorf("%d messages told again what was told", n)
	}
	c.ends(old)
}

// A network that does not answer holds the end of the program up for ten seconds at
// most. What was under way is sent again by the next process, for nobody knows.
func TestTheProgramEndsThoughTheNetworkHangs(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	c := gather(t, "", 30, 0, "20")
	held := c.telegram.Fail(telegramtest.Failure{Hold: true, Times: -1})
	c.tell()
	cmd, _ := c.alive()
	time.Sleep(3 * time.Second)
	c.ends(cmd)
	c.telegram.Heal()
	held.Release()
	c.alive()
	c.drained(time.Minute)
	for chat, list := range c.shownAll() {
		if _, repeated := c.walk(chat, list); len(repeated) > 1 {
			t.Errorf("%s: %d repeats", chat, len(repeated))
		}
	}
	if n := c.repeats(); n > 16 {
		t.Errorf("%d repeats, want those that were under way", n)
	}
}

// Whoever is asked to end while it still starts ends well too.
func TestTheProgramEndsWellWhileItStarts(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, log bytes.Buffer
	env := map[string]string{"CRIER_DATA": t.TempDir(), "CRIER_ADDR": "127.0.0.1:0", "CRIER_NEWSROOM": "off", "CRIER_STARTERS": "false"}
	if err := run(ctx, []string{"run"}, func(name string) string { return env[name] }, strings.NewReader(""), &out, &log); err != nil {
		t.Errorf("ended with %v", err)
	}
}
