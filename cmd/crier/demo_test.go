package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func TestADemoVisitorSeesAnAlertWithinFifteenSeconds(t *testing.T) {
	tab := newTab(t)
	ctx, stop := context.WithCancel(t.Context())
	out, printed := io.Pipe()
	done := make(chan error, 1)
	logs := &buffer{}
	go func() {
		env := map[string]string{"CRIER_ADDR": "127.0.0.1:0", "CRIER_NEWSROOM": "127.0.0.1:0"}
		err := run(ctx, []string{"demo"}, func(name string) string { return env[name] }, strings.NewReader(""), printed, logs)
		_ = printed.CloseWithError(fmt.Errorf("the demo has ended: %w", err))
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	address := webAddress(out)
	if address == "" {
		t.Fatalf("the demo never told its address; log:\n%s", logs)
	}
	v := &browser{world: &world{t: t}, tab: tab}
	v.run(chromedp.EmulateViewport(1100, 900), chromedp.Navigate(address))
	v.sees("Send me a link")
	greeted := time.Now()
	v.picture("greeting")
	v.sees("New from")
	if took := time.Since(greeted); took > 15*time.Second {
		t.Errorf("the first alert came after %s, want within 15 s", took)
	}
	v.picture("alert")
	v.presses("Try one")
	v.sees("all from the article")
	v.presses("More")
	v.sees("all from the article")
	v.picture("card")
	v.does("/next")
	v.sees("more after this")
	v.run(chromedp.EmulateViewport(390, 844))
	v.picture("phone")
}
