package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
)

// sqliteWords says in SQLite's words what is written in PostgreSQL's: rows need no
// locks of their own where one connection writes. An INSERT that fails ends its
// transaction, as on PostgreSQL: without that SQLite keeps a copy of every page that
// the statement touches, for a way back that nobody takes.
var sqliteWords = strings.NewReplacer(" FOR UPDATE SKIP LOCKED", "", " FOR UPDATE", "", "EACH(?)", "json_each(?)", "IDS(?)", "json_each(?)",
	"INSERT INTO", "INSERT OR ROLLBACK INTO")

// statements keeps what SQLite has compiled: compiling takes longer than running.
// The texts are the store's own, so there are never many.
type statements struct {
	mu   sync.RWMutex
	kept map[string]*sql.Stmt // by the text as it is written in this package
}

func (s *statements) get(query string) *sql.Stmt {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.kept[query]
}

// prepare compiles statements for the next time. What cannot be compiled now is
// only slower.
func (s *statements) prepare(ctx context.Context, pool *sql.DB, queries []string) {
	for _, query := range queries {
		if s.get(query) != nil {
			continue
		}
		compiled, err := pool.PrepareContext(ctx, sqliteWords.Replace(query))
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.kept == nil {
			s.kept = map[string]*sql.Stmt{}
		}
		if s.kept[query] != nil {
			_ = compiled.Close() // another goroutine was quicker
		} else {
			s.kept[query] = compiled
		}
		s.mu.Unlock()
	}
}

// compiled returns the statement, compiled now if it was not.
func (s *statements) compiled(ctx context.Context, pool *sql.DB, query string) (*sql.Stmt, error) {
	if c := s.get(query); c != nil {
		return c, nil
	}
	s.prepare(ctx, pool, []string{query})
	if c := s.get(query); c != nil {
		return c, nil
	}
	return pool.PrepareContext(ctx, sqliteWords.Replace(query)) // to hear why it failed
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, compiled := range s.kept {
		errs = append(errs, compiled.Close())
	}
	s.kept = nil
	return errors.Join(errs...)
}

var errReading = errors.New("writing outside a transaction")

// readQueries runs statements on the reading pool.
type readQueries struct {
	pool  *sql.DB
	ready *statements
}

func (r readQueries) exec(context.Context, string, ...any) (int64, error) {
	return 0, errReading
}

func (r readQueries) each(ctx context.Context, fn func(scanner) error, query string, args ...any) error {
	c, err := r.ready.compiled(ctx, r.pool, query)
	if err != nil {
		return err
	}
	return scanAll(fn)(c.QueryContext(ctx, args...))
}

func (r readQueries) one(ctx context.Context, query string, args ...any) scanner {
	c, err := r.ready.compiled(ctx, r.pool, query)
	if err != nil {
		return failed{err}
	}
	return c.QueryRowContext(ctx, args...)
}

// writeQueries runs statements in a transaction. Nothing can be compiled for others
// while it has the only writing connection, so it notes what was missing.
//
// Its statements are not told when ctx ends, for the driver would start a goroutine for
// each to watch it: each ends soon, and the next one does not begin, because the
// transaction is told.
type writeQueries struct {
	tx     *sql.Tx
	ready  *statements
	taken  map[string]*sql.Stmt // compiled for this transaction
	missed []string
}

func (w *writeQueries) compiled(ctx context.Context, query string) (*sql.Stmt, error) {
	if c := w.taken[query]; c != nil {
		return c, nil
	}
	var err error
	c := w.ready.get(query)
	if c != nil {
		c = w.tx.StmtContext(ctx, c)
	} else if c, err = w.tx.PrepareContext(ctx, sqliteWords.Replace(query)); err != nil {
		return nil, err
	} else {
		w.missed = append(w.missed, query)
	}
	w.taken[query] = c
	return c, nil
}

func (w *writeQueries) exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx = context.WithoutCancel(ctx)
	c, err := w.compiled(ctx, query)
	if err != nil {
		return 0, err
	}
	r, err := c.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (w *writeQueries) each(ctx context.Context, fn func(scanner) error, query string, args ...any) error {
	ctx = context.WithoutCancel(ctx)
	c, err := w.compiled(ctx, query)
	if err != nil {
		return err
	}
	return scanAll(fn)(c.QueryContext(ctx, args...))
}

func (w *writeQueries) one(ctx context.Context, query string, args ...any) scanner {
	ctx = context.WithoutCancel(ctx)
	c, err := w.compiled(ctx, query)
	if err != nil {
		return failed{err}
	}
	return c.QueryRowContext(ctx, args...)
}

// scanAll hands every row of a query's answer to fn.
func scanAll(fn func(scanner) error) func(*sql.Rows, error) error {
	return func(rows *sql.Rows, err error) error {
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
}

// failed is a row that could not be asked for.
type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }
