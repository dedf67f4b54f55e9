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

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqlite has one connection that writes and a few that read: SQLite lets one
// writer in at a time, and waiting for it in a queue beats trying again.
type sqlite struct {
	writer, reader *sql.DB
	jobs           *river.Client[*sql.Tx]
}

// Pragmas stand in the address, for one given by Exec reaches one connection only.
const (
	pragmas = "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)"
	writes  = pragmas + "&_txlock=immediate"
	reads   = pragmas + "&_pragma=query_only(1)"
	readers = 4
)

func openSQLite(ctx context.Context, path string, log *slog.Logger) (_ *sqlite, err error) {
	if path == "" {
		path = "crier.db"
	}
	file := "file:" + (&url.URL{Path: strings.TrimPrefix(path, "file:")}).EscapedPath()
	e := &sqlite{}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	if e.writer, err = sql.Open("sqlite", file+writes); err != nil {
		return nil, err
	}
	e.writer.SetMaxOpenConns(1)
	if err = e.migrate(ctx, log); err != nil {
		return nil, err
	}
	if e.reader, err = sql.Open("sqlite", file+reads); err != nil {
		return nil, err
	}
	e.reader.SetMaxOpenConns(readers)
	e.reader.SetMaxIdleConns(readers)
	e.jobs, err = river.NewClient(riversqlite.New(e.writer), &river.Config{Logger: log})
	return e, err
}

func (e *sqlite) migrate(ctx context.Context, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	rivers := goose.NewGoMigration(riverMigration, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		m, err := rivermigrate.New(riversqlite.New(e.writer), &rivermigrate.Config{Logger: log})
		if err != nil {
			return err
		}
		_, err = m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil)
		return err
	}}, nil)
	p, err := goose.NewProvider(goose.DialectSQLite3, e.writer, files, goose.WithGoMigrations(rivers), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

func (e *sqlite) write(ctx context.Context, fn func(queries, waker) error) error {
	tx, err := e.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := fn(sqlQueries{tx}, sqliteWaker{e.jobs, tx}); err != nil {
		return err
	}
	return tx.Commit()
}

func (e *sqlite) read() queries { return sqlQueries{e.reader} }

func (e *sqlite) start(ctx context.Context, c *river.Config) (func(context.Context) error, error) {
	client, err := river.NewClient(riversqlite.New(e.writer), c)
	if err != nil {
		return nil, err
	}
	return client.Stop, client.Start(ctx)
}

func (e *sqlite) close() error {
	var errs []error
	for _, pool := range []*sql.DB{e.reader, e.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

type sqliteWaker struct {
	jobs *river.Client[*sql.Tx]
	tx   *sql.Tx
}

func (w sqliteWaker) wake(ctx context.Context, belts []string) error {
	params := wakeJobs(belts)
	if len(params) == 0 {
		return nil
	}
	_, err := w.jobs.InsertManyTx(ctx, w.tx, params)
	return err
}

// sqlQueries runs statements on a pool or a transaction of database/sql.
type sqlQueries struct {
	on interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}
}

// sqliteWords says in SQLite's words what is written in PostgreSQL's: rows need no
// locks of their own where one connection writes.
var sqliteWords = strings.NewReplacer(" FOR UPDATE SKIP LOCKED", "", " FOR UPDATE", "", "EACH(?)", "json_each(?)")

func (s sqlQueries) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := s.on.ExecContext(ctx, sqliteWords.Replace(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (s sqlQueries) each(ctx context.Context, fn func(scanner) error, query string, args ...any) error {
	rows, err := s.on.QueryContext(ctx, sqliteWords.Replace(query), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s sqlQueries) one(ctx context.Context, query string, args ...any) scanner {
	return s.on.QueryRowContext(ctx, sqliteWords.Replace(query), args...)
}
