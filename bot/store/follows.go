package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/bot/library"
)

const followColumns = `w.id, c.network, c.chat, c.thread, c.kind, w.added_by, w.kind, w.name, w.query, w.feed_id, w.how, w.muted, w.since`

// followRows is followColumns' table, to be narrowed by a condition.
const followRows = `SELECT ` + followColumns + ` FROM follows w JOIN chats c ON c.id = w.chat_id `

func scanFollow(s scanner) (f bot.Follow, err error) {
	var kind string
	var muted, since int64
	err = s.Scan(&f.ID, &f.Chat.Network, &f.Chat.Chat, &f.Chat.Thread, &kind, &f.By, &f.Kind, &f.Name, &f.Query, &f.Feed, &f.How, &muted, &since)
	f.Chat.Kind, f.Muted, f.Since = bot.ParseKind(kind), at(muted), at(since)
	return f, err
}

// Follow implements commands.Store. Backfill holds ids or addresses of articles,
// the best first.
func (db *DB) Follow(ctx context.Context, f bot.Follow, backfill []string) (stored bot.Follow, added bool, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		stored, added, err = db.follow(ctx, q, f)
		if err != nil || !added {
			return err
		}
		if f.Kind == bot.Feed {
			wake(jobs.BeltPoll)
		}
		return db.backfill(ctx, q, stored, backfill)
	})
	return stored, added, err
}

