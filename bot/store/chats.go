package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/jobs"
)

// Profile implements commands.Store. A pause of the chat is one of all its threads.
func (db *DB) Profile(ctx context.Context, a bot.Address) (bot.Profile, error) {
	found, err := db.Profiles(ctx, []bot.Address{a})
	if err != nil {
		return bot.Profile{}, err
	}
	return found[0], nil
}

// Profiles implements announce.Store.
func (db *DB) Profiles(ctx context.Context, chats []bot.Address) ([]bot.Profile, error) {
	type key struct{ network, chat, thread string }
	wanted := make([][3]string, len(chats))
	for i, a := range chats {
		wanted[i] = [3]string{a.Network, a.Chat, a.Thread}
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	stored := make(map[key]bot.Profile, len(chats))
	err = db.read().each(ctx, func(s scanner) error {
		p, err := scanProfile(s)
		stored[key{p.Address.Network, p.Address.Chat, p.Address.Thread}] = p
		return err
	}, `SELECT c.network, c.chat, c.thread, c.kind, c.title, c.lang, c.length, c.zone, c.welcome,
			CASE WHEN c.paused <> '' THEN c.paused ELSE COALESCE(whole.paused, '') END, c.muted, c.since, c.post_role, c.post_publish
		FROM EACH(?) AS j
		JOIN chats c ON c.network = j.value ->> 0 AND c.chat = j.value ->> 1 AND c.thread = j.value ->> 2
		LEFT JOIN chats whole ON whole.network = c.network AND whole.chat = c.chat AND whole.thread = ''`, string(list))
	if err != nil {
		return nil, err
	}
	profiles := make([]bot.Profile, len(chats))
	for i, a := range chats {
		p, ok := stored[key{a.Network, a.Chat, a.Thread}]
		if !ok {
			p = bot.Profile{Address: a}
		}
		profiles[i] = p
	}
	return profiles, nil
}

func scanProfile(s scanner) (p bot.Profile, err error) {
	var muted, since int64
	var kind string
	a := &p.Address
	err = s.Scan(&a.Network, &a.Chat, &a.Thread, &kind, &p.Title, &p.Lang, &p.Length, &p.Zone, &p.Welcome, &p.Paused, &muted, &since, &p.Post.Role, &p.Post.Publish)
	a.Kind, p.Muted, p.Since = bot.ParseKind(kind), at(muted), at(since)
	return p, err
}

// SaveProfile implements commands.Store. It leaves the pause to [DB.Pause], and silence to
// [DB.Silence].
func (db *DB) SaveProfile(ctx context.Context, p bot.Profile) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		id, err := chatID(ctx, q, p.Address)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `UPDATE chats SET kind = ?, title = ?, lang = ?, length = ?, zone = ?, welcome = ?, post_role = ?, post_publish = ? WHERE id = ?`,
			p.Address.Kind.String(), p.Title, p.Lang, p.Length, p.Zone, p.Welcome, p.Post.Role, p.Post.Publish, id)
		return err
	})
}

// Pause implements commands.Store. Its follows and what waits stay as they are;
// resuming wakes the lane.
func (db *DB) Pause(ctx context.Context, a bot.Address, why bot.Pause) error {
	a.Thread = ""
	return db.tx(ctx, func(q queries, wake func(string)) error {
		if _, err := chatID(ctx, q, a); err != nil {
			return err
		}
		if why == bot.Running {
			wake(jobs.BeltDeliver(a.Network))
			_, err := q.exec(ctx, `UPDATE chats SET paused = '', held = 0 WHERE network = ? AND chat = ?`, a.Network, a.Chat)
			return err
		}
		_, err := q.exec(ctx, `UPDATE chats SET paused = ? WHERE network = ? AND chat = ? AND thread = ''`, why, a.Network, a.Chat)
		return err
	})
}

// Silence implements commands.Store.
func (db *DB) Silence(ctx context.Context, a bot.Address, until time.Time) error {
	silenced := ms(until) // what is silent for less
	if until.IsZero() {
		silenced = ms(commands.Stopped())
	}
	return db.tx(ctx, func(q queries, _ func(string)) error {
		chat, err := chatID(ctx, q, a)
		if err != nil {
			return err
		}
		if _, err := q.exec(ctx, `UPDATE chats SET muted = ? WHERE id = ?`, ms(until), chat); err != nil {
			return err
		}
		_, err = q.exec(ctx, `UPDATE follows SET muted = ? WHERE chat_id = ? AND muted < ?`, ms(until), chat, silenced)
		return err
	})
}

// Places implements commands.Store.
func (db *DB) Places(ctx context.Context, at bot.Address) ([]bot.Address, error) {
	scan := func(s scanner) (bot.Address, error) {
		place := at
		return place, s.Scan(&place.Thread)
	}
	return collect(ctx, db.read(), scan, `SELECT c.thread FROM chats c WHERE c.network = ? AND c.chat = ?
		AND EXISTS (SELECT 1 FROM follows f WHERE f.chat_id = c.id) ORDER BY c.thread`, at.Network, at.Chat)
}

// Move implements commands.Store.
func (db *DB) Move(ctx context.Context, from, to bot.Address) error {
	return db.tx(ctx, func(q queries, wake func(string)) error {
		wake(jobs.BeltDeliver(to.Network))
		return move(ctx, q, from, to)
	})
}

