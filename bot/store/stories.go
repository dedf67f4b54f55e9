package store

import (
	"context"
	"time"

	"crier/bot/announce"
)

// placed is a report in its story's chapter.
type placed struct {
	id     int64
	story  int64   // the chapter's number
	family []int64 // all chapters of the story
}

// lockStories lets one transaction at a time add to stories, whichever process
// makes it: the reports are numbered in the order in which they are committed.
func lockStories(ctx context.Context, q queries) error {
	_, err := value[int64](ctx, q, `SELECT n FROM versions WHERE name = 'stories' FOR UPDATE`)
	return err
}

// keepReport adds the article of a publication to its story.
func keepReport(ctx context.Context, q queries, p announce.Publication) (r placed, err error) {
	if p.Sketch != nil {
		newest, err := newestReport(ctx, q)
		if err != nil {
			return r, err
		}
		if newest != p.Seen {
			return r, announce.ErrRevised
		}
	}
	var ranked, feed int64
	var public bool
	if err := q.one(ctx, `SELECT e.ranked, e.feed_id, f.public FROM entries e JOIN feeds f ON f.id = e.feed_id WHERE e.id = ?`, p.Entry).Scan(&ranked, &feed, &public); err != nil {
		return r, err
	}
	root, err := storyID(ctx, q, p.Story, p.Item.ID, ranked, 0)
	if err != nil {
		return r, err
	}
	r.story, r.family = root, []int64{root}
	if chapter := first(p.Chapter, p.Story); chapter != p.Story {
		if r.story, err = storyID(ctx, q, chapter, p.Item.ID, ranked, root); err != nil {
			return r, err
		}
		if r.family, err = collect(ctx, q, scanID, `SELECT id FROM stories WHERE root = ?`, root); err != nil {
			return r, err
		}
	}
	r.id, err = value[int64](ctx, q, `INSERT INTO reports (story_id, article, feed_id, source, public, sketch, stored) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (article, feed_id) DO UPDATE SET public = excluded.public RETURNING id`, r.story, p.Item.ID, feed, p.Source, public, p.Sketch, now())
	if err != nil {
		return r, err
	}
	return r, count(ctx, q, root)
}

// count keeps the size of a story with each of its chapters.
func count(ctx context.Context, q queries, root int64) error {
	_, err := q.exec(ctx, `UPDATE stories SET fresh = ?, (articles, sources) =
			(SELECT COUNT(DISTINCT r.article), COUNT(DISTINCT CASE WHEN r.source = '' THEN CAST(r.feed_id AS TEXT) ELSE LOWER(r.source) END)
			FROM reports r JOIN stories s ON s.id = r.story_id WHERE s.root = ?)
		WHERE root = ?`, now(), root, root)
	return err
}

func newestReport(ctx context.Context, q queries) (int64, error) {
	return value[int64](ctx, q, `SELECT COALESCE(MAX(id), 0) FROM reports`)
}

// storyID returns a story's number, and gives it one when it is new: that of a first
// chapter, or of a later one of the root.
func storyID(ctx context.Context, q queries, name, article string, ranked, root int64) (int64, error) {
	id, err := value[int64](ctx, q, `INSERT INTO stories (name, article, ranked, root, fresh) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id`, name, article, ranked, root, ranked)
	if err != nil || root != 0 {
		return id, err
	}
	_, err = q.exec(ctx, `UPDATE stories SET root = id WHERE id = ? AND root = 0`, id)
	return id, err
}

// mostReports is how many reports are read at once.
const mostReports = 5000

// Reports implements announce.Store.
func (db *DB) Reports(ctx context.Context, after int64, since time.Time) (found []announce.Report, seen int64, err error) {
	q := db.read()
	if seen, err = newestReport(ctx, q); err != nil || seen <= after {
		return nil, max(seen, after), err
	}
	found, err = collect(ctx, q, scanReport, `SELECT r.id, r.article, COALESCE(root.name, s.name), s.name, r.sketch, r.stored
		FROM reports r JOIN stories s ON s.id = r.story_id LEFT JOIN stories root ON root.id = s.root
		WHERE r.id > ? AND r.id <= ? AND r.stored >= ? ORDER BY r.id LIMIT ?`, after, seen, ms(since), mostReports)
	if len(found) == mostReports {
		seen = found[len(found)-1].ID
	}
	return found, seen, err
}

func scanReport(s scanner) (r announce.Report, err error) {
	var stored int64
	err = s.Scan(&r.ID, &r.Article, &r.Story, &r.Chapter, &r.Sketch, &stored)
	r.At = at(stored)
	return r, err
}

// backfillReport is the report of an article that a chat finds in its queue without
// having been told: that of the story it was announced under, or of one of its own.
func backfillReport(ctx context.Context, q queries, article string) (r placed, err error) {
	const find = `SELECT id, story_id FROM reports WHERE article = ? ORDER BY id LIMIT 1`
	if err := q.one(ctx, find, article).Scan(&r.id, &r.story); or(err, nil) != nil || err == nil {
		return r, err
	}
	if err := lockStories(ctx, q); err != nil {
		return r, err
	}
	ranked, err := value[int64](ctx, q, `SELECT COALESCE(MAX(ranked), ?) FROM entries WHERE article = ?`, now(), article)
	if err != nil {
		return r, err
	}
	if r.story, err = storyID(ctx, q, article, article, ranked, 0); err != nil {
		return r, err
	}
	r.id, err = value[int64](ctx, q, `INSERT INTO reports (story_id, article, feed_id, stored) VALUES (?, ?, 0, ?)
		ON CONFLICT (article, feed_id) DO UPDATE SET public = reports.public RETURNING id`, r.story, article, now())
	return r, err
}
