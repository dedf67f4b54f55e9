package store

import "context"

// tryLock takes an advisory lock in a session of its own, which ends with the process.
func (e *postgres) tryLock(ctx context.Context, name string) (got bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lock == nil || e.lock.IsClosed() {
		conn, err := e.pool.Acquire(ctx)
		if err != nil {
			return false, err
		}
		e.lock, e.locked = conn.Hijack(), map[string]bool{}
	}
	err = e.lock.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", "crier lane "+name).Scan(&got)
	e.locked[name] = got && err == nil
	return got, err
}

// holds asks over the session's own line: when that has broken, the server has given
// its locks back.
func (e *postgres) holds(ctx context.Context, name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lock == nil || !e.locked[name] {
		return false
	}
	if err := e.lock.Ping(ctx); err != nil {
		_ = e.lock.Close(context.WithoutCancel(ctx))
		e.lock = nil
		return false
	}
	return true
}

// clock is the database's: the machines of its processes may not agree.
func (e *postgres) clock(ctx context.Context, q queries) (int64, error) {
	return value[int64](ctx, q, `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`)
}

func (e *postgres) unlock(ctx context.Context, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lock == nil {
		return
	}
	delete(e.locked, name)
	if _, err := e.lock.Exec(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", "crier lane "+name); err != nil {
		_ = e.lock.Close(ctx) // the session's end is the lock's
		e.lock = nil
	}
}