// move gives the chat, with all its threads, its new address. Where there is a chat
// at that address already, the two become one. Whoever tells of the new home can be
// reached there: that the old one is closed to us counts no more.
func move(ctx context.Context, q queries, from, to bot.Address) error {
	if from.Network == to.Network && from.Chat == to.Chat {
		return nil
	}
	type row struct {
		id     int64
		thread string
	}
	rows, err := collect(ctx, q, func(s scanner) (r row, err error) { return r, s.Scan(&r.id, &r.thread) },
		`SELECT id, thread FROM chats WHERE network = ? AND chat = ?`, from.Network, from.Chat)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := leaveMessages(ctx, q, r.id); err != nil {
			return err
		}
		there, err := value[int64](ctx, q, `SELECT id FROM chats WHERE network = ? AND chat = ? AND thread = ?`, to.Network, to.Chat, r.thread)
		switch {
		case err == nil:
			err = merge(ctx, q, r.id, there)
		case errors.Is(err, sql.ErrNoRows):
			_, err = q.exec(ctx, `UPDATE chats SET network = ?, chat = ?, kind = ?, held = 0, paused = CASE WHEN paused = ? THEN '' ELSE paused END WHERE id = ?`,
				to.Network, to.Chat, to.Kind.String(), bot.PausedGone, r.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// leaveMessages ends the edits of a chat that moves: its messages stay behind, and in
// its new home their ids are those of others.
func leaveMessages(ctx context.Context, q queries, chat int64) error {
	if _, err := q.exec(ctx, `DELETE FROM edits WHERE delivery_id IN (SELECT id FROM deliveries WHERE chat_id = ?)`, chat); err != nil {
		return err
	}
	_, err := q.exec(ctx, `UPDATE deliveries SET sent = '`+folded+`' || sent WHERE chat_id = ? AND sent <> '' AND substr(sent, 1, 1) <> '`+folded+`'`, chat)
	return err
}

// merge gives one chat what another has and it has not, and removes the other.
func merge(ctx context.Context, q queries, from, to int64) error {
	for _, statement := range []string{
		`UPDATE follows SET chat_id = ? WHERE chat_id = ? AND NOT EXISTS (SELECT 1 FROM follows o
			WHERE o.chat_id = ? AND o.kind = follows.kind AND o.query = follows.query AND o.feed_id = follows.feed_id)`,
		`UPDATE deliveries SET chat_id = ? WHERE chat_id = ? AND NOT EXISTS (SELECT 1 FROM deliveries o
			WHERE o.chat_id = ? AND o.story_id = deliveries.story_id)`,
		`UPDATE lists SET chat_id = ? WHERE chat_id = ? AND NOT EXISTS (SELECT 1 FROM lists o WHERE o.chat_id = ? AND o.sender = lists.sender)`,
	} {
		if _, err := q.exec(ctx, statement, to, from, to); err != nil {
			return err
		}
	}
	if _, err := q.exec(ctx, `UPDATE chats SET
			title = CASE WHEN chats.title = '' THEN o.title ELSE chats.title END, lang = CASE WHEN chats.lang = '' THEN o.lang ELSE chats.lang END,
			length = CASE WHEN chats.length = '' THEN o.length ELSE chats.length END, zone = CASE WHEN chats.zone = '' THEN o.zone ELSE chats.zone END,
			post_role = CASE WHEN chats.post_role = '' THEN o.post_role ELSE chats.post_role END, post_publish = chats.post_publish OR o.post_publish,
			muted = CASE WHEN chats.muted < o.muted THEN o.muted ELSE chats.muted END, welcome = chats.welcome OR o.welcome, paused = CASE WHEN chats.paused = '' AND o.paused = ? THEN o.paused ELSE chats.paused END
		FROM chats AS o WHERE chats.id = ? AND o.id = ?`, bot.PausedHand, to, from); err != nil {
		return err
	}
	return dropChat(ctx, q, from)
}

// dropChat removes a chat and all that hangs on it.
func dropChat(ctx context.Context, q queries, chat int64) error {
	topics, err := collect(ctx, q, scanID, `SELECT id FROM follows WHERE chat_id = ? AND kind = 'topic'`, chat)
	if err != nil {
		return err
	}
	for _, s := range []string{
		`DELETE FROM edits WHERE delivery_id IN (SELECT id FROM deliveries WHERE chat_id = ?)`,
		`DELETE FROM deliveries WHERE chat_id = ?`,
		`DELETE FROM mails WHERE chat = (SELECT c.chat FROM chats c WHERE c.id = ? AND c.network = 'web')`,
	} {
		if _, err := q.exec(ctx, s, chat); err != nil {
			return err
		}
	}
	if _, err := q.exec(ctx, `DELETE FROM chats WHERE id = ?`, chat); err != nil {
		return err
	}
	return topicsChanged(ctx, q, bot.Topic, topics...)
}

func scanID(s scanner) (id int64, err error) { return id, s.Scan(&id) }

// chatID returns the chat's number, and gives it one when it is new.
func chatID(ctx context.Context, q queries, a bot.Address) (int64, error) {
	const find = `SELECT id FROM chats WHERE network = ? AND chat = ? AND thread = ?`
	id, err := value[int64](ctx, q, find, a.Network, a.Chat, a.Thread)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	_, err = q.exec(ctx, `INSERT INTO chats (network, chat, thread, kind, since) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (network, chat, thread) DO NOTHING`, a.Network, a.Chat, a.Thread, a.Kind.String(), now())
	if err != nil {
		return 0, err
	}
	return value[int64](ctx, q, find, a.Network, a.Chat, a.Thread)
}
