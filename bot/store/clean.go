package store

import (
	"context"
	"time"

	"crier/bot/jobs"
)

// Clean implements jobs.Store.
func (db *DB) Clean(ctx context.Context, k jobs.Keep, bite int) (more bool, err error) {
	for _, s := range sweeps(k) {
		err := db.tx(ctx, func(q queries, _ func(string)) error {
			n, err := q.exec(ctx, s.statement, append(s.args, bite)...)
			more = more || n >= int64(bite)
			return err
		})
		if err != nil {
			return false, err
		}
	}
	missing, err := db.indexMissing(ctx, bite)
	return more || missing, err
}

// sweep is one statement that removes a bite; its last argument is the bite's size.
type sweep struct {
	statement string
	args      []any
}

// sketches is how long the sketch of a report is kept: longer than two articles can
// be told to be about the same event.
const sketches = 8 * 24 * time.Hour

// unanswered is how long a list of feeds waits for a yes.
const unanswered = 24 * time.Hour

// sweeps lists what is to be removed, what refers to others first.
func sweeps(k jobs.Keep) []sweep {
	var all []sweep
	add := func(keep time.Duration, statement string) {
		if keep > 0 {
			all = append(all, sweep{statement, []any{now() - keep.Milliseconds()}})
		}
	}
	// What waits in a paused chat waits for its return, but not for ever.
	add(k.Deliveries, `DELETE FROM deliveries WHERE id IN (SELECT d.id FROM deliveries d JOIN stories s ON s.id = d.story_id
		WHERE s.ranked < ? AND (d.state <> 1 OR EXISTS (SELECT 1 FROM chats c WHERE c.id = d.chat_id AND c.paused <> '')) LIMIT ?)`)
	add(k.Deliveries, `DELETE FROM messages WHERE id IN (SELECT m.id FROM messages m WHERE m.stored < ?
		AND m.id < COALESCE((SELECT MIN(d.message_id) FROM deliveries d WHERE d.message_id > 0), m.id + 1) LIMIT ?)`)
	add(k.Deliveries, `DELETE FROM stories WHERE id IN (SELECT s.id FROM stories s WHERE s.ranked < ?
		AND s.id < COALESCE((SELECT MIN(d.story_id) FROM deliveries d), s.id + 1) LIMIT ?)`)
	add(k.Deliveries, `DELETE FROM reports WHERE id IN (SELECT r.id FROM reports r WHERE r.stored < ?
		AND r.story_id < COALESCE((SELECT MIN(s.id) FROM stories s), r.story_id + 1) LIMIT ?)`)
	add(sketches, `UPDATE reports SET sketch = NULL WHERE id IN (SELECT id FROM reports WHERE sketch IS NOT NULL AND stored < ? LIMIT ?)`)
	add(k.Articles, `DELETE FROM articles WHERE id IN (SELECT a.id FROM articles a WHERE a.read_at < ?
		AND NOT EXISTS (SELECT 1 FROM saved s WHERE s.article = a.id) LIMIT ?)`)
	// The newest entries of a feed stay, however old: its next poll would bring them as new.
	add(k.Articles, `DELETE FROM entries WHERE id IN (SELECT e.id FROM entries e JOIN feeds f ON f.id = e.feed_id WHERE e.stored < ? AND e.state <> 0
		AND (SELECT COUNT(*) FROM entries n WHERE n.feed_id = e.feed_id AND n.id > e.id) >= 500 LIMIT ?)`)
	add(k.Articles, `DELETE FROM lists WHERE (chat_id, sender) IN (SELECT chat_id, sender FROM lists WHERE stored < ? LIMIT ?)`)
	add(unanswered, `DELETE FROM imports WHERE id IN (SELECT id FROM imports WHERE stored < ? LIMIT ?)`)
	add(k.Updates, `DELETE FROM seen WHERE (network, name) IN (SELECT network, name FROM seen WHERE stored < ? LIMIT ?)`)
	all = append(all, sweep{`DELETE FROM texts WHERE id IN (SELECT x.id FROM texts x WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.article = x.article) LIMIT ?)`, nil})
	all = append(all, sweep{`DELETE FROM topic_changes WHERE n IN (SELECT n FROM topic_changes WHERE n <= (SELECT MAX(n) FROM topic_changes) - ? LIMIT ?)`,
		[]any{keepChanges}})
	if k.Waiting > 0 {
		all = append(all, sweep{`UPDATE deliveries SET state = 0, reason = 'too many waited' WHERE id IN (SELECT d.id FROM deliveries d
			JOIN (SELECT chat_id FROM deliveries WHERE state = 1 GROUP BY chat_id HAVING COUNT(*) > ?) full_chats ON full_chats.chat_id = d.chat_id
			WHERE d.state = 1 AND (SELECT COUNT(*) FROM deliveries n WHERE n.chat_id = d.chat_id AND n.state = 1 AND n.id > d.id) >= ? LIMIT ?)`,
			[]any{k.Waiting, k.Waiting}})
	}
	return all
}
