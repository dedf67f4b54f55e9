package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"crier/bot"
	"crier/bot/outbox"
)

// taking asks for deliveries that are about to be sent.
type taking struct {
	lease outbox.Lease
	ids   []int64
}

// Take implements outbox.Store. Lanes ask for several chats at a time, and get their
// answers by one statement.
func (db *DB) Take(ctx context.Context, l outbox.Lease, ids []int64) ([]outbox.Parcel, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.takes.do(ctx, taking{l, ids})
}

func (db *DB) takeAll(ctx context.Context, all []taking) ([][]outbox.Parcel, error) {
	wanted := map[outbox.Lease][]int64{}
	for _, t := range all {
		key := outbox.Lease{Network: t.lease.Network, Number: t.lease.Number}
		wanted[key] = append(wanted[key], t.ids...)
	}
	found := map[int64]outbox.Parcel{}
	for l, ids := range wanted {
		if err := db.parcels(ctx, l, ids, found); err != nil {
			return nil, err
		}
	}
	if err := db.worded(ctx, found); err != nil {
		return nil, err
	}
	answers := make([][]outbox.Parcel, len(all))
	for i, t := range all {
		for _, id := range t.ids {
			if p, ok := found[id]; ok && p.To.Network == t.lease.Network {
				answers[i] = append(answers[i], p)
			}
		}
	}
	return answers, nil
}

// parcels goes by the deliveries' numbers: the CROSS JOIN keeps SQLite from going
// through all that wait.
func (db *DB) parcels(ctx context.Context, l outbox.Lease, ids []int64, found map[int64]outbox.Parcel) error {
	t := now()
	return db.read().each(ctx, func(s scanner) error {
		var p outbox.Parcel
		var kind string
		err := s.Scan(&p.ID, &p.To.Network, &p.To.Chat, &p.To.Thread, &kind, &p.Attempts, &p.Moved, &p.Words, &p.Reply.Post.Role, &p.Reply.Post.Publish)
		p.To.Kind, p.Key = bot.ParseKind(kind), "d"+strconv.FormatInt(p.ID, 36)
		found[p.ID] = p
		return err
	}, `SELECT d.id, c.network, c.chat, c.thread, c.kind, d.attempts, d.moved, d.message_id, c.post_role, c.post_publish
		FROM EACH(?) AS j CROSS JOIN deliveries d JOIN chats c ON c.id = d.chat_id
		WHERE d.id = CAST(j.value ->> 0 AS BIGINT) AND d.state = 1 AND c.network = ? AND c.held <= ? AND `+awake+`
			AND EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)`, tuples(ids), l.Network, t, l.Network, l.Number)
}

// worded puts their words in the parcels. A parcel whose words are gone is left out.
func (db *DB) worded(ctx context.Context, found map[int64]outbox.Parcel) error {
	var missing []int64
	for _, p := range found {
		if _, ok := db.words.get(p.Words); !ok {
			missing = append(missing, p.Words)
		}
	}
	read := map[int64]bot.Reply{}
	if len(missing) > 0 {
		err := db.read().each(ctx, func(s scanner) error {
			var id int64
			var text string
			if err := s.Scan(&id, &text); err != nil {
				return err
			}
			var r bot.Reply
			if err := json.Unmarshal([]byte(text), &r); err != nil {
				return fmt.Errorf("reading message %d: %w", id, err)
			}
			read[id] = r
			db.words.put(id, r)
			return nil
		}, `SELECT id, reply FROM messages WHERE id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`, numbers(missing))
		if err != nil {
			return err
		}
	}
	for id, p := range found {
		r, ok := read[p.Words]
		if !ok {
			r, ok = db.words.get(p.Words)
		}
		r.Post = p.Reply.Post // of the chat, not of the words
		if p.Reply = r; ok {
			found[id] = p
		} else {
			delete(found, id)
		}
	}
	return nil
}

// wordings remembers messages: thousands of chats get the same one, and none ever
// changes, for new words are a message of their own.
type wordings struct {
	mu   sync.Mutex
	kept map[int64]bot.Reply
}

const mostWordings = 500

func (w *wordings) get(id int64) (bot.Reply, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.kept[id]
	return r, ok
}

func (w *wordings) put(id int64, r bot.Reply) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.kept == nil || len(w.kept) >= mostWordings {
		w.kept = map[int64]bot.Reply{}
	}
	w.kept[id] = r
}

// marking settles for good what one message told. Its deliveries are marked together
// or not at all: what is repeated after a kill must begin where the message began.
type marking struct {
	lease  outbox.Lease
	ids    []int64
	words  []int64
	as     status
	ref    string
	reason string
}

// mark is what every message costs. Those that come together are one statement, and
// each send waits for its own mark. It takes no lock on the lane: a takeover in this
// very moment sends again what was sent here, whether it is marked or not.
func (db *DB) mark(ctx context.Context, l outbox.Lease, s outbox.Settlement, as status) error {
	m := marking{l, s.IDs, s.Words, as, refText(s), s.Reason}
	late, err := db.marks.do(ctx, m)
	if err != nil || !late {
		return err
	}
	return db.markLate(ctx, m)
}

// markAll goes by the deliveries' numbers: the + keeps planners from going through all
// that wait. It marks deliveries and reports for each whether that must be looked at: the
// lane was lost, it was settled before, or its words have changed.
func (db *DB) markAll(ctx context.Context, all []marking) (late []bool, err error) {
	type key struct {
		network string
		number  int64
	}
	rows, places := map[key][][5]any{}, map[key][]int{}
	for i, m := range all {
		k := key{m.lease.Network, m.lease.Number}
		for j, id := range m.ids {
			rows[k] = append(rows[k], [5]any{id, m.words[j], int(m.as), noNUL(m.ref), noNUL(m.reason)})
		}
		places[k] = append(places[k], i)
	}
	late = make([]bool, len(all))
	for k, list := range rows {
		text, err := json.Marshal(list)
		if err != nil {
			return nil, err
		}
		n, err := db.once(ctx, `UPDATE deliveries SET state = CAST(j.value ->> 2 AS INTEGER), lease = CAST(? AS BIGINT), settled = CAST(? AS BIGINT),
				sent = j.value ->> 3, reason = j.value ->> 4, attempts = attempts + 1
			FROM EACH(?) AS j
			WHERE deliveries.id = CAST(j.value ->> 0 AS BIGINT) AND +deliveries.state = 1 AND deliveries.message_id = CAST(j.value ->> 1 AS BIGINT)
				AND EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)`,
			k.number, now(), string(text), k.network, k.number)
		if err != nil {
			return nil, err
		}
		for _, i := range places[k] {
			late[i] = n < int64(len(list))
		}
	}
	return late, nil
}
