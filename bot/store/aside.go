package store

import (
	"context"
	"database/sql"
	"errors"

	"crier/bot"
	"crier/bot/commands"
)

// What is set aside bears the negative number of when that was done, so that it can be
// taken back. Numbers near zero have other meanings.

// Queue implements commands.Store.
func (db *DB) Queue(ctx context.Context, a bot.Address) (w commands.Waiting, err error) {
	var walked int64
	err = db.read().one(ctx, `SELECT c.walked, (SELECT COUNT(*) FROM deliveries d WHERE d.chat_id = c.id AND d.shown = 0)
		FROM chats c WHERE c.network = ? AND c.chat = ? AND c.thread = ?`, a.Network, a.Chat, a.Thread).Scan(&walked, &w.Unread)
	if errors.Is(err, sql.ErrNoRows) {
		return w, nil
	}
	w.Walked = at(walked)
	return w, err
}

// Here implements commands.Store.
func (db *DB) Here(ctx context.Context, a bot.Address) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE chats SET walked = ? WHERE network = ? AND chat = ? AND thread = ?`, now(), a.Network, a.Chat, a.Thread)
		return err
	})
}

// SetAside implements commands.Store.
func (db *DB) SetAside(ctx context.Context, a bot.Address, keep int) (batch int64, n int, err error) {
	batch = now()
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		chat, _, _, err := standing(ctx, q, a)
		if errors.Is(err, commands.ErrNothing) {
			return nil
		}
		if err != nil {
			return err
		}
		kept := []int64{0}
		if keep > 0 {
			best, err := bestUnread(ctx, q, chat)
			if err != nil {
				return err
			}
			for _, u := range best[:min(keep, len(best))] {
				kept = append(kept, u.id)
			}
		}
		changed, err := q.exec(ctx, `UPDATE deliveries SET shown = ? WHERE chat_id = ? AND shown = 0
			AND id NOT IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`, -batch, chat, numbers(kept))
		n = int(changed)
		return err
	})
	return batch, n, err
}

// TakeBack implements commands.Store.
func (db *DB) TakeBack(ctx context.Context, a bot.Address, batch int64) (n int, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		chat, _, _, err := standing(ctx, q, a)
		if err != nil {
			return err
		}
		changed, err := q.exec(ctx, `UPDATE deliveries SET shown = 0 WHERE chat_id = ? AND shown = ? AND shown < -1000000`, chat, -batch)
		n = int(changed)
		return err
	})
	return n, err
}
