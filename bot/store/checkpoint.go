package store

import (
	"context"
	"database/sql"
	"log/slog"
	"time"
)

// checkpoints brings what was committed from SQLite's log into the database, on a
// connection of its own. A commit that has to do it, as SQLite does by itself when the
// log is long, holds up everybody who writes until the disk has all of it, a tenth of a
// second or more. This one holds up nobody; the log's limit in [writes] is for when
// there is never a pause in which it may begin anew.
type checkpoints struct {
	wrote chan struct{} // has one after a commit
	stop  context.CancelFunc
	done  chan struct{}
}

// checkpointGap lets commits gather: each page is written once for all of them.
const checkpointGap = time.Second

func newCheckpoints(ctx context.Context, file string, log *slog.Logger) *checkpoints {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &checkpoints{wrote: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	go c.run(ctx, file, log)
	return c
}

func (c *checkpoints) committed() {
	select {
	case c.wrote <- struct{}{}:
	default:
	}
}

func (c *checkpoints) run(ctx context.Context, file string, log *slog.Logger) {
	defer close(c.done)
	pool, err := sql.Open("sqlite", file+pragmas)
	if err != nil {
		return // who opened the others has said why
	}
	defer func() { _ = pool.Close() }()
	pool.SetMaxOpenConns(1)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wrote:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(checkpointGap):
		}
		if _, err := pool.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "could not bring the log into the database; the next time or a commit will", "error", err)
		}
	}
}

func (c *checkpoints) close() {
	c.stop()
	<-c.done
}
