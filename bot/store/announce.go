package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/jobs"
)

// handedOut is how long an entry belongs to the caller that Pending gave it to.
const handedOut = 5 * time.Minute

// Pending implements announce.Store.
func (db *DB) Pending(ctx context.Context, n int, busy ...string) (pending []announce.Pending, err error) {
	// Nothing waits most of the time: that is found out without a transaction.
	none, err := value[bool](ctx, db.read(), `SELECT NOT EXISTS (SELECT 1 FROM entries WHERE state = 0 AND claimed <= ?)`, now())
	if err != nil || none {
		return nil, err
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		pending, err = collect(ctx, q, scanPending, `SELECT e.id, e.guid, e.url, e.title, e.author, e.summary, e.content, e.language, e.image, e.published, e.updated, e.corrected, `+feedColumns+`
			FROM entries e JOIN feeds f ON f.id = e.feed_id WHERE e.state = 0 AND e.claimed <= ?
				AND f.host NOT IN (SELECT j.value ->> 0 FROM EACH(?) AS j)
			ORDER BY e.id LIMIT ? FOR UPDATE SKIP LOCKED`, now(), tuples(busy), n)
		if err != nil || len(pending) == 0 {
			return err
		}
		ids := make([]int64, len(pending))
		for i, p := range pending {
			ids[i] = p.Entry.ID
		}
		_, err = q.exec(ctx, `UPDATE entries SET claimed = ? WHERE id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`,
			now()+handedOut.Milliseconds(), numbers(ids))
		return err
	})
	return pending, err
}

func scanPending(s scanner) (p announce.Pending, err error) {
	var published, updated, corrected int64
	var f feedRow
	e := &p.Entry
	err = s.Scan(append([]any{&e.ID, &e.GUID, &e.URL, &e.Title, &e.Author, &e.Summary, &e.Content, &e.Language, &e.Image, &published, &updated, &corrected}, f.fields()...)...)
	e.Published, e.Updated, p.Correction, p.Source = at(published), at(updated), corrected > 0, f.source()
	return p, err
}

// Publish implements announce.Store. A chat that is paused and a follow that is
// muted get the story in their queue only.
func (db *DB) Publish(ctx context.Context, p announce.Publication) (added int, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		added = 0
		if err := lockStories(ctx, q); err != nil {
			return err
		}
		open, err := q.exec(ctx, `UPDATE entries SET state = 1, article = ? WHERE id = ? AND state = 0`, p.Item.ID, p.Entry)
		if err != nil || open == 0 {
			return err // announced by another process in the meantime
		}
		if err := saveArticle(ctx, q, wake, p.Item, p.Addresses); err != nil {
			return err
		}
		var r placed
		if p.Story != "" {
			if r, err = keepReport(ctx, q, p); err != nil {
				return err
			}
		}
		for _, w := range p.Revised {
			if err := db.revise(ctx, q, w); err != nil {
				return err
			}
		}
		var networks []string
		for _, post := range p.Posts {
			n, err := deliver(ctx, q, r, post)
			if err != nil {
				return err
			}
			added += n
			for _, t := range post.To {
				if !slices.Contains(networks, t.Chat.Network) {
					networks = append(networks, t.Chat.Network)
				}
			}
		}
		if added > 0 {
			for _, network := range networks {
				wake(jobs.BeltDeliver(network))
			}
		}
		return nil
	})
	return added, err
}

// deliver stores a wording once and a row per chat, and returns how many are new.
// The chat is that of the follow, wherever it has moved meanwhile; a follow that is
// gone gets nothing.
func deliver(ctx context.Context, q queries, r placed, post announce.Post) (int, error) {
	if len(post.To) == 0 {
		return 0, nil
	}
	message, err := keepMessage(ctx, q, r.story, post)
	if err != nil {
		return 0, err
	}
	added := 0
	for _, how := range []bot.How{bot.Each, bot.Daily, bot.Quiet} {
		n, err := fanOut(ctx, q, r, message, how, wanting(post.To, how), post.Again)
		if err != nil {
			return 0, err
		}
		added += n
	}
	if added == 0 { // nobody has these words
		_, err = q.exec(ctx, `DELETE FROM messages WHERE id = ?`, message)
		return 0, err
	}
	_, err = q.exec(ctx, `UPDATE messages SET last_id = (SELECT MAX(id) FROM deliveries) WHERE id = ?`, message)
	return added, err
}

