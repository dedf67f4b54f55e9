package store

import "context"

// Fill runs a statement in a transaction of its own, for tests that need more rows than
// methods make in good time.
func (db *DB) Fill(ctx context.Context, statement string, args ...any) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, statement, args...)
		return err
	})
}

// Analyze does now what PostgreSQL does by itself in the minutes after many rows came:
// it learns what is in its tables.
func (db *DB) Analyze(ctx context.Context) error {
	if _, ok := db.engine.(*postgres); !ok {
		return nil
	}
	return db.Fill(ctx, `ANALYZE`)
}

// Entries counts the entries of all feeds.
func (db *DB) Entries(ctx context.Context) (int, error) {
	return value[int](ctx, db.read(), `SELECT COUNT(*) FROM entries`)
}
