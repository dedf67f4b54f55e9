package store

import (
	"context"
	"fmt"

	"crier/bot/announce"
	"crier/bot/jobs"
	"crier/feeds"
)

// Ended implements announce.Store.
func (db *DB) Ended(ctx context.Context, n int) ([]feeds.Source, error) {
	return collect(ctx, db.read(), scanFeed, `SELECT `+feedColumns+` FROM feeds f WHERE f.ended > 0 ORDER BY f.id LIMIT ?`, n)
}

// Farewell implements announce.Store. A delivery that is shown under a number below
// zero is none of those that /next walks through.
func (db *DB) Farewell(ctx context.Context, feed int64, posts []announce.Post) error {
	return db.tx(ctx, func(q queries, wake func(string)) error {
		open, err := q.exec(ctx, `UPDATE feeds SET ended = 0 WHERE id = ? AND ended > 0`, feed)
		if err != nil || open == 0 {
			return err // told by another process in the meantime
		}
		t := now()
		story, err := storyID(ctx, q, fmt.Sprintf("ended:%d:%d", feed, t), "", t, 0)
		if err != nil {
			return err
		}
		networks := map[string]bool{}
		for _, post := range posts {
			if _, err := deliver(ctx, q, placed{story: story, family: []int64{story}}, post); err != nil {
				return err
			}
			for _, to := range post.To {
				networks[to.Chat.Network] = true
			}
		}
		if _, err := q.exec(ctx, `UPDATE deliveries SET shown = -1 WHERE story_id = ?`, story); err != nil {
			return err
		}
		for network := range networks {
			wake(jobs.BeltDeliver(network))
		}
		return nil
	})
}
