package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// status of a delivery.
type status int

const (
	queued  status = iota // stands in the chat's queue, never to be sent
	waiting               // to be sent when it is due
	sent
	perhaps // the line broke, and the network cannot tell
	dead
)

// Lease implements outbox.Store.
func (db *DB) Lease(ctx context.Context, network, owner string, hold time.Duration) (l outbox.Lease, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		t := now()
		if _, err := q.exec(ctx, `INSERT INTO lanes (network, owner, number, expires) VALUES (?, '', 0, 0) ON CONFLICT (network) DO NOTHING`, network); err != nil {
			return err
		}
		var holder string
		var number, expires, held int64
		err := q.one(ctx, `SELECT owner, number, expires, held FROM lanes WHERE network = ? FOR UPDATE`, network).Scan(&holder, &number, &expires, &held)
		switch {
		case err != nil:
			return err
		case holder != owner && holder != "" && expires > t && expires <= t+2*hold.Milliseconds(): // a lease from the future is a clock that was set back
			return outbox.ErrHeld
		case holder != owner || expires <= t:
			number++
		}
		l = outbox.Lease{Network: network, Owner: owner, Number: number, Until: at(t).Add(hold), Hold: at(held)}
		_, err = q.exec(ctx, `UPDATE lanes SET owner = ?, number = ?, expires = ? WHERE network = ?`, owner, number, ms(l.Until), network)
		return err
	})
	return l, err
}

// Release implements outbox.Store.
func (db *DB) Release(ctx context.Context, l outbox.Lease) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE lanes SET owner = '', expires = 0 WHERE network = ? AND owner = ? AND number = ?`, l.Network, l.Owner, l.Number)
		return err
	})
}

// Hold implements outbox.Store.
func (db *DB) Hold(ctx context.Context, l outbox.Lease, until time.Time) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		n, err := q.exec(ctx, `UPDATE lanes SET held = ? WHERE network = ? AND number = ?`, ms(until), l.Network, l.Number)
		if err == nil && n == 0 {
			err = outbox.ErrFenced
		}
		return err
	})
}

// Loads implements outbox.Store.
func (db *DB) Loads(ctx context.Context, l outbox.Lease, most int) ([]outbox.Load, error) {
	return collect(ctx, db.read(), scanLoad, `SELECT c.id, c.network, c.chat, c.thread, c.kind, w.n, CASE WHEN c.held > w.due THEN c.held ELSE w.due END
		FROM (SELECT chat_id, COUNT(*) AS n, MIN(due) AS due FROM deliveries WHERE state = 1 GROUP BY chat_id) w
		JOIN chats c ON c.id = w.chat_id
		WHERE c.network = ? AND c.paused = '' AND NOT EXISTS (SELECT 1 FROM chats whole
			WHERE whole.network = c.network AND whole.chat = c.chat AND whole.thread = '' AND whole.paused <> '' AND c.thread <> '')
		ORDER BY w.due LIMIT ?`, l.Network, most)
}

func scanLoad(s scanner) (l outbox.Load, err error) {
	var kind string
	var ready int64
	err = s.Scan(&l.Chat, &l.Address.Network, &l.Address.Chat, &l.Address.Thread, &kind, &l.Waiting, &ready)
	l.Address.Kind, l.Ready = bot.ParseKind(kind), at(ready)
	return l, err
}

// Take implements outbox.Store.
func (db *DB) Take(ctx context.Context, l outbox.Lease, chat int64, most int) ([]outbox.Parcel, error) {
	return collect(ctx, db.read(), scanParcel, `SELECT d.id, c.network, c.chat, c.thread, c.kind, d.attempts, d.moved, m.reply
		FROM deliveries d JOIN chats c ON c.id = d.chat_id JOIN messages m ON m.id = d.message_id
		WHERE d.chat_id = ? AND d.state = 1 AND d.due <= ? AND c.network = ? AND c.paused = '' AND c.held <= ?
			AND EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)
		ORDER BY d.id LIMIT ?`, chat, now(), l.Network, now(), l.Network, l.Number, most)
}

func scanParcel(s scanner) (p outbox.Parcel, err error) {
	var kind, reply string
	err = s.Scan(&p.ID, &p.To.Network, &p.To.Chat, &p.To.Thread, &kind, &p.Attempts, &p.Moved, &reply)
	if err != nil {
		return p, err
	}
	p.To.Kind, p.Key = bot.ParseKind(kind), "d"+strconv.FormatInt(p.ID, 36)
	if err := json.Unmarshal([]byte(reply), &p.Reply); err != nil {
		return p, fmt.Errorf("reading the message of delivery %d: %w", p.ID, err)
	}
	return p, nil
}

// Settle implements outbox.Store.
func (db *DB) Settle(ctx context.Context, l outbox.Lease, s outbox.Settlement) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		// The lane's row is locked, so that a takeover waits for what is being settled.
		_, err := value[int64](ctx, q, `SELECT number FROM lanes WHERE network = ? AND number = ? FOR UPDATE`, l.Network, l.Number)
		if err != nil {
			return or(err, outbox.ErrFenced)
		}
		switch s.Verdict {
		case bot.Delivered:
			return mark(ctx, q, l, s, sent)
		case bot.Unsure:
			return mark(ctx, q, l, s, perhaps)
		case bot.Never:
			return mark(ctx, q, l, s, dead)
		case bot.Later:
			return postpone(ctx, q, s)
		case bot.Gone:
			_, err := q.exec(ctx, `UPDATE chats SET paused = ? WHERE id = ? AND paused = ''`, bot.PausedGone, s.Chat)
			return err
		case bot.Moved:
			return moveSettled(ctx, q, s)
		}
		return fmt.Errorf("settling with an unknown verdict %d", s.Verdict)
	})
}

func mark(ctx context.Context, q queries, l outbox.Lease, s outbox.Settlement, as status) error {
	const one = `UPDATE deliveries SET state = ?, lease = ?, settled = ?, sent = ?, reason = ?, attempts = attempts + 1 WHERE id = ? AND state = 1`
	for _, id := range s.IDs {
		if _, err := q.exec(ctx, one, int(as), l.Number, now(), s.At.ID, s.Reason, id); err != nil {
			return err
		}
	}
	return nil
}

// postpone holds the whole chat, with all its threads, so that its order is kept.
func postpone(ctx context.Context, q queries, s outbox.Settlement) error {
	if _, err := q.exec(ctx, `UPDATE chats SET held = ? WHERE id = ?`, ms(s.Retry), s.Chat); err != nil {
		return err
	}
	for _, id := range s.IDs {
		if _, err := q.exec(ctx, `UPDATE deliveries SET attempts = attempts + 1 WHERE id = ? AND state = 1`, id); err != nil {
			return err
		}
	}
	return nil
}

func moveSettled(ctx context.Context, q queries, s outbox.Settlement) error {
	for _, id := range s.IDs {
		if _, err := q.exec(ctx, `UPDATE deliveries SET moved = TRUE, attempts = attempts + 1 WHERE id = ?`, id); err != nil {
			return err
		}
	}
	var from bot.Address
	err := q.one(ctx, `SELECT network, chat FROM chats WHERE id = ?`, s.Chat).Scan(&from.Network, &from.Chat)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it was moved by an event meanwhile
	}
	if err != nil {
		return err
	}
	return move(ctx, q, from, s.NewHome)
}
