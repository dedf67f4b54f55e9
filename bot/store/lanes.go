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
		case holder != owner:
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

// voice is the beginning of the rows that tell who answers people: leases that
// everybody may have.
const voice = "voice:"

// Standing implements outbox.Store.
func (db *DB) Standing(ctx context.Context, network, owner string, talks time.Duration) (s outbox.Standing, err error) {
	prefix := voice + network + ":"
	if talks != 0 {
		if err := db.speak(ctx, prefix, owner, talks); err != nil {
			return s, err
		}
	}
	t := now()
	var held int64
	err = db.read().one(ctx, `SELECT CASE WHEN expires > ? THEN owner ELSE '' END, held FROM lanes WHERE network = ?`, t, network).Scan(&s.Driver, &held)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, err
	}
	s.Hold = at(held)
	s.Voices, err = value[int](ctx, db.read(), `SELECT COUNT(*) FROM lanes WHERE substr(network, 1, ?) = ? AND owner <> ? AND expires > ?`, len(prefix), prefix, owner, t)
	return s, err
}

// speak keeps that the owner answers people, and forgets those who no longer do.
func (db *DB) speak(ctx context.Context, prefix, owner string, talks time.Duration) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		t := now()
		if _, err := q.exec(ctx, `DELETE FROM lanes WHERE substr(network, 1, ?) = ? AND expires < ?`, len(prefix), prefix, t); err != nil {
			return err
		}
		_, err := q.exec(ctx, `INSERT INTO lanes (network, owner, number, expires) VALUES (?, ?, 0, ?)
			ON CONFLICT (network) DO UPDATE SET expires = excluded.expires`, prefix+owner, owner, t+talks.Milliseconds())
		return err
	})
}

// awake narrows chats c to those that are not paused, as a thread or as a whole.
const awake = `c.paused = '' AND (c.thread = '' OR NOT EXISTS (SELECT 1 FROM chats whole
	WHERE whole.network = c.network AND whole.chat = c.chat AND whole.thread = '' AND whole.paused <> ''))`

// Loads implements outbox.Store. Each row asks for its chat by itself: as a join, a
// planner that does not know yet how many rows wait may start from all chats.
func (db *DB) Loads(ctx context.Context, l outbox.Lease, ahead time.Duration, most int) ([]outbox.Load, error) {
	var loads []outbox.Load
	places := map[int64]int{}
	until := now() + ahead.Milliseconds()
	err := db.read().each(ctx, func(s scanner) error {
		var id, chat, due int64
		if err := s.Scan(&id, &chat, &due); err != nil {
			return err
		}
		i, there := places[chat]
		if !there {
			i = len(loads)
			places[chat] = i
			loads = append(loads, outbox.Load{Chat: chat, Ready: at(due)})
		}
		loads[i].IDs = append(loads[i].IDs, id)
		return nil
	}, `SELECT d.id, d.chat_id, d.due FROM deliveries d
		WHERE d.state = 1 AND d.due <= ? AND (SELECT c.network = ? AND c.held <= ? AND `+awake+` FROM chats c WHERE c.id = d.chat_id)
		ORDER BY d.id LIMIT ?`, until, l.Network, until, most)
	if err != nil {
		return nil, err
	}
	return loads, addressed(ctx, db.read(), loads, places)
}

// addressed fills in where the loads go and how long their chats are held.
func addressed(ctx context.Context, q queries, loads []outbox.Load, places map[int64]int) error {
	if len(loads) == 0 {
		return nil
	}
	chats := make([]int64, len(loads))
	for i, l := range loads {
		chats[i] = l.Chat
	}
	return q.each(ctx, func(s scanner) error {
		var id, held int64
		var kind string
		var a bot.Address
		err := s.Scan(&id, &a.Network, &a.Chat, &a.Thread, &kind, &held)
		a.Kind = bot.ParseKind(kind)
		l := &loads[places[id]]
		if l.Address = a; at(held).After(l.Ready) {
			l.Ready = at(held)
		}
		return err
	}, `SELECT id, network, chat, thread, kind, held FROM chats WHERE id IN (SELECT CAST(j.value ->> 0 AS BIGINT) FROM EACH(?) AS j)`, tuples(chats))
}

// Take implements outbox.Store.
func (db *DB) Take(ctx context.Context, l outbox.Lease, ids []int64) ([]outbox.Parcel, error) {
	q, t := db.read(), now()
	var parcels []outbox.Parcel
	for _, id := range ids {
		p, err := scanParcel(q.one(ctx, `SELECT d.id, c.network, c.chat, c.thread, c.kind, d.attempts, d.moved, m.reply
			FROM deliveries d JOIN chats c ON c.id = d.chat_id JOIN messages m ON m.id = d.message_id
			WHERE d.id = ? AND d.state = 1 AND d.due <= ? AND c.network = ? AND c.held <= ? AND `+awake+`
				AND EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)`, id, t, l.Network, t, l.Network, l.Number))
		switch {
		case errors.Is(err, sql.ErrNoRows):
			continue
		case err != nil:
			return nil, err
		}
		parcels = append(parcels, p)
	}
	return parcels, nil
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
	switch s.Verdict {
	case bot.Delivered:
		return db.mark(ctx, l, s, sent)
	case bot.Unsure:
		return db.mark(ctx, l, s, perhaps)
	case bot.Never:
		return db.mark(ctx, l, s, dead)
	}
	return db.tx(ctx, func(q queries, _ func(string)) error {
		// The lane's row is locked, so that a takeover waits for what is being settled.
		_, err := value[int64](ctx, q, `SELECT number FROM lanes WHERE network = ? AND number = ? FOR UPDATE`, l.Network, l.Number)
		if err != nil {
			return or(err, outbox.ErrFenced)
		}
		switch s.Verdict {
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

// mark is what every message costs, so it is one statement. It takes no lock on the
// lane: a takeover in this very moment sends again what was sent here, whether it is
// marked or not.
func (db *DB) mark(ctx context.Context, l outbox.Lease, s outbox.Settlement, as status) error {
	for _, id := range s.IDs {
		n, err := db.once(ctx, `UPDATE deliveries SET state = ?, lease = ?, settled = ?, sent = ?, reason = ?, attempts = attempts + 1
			WHERE id = ? AND state = 1 AND EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)`,
			int(as), l.Number, now(), s.At.ID, s.Reason, id, l.Network, l.Number)
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		held, err := value[bool](ctx, db.read(), `SELECT EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)`, l.Network, l.Number)
		if err != nil {
			return err
		}
		if !held {
			return outbox.ErrFenced
		} // else it was marked before, or taken away by its chat
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
