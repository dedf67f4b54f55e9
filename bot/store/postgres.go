package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
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
	log  *slog.Logger
	stop context.CancelFunc // ends listening
	done sync.WaitGroup

	mu     sync.Mutex
	lock   *pgx.Conn       // whose session holds the locks; nil: none yet
	locked map[string]bool // in that session
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

func (e *postgres) write(ctx context.Context, fn func(queries) error) (err error) {
	for range tries {
		err = pgx.BeginFunc(ctx, e.pool, func(tx pgx.Tx) error {
			return fn(pgQueries{tx})
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

func (e *postgres) start(ctx context.Context, c *river.Config) (insertJobs, func(context.Context) error, error) {
	client, err := river.NewClient(riverpgxv5.New(e.pool), c)
	if err != nil {
		return nil, nil, err
	}
	return inserting(client), client.Stop, client.Start(ctx)
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

func (e *postgres) notify(ctx context.Context, q queries, belts []string) error {
	for _, belt := range belts {
		if belt == jobs.BeltIndex {
			continue // see jobs.BeltIndex
		}
		if _, err := q.exec(ctx, "SELECT pg_notify(?, ?)", channel, belt); err != nil {
			return err
		}
	}
	return nil
}
