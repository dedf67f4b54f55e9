package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"crier/bot"
	"crier/bot/outbox"
)

// status of a delivery.
type status int

const (
	queued  status = iota // stands in the chat's queue, never to be sent
	waiting               // to be sent
	sent
	perhaps // the line broke, and the network cannot tell
	dead
)

// awake narrows chats c to those that are not paused, as a thread or as a whole.
const awake = `c.paused = '' AND (c.thread = '' OR NOT EXISTS (SELECT 1 FROM chats whole
	WHERE whole.network = c.network AND whole.chat = c.chat AND whole.thread = '' AND whole.paused <> ''))`

// Loads implements outbox.Store. Each row asks for its chat by itself: as a join, a
// planner that does not know yet how many rows wait may start from all chats. What
// waits is due: only a chat is held, so a clock that is set back delays nothing else.
func (db *DB) Loads(ctx context.Context, l outbox.Lease, ahead time.Duration, most int) ([]outbox.Load, error) {
	var loads []outbox.Load
	places := map[int64]int{}
	until := now() + ahead.Milliseconds()
	err := db.read().each(ctx, func(s scanner) error {
		var id, chat int64
		if err := s.Scan(&id, &chat); err != nil {
			return err
		}
		i, there := places[chat]
		if !there {
			i = len(loads)
			places[chat] = i
			loads = append(loads, outbox.Load{Chat: chat})
		}
		loads[i].IDs = append(loads[i].IDs, id)
		return nil
	}, `SELECT d.id, d.chat_id FROM deliveries d
		WHERE d.state = 1 AND (SELECT c.network = ? AND c.held <= ? AND `+awake+` FROM chats c WHERE c.id = d.chat_id)
		ORDER BY d.id LIMIT ?`, l.Network, until, most)
	if err != nil {
		return nil, err
	}
	if err := addressed(ctx, db.read(), loads, places); err != nil {
		return nil, err
	}
	edits, err := db.waitingEdits(ctx, l, until, most)
	return append(loads, edits...), err
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
		l.Address, l.Ready = a, at(held)
		return err
	}, `SELECT id, network, chat, thread, kind, held FROM chats WHERE id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`, numbers(chats))
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
		if err := fence(ctx, q, l); err != nil {
			return err
		}
		switch s.Verdict {
		case bot.Later:
			return postpone(ctx, q, s)
		case bot.Gone:
			return pauseGone(ctx, q, s)
		case bot.Moved:
			return moveSettled(ctx, q, s)
		}
		return fmt.Errorf("settling with an unknown verdict %d", s.Verdict)
	})
}

// fence locks the lane's row, so that a takeover waits for what is being settled.
func fence(ctx context.Context, q queries, l outbox.Lease) error {
	_, err := value[int64](ctx, q, `SELECT number FROM lanes WHERE network = ? AND number = ? FOR UPDATE`, l.Network, l.Number)
	return or(err, outbox.ErrFenced)
}

// markLate settles what could not simply be marked: the lane was lost, some is
// settled, or its words have changed on their way, which an edit makes good.
func (db *DB) markLate(ctx context.Context, m marking) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		if err := fence(ctx, q, m.lease); err != nil {
			return err
		}
		for i, id := range m.ids {
			if err := db.markOne(ctx, q, m, id, m.words[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) markOne(ctx context.Context, q queries, m marking, id, words int64) error {
	newer, err := value[int64](ctx, q, `SELECT message_id FROM deliveries WHERE id = ? AND state = 1 FOR UPDATE`, id)
	if err != nil {
		return or(err, nil)
	}
	_, err = q.exec(ctx, `UPDATE deliveries SET state = ?, lease = ?, settled = ?, sent = ?, reason = ?, attempts = attempts + 1, message_id = ? WHERE id = ?`,
		int(m.as), m.lease.Number, now(), m.ref, m.reason, words, id)
	if err != nil || m.as != sent || len(m.ids) > 1 || newer == words {
		return err
	}
	_, err = q.exec(ctx, `INSERT INTO edits (delivery_id, message_id, due) VALUES (?, ?, ?) ON CONFLICT (delivery_id) DO UPDATE SET message_id = excluded.message_id`,
		id, newer, now()+db.o.EditGap.Milliseconds())
	return err
}

// postpone holds the whole chat, with all its threads, so that its order is kept.
func postpone(ctx context.Context, q queries, s outbox.Settlement) error {
	if err := holdChat(ctx, q, s); err != nil {
		return err
	}
	for _, id := range s.IDs {
		if _, err := q.exec(ctx, `UPDATE deliveries SET attempts = attempts + 1 WHERE id = ? AND state = 1`, id); err != nil {
			return err
		}
	}
	return nil
}

func holdChat(ctx context.Context, q queries, s outbox.Settlement) error {
	_, err := q.exec(ctx, `UPDATE chats SET held = ? WHERE id IN (SELECT o.id FROM chats o JOIN chats c ON o.network = c.network AND o.chat = c.chat WHERE c.id = ?)`, ms(s.Retry), s.Chat)
	return err
}

func pauseGone(ctx context.Context, q queries, s outbox.Settlement) error {
	_, err := q.exec(ctx, `UPDATE chats SET paused = ? WHERE id = ? AND paused = ''`, bot.PausedGone, s.Chat)
	return err
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
