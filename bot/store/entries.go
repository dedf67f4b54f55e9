package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"crier/bot/library"
	"crier/feeds"
)

// state of an entry.
type state int

const (
	news     state       = iota // waits to be announced
	told                        // announced
	silent                      // stored, and never announced
	soonest  = 1                // milliseconds: a date before is none
	inFuture = 10 * 60e3        // milliseconds that a feed's clock may be ahead
)

// keepEntries stores what is new, oldest first so that it is announced in that
// order, rewrites what has really changed, and touches nothing else.
func keepEntries(ctx context.Context, q queries, feed int64, entries []feeds.Entry, how state) (fresh int, err error) {
	if len(entries) > feeds.MaxEntries {
		entries = entries[:feeds.MaxEntries]
	}
	known, err := knownEntries(ctx, q, feed, entries)
	if err != nil {
		return 0, err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		e, sum := entries[i], contentHash(entries[i])
		stored, there := known[e.GUID]
		_, same := known[sum]
		switch {
		case there && stored != sum:
			err = rewriteEntry(ctx, q, feed, e, sum)
		case !there && !same:
			err = insertEntry(ctx, q, feed, e, sum, how)
			fresh++
		}
		if err != nil {
			return 0, err
		}
		known[e.GUID], known[sum] = sum, sum
	}
	return fresh, nil
}

// knownEntries maps the GUIDs and the hashes that are stored to their hash.
func knownEntries(ctx context.Context, q queries, feed int64, entries []feeds.Entry) (map[string]string, error) {
	guids, sums := make([]string, len(entries)), make([]string, len(entries))
	for i, e := range entries {
		guids[i], sums[i] = e.GUID, contentHash(e)
	}
	known := make(map[string]string, 2*len(entries))
	err := q.each(ctx, func(s scanner) error {
		var guid, sum string
		err := s.Scan(&guid, &sum)
		known[guid], known[sum] = sum, sum
		return err
	}, `SELECT guid, hash FROM entries WHERE feed_id = ? AND guid IN (SELECT j.value ->> 0 FROM EACH(?) AS j)
		UNION ALL SELECT guid, hash FROM entries WHERE feed_id = ? AND hash IN (SELECT j.value ->> 0 FROM EACH(?) AS j)`,
		feed, tuples(guids), feed, tuples(sums))
	return known, err
}

func insertEntry(ctx context.Context, q queries, feed int64, e feeds.Entry, sum string, how state) error {
	article, stored := entryArticle(feed, e), now()
	if e.URL != "" {
		if err := remember(ctx, q, article, e.URL, ""); err != nil {
			return err
		}
	}
	_, err := q.exec(ctx, `INSERT INTO entries (feed_id, guid, article, hash, url, title, author, summary, content, language, image,
			published, updated, stored, ranked, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (feed_id, guid) DO NOTHING`,
		feed, e.GUID, article, sum, e.URL, e.Title, e.Author, e.Summary, e.Content, e.Language, e.Image,
		ms(e.Published), ms(e.Updated), stored, rank(ms(e.Published), stored), int(how))
	return err
}

// rewriteEntry keeps an entry's new wording. It is not news again.
func rewriteEntry(ctx context.Context, q queries, feed int64, e feeds.Entry, sum string) error {
	_, err := q.exec(ctx, `UPDATE entries SET hash = ?, url = ?, title = ?, author = ?, summary = ?, content = ?, language = ?, image = ?, updated = ?
		WHERE feed_id = ? AND guid = ?`,
		sum, e.URL, e.Title, e.Author, e.Summary, e.Content, e.Language, e.Image, ms(e.Updated), feed, e.GUID)
	return err
}

// rank is when an entry counts as published: never later than it was seen.
func rank(published, stored int64) int64 {
	if published < soonest || published > stored+inFuture {
		return stored
	}
	return published
}

// entryArticle names the item that an entry leads to.
func entryArticle(feed int64, e feeds.Entry) string {
	if e.URL != "" {
		return library.ID(e.URL)
	}
	return library.ID("entry:" + e.GUID)
}

// contentHash tells whether an entry says something else than before. Its GUID and
// its dates do not count, nor what trackers add to its address.
func contentHash(e feeds.Entry) string {
	h := sha256.New()
	for _, s := range []string{plainAddress(e.URL), e.Title, e.Summary, e.Content} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// plainAddress leaves out the fragment and the parameters that only count visitors.
func plainAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Fragment = ""
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") || name == "fbclid" || name == "gclid" {
			query.Del(name)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// tuples is a list as EACH takes it: [[1],[2]], so that both engines reach the
// value by ->> 0.
func tuples[T any](values []T) string {
	list := make([][1]T, len(values))
	for i, v := range values {
		list[i] = [1]T{v}
	}
	b, _ := json.Marshal(list)                         // strings and numbers always marshal
	return strings.ReplaceAll(string(b), `\u0000`, "") // which PostgreSQL's text cannot hold
}
