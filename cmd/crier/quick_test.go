package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The built program is small at rest and quick to its first summary. The browser
// is running already: its own start is not ours.
func TestTheBuiltProgramIsQuickAndSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	tab := newTab(t)
	v := &browser{world: &world{t: t}, tab: tab}
	v.run(chromedp.EmulateViewport(1100, 900), chromedp.Navigate("about:blank"))
	binary := filepath.Join(t.TempDir(), "crier")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	began := time.Now()
	cmd, address := startBinary(t, binary, "CRIER_ADDR=127.0.0.1:0", "CRIER_NEWSROOM=127.0.0.1:0", "CRIER_STARTERS=false", "CRIER_DATA="+t.TempDir())
	up := time.Since(began)
	v.run(chromedp.Navigate(address))
	v.sees("Send me a link")
	v.presses("Try one")
	v.sees("all from the article")
	took := time.Since(began)
	rest := residentMB(t, cmd.Process.Pid)
	t.Logf("listening after %s, first summary after %s, %d MB resident", up.Round(time.Millisecond), took.Round(time.Millisecond), rest)
	limit := 20 * time.Second
	if os.Getenv("CRIER_BARS") != "" {
		limit = 2 * time.Second // on a machine that does nothing else
	}
	if took > limit {
		t.Errorf("the first summary took %s, want under %s", took, limit)
	}
	if rest > 120 {
		t.Errorf("%d MB resident, want under 120", rest)
	}
}

// startBinary starts a program and returns it with the web chat's address; it is
// interrupted at the test's end and must then end well within 10 s.
func startBinary(t *testing.T, binary string, env ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), binary) // ended below, gently
	cmd.Env = append(os.Environ(), env...)
	out, printed := io.Pipe()
	var logs bytes.Buffer
	cmd.Stdout, cmd.Stderr = printed, &logs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		asked := time.Now()
		_ = cmd.Process.Signal(os.Interrupt)
		hung := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) }) // it then tells where it hangs
		defer hung.Stop()
		err := cmd.Wait()
		if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGKILL {
			return // the test itself killed it
		}
		if err != nil || time.Since(asked) > 10*time.Second {
			t.Errorf("the program ended with %v after %s; log:\n%s", err, time.Since(asked), &logs)
		}
	})
	address := webAddress(out)
	if address == "" {
		t.Fatalf("the program never told its address; log:\n%s", &logs)
	}
	return cmd, address
}

// residentMB is the process's memory as the system counts it.
func residentMB(t *testing.T, pid int) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("needs /proc to measure memory, which this system has not: %v", err)
	}
	var kb int
	_, after, _ := strings.Cut(string(b), "VmRSS:")
	if _, err := fmt.Sscan(after, &kb); err != nil {
		t.Fatal(err)
	}
	return kb / 1024
}
