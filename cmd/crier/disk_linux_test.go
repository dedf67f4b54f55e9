package main

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The disk takes nothing more while the program delivers: its writes fail, as those of
// a process do that may write no files. When there is room again it goes on by itself,
// and every chat is told everything once.
func TestTheDiskIsFullForAWhile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	c := gather(t, "", 60, 40, "20")
	for range 3 {
		c.tell()
	}
	cmd, logs := c.alive()
	if !c.grown(20, time.Minute) {
		t.Fatal("nothing is sent")
	}
	var usual unix.Rlimit
	c.must(unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, nil, &usual))
	c.must(unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 0, Max: usual.Max}, nil))
	time.Sleep(time.Second) // what was under way has arrived
	before := c.messages()
	time.Sleep(4 * time.Second)
	if sent := c.messages() - before; sent > 0 {
		t.Errorf("%d messages were sent that could not be marked", sent)
	}
	c.tell()
	c.must(unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &usual, nil))
	c.drained(time.Minute)
	if n := c.repeats(); n > 0 {
		t.Errorf("%d messages told again what was told", n)
	}
	for _, words := range []string{"settling", "keeping the lane"} {
		if !strings.Contains(logs.String(), words) {
			t.Errorf("the log does not say %q", words)
		}
	}
}