func (db *DB) follow(ctx context.Context, q queries, f bot.Follow) (stored bot.Follow, added bool, err error) {
	chat, err := chatID(ctx, q, f.Chat)
	if err != nil {
		return f, false, err
	}
	find := func() (bot.Follow, error) {
		return scanFollow(q.one(ctx, followRows+`WHERE w.chat_id = ? AND w.kind = ? AND w.query = ? AND w.feed_id = ?`, chat, f.Kind, f.Query, f.Feed))
	}
	stored, err = find()
	if err == nil {
		stored.How = f.How
		_, err = q.exec(ctx, `UPDATE follows SET how = ? WHERE id = ?`, f.How, stored.ID)
		return stored, false, err
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return f, false, err
	}
	// The chat's row is locked, so that two follows at once do not both see one place left.
	if _, err := value[int64](ctx, q, `SELECT id FROM chats WHERE id = ? FOR UPDATE`, chat); err != nil {
		return f, false, err
	}
	if err := db.room(ctx, q, f); err != nil {
		return f, false, err
	}
	silent, err := value[int64](ctx, q, `SELECT muted FROM chats WHERE id = ?`, chat)
	if err != nil {
		return f, false, err
	}
	if _, err = q.exec(ctx, `INSERT INTO follows (chat_id, added_by, kind, name, query, feed_id, how, muted, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		chat, f.By, f.Kind, f.Name, f.Query, f.Feed, f.How, max(ms(f.Muted), silent), now()); err != nil {
		return f, false, err
	}
	if stored, err = find(); err != nil {
		return f, false, err
	}
	return stored, true, topicsChanged(ctx, q, stored.Kind, stored.ID)
}

// room returns ErrTooMany if the chat, the person or all may follow no more.
func (db *DB) room(ctx context.Context, q queries, f bot.Follow) error {
	for _, r := range []struct {
		most  int
		count string
		args  []any
	}{
		{db.o.Chat.of(f.Kind), `SELECT COUNT(*) FROM follows w JOIN chats c ON c.id = w.chat_id WHERE w.kind = ? AND c.network = ? AND c.chat = ?`, []any{f.Kind, f.Chat.Network, f.Chat.Chat}},
		{db.o.Person.of(f.Kind), `SELECT COUNT(*) FROM follows w JOIN chats c ON c.id = w.chat_id WHERE w.kind = ? AND w.added_by = ? AND w.added_by <> '' AND c.network = ?`, []any{f.Kind, f.By, f.Chat.Network}},
		{db.o.All.of(f.Kind), `SELECT COUNT(*) FROM follows w WHERE w.kind = ?`, []any{f.Kind}},
	} {
		if r.most < 0 {
			continue
		}
		n, err := value[int](ctx, q, r.count, r.args...)
		if err != nil {
			return err
		}
		if n >= r.most {
			return commands.ErrTooMany
		}
	}
	return nil
}

// backfill puts stories in the chat's queue that are never alerted.
func (db *DB) backfill(ctx context.Context, q queries, f bot.Follow, articles []string) error {
	if len(articles) > db.o.MaxQueue {
		articles = articles[:db.o.MaxQueue]
	}
	chat, err := chatID(ctx, q, f.Chat)
	if err != nil {
		return err
	}
	for _, a := range articles {
		id, err := rememberEither(ctx, q, a)
		if err != nil {
			return err
		}
		r, err := backfillReport(ctx, q, id)
		if err != nil {
			return err
		}
		if _, err := q.exec(ctx, `INSERT INTO deliveries (chat_id, story_id, report_id, follow_id, how, state, due) VALUES (?, ?, ?, ?, ?, ?, 0)
			ON CONFLICT (chat_id, story_id) DO NOTHING`, chat, r.story, r.id, f.ID, bot.Quiet, int(queued)); err != nil {
			return err
		}
	}
	return nil
}

// rememberEither keeps the address of an article, which is named by it or by its id. Its
// entry may go before the chat has come to it.
func rememberEither(ctx context.Context, q queries, named string) (id string, err error) {
	if strings.Contains(named, ":") { // ids hold no colon
		id = library.ID(named)
		return id, remember(ctx, q, id, named, "")
	}
	url, err := entryAddress(ctx, q, named)
	if errors.Is(err, sql.ErrNoRows) {
		return named, nil
	}
	if err != nil {
		return "", err
	}
	return named, remember(ctx, q, named, url, "")
}

// Follows implements commands.Store.
func (db *DB) Follows(ctx context.Context, a bot.Address) ([]bot.Follow, error) {
	return collect(ctx, db.read(), scanFollow, followRows+`WHERE c.network = ? AND c.chat = ? AND c.thread = ? ORDER BY w.id`, a.Network, a.Chat, a.Thread)
}

// Unfollow implements commands.Store.
func (db *DB) Unfollow(ctx context.Context, a bot.Address, id int64, because commands.Because) (removed bot.Follow, err error) {
	find := func(q queries) (bot.Follow, error) {
		f, err := scanFollow(q.one(ctx, followRows+`WHERE w.id = ? AND c.network = ? AND c.chat = ? AND c.thread = ?`, id, a.Network, a.Chat, a.Thread))
		return f, or(err, commands.ErrNothing)
	}
	if removed, err = find(db.read()); err != nil {
		return removed, err
	}
	left, err := db.bequests(ctx, removed) // asking queries takes too long for a transaction
	if err != nil {
		return removed, err
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		if removed, err = find(q); err != nil {
			return err
		}
		if _, err := q.exec(ctx, `DELETE FROM follows WHERE id = ?`, id); err != nil {
			return err
		}
		for _, b := range left {
			if b.heir.ID == 0 {
				continue
			}
			if err := inherit(ctx, q, b, id, because); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, `DELETE FROM deliveries WHERE chat_id = (SELECT id FROM chats WHERE network = ? AND chat = ? AND thread = ?)
			AND follow_id = ? AND shown <= 0 AND state IN (0, 1)`, a.Network, a.Chat, a.Thread, id); err != nil {
			return err
		}
		return topicsChanged(ctx, q, removed.Kind, removed.ID)
	})
	return removed, err
}

// SetFollow implements commands.Store.
func (db *DB) SetFollow(ctx context.Context, f bot.Follow) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		n, err := q.exec(ctx, `UPDATE follows SET name = ?, how = ?, muted = ?, query = ? WHERE id = ? AND chat_id =
			(SELECT id FROM chats WHERE network = ? AND chat = ? AND thread = ?)`,
			f.Name, f.How, ms(f.Muted), f.Query, f.ID, f.Chat.Network, f.Chat.Chat, f.Chat.Thread)
		if err != nil {
			return err
		}
		if n == 0 {
			return commands.ErrNothing
		}
		return topicsChanged(ctx, q, f.Kind, f.ID)
	})
}
