package store_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"crier/bot/bottest"
	"crier/bot/jobs"
	"crier/bot/store"
	"crier/feeds"
)

// server is a PostgreSQL server that tests may make databases on.
type server struct {
	address  string
	template string
	mu       sync.Mutex
	made     int
}

// postgresServer finds the server that CRIER_TEST_POSTGRES names and migrates a
// template there, of which tests get copies.
func postgresServer(t testing.TB) *server {
	t.Helper()
	address := os.Getenv("CRIER_TEST_POSTGRES")
	if address == "" {
		t.Skip("no PostgreSQL: set CRIER_TEST_POSTGRES to a server's address, postgres://…, whose user may create databases")
	}
	s := &server{address: address, template: fmt.Sprint("crier_test_", os.Getpid(), "_", time.Now().UnixNano()%1e6)}
	s.exec(t, "CREATE DATABASE "+s.template)
	t.Cleanup(func() { s.exec(t, "DROP DATABASE "+s.template+" WITH (FORCE)") })
	db, err := store.Open(t.Context(), s.at(s.template), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *server) at(database string) string {
	u, err := url.Parse(s.address)
	if err != nil {
		panic("CRIER_TEST_POSTGRES is not an address")
	}
	u.Path = "/" + database
	return u.String()
}

func (s *server) exec(t testing.TB, statement string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	c, err := pgx.Connect(ctx, s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	if _, err := c.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

// fresh makes a database and returns its address.
func (s *server) fresh(t testing.TB, template string) string {
	t.Helper()
	s.mu.Lock()
	s.made++
	name := fmt.Sprint(s.template, "_", s.made)
	s.mu.Unlock()
	s.exec(t, "CREATE DATABASE "+name+" TEMPLATE "+template)
	t.Cleanup(func() { s.exec(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return s.at(name)
}

// emptied opens one database again and again, empty each time: making one for every
// case would take most of the suite's time.
func (s *server) emptied(t *testing.T) func(t testing.TB) *store.DB {
	t.Helper()
	address := s.fresh(t, s.template)
	return func(t testing.TB) *store.DB {
		t.Helper()
		ctx := t.Context()
		c, err := pgx.Connect(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
		_, err = c.Exec(ctx, `DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY CASCADE'
			FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('goose_db_version', 'river_migration', 'versions')); END $$`)
		if err != nil {
			t.Fatal(err)
		}
		return openAt(t, address)
	}
}

func openAt(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{Chat: store.Bounds{Feeds: 5, Topics: 5}, Person: store.Bounds{Feeds: 7, Topics: 7}, EditGap: bottest.EditGap})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestPostgreSQL(t *testing.T) {
	open := postgresServer(t).emptied(t)
	bottest.ExerciseStore(t, func(t *testing.T) bottest.Store { return open(t) })
}

func TestPostgreSQLMailbox(t *testing.T) { exerciseMailbox(t, postgresServer(t).emptied(t)) }

func TestStartersMigrateOnce(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { startTogether(t, filepath.Join(t.TempDir(), "crier.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { startTogether(t, postgresServer(t).fresh(t, "template0")) })
}

func startTogether(t *testing.T, address string) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			db, err := store.Open(t.Context(), address, store.Options{})
			if err != nil {
				t.Errorf("opening at the same time: %v", err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestACommitReachesEveryProcess(t *testing.T) {
	s := postgresServer(t)
	at := s.fresh(t, s.template)
	writer, other := openAt(t, at), openAt(t, at)
	rung, stop := other.Listen(jobs.BeltPoll)
	defer stop()
	deadline := time.After(time.Minute) // far more than it takes: the machine may do much else
	for i := 0; ; i++ {                 // the other may not listen yet
		if _, err := writer.AddFeed(t.Context(), feeds.Source{URL: fmt.Sprint("https://example.org/", i)}, feeds.Update{}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-rung:
			return
		case <-time.After(100 * time.Millisecond):
		case <-deadline:
			t.Fatal("a commit of one process never rang the bell of another")
		}
	}
}

func TestAnAddressWithItsPasswordIsInNoError(t *testing.T) {
	for _, address := range []string{
		"postgres://crier:s3cret@127.0.0.1:1/crier?connect_timeout=1", "postgres://crier:s3cret@127.0.0.1:port/crier", "postgres://crier:s3cret@127.0.0.1/crier?sslmode=nonsense",
	} {
		_, err := store.Open(t.Context(), address, store.Options{})
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v: want an error without the password", err)
		}
	}
}
