package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/feeds"
)

const feedColumns = `f.id, f.url, f.title, f.site, f.language, f.etag, f.last_modified, f.hash, f.public, f.polled, f.next_poll,
	f.rhythm, f.newest, f.hub, f.self, f.pushed, f.failures, f.problem`

// feedRow is a feed as feedColumns gives it.
type feedRow struct {
	feeds.Source
	polled, next, rhythm, newest, pushed int64
}

func (r *feedRow) fields() []any {
	return []any{&r.ID, &r.URL, &r.Title, &r.Site, &r.Language, &r.ETag, &r.LastModified, &r.Hash, &r.Public, &r.polled, &r.next,
		&r.rhythm, &r.newest, &r.Hub, &r.Self, &r.pushed, &r.Failures, &r.Problem}
}

func (r *feedRow) source() feeds.Source {
	f := r.Source
	f.Polled, f.NextPoll, f.Newest, f.Pushed = at(r.polled), at(r.next), at(r.newest), at(r.pushed)
	f.Rhythm = time.Duration(r.rhythm) * time.Millisecond
	return f
}

func scanFeed(s scanner) (feeds.Source, error) {
	var r feedRow
	err := s.Scan(r.fields()...)
	return r.source(), err
}

// Feed implements commands.Store.
func (db *DB) Feed(ctx context.Context, id int64) (feeds.Source, error) {
	f, err := scanFeed(db.read().one(ctx, `SELECT `+feedColumns+` FROM feeds f WHERE f.id = ?`, id))
	return f, or(err, commands.ErrNothing)
}

// FeedByURL implements commands.Store.
func (db *DB) FeedByURL(ctx context.Context, url string) (feeds.Source, error) {
	f, err := feedByURL(ctx, db.read(), url)
	return f, or(err, commands.ErrNothing)
}

func feedByURL(ctx context.Context, q queries, url string) (feeds.Source, error) {
	return scanFeed(q.one(ctx, `SELECT `+feedColumns+` FROM feeds f
		WHERE f.url = ? OR f.id = (SELECT m.feed_id FROM moves m WHERE m.url = ?) ORDER BY f.url = ? DESC LIMIT 1`, url, url, url))
}

// hostOf is whose machine an address is on, as requests are counted by.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// AddFeed implements commands.Store. With an Update that holds nothing, not even a
// hash, the feed is stored unpolled and due at once; its first poll is silent too.
// A feed that nobody followed until now takes the Update's entries silently, so
// that what it said in the meantime brings no alerts. Public is only ever added.
func (db *DB) AddFeed(ctx context.Context, s feeds.Source, u feeds.Update) (stored feeds.Source, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		if u.URL != "" {
			s.URL = u.URL
		}
		stored, err = feedByURL(ctx, q, s.URL)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			stored, err = insertFeed(ctx, q, wake, s, u)
		case err == nil:
			err = adoptFeed(ctx, q, wake, stored, s.Public, u)
		}
		if err != nil {
			return err
		}
		wake(jobs.BeltPoll)
		stored, err = feedByURL(ctx, q, s.URL)
		return err
	})
	if err == nil && len(u.Entries) > 0 { // who adds a feed may ask for its articles in the next breath
		if _, err := db.Index(ctx, min(len(u.Entries), feeds.MaxEntries)); err != nil {
			db.o.Log.Warn("indexing a feed that was added", "feed", stored.ID, "error", err)
		}
	}
	return stored, err
}

func insertFeed(ctx context.Context, q queries, wake func(string), s feeds.Source, u feeds.Update) (feeds.Source, error) {
	next := s.NextPoll
	polled := u.Hash != "" || len(u.Entries) > 0
	if next.IsZero() {
		next = at(now())
	}
	_, err := q.exec(ctx, `INSERT INTO feeds (url, host, title, site, language, public, next_poll) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (url) DO NOTHING`,
		s.URL, hostOf(s.URL), first(u.Title, s.Title), first(u.Site, s.Site), first(u.Language, s.Language), s.Public, ms(next))
	if err != nil {
		return s, err
	}
	stored, err := feedByURL(ctx, q, s.URL)
	if err != nil || !polled {
		return stored, err
	}
	stored.Rhythm, stored.Newest = s.Rhythm, s.Newest
	if err := keepPoll(ctx, q, stored, u, ms(next)); err != nil {
		return stored, err
	}
	_, err = keepEntries(ctx, q, wake, stored.ID, u.Entries, allSilent())
	return stored, err
}

func adoptFeed(ctx context.Context, q queries, wake func(string), stored feeds.Source, public bool, u feeds.Update) error {
	if public {
		if _, err := q.exec(ctx, `UPDATE feeds SET public = TRUE WHERE id = ?`, stored.ID); err != nil {
			return err
		}
	}
	followed, err := value[int](ctx, q, `SELECT COUNT(*) FROM follows WHERE kind = 'feed' AND feed_id = ?`, stored.ID)
	if err != nil {
		return err
	}
	if followed == 0 && !stored.Public {
		_, err = keepEntries(ctx, q, wake, stored.ID, u.Entries, allSilent())
		if err != nil {
			return err
		}
	}
	// A feed that had been given up gets another chance.
	_, err = q.exec(ctx, `UPDATE feeds SET next_poll = ?, failures = 0, ended = 0 WHERE id = ? AND next_poll = 0`, now(), stored.ID)
	return err
}

// first is the first of the words that says something.
func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
