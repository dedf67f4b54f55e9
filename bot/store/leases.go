package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// Lease implements outbox.Store.
func (db *DB) Lease(ctx context.Context, network, owner string, hold time.Duration) (l outbox.Lease, err error) {
	locked := db.locks.claim(ctx, db.engine, network, owner)
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		if _, err := q.exec(ctx, `INSERT INTO lanes (network, owner, number, expires) VALUES (?, '', 0, 0) ON CONFLICT (network) DO NOTHING`, network); err != nil {
			return err
		}
		t, err := db.clock(ctx, q)
		if err != nil {
			return err
		}
		var holder string
		var number, expires, held int64
		var had bool
		err = q.one(ctx, `SELECT owner, number, expires, held, locked FROM lanes WHERE network = ? FOR UPDATE`, network).Scan(&holder, &number, &expires, &held, &had)
		dead := locked && had // its holder had the lock that is ours now
		switch {
		case err != nil:
			return err
		case !dead && holder != owner && holder != "" && expires > t && expires <= t+2*hold.Milliseconds(): // a lease from the future is a clock that was set back
			return outbox.ErrHeld
		case holder != owner:
			number++
		}
		l = outbox.Lease{Network: network, Owner: owner, Number: number, Until: at(t).Add(hold), Hold: at(held)}
		_, err = q.exec(ctx, `UPDATE lanes SET owner = ?, number = ?, expires = ?, locked = ? WHERE network = ?`, owner, number, ms(l.Until), locked, network)
		return err
	})
	if err == nil {
		db.locks.taken(network, owner)
	}
	return l, err
}

// Release implements outbox.Store.
func (db *DB) Release(ctx context.Context, l outbox.Lease) error {
	db.locks.release(ctx, db.engine, l.Network, l.Owner)
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

// Complained implements outbox.Store.
func (db *DB) Complained(ctx context.Context, to bot.Address, until time.Time, all bool) error {
	t := ms(until)
	return db.tx(ctx, func(q queries, _ func(string)) (err error) {
		if all {
			_, err = q.exec(ctx, `INSERT INTO lanes (network, owner, number, expires, held) VALUES (?, '', 0, 0, ?)
				ON CONFLICT (network) DO UPDATE SET held = CASE WHEN lanes.held > excluded.held THEN lanes.held ELSE excluded.held END`, to.Network, t)
			return err
		}
		if _, err := q.exec(ctx, `UPDATE chats SET held = ? WHERE network = ? AND chat = ? AND held < ?`, t, to.Network, to.Chat, t); err != nil {
			return err
		}
		_, err = q.exec(ctx, `INSERT INTO lanes (network, owner, number, expires) VALUES (?, ?, 0, ?)
			ON CONFLICT (network) DO UPDATE SET expires = CASE WHEN lanes.expires > excluded.expires THEN lanes.expires ELSE excluded.expires END`,
			silence+to.Network+":"+to.Chat, to.Chat, t)
		return err
	})
}

// Leases that everybody may have begin with these words: of who answers people, and of
// a chat in which the network wants silence.
const (
	voice   = "voice:"
	silence = "silence:"
)

// Standing implements outbox.Store.
func (db *DB) Standing(ctx context.Context, network, owner string, talks time.Duration) (s outbox.Standing, err error) {
	prefix := voice + network + ":"
	if talks != 0 {
		if err := db.speak(ctx, network, owner, talks); err != nil {
			return s, err
		}
	}
	t, err := db.clock(ctx, db.read())
	if err != nil {
		return s, err
	}
	var held int64
	err = db.read().one(ctx, `SELECT CASE WHEN expires > ? THEN owner ELSE '' END, held FROM lanes WHERE network = ?`, t, network).Scan(&s.Driver, &held)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, err
	}
	s.Hold = at(held)
	s.Voices, err = value[int](ctx, db.read(), `SELECT COUNT(*) FROM lanes WHERE substr(network, 1, ?) = ? AND owner <> ? AND expires > ?`, len(prefix), prefix, owner, t)
	if err != nil {
		return s, err
	}
	prefix, s.Silent = silence+network+":", map[string]time.Time{}
	err = db.read().each(ctx, func(row scanner) error {
		var chat string
		var until int64
		err := row.Scan(&chat, &until)
		s.Silent[chat] = at(until)
		return err
	}, `SELECT owner, expires FROM lanes WHERE substr(network, 1, ?) = ? AND expires > ?`, len(prefix), prefix, t)
	return s, err
}

// speak keeps that the owner answers people, and forgets those who no longer do, and
// silences that are over.
func (db *DB) speak(ctx context.Context, network, owner string, talks time.Duration) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		t, err := db.clock(ctx, q)
		if err != nil {
			return err
		}
		for _, prefix := range []string{voice + network + ":", silence + network + ":"} {
			if _, err := q.exec(ctx, `DELETE FROM lanes WHERE substr(network, 1, ?) = ? AND expires < ?`, len(prefix), prefix, t); err != nil {
				return err
			}
		}
		_, err = q.exec(ctx, `INSERT INTO lanes (network, owner, number, expires) VALUES (?, ?, 0, ?)
			ON CONFLICT (network) DO UPDATE SET expires = excluded.expires`, voice+network+":"+owner, owner, t+talks.Milliseconds())
		return err
	})
}
