package store

import (
	"context"

	"crier/bot"
	"crier/bot/announce"
)

// keepChanges is how many changes of topics are kept: whoever knows none of them
// loads all topics.
const keepChanges = 100_000

// topicsChanged tells every process that these topics came, changed or went. The
// version's row is locked until the commit, so versions are committed in their order.
func topicsChanged(ctx context.Context, q queries, kind bot.FollowKind, ids ...int64) error {
	if kind != bot.Topic {
		return nil
	}
	for _, id := range ids {
		n, err := value[int64](ctx, q, `UPDATE versions SET n = n + 1 WHERE name = 'topics' RETURNING n`)
		if err != nil {
			return err
		}
		if _, err := q.exec(ctx, `INSERT INTO topic_changes (n, follow_id) VALUES (?, ?)`, n, id); err != nil {
			return err
		}
	}
	return nil
}

// Topics implements announce.Store. The version is read first: what is committed in
// between is told again the next time.
func (db *DB) Topics(ctx context.Context, version int64, changed func(announce.Change)) (int64, error) {
	q := db.read()
	current, err := value[int64](ctx, q, `SELECT n FROM versions WHERE name = 'topics'`)
	if err != nil || current == version {
		return version, err
	}
	tell := func(s scanner) error {
		var c announce.Change
		err := s.Scan(&c.Follow, &c.Query)
		if err == nil {
			changed(c)
		}
		return err
	}
	known := false
	if version > 0 {
		known, err = value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM topic_changes WHERE n = ?)`, version+1)
		if err != nil {
			return version, err
		}
	}
	if known {
		return current, q.each(ctx, tell, `SELECT c.follow_id, COALESCE(w.query, '') FROM (SELECT DISTINCT follow_id FROM topic_changes WHERE n > ?) c
			LEFT JOIN follows w ON w.id = c.follow_id AND w.kind = 'topic'`, version)
	}
	changed(announce.Change{All: true})
	return current, q.each(ctx, tell, `SELECT id, query FROM follows WHERE kind = 'topic'`)
}

// TopicsByID implements announce.Store.
func (db *DB) TopicsByID(ctx context.Context, ids []int64) ([]bot.Follow, error) {
	return collect(ctx, db.read(), scanFollow, `SELECT `+followColumns+` FROM IDS(?) AS j JOIN follows w ON w.id = CAST(j.value AS BIGINT)
		JOIN chats c ON c.id = w.chat_id WHERE w.kind = 'topic'`, numbers(ids))
}
