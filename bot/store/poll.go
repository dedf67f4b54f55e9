package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/feeds"
)

// wanted says which feeds are worth polling: those somebody follows, and the public
// ones, which the owner keeps for everybody.
const wanted = `(f.public OR EXISTS (SELECT 1 FROM follows w WHERE w.kind = 'feed' AND w.feed_id = f.id))`

// ClaimFeeds implements jobs.Store.
func (db *DB) ClaimFeeds(ctx context.Context, n int, hold time.Duration) (due []feeds.Source, err error) {
	// Nothing is due most of the time: that is found out without a transaction.
	none, err := value[bool](ctx, db.read(), `SELECT NOT EXISTS (SELECT 1 FROM feeds f WHERE f.next_poll > 0 AND f.next_poll <= ? AND `+wanted+`)`, now())
	if err != nil || none {
		return nil, err
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		t := now()
		due, err = collect(ctx, q, scanFeed, `SELECT `+feedColumns+` FROM feeds f
			WHERE f.next_poll > 0 AND f.next_poll <= ? AND `+wanted+`
			ORDER BY f.next_poll LIMIT ? FOR UPDATE SKIP LOCKED`, t, n)
		if err != nil || len(due) == 0 {
			return err
		}
		ids := make([]int64, len(due))
		for i, f := range due {
			ids[i] = f.ID
		}
		_, err = q.exec(ctx, `UPDATE feeds SET next_poll = ? WHERE id IN (SELECT CAST(j.value ->> 0 AS BIGINT) FROM EACH(?) AS j)`,
			t+hold.Milliseconds(), tuples(ids))
		return err
	})
	return due, err
}

// RecordPoll implements jobs.Store.
func (db *DB) RecordPoll(ctx context.Context, s feeds.Source, u feeds.Update, next time.Time) (fresh int, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		fresh = 0
		stored, err := scanFeed(q.one(ctx, `SELECT `+feedColumns+` FROM feeds f WHERE f.id = ? FOR UPDATE`, s.ID))
		if errors.Is(err, sql.ErrNoRows) {
			return nil // removed while it was polled
		}
		if err != nil {
			return err
		}
		if u.URL != "" && u.URL != stored.URL {
			if err := moveFeed(ctx, q, stored, u.URL); err != nil {
				return err
			}
		}
		if err := keepPoll(ctx, q, stored, u, ms(next)); err != nil {
			return err
		}
		if u.Unchanged || (u.Hash != "" && u.Hash == stored.Hash) {
			return nil
		}
		how := news
		if stored.Polled.IsZero() {
			how = silent
		}
		fresh, err = keepEntries(ctx, q, stored.ID, u.Entries, how)
		if fresh > 0 && how == news {
			wake(jobs.BeltAnnounce)
		}
		return err
	})
	return fresh, err
}

// keepPoll writes down that a poll went well. What an unchanged answer does not
// repeat stays as it is.
func keepPoll(ctx context.Context, q queries, stored feeds.Source, u feeds.Update, next int64) error {
	_, err := q.exec(ctx, `UPDATE feeds SET title = ?, site = ?, language = ?, etag = ?, last_modified = ?, hash = ?,
			hub = CASE WHEN CAST(? AS TEXT) = '' THEN hub ELSE ? END, self = CASE WHEN CAST(? AS TEXT) = '' THEN self ELSE ? END,
			polled = ?, next_poll = ?, failures = 0, problem = '' WHERE id = ?`,
		first(u.Title, stored.Title), first(u.Site, stored.Site), first(u.Language, stored.Language),
		kept(u, u.ETag, stored.ETag), kept(u, u.LastModified, stored.LastModified), kept(u, u.Hash, stored.Hash),
		u.Hub, u.Hub, u.Self, u.Self, now(), next, stored.ID)
	return err
}

// kept is the new validator: an unchanged answer may leave it out, a new body
// without it has none.
func kept(u feeds.Update, fresh, stored string) string {
	if u.Unchanged {
		return first(fresh, stored)
	}
	return fresh
}

// moveFeed gives the feed its new address. If that is a feed already, the followers
// go there and the old one is given up.
func moveFeed(ctx context.Context, q queries, s feeds.Source, url string) error {
	there, err := feedByURL(ctx, q, url)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = q.exec(ctx, `UPDATE feeds SET url = ? WHERE id = ?`, url, s.ID)
		return err
	}
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `UPDATE follows SET feed_id = ? WHERE kind = 'feed' AND feed_id = ? AND NOT EXISTS (
		SELECT 1 FROM follows o WHERE o.kind = 'feed' AND o.feed_id = ? AND o.chat_id = follows.chat_id)`, there.ID, s.ID, there.ID)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `DELETE FROM follows WHERE kind = 'feed' AND feed_id = ?`, s.ID)
	return err
}

// RecordFailure implements jobs.Store.
func (db *DB) RecordFailure(ctx context.Context, s feeds.Source, why feeds.ProblemKind, next time.Time) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE feeds SET failures = failures + 1, problem = ?, next_poll = ? WHERE id = ?`, why, ms(next), s.ID)
		return err
	})
}

// NextPoll implements commands.Store.
func (db *DB) NextPoll(ctx context.Context, a bot.Address) (time.Time, error) {
	next, err := value[int64](ctx, db.read(), `SELECT COALESCE(MIN(f.next_poll), 0) FROM feeds f
		WHERE f.next_poll > 0 AND (f.id IN `+own+` OR (f.public AND EXISTS (
			SELECT 1 FROM follows t JOIN chats c ON c.id = t.chat_id
			WHERE t.kind = 'topic' AND c.network = ? AND c.chat = ?)))`, a.Network, a.Chat, a.Network, a.Chat)
	return at(next), or(err, commands.ErrNothing)
}
