package main

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

// Three processes share one PostgreSQL. The one that delivers is killed: another goes
// on within ten seconds, nothing is lost, and together they never send faster than
// one may.
func TestOneOfThreeProcessesIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and kills it: left out with -short")
	}
	const pace, rate, articles = "1", 25, 12 // of Telegram: what the adapter asks for
	c := gather(t, newDatabase(t), 150, 0, pace)
	for range articles {
		c.tell()
	}
	var all []*exec.Cmd
	for i := range 3 {
		cmd, _ := c.alive()
		all = append(all, cmd)
		if i == 0 && !c.grown(0, time.Minute) {
			t.Fatal("the first does not deliver")
		}
	}
	time.Sleep(time.Second)
	c.must(all[0].Process.Kill())
	_ = all[0].Wait()
	at := time.Now()
	if !c.grown(c.messages(), time.Minute) {
		t.Fatal("nobody took over")
	}
	took := time.Since(at)
	c.drained(5 * time.Minute)
	repeats := 0
	for chat, list := range c.shownAll() {
		_, repeated := c.walk(chat, list)
		if repeats += len(repeated); len(repeated) > 1 {
			t.Errorf("%s: %d repeats", chat, len(repeated))
		}
	}
	calls := c.telegram.Calls("sendMessage")
	most, from := 0, 0
	for i, call := range calls {
		for ; call.At.Sub(calls[from].At) >= time.Second; from++ {
			continue
		}
		most = max(most, i-from+1)
	}
	t.Logf("taken over after %v; %d messages, at most %d in a second, %d repeats", took.Round(time.Millisecond), len(calls), most, repeats)
	if took > 10*time.Second || repeats > 16 {
		t.Errorf("taken over after %v with %d repeats, want 10 s and 16 at most", took, repeats)
	}
	// A busy machine may let requests pile up on their way; what left evenly arrives in
	// a heap. The bound is strict where nothing else runs.
	if limit := rate + 1; most > limit && os.Getenv("CRIER_BARS") != "" || most > 2*limit {
		t.Errorf("%d messages in a second, want at most %d", most, limit)
	}
}
