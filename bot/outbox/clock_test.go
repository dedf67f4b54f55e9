package outbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"crier/bot"
	"crier/bot/jobs"
	"crier/bot/outbox"
)

// The clock is set an hour forward or back while a lane delivers. To everything that
// is stored this is the same as if all that had been stored were an hour older or
// younger; what a process measures itself does not go by that clock.
func TestTheClockIsSet(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": database} {
		for _, by := range []time.Duration{time.Hour, -time.Hour} {
			t.Run(fmt.Sprint(name, " ", by), func(t *testing.T) { clockSet(t, address(t), by) })
		}
	}
}

func clockSet(t *testing.T, address string, by time.Duration) {
	const chats, articles = 30, 10
	db := fill(t, address, chats, articles)
	net := &recorder{limits: bot.Limits{PerSecond: 200, Fold: 1, InFlight: 8}, delay: 10 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	box := outbox.New(outbox.Options{Store: db, Adapters: []bot.Adapter{net}, Pacer: outbox.NewPacer(1), Belt: jobs.BeltDeliver})
	go func() { ended <- box.Run(ctx) }()
	for deadline := time.Now().Add(patience); len(net.seen()) < chats; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing is sent")
		}
	}
	age(t, address, by)
	set := time.Now()
	awaitEmpty(t, db)
	if took := time.Since(set); took > time.Minute {
		t.Errorf("the rest took %v", took)
	}
	stop()
	check(t, <-ended)
	told := map[string]int{}
	for _, s := range net.seen() {
		for _, key := range s.keys {
			told[key]++
		}
	}
	if len(told) != chats*articles || len(net.seen()) != len(told) {
		t.Errorf("%d sends of %d deliveries, want each of %d once", len(net.seen()), len(told), chats*articles)
	}
}

// age makes all times of lanes, chats and deliveries older.
func age(t *testing.T, address string, by time.Duration) {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(address, "postgres") {
		driver = "pgx"
	} else {
		address = "file:" + address + "?_pragma=busy_timeout(10000)"
	}
	raw, err := sql.Open(driver, address)
	check(t, err)
	defer func() { _ = raw.Close() }()
	for _, column := range []string{"lanes.expires", "lanes.held", "chats.held", "deliveries.due", "edits.due"} {
		table, name, _ := strings.Cut(column, ".")
		_, err := raw.ExecContext(t.Context(), fmt.Sprintf("UPDATE %[1]s SET %[2]s = %[2]s - %[3]d WHERE %[2]s > 0", table, name, by.Milliseconds()))
		check(t, err)
	}
}