// wanting lists the follows that want to be told in one way.
func wanting(to []announce.Target, how bot.How) []int64 {
	ids := make([]int64, 0, len(to))
	for _, t := range to {
		if t.How == how {
			ids = append(ids, t.Follow)
		}
	}
	return ids
}

func keepMessage(ctx context.Context, q queries, story int64, post announce.Post) (int64, error) {
	reply, err := json.Marshal(post.Reply)
	if err != nil {
		return 0, fmt.Errorf("keeping a message: %w", err)
	}
	about, err := json.Marshal(post.About)
	if err != nil {
		return 0, fmt.Errorf("keeping what a message is about: %w", err)
	}
	return value[int64](ctx, q, `INSERT INTO messages (reply, stored, story_id, about, after_id)
		VALUES (?, ?, ?, ?, COALESCE((SELECT MAX(id) FROM deliveries), 0)) RETURNING id`, string(reply), now(), story, string(about))
}

// fanOut is the row per chat: what an article costs a thousand times.
func fanOut(ctx context.Context, q queries, r placed, message int64, how bot.How, follows []int64, again time.Time) (int, error) {
	if len(follows) == 0 {
		return 0, nil
	}
	state, shown, t := queued, 0, now()
	if how == bot.Each {
		state = waiting
	}
	narrowed, args := "TRUE", []any(nil)
	switch {
	case !again.IsZero() && how != bot.Each:
		return 0, nil // the story has its place in the queue
	case !again.IsZero():
		shown = -1
		const had = `SELECT 1 FROM deliveries o WHERE o.chat_id = w.chat_id AND o.story_id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`
		narrowed = `c.paused = '' AND w.muted <= ? AND EXISTS (` + had + ` AND o.state IN (1, 2, 3)) AND NOT EXISTS (` + had + ` AND o.state IN (1, 2, 3) AND o.due >= ?)`
		args = []any{t, numbers(r.family), numbers(r.family), ms(again)}
	case len(r.family) > 1:
		narrowed = `NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.chat_id = w.chat_id AND o.story_id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j))`
		args = []any{numbers(r.family)}
	}
	n, err := q.exec(ctx, `INSERT INTO deliveries (chat_id, story_id, report_id, message_id, follow_id, how, state, due, shown)
		SELECT w.chat_id, CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), w.id, CAST(? AS TEXT),
			CASE WHEN c.paused = '' AND w.muted <= ? THEN CAST(? AS INTEGER) ELSE 0 END, CAST(? AS BIGINT), CAST(? AS BIGINT)
		FROM IDS(?) AS j
		JOIN follows w ON w.id = CAST(j.value AS BIGINT)
		JOIN chats c ON c.id = w.chat_id
		WHERE `+narrowed+`
		ON CONFLICT (chat_id, story_id) DO NOTHING`, append([]any{r.story, r.id, message, string(how), t, int(state), t, shown, numbers(follows)}, args...)...)
	return int(n), err
}

// Skip implements announce.Store.
func (db *DB) Skip(ctx context.Context, entry int64, reason string) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE entries SET state = ?, reason = ? WHERE id = ? AND state = 0`, int(silent), reason, entry)
		return err
	})
}

// Followers implements announce.Store.
func (db *DB) Followers(ctx context.Context, feed int64) ([]bot.Follow, error) {
	return collect(ctx, db.read(), scanFollow, followRows+`WHERE w.kind = 'feed' AND w.feed_id = ? ORDER BY w.id`, feed)
}
