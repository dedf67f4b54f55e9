package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

func TestARefusedTokenStopsItsNetworkAlone(t *testing.T) {
	server := telegramtest.Start(telegramToken)
	t.Cleanup(server.Close)
	ctx, stop := context.WithCancel(t.Context())
	out, printed := io.Pipe()
	said := make(chan string, 1)
	env := map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": t.TempDir(), "CRIER_NEWSROOM": "off", "CRIER_STARTERS": "false",
		"TELEGRAM_TOKEN": "654321:another-secret", "TELEGRAM_API_ENDPOINT": server.Endpoint(),
	}
	logs := &buffer{}
	done := make(chan error, 1)
	go func() {
		err := run(ctx, nil, func(name string) string { return env[name] }, strings.NewReader(""), printed, logs)
		_ = printed.Close()
		done <- err
	}()
	go func() {
		var all strings.Builder
		piece := make([]byte, 4096)
		for !strings.Contains(all.String(), "has stopped") {
			n, err := out.Read(piece)
			all.Write(piece[:n])
			if err != nil {
				break
			}
		}
		said <- all.String()
		_, _ = io.Copy(io.Discard, out)
	}()
	var text string
	select {
	case text = <-said:
	case <-time.After(20 * time.Second):
		t.Fatalf("nothing was said of the refused token; log:\n%s", logs)
	}
	if !strings.Contains(text, "Telegram has stopped") || !strings.Contains(text, "TELEGRAM_TOKEN") {
		t.Errorf("said %q, want which network has stopped and what to check", text)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, webAddress(strings.NewReader(text))+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the web chat answers %s", res.Status)
	}
	if strings.Contains(logs.String()+text, "another-secret") {
		t.Error("the token was printed or logged")
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("the program ended with %v", err)
	}
}
