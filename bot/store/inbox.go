package store

import (
	"context"
	"slices"
	"time"

	"crier/bot"
)

// mostTries is how often an update is handed out: one that ends its process each
// time is left alone.
const mostTries = 3

// Receive implements bot.Inbox.
func (db *DB) Receive(ctx context.Context, network string, updates []bot.Update, until time.Time) (fresh []bool, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		fresh = make([]bool, len(updates))
		for i, u := range updates {
			n, err := q.exec(ctx, `INSERT INTO seen (network, name, stored, body, until, tries) VALUES (?, ?, ?, ?, ?, 1)
				ON CONFLICT (network, name) DO NOTHING`, network, u.Name, now(), u.Body, until.UnixMilli())
			if err != nil {
				return err
			}
			fresh[i] = n > 0
		}
		return nil
	})
	return fresh, err
}

// Prolong implements bot.Inbox.
func (db *DB) Prolong(ctx context.Context, network string, names []string, until time.Time) error {
	return db.eachName(ctx, names, func(q queries, name string) error {
		_, err := q.exec(ctx, `UPDATE seen SET until = ? WHERE network = ? AND name = ? AND body IS NOT NULL`, until.UnixMilli(), network, name)
		return err
	})
}

// Handled implements bot.Inbox.
func (db *DB) Handled(ctx context.Context, network string, names []string) error {
	return db.eachName(ctx, names, func(q queries, name string) error {
		_, err := q.exec(ctx, `UPDATE seen SET body = NULL WHERE network = ? AND name = ?`, network, name)
		return err
	})
}

func (db *DB) eachName(ctx context.Context, names []string, do func(queries, string) error) error {
	names = slices.Sorted(slices.Values(names)) // rows are locked in one order everywhere
	return db.tx(ctx, func(q queries, _ func(string)) error {
		for _, name := range names {
			if err := do(q, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// LeftBehind implements bot.Inbox.
func (db *DB) LeftBehind(ctx context.Context, network string, at, until time.Time, most int) (left []bot.Update, err error) {
	const open = `SELECT name FROM seen WHERE network = ? AND body IS NOT NULL AND until <= ? AND tries < ? ORDER BY stored, name LIMIT ? FOR UPDATE SKIP LOCKED`
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		left, err = collect(ctx, q, func(s scanner) (u bot.Update, err error) { return u, s.Scan(&u.Name, &u.Body) },
			`UPDATE seen SET until = ?, tries = tries + 1 WHERE network = ? AND name IN (`+open+`) RETURNING name, body`,
			until.UnixMilli(), network, network, at.UnixMilli(), mostTries, most)
		return err
	})
	return left, err
}
