package store

import (
	"context"
	"fmt"
)

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if _, err := value[int](ctx, db.read(), `SELECT 1`); err != nil {
		return fmt.Errorf("asking the database: %w", err)
	}
	return nil
}
