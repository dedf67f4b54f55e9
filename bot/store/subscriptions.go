package store

import (
	"context"
	"crypto/rand"
	"time"

	"crier/feeds"
)

const subscriptionColumns = `s.feed_id, s.name, s.hub, s.topic, s.secret, s.state = 2, s.expires, s.failures`

func scanSubscription(row scanner) (s feeds.Subscription, err error) {
	var expires int64
	err = row.Scan(&s.Feed, &s.Name, &s.Hub, &s.Topic, &s.Secret, &s.Ending, &expires, &s.Failures)
	s.Expires = at(expires)
	return s, err
}

// subscribable are the feeds that a hub might push and that are worth it.
const subscribable = `f.hub <> '' AND f.next_poll > 0 AND f.failures < 10 AND ` + wanted

// missing and outlived are where subscriptions and feeds do not fit together.
const (
	missing  = subscribable + ` AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.feed_id = f.id)`
	outlived = `state <> 2 AND NOT EXISTS (SELECT 1 FROM feeds f WHERE f.id = subscriptions.feed_id AND f.hub = subscriptions.hub AND ` + subscribable + `)`
)

// ClaimSubscriptions implements jobs.Store.
func (db *DB) ClaimSubscriptions(ctx context.Context, n int, hold time.Duration) (due []feeds.Subscription, err error) {
	// Nothing is to be done most of the time: that is found out without a transaction.
	none, err := value[bool](ctx, db.read(), `SELECT NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.due <= ?)
		AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE `+outlived+`) AND NOT EXISTS (SELECT 1 FROM feeds f WHERE `+missing+`)`, now())
	if err != nil || none {
		return nil, err
	}
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		if err := newSubscriptions(ctx, q, n); err != nil {
			return err
		}
		t := now()
		due, err = collect(ctx, q, scanSubscription, `SELECT `+subscriptionColumns+` FROM subscriptions s WHERE s.due <= ? ORDER BY s.due LIMIT ? FOR UPDATE SKIP LOCKED`, t, n)
		if err != nil || len(due) == 0 {
			return err
		}
		ids := make([]int64, len(due))
		for i, s := range due {
			ids[i] = s.Feed
		}
		_, err = q.exec(ctx, `UPDATE subscriptions SET due = ? WHERE feed_id IN (SELECT CAST(j.value AS BIGINT) FROM IDS(?) AS j)`, t+hold.Milliseconds(), numbers(ids))
		return err
	})
	return due, err
}

// newSubscriptions opens one for each feed that should have one, and begins to end
// those of feeds that nobody asks for any more or whose hub has changed.
func newSubscriptions(ctx context.Context, q queries, n int) error {
	_, err := q.exec(ctx, `UPDATE subscriptions SET state = 2, due = ?, failures = 0 WHERE `+outlived, now())
	if err != nil {
		return err
	}
	type place struct {
		feed       int64
		hub, topic string
	}
	places, err := collect(ctx, q, func(row scanner) (p place, err error) {
		err = row.Scan(&p.feed, &p.hub, &p.topic)
		return p, err
	}, `SELECT f.id, f.hub, CASE WHEN f.self = '' THEN f.url ELSE f.self END FROM feeds f
		WHERE `+missing+` ORDER BY f.id LIMIT ?`, n)
	if err != nil {
		return err
	}
	for _, p := range places {
		if _, err := q.exec(ctx, `INSERT INTO subscriptions (feed_id, name, hub, topic, secret, due) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (feed_id) DO NOTHING`,
			p.feed, rand.Text(), p.hub, p.topic, rand.Text(), now()); err != nil {
			return err
		}
	}
	return nil
}

// Subscription implements feeds.Subscriptions.
func (db *DB) Subscription(ctx context.Context, name string) (feeds.Subscription, error) {
	s, err := scanSubscription(db.read().one(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions s WHERE s.name = ?`, name))
	return s, or(err, feeds.ErrNoSubscription)
}

// Confirm implements feeds.Subscriptions.
func (db *DB) Confirm(ctx context.Context, name string, expires, renew time.Time) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		n, err := q.exec(ctx, `UPDATE subscriptions SET state = 1, expires = ?, due = ?, failures = 0 WHERE name = ? AND state <> 2`, ms(expires), ms(renew), name)
		if err != nil || n == 0 {
			return err
		}
		_, err = q.exec(ctx, `UPDATE feeds SET pushed = ? WHERE id = (SELECT feed_id FROM subscriptions WHERE name = ?)`, ms(expires), name)
		return err
	})
}

// Denied implements feeds.Subscriptions.
func (db *DB) Denied(ctx context.Context, name string, again time.Time) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE feeds SET pushed = 0 WHERE id = (SELECT feed_id FROM subscriptions WHERE name = ?)`, name)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `UPDATE subscriptions SET state = CASE WHEN state = 2 THEN 2 ELSE 0 END, expires = 0, failures = failures + 1, due = ? WHERE name = ?`, ms(again), name)
		return err
	})
}

// Drop implements feeds.Subscriptions.
func (db *DB) Drop(ctx context.Context, name string) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE feeds SET pushed = 0 WHERE id = (SELECT feed_id FROM subscriptions WHERE name = ?)`, name)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `DELETE FROM subscriptions WHERE name = ?`, name)
		return err
	})
}

// TryAgain implements feeds.Subscriptions.
func (db *DB) TryAgain(ctx context.Context, name string, again time.Time) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		_, err := q.exec(ctx, `UPDATE subscriptions SET failures = failures + 1, due = ? WHERE name = ? AND due < ?`, ms(again), name, ms(again))
		return err
	})
}
