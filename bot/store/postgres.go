package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"crier/bot/jobs"
)

// postgres is for those who outgrow one machine.
type postgres struct {
	pool *pgxpool.Pool
	jobs *river.Client[pgx.Tx]
	log  *slog.Logger
	stop context.CancelFunc // ends listening
	done sync.WaitGroup

	mu   sync.Mutex
	lock *pgx.Conn // whose session holds the locks; nil: none yet
}

func openPostgres(ctx context.Context, address string, log *slog.Logger, b *bell) (_ *postgres, err error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the database cannot be understood") // the cause quotes it, with the password
	}
	e := &postgres{log: log, stop: func() {}}
	defer func() { //nolint:contextcheck // what was opened is closed even when ctx has ended
		if err != nil {
			_ = e.close()
		}
	}()
	if e.pool, err = pgxpool.NewWithConfig(ctx, c); err != nil {
		return nil, err
	}
	if err = e.migrate(ctx); err != nil {
		return nil, err
	}
	if e.jobs, err = river.NewClient(riverpgxv5.New(e.pool), &river.Config{Logger: jobs.Quiet(log)}); err != nil {
		return nil, err
	}
	listening, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	e.done.Go(func() { e.listen(listening, b) })
	return e, nil
}

// migrate brings the schema up to date under a lock of the session, so that of
// processes which start together one does it.
func (e *postgres) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations/postgres")
	if err != nil {
		return err
	}
	rivers := goose.NewGoMigration(riverMigration, &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
		m, err := rivermigrate.New(riverpgxv5.New(e.pool), &rivermigrate.Config{Logger: jobs.Quiet(e.log)})
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}}, nil)
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(e.pool)
	defer func() { _ = db.Close() }() // the pool stays open
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithGoMigrations(rivers), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true), goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

// tries is how often a transaction that lost against another is run.
const tries = 5

func (e *postgres) write(ctx context.Context, fn func(queries, waker) error) (err error) {
	for range tries {
		err = pgx.BeginFunc(ctx, e.pool, func(tx pgx.Tx) error {
			return fn(pgQueries{tx}, pgWaker{e.jobs, tx})
		})
		if !lostRace(err) {
			return err
		}
	}
	return err
}

// lostRace tells a deadlock or a serialization failure, which running again cures.
func lostRace(err error) bool {
	p, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (p.Code == "40P01" || p.Code == "40001")
}

func (e *postgres) once(ctx context.Context, query string, args ...any) (changed int64, err error) {
	for range tries {
		if changed, err = (pgQueries{e.pool}).exec(ctx, query, args...); !lostRace(err) {
			break
		}
	}
	return changed, err
}

func (e *postgres) read() queries { return pgQueries{e.pool} }

func (e *postgres) start(ctx context.Context, c *river.Config) (func(context.Context) error, error) {
	client, err := river.NewClient(riverpgxv5.New(e.pool), c)
	if err != nil {
		return nil, err
	}
	return client.Stop, client.Start(ctx)
}

func (e *postgres) close() error {
	e.stop()
	e.done.Wait()
	if e.lock != nil {
		_ = e.lock.Close(context.Background())
	}
	if e.pool != nil {
		e.pool.Close()
	}
	return nil
}

// tryLock takes an advisory lock in a session of its own, which ends with the process.
func (e *postgres) tryLock(ctx context.Context, name string) (got bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lock == nil || e.lock.IsClosed() {
		conn, err := e.pool.Acquire(ctx)
		if err != nil {
			return false, err
		}
		e.lock = conn.Hijack()
	}
	err = e.lock.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", "crier lane "+name).Scan(&got)
	return got, err
}

func (e *postgres) unlock(ctx context.Context, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lock == nil {
		return
	}
	if _, err := e.lock.Exec(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", "crier lane "+name); err != nil {
		_ = e.lock.Close(ctx) // the session's end is the lock's
		e.lock = nil
	}
}

// channel carries the belts' names to every process. A River job reaches one of
// them, and that one need not be the one that drives the lane.
const channel = "crier_belts"

// listen rings the bell of this process for what others have committed. While the
// line is down the belts come round by themselves.
func (e *postgres) listen(ctx context.Context, b *bell) {
	for ctx.Err() == nil {
		if err := e.listenOnce(ctx, b); err != nil && ctx.Err() == nil {
			e.log.Warn("listening to the database", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (e *postgres) listenOnce(ctx context.Context, b *bell) error {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	own := conn.Hijack() // a connection that listens is not lent to others
	defer func() { _ = own.Close(context.WithoutCancel(ctx)) }()
	if _, err := own.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		n, err := own.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		b.ring(n.Payload)
	}
}

type pgWaker struct {
	jobs *river.Client[pgx.Tx]
	tx   pgx.Tx
}

func (w pgWaker) wake(ctx context.Context, belts []string) error {
	for _, belt := range belts {
		if _, err := w.tx.Exec(ctx, "SELECT pg_notify($1, $2)", channel, belt); err != nil {
			return err
		}
	}
	params := wakeJobs(belts)
	if len(params) == 0 {
		return nil
	}
	_, err := w.jobs.InsertManyTx(ctx, w.tx, params)
	return err
}

// pgQueries runs statements on a pool or a transaction of pgx, which keeps the
// prepared statements of each connection by itself.
type pgQueries struct {
	on interface {
		Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
		Query(context.Context, string, ...any) (pgx.Rows, error)
		QueryRow(context.Context, string, ...any) pgx.Row
	}
}

func (p pgQueries) exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := p.on.Exec(ctx, numbered(query), plainText(args)...)
	return tag.RowsAffected(), err
}

func (p pgQueries) each(ctx context.Context, fn func(scanner) error, query string, args ...any) error {
	rows, err := p.on.Query(ctx, numbered(query), plainText(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p pgQueries) one(ctx context.Context, query string, args ...any) scanner {
	return p.on.QueryRow(ctx, numbered(query), plainText(args)...)
}

// numbered says in PostgreSQL's words what is written with ? and EACH. No statement
// of the store holds a question mark elsewhere.
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for {
		before, after, found := strings.Cut(query, "?")
		if !found {
			b.WriteString(query)
			return b.String()
		}
		n++
		if head, isList := strings.CutSuffix(before, "EACH("); isList {
			b.WriteString(head + "json_array_elements($" + strconv.Itoa(n) + "::json")
		} else {
			b.WriteString(before + "$" + strconv.Itoa(n))
		}
		query = after
	}
}

// plainText takes out what PostgreSQL's text cannot hold and SQLite's can: foreign
// bytes come this far.
func plainText(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok && (strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s) {
			args[i] = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
		}
	}
	return args
}
