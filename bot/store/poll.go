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
	"crier/feeds"
)

// wanted says which feeds are worth polling: those somebody follows, and the public
// ones while there is a topic that may match them. A public feed is polled once
// without, so that there is something to read on the first day.
const wanted = `(EXISTS (SELECT 1 FROM follows w WHERE w.kind = 'feed' AND w.feed_id = f.id)
	OR f.public AND (f.polled = 0 OR EXISTS (SELECT 1 FROM follows w WHERE w.kind = 'topic')))`

// ClaimFeeds implements jobs.Store.
func (db *DB) ClaimFeeds(ctx context.Context, n int, hold time.Duration, busy ...string) (due []feeds.Source, err error) {
	const condition = ` FROM feeds f WHERE f.next_poll > 0 AND f.next_poll <= ? AND ` + wanted + ` AND f.host NOT IN (SELECT j.value ->> 0 FROM EACH(?) AS j)`
	hosts := tuples(busy)
	// Nothing is due most of the time: that is found out without a transaction.
	none, err := value[bool](ctx, db.read(), `SELECT NOT EXISTS (SELECT 1`+condition+`)`, now(), hosts)
	if err != nil || none {
		return nil, err
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		t := now()
		due, err = collect(ctx, q, scanFeed, `SELECT `+feedColumns+condition+` ORDER BY f.next_poll LIMIT ? FOR UPDATE SKIP LOCKED`, t, hosts, n)
		if err != nil || len(due) == 0 {
			return err
		}
		ids := make([]int64, len(due))
		for i, f := range due {
			ids[i] = f.ID
		}
		_, err = q.exec(ctx, `UPDATE feeds SET next_poll = ? WHERE id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`,
			t+hold.Milliseconds(), numbers(ids))
		return err
	})
	return due, err
}

// skew is by how much the clocks of several processes may differ.
const skew = time.Minute

// RewindPolls implements jobs.Store. What a feed asked for is kept, for its wait stays
// as long as it was.
func (db *DB) RewindPolls(ctx context.Context) (rewound int, err error) {
	t := now()
	late := t + skew.Milliseconds()
	some, err := value[bool](ctx, db.read(), `SELECT EXISTS (SELECT 1 FROM feeds WHERE polled > ? OR failed > ?)`, late, late)
	if err != nil || !some {
		return 0, err
	}
	const last = `CASE WHEN failed > polled THEN failed ELSE polled END`
	n, err := db.once(ctx, `UPDATE feeds SET next_poll = CASE WHEN next_poll > `+last+` THEN next_poll - `+last+` + CAST(? AS BIGINT) ELSE next_poll END,
		polled = CASE WHEN polled > ? THEN CAST(? AS BIGINT) ELSE polled END, failed = CASE WHEN failed > ? THEN CAST(? AS BIGINT) ELSE failed END
		WHERE polled > ? OR failed > ?`, t, t, t, t, t, late, late)
	return int(n), err
}

// RecordUnchanged implements jobs.Store: one statement, however many they are.
func (db *DB) RecordUnchanged(ctx context.Context, rests []jobs.Rest) error {
	rows := make([][4]any, len(rests))
	for i, r := range rests {
		rows[i] = [4]any{r.Feed, ms(r.Next), r.ETag, r.LastModified}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = db.once(ctx, `UPDATE feeds SET polled = ?, next_poll = CAST(j.value ->> 1 AS BIGINT),
			etag = j.value ->> 2, last_modified = j.value ->> 3, failures = 0, problem = ''
		FROM EACH(?) AS j WHERE feeds.id = CAST(j.value ->> 0 AS BIGINT)`, now(), string(list))
	return err
}

// RecordPoll implements jobs.Store.
func (db *DB) RecordPoll(ctx context.Context, s feeds.Source, u feeds.Update, next time.Time) (fresh int, err error) {
	counts, err := db.RecordPolls(ctx, []jobs.Poll{{Source: s, Update: u, Next: next}})
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// RecordPolls implements jobs.Store.
func (db *DB) RecordPolls(ctx context.Context, polls []jobs.Poll) (fresh []int, err error) {
	var noted []note
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		fresh, noted = make([]int, len(polls)), noted[:0]
		for i, p := range polls {
			c, err := recordPoll(ctx, q, p, wake)
			if err != nil {
				return err
			}
			fresh[i], noted = c.fresh, append(noted, c.noted...)
		}
		return nil
	})
	if err == nil {
		db.handed.add(noted)
	}
	return fresh, err
}

func recordPoll(ctx context.Context, q queries, p jobs.Poll, wake func(string)) (c changes, err error) {
	stored, err := lockFeed(ctx, q, p.Source.ID)
	if err != nil {
		return c, or(err, nil) // removed while it was polled
	}
	u := p.Update
	if u.URL != "" && u.URL != stored.URL {
		if err := moveFeed(ctx, q, stored, u.URL); err != nil {
			return c, err
		}
	}
	before := stored
	stored.Rhythm, stored.Newest = p.Source.Rhythm, p.Source.Newest
	if err := keepPoll(ctx, q, stored, u, ms(p.Next)); err != nil {
		return c, err
	}
	if u.Unchanged || (u.Hash != "" && u.Hash == stored.Hash) {
		return c, nil
	}
	return keepNews(ctx, q, before, u.Entries, wake)
}

// RecordPush implements feeds.Subscriptions.
func (db *DB) RecordPush(ctx context.Context, feed int64, entries []feeds.Entry) (fresh int, err error) {
	var c changes
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		stored, err := lockFeed(ctx, q, feed)
		if err != nil {
			return or(err, nil)
		}
		c, err = keepNews(ctx, q, stored, entries, wake)
		return err
	})
	if err == nil {
		db.handed.add(c.noted)
	}
	return c.fresh, err
}

