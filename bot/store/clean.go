package store

import (
	"context"
	"time"

	"crier/bot/jobs"
)

// Clean implements jobs.Store. What is to be removed is looked for outside of any
// transaction, where it holds up nobody, however long it takes.
func (db *DB) Clean(ctx context.Context, k jobs.Keep, bite int) (more bool, err error) {
	for _, s := range sweeps(k) {
		n, err := db.sweep(ctx, s, bite)
		if err != nil {
			return false, err
		}
		more = more || n >= int64(bite)
	}
	if k.Waiting > 0 {
		full, err := db.unload(ctx, k.Waiting, bite)
		if err != nil {
			return false, err
		}
		more = more || full
	}
	return more, nil
}

// sweep is a statement and its arguments.
type sweep struct {
	statement string
	args      []any
}

// removal removes a bite. With find, that lists numbers of rows, and the statement
// takes them; without, it finds them itself. The last argument is the bite's size.
type removal struct {
	find string
	sweep
}

func (db *DB) sweep(ctx context.Context, s removal, bite int) (n int64, err error) {
	args := append(s.args, bite)
	if s.find != "" {
		ids, err := collect(ctx, db.read(), func(s scanner) (id int64, err error) { return id, s.Scan(&id) }, s.find, args...)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		args = []any{numbers(ids)}
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		n, err = q.exec(ctx, s.statement, args...)
		return err
	})
	return n, err
}

// unload leaves in the queues of chats what is too much to be sent, the oldest first: a
// bite of all chats together, for the pause that lets others write comes after it.
func (db *DB) unload(ctx context.Context, most, bite int) (more bool, err error) {
	type load struct {
		chat int64
		over int
	}
	full, err := collect(ctx, db.read(), func(s scanner) (l load, err error) { return l, s.Scan(&l.chat, &l.over) },
		`SELECT chat_id, COUNT(*) - ? FROM deliveries WHERE state = 1 GROUP BY chat_id HAVING COUNT(*) > ? LIMIT ?`, most, most, bite)
	if err != nil {
		return false, err
	}
	for _, l := range full {
		n, err := db.sweep(ctx, removal{
			`SELECT id FROM deliveries WHERE state = 1 AND chat_id = ? ORDER BY id LIMIT ?`,
			sweep{`UPDATE deliveries SET state = 0, reason = 'too many waited' WHERE state = 1 AND id IN (` + theseIDs + `)`, []any{l.chat}},
		}, min(l.over, bite))
		if err != nil {
			return false, err
		}
		if bite -= int(n); bite <= 0 {
			return true, nil
		}
	}
	return false, nil
}

// theseIDs are the numbers that a statement is given.
const theseIDs = `SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j`

// sketches is how long the sketch of a report is kept: longer than two articles can
// be told to be about the same event.
const sketches = 8 * 24 * time.Hour

// unanswered is how long a list of feeds waits for a yes.
const unanswered = 24 * time.Hour

// sweeps lists what is to be removed, what refers to others first.
func sweeps(k jobs.Keep) []removal {
	var all []removal
	add := func(keep time.Duration, statement string) {
		if keep > 0 {
			all = append(all, removal{"", sweep{statement, []any{now() - keep.Milliseconds()}}})
		}
	}
	rows := func(keep time.Duration, table, find string) {
		if keep > 0 {
			all = append(all, removal{find, sweep{`DELETE FROM ` + table + ` WHERE id IN (` + theseIDs + `)`, []any{now() - keep.Milliseconds()}}})
		}
	}
	// What waits in a paused chat waits for its return, but not for ever.
	rows(k.Deliveries, "deliveries", `SELECT d.id FROM deliveries d JOIN stories s ON s.id = d.story_id
		WHERE s.ranked < ? AND (d.state <> 1 OR EXISTS (SELECT 1 FROM chats c WHERE c.id = d.chat_id AND c.paused <> '')) LIMIT ?`)
	rows(k.Deliveries, "messages", `SELECT m.id FROM messages m WHERE m.stored < ?
		AND m.id < COALESCE((SELECT MIN(d.message_id) FROM deliveries d WHERE d.message_id > 0), m.id + 1) LIMIT ?`)
	rows(k.Deliveries, "stories", `SELECT s.id FROM stories s WHERE s.ranked < ?
		AND s.id < COALESCE((SELECT MIN(d.story_id) FROM deliveries d), s.id + 1) LIMIT ?`)
	rows(k.Deliveries, "reports", `SELECT r.id FROM reports r WHERE r.stored < ?
		AND r.story_id < COALESCE((SELECT MIN(s.id) FROM stories s), r.story_id + 1) LIMIT ?`)
	add(sketches, `UPDATE reports SET sketch = NULL WHERE id IN (SELECT id FROM reports WHERE sketch IS NOT NULL AND stored < ? LIMIT ?)`)
	add(k.Articles, `DELETE FROM articles WHERE id IN (SELECT a.id FROM articles a WHERE a.read_at < ?
		AND NOT EXISTS (SELECT 1 FROM saved s WHERE s.article = a.id) LIMIT ?)`)
	// The newest entries of a feed stay, however old: its next poll would bring them as new.
	// So do those of saved articles: their words may be all that there is of them.
	rows(k.Articles, "entries", `WITH large AS MATERIALIZED (
			SELECT g.feed_id, (SELECT n.id FROM entries n WHERE n.feed_id = g.feed_id ORDER BY n.id DESC LIMIT 1 OFFSET 499) AS newest
			FROM entries g GROUP BY g.feed_id HAVING COUNT(*) > 500)
		SELECT e.id FROM large JOIN entries e ON e.feed_id = large.feed_id AND e.id < large.newest WHERE e.stored < ? AND e.state <> 0
			AND NOT EXISTS (SELECT 1 FROM saved s WHERE s.article = e.article) LIMIT ?`)
	add(k.Articles, `DELETE FROM lists WHERE (chat_id, sender) IN (SELECT chat_id, sender FROM lists WHERE stored < ? LIMIT ?)`)
	add(unanswered, `DELETE FROM imports WHERE id IN (SELECT id FROM imports WHERE stored < ? LIMIT ?)`)
	add(k.Updates, `DELETE FROM seen WHERE (network, name) IN (SELECT network, name FROM seen WHERE stored < ? LIMIT ?)`)
	all = append(all, removal{`SELECT x.id FROM texts x WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.article = x.article) LIMIT ?`,
		sweep{`DELETE FROM texts WHERE id IN (` + theseIDs + `) AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.article = texts.article)`, nil}})
	all = append(all, removal{"", sweep{`DELETE FROM topic_changes WHERE n IN (SELECT n FROM topic_changes WHERE n <= (SELECT MAX(n) FROM topic_changes) - ? LIMIT ?)`, []any{keepChanges}}})
	return all
}
