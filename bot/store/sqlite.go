package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"crier/bot/jobs"
)

// sqlite has one connection that writes and a few that read: SQLite lets one
// writer in at a time, and waiting for it in a queue beats trying again.
type sqlite struct {
	writer, reader   *sql.DB
	writing, reading statements
	file             string
	mu               sync.Mutex
	locked           map[string]*sql.DB
	checkpoints      *checkpoints
}

// Pragmas stand in the address, for one given by Exec reaches one connection only.
const (
	pragmas = "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)&_pragma=wal_autocheckpoint(16000)"
	writes  = pragmas + "&_txlock=immediate"
	reads   = pragmas + "&_pragma=query_only(1)"
	readers = 4
)

func openSQLite(ctx context.Context, path string, log *slog.Logger) (_ *sqlite, err error) {
	if path == "" {
		path = "crier.db"
	}
	file := "file:" + (&url.URL{Path: strings.TrimPrefix(path, "file:")}).EscapedPath()
	e := &sqlite{file: file, locked: map[string]*sql.DB{}, checkpoints: newCheckpoints(ctx, file, log)}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	if err = migrateSQLite(ctx, file, log); err != nil {
		return nil, err
	}
	if e.writer, err = sql.Open("sqlite", file+writes); err != nil {
		return nil, err
	}
	e.writer.SetMaxOpenConns(1)
	if e.reader, err = sql.Open("sqlite", file+reads); err != nil {
		return nil, err
	}
	e.reader.SetMaxOpenConns(readers)
	e.reader.SetMaxIdleConns(readers)
	return e, nil
}

// migrateSQLite brings the schema up to date. Processes that start together may get
// in each other's way; whoever came second finds the work done when it looks again.
func migrateSQLite(ctx context.Context, file string, log *slog.Logger) (err error) {
	for try := range tries {
		if err = migrateOnce(ctx, file, log); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try+1) * 100 * time.Millisecond):
		}
	}
	return fmt.Errorf("migrating: %w", err)
}

func migrateOnce(ctx context.Context, file string, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	// Goose holds a connection while River asks for another: the writer has but one.
	pool, err := sql.Open("sqlite", file+writes)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	rivers := goose.NewGoMigration(riverMigration, &goose.GoFunc{RunDB: func(ctx context.Context, db *sql.DB) error {
		m, err := rivermigrate.New(riversqlite.New(db), &rivermigrate.Config{Logger: jobs.Quiet(log)})
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}}, nil)
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, files, goose.WithGoMigrations(rivers), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

func (e *sqlite) write(ctx context.Context, fn func(queries) error) error {
	tx, err := e.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	q := &writeQueries{tx: tx, ready: &e.writing, taken: map[string]*sql.Stmt{}}
	err = fn(q)
	if err == nil {
		err = tx.Commit()
	} else {
		_ = tx.Rollback() // what fn says is what went wrong
	}
	e.checkpoints.committed()
	e.writing.prepare(ctx, e.writer, q.missed)
	return err
}

func (e *sqlite) once(ctx context.Context, query string, args ...any) (int64, error) {
	compiled, err := e.writing.compiled(ctx, e.writer, query)
	if err != nil {
		return 0, err
	}
	r, err := compiled.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	e.checkpoints.committed()
	return r.RowsAffected()
}

func (e *sqlite) read() queries { return readQueries{e.reader, &e.reading} }

// notify does nothing: SQLite knows of no others.
func (e *sqlite) notify(context.Context, queries, []string) error { return nil }

func (e *sqlite) start(ctx context.Context, c *river.Config) (insertJobs, func(context.Context) error, error) {
	own := *c
	own.PollOnly = true // listening on SQLite is polling twenty times a second, and the bell is quicker
	client, err := river.NewClient(riversqlite.New(e.writer), &own)
	if err != nil {
		return nil, nil, err
	}
	return inserting(client), client.Stop, client.Start(ctx)
}

// tryLock holds a database of nothing under an exclusive lock: SQLite's own locks of
// files go with their process, on every system.
func (e *sqlite) tryLock(ctx context.Context, name string) (bool, error) {
	pool, err := sql.Open("sqlite", e.file+".lane-"+url.PathEscape(strings.ReplaceAll(name, ":", "-"))+"?_pragma=busy_timeout(0)")
	if err != nil {
		return false, err
	}
	pool.SetMaxOpenConns(1) // the connection that holds the lock
	pool.SetConnMaxLifetime(0)
	if _, err := pool.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		return false, pool.Close() // somebody else has it
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.locked[name] = pool
	return true, nil
}

func (e *sqlite) holds(_ context.Context, name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.locked[name] != nil
}

// clock is the machine's: all processes on a file are on one.
func (e *sqlite) clock(context.Context, queries) (int64, error) { return now(), nil }

func (e *sqlite) unlock(_ context.Context, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if pool := e.locked[name]; pool != nil {
		_ = pool.Close() // there is nothing in it
		delete(e.locked, name)
	}
}

func (e *sqlite) close() error {
	e.checkpoints.close()
	errs := []error{e.writing.close(), e.reading.close()}
	for _, pool := range e.locked {
		errs = append(errs, pool.Close())
	}
	for _, pool := range []*sql.DB{e.reader, e.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}