func lockFeed(ctx context.Context, q queries, id int64) (feeds.Source, error) {
	return scanFeed(q.one(ctx, `SELECT `+feedColumns+` FROM feeds f WHERE f.id = ? FOR UPDATE`, id))
}

// keepNews keeps a feed's entries and wakes those who announce what is new.
func keepNews(ctx context.Context, q queries, stored feeds.Source, entries []feeds.Entry, wake func(string)) (c changes, err error) {
	since, err := newsSince(ctx, q, stored)
	if err != nil {
		return c, err
	}
	c, err = keepEntries(ctx, q, wake, stored.ID, entries, since)
	if err == nil && c.corrected > 0 || c.fresh > 0 && !since.Equal(allSilent()) {
		wake(jobs.BeltAnnounce)
	}
	return c, err
}

// What is new in a feed may be old all the same.
const (
	archive = 48 * time.Hour // older than the last poll by so much: from the archive
	stale   = 24 * time.Hour // in a feed that nobody had asked for, and so nobody polled
)

// newsSince is when an entry must have been published to be news.
func newsSince(ctx context.Context, q queries, stored feeds.Source) (time.Time, error) {
	if stored.Polled.IsZero() {
		return allSilent(), nil
	}
	since := stored.Polled.Add(-archive)
	if !stored.Public {
		return since, nil
	}
	followed, err := value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM follows WHERE kind = 'feed' AND feed_id = ?)`, stored.ID)
	if recent := time.Now().Add(-stale); !followed && recent.After(since) {
		since = recent
	}
	return since, err
}

// keepPoll writes down that a poll went well. What an unchanged answer does not
// repeat stays as it is.
func keepPoll(ctx context.Context, q queries, stored feeds.Source, u feeds.Update, next int64) error {
	_, err := q.exec(ctx, `UPDATE feeds SET title = ?, site = ?, language = ?, etag = ?, last_modified = ?, hash = ?,
			hub = ?, self = ?, rhythm = ?, newest = ?, polled = ?, next_poll = ?, failures = 0, problem = '', ended = 0 WHERE id = ?`,
		first(u.Title, stored.Title), first(u.Site, stored.Site), first(u.Language, stored.Language),
		kept(u, u.ETag, stored.ETag), kept(u, u.LastModified, stored.LastModified), kept(u, u.Hash, stored.Hash),
		kept(u, u.Hub, stored.Hub), kept(u, u.Self, stored.Self), stored.Rhythm.Milliseconds(), ms(stored.Newest), now(), next, stored.ID)
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

// moveFeed gives the feed its new address; the old one leads to it from now on. If
// the new one is a feed already, the followers go there and the old one is given up.
func moveFeed(ctx context.Context, q queries, s feeds.Source, url string) error {
	there, err := feedByURL(ctx, q, url)
	if errors.Is(err, sql.ErrNoRows) || err == nil && there.ID == s.ID {
		if _, err = q.exec(ctx, `UPDATE feeds SET url = ?, host = ? WHERE id = ?`, url, hostOf(url), s.ID); err != nil {
			return err
		}
		return moved(ctx, q, s.URL, s.ID, url)
	}
	if err != nil {
		return err
	}
	for _, change := range []string{
		`UPDATE follows SET feed_id = ? WHERE kind = 'feed' AND feed_id = ? AND NOT EXISTS (
			SELECT 1 FROM follows o WHERE o.kind = 'feed' AND o.feed_id = ? AND o.chat_id = follows.chat_id)`,
		`UPDATE feeds SET public = TRUE WHERE id = ? AND EXISTS (SELECT 1 FROM feeds o WHERE o.id = ? AND o.public) AND id = ?`,
	} {
		if _, err := q.exec(ctx, change, there.ID, s.ID, there.ID); err != nil {
			return err
		}
	}
	if _, err := q.exec(ctx, `DELETE FROM follows WHERE kind = 'feed' AND feed_id = ?`, s.ID); err != nil {
		return err
	}
	_, err = q.exec(ctx, `UPDATE feeds SET public = FALSE WHERE id = ?`, s.ID)
	return err
}

// moved remembers where a feed was. An address that it comes back to is no old one.
func moved(ctx context.Context, q queries, from string, feed int64, to string) error {
	_, err := q.exec(ctx, `INSERT INTO moves (url, feed_id) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET feed_id = excluded.feed_id`, from, feed)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `DELETE FROM moves WHERE url = ?`, to)
	return err
}

// RecordFailures implements jobs.Store.
func (db *DB) RecordFailures(ctx context.Context, failures []jobs.Failure) error {
	rows := make([][4]any, len(failures))
	ended := false
	for i, f := range failures {
		rows[i] = [4]any{f.Feed, string(f.Why), ms(f.Next), int64(0)}
		if f.Next.IsZero() {
			rows[i][3], ended = now(), true
		}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.tx(ctx, func(q queries, wake func(string)) error {
		if ended {
			wake(jobs.BeltAnnounce)
		}
		_, err := q.exec(ctx, `UPDATE feeds SET failures = failures + 1, problem = j.value ->> 1, failed = ?, next_poll = CAST(j.value ->> 2 AS BIGINT), ended = CAST(j.value ->> 3 AS BIGINT)
			FROM EACH(?) AS j WHERE feeds.id = CAST(j.value ->> 0 AS BIGINT)`, now(), string(list))
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
