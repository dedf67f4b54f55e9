package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"crier/bot/bottest/telegramtest"
)

// Several processes of the built program share one PostgreSQL, each with its roles.
// One that delivers is killed; another goes on.
func TestProcessesShareTheWorkAndTakeOver(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	database := newDatabase(t)
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken)}
	t.Cleanup(w.telegram.Close)
	w.openPaper()
	binary := filepath.Join(t.TempDir(), "crier")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	begin := func(roles string) *exec.Cmd {
		cmd, _ := startBinary(t, binary, "CRIER_ROLES="+roles, "DATABASE_URL="+database, "CRIER_ADDR=127.0.0.1:0", "CRIER_NEWSROOM=off",
			"CRIER_STARTERS=false", "CRIER_ALLOW=127.0.0.0/8", "CRIER_POLL_MIN=300ms", "CRIER_POLL_MAX=300ms", "CRIER_PACE=50",
			"TELEGRAM_TOKEN="+telegramToken, "TELEGRAM_API_ENDPOINT="+w.telegram.Endpoint())
		return cmd
	}
	begin("chat")
	begin("chat")
	begin("poll,announce")
	first := begin("deliver")
	ada := w.telegram.NewPerson("Ada", "en")
	ada.Meet()
	ada.Writes("/addfeed " + w.site + "/feeds/all.atom")
	w.seen(ada.Chat(), "Following")
	title := w.publishOne()
	w.seen(ada.Chat(), "New from", title)

	begin("deliver")
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	again := w.publishOne()
	w.seen(ada.Chat(), "New from", again)
	if took := time.Since(killed); took > 20*time.Second {
		t.Errorf("the next alert came %s after the kill", took)
	}
	for _, title := range []string{title, again} {
		alerts := 0
		for _, m := range ada.Chat().FromBot() {
			if strings.HasPrefix(m.Text, "New from") && strings.Contains(m.Text, title) {
				alerts++
			}
		}
		if alerts != 1 {
			t.Errorf("%d alerts of %q, want one", alerts, title)
		}
	}
}

// newDatabase makes an empty database on the test server and drops it at the end.
func newDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("CRIER_TEST_POSTGRES")
	if server == "" {
		t.Skip("no PostgreSQL: set CRIER_TEST_POSTGRES to a server's address, postgres://…, whose user may create databases")
	}
	name := "crier_" + strings.ToLower(rand.Text())
	do := func(statement string) {
		ctx := context.WithoutCancel(t.Context())
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(ctx) }()
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE DATABASE " + name)
	t.Cleanup(func() { do("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return fmt.Sprint(u)
}
