package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/feeds"
)

// keptStories is how many stories an export holds at most.
const keptStories = 5000

// Kept implements commands.Store.
func (db *DB) Kept(ctx context.Context, a bot.Address, sender string) (k commands.Kept, err error) {
	if k.Chat, err = db.Profile(ctx, a); err != nil {
		return k, err
	}
	here := []any{a.Network, a.Chat, a.Thread}
	const chat = `c.network = ? AND c.chat = ? AND c.thread = ?`
	follows, err := db.Follows(ctx, a)
	if err != nil {
		return k, err
	}
	for _, f := range follows {
		if err := db.keptFollow(ctx, &k, f); err != nil {
			return k, err
		}
	}
	k.Stories, err = collect(ctx, db.read(), scanKept, `SELECT COALESCE(NULLIF(ar.title, ''),
			(SELECT e.title FROM entries e JOIN feeds f ON f.id = e.feed_id WHERE e.article = r.article AND `+visible+` ORDER BY e.id LIMIT 1), ''), COALESCE(ad.url, ''), d.sent, d.shown > 0, d.settled
		FROM deliveries d JOIN chats c ON c.id = d.chat_id LEFT JOIN reports r ON r.id = d.report_id
		LEFT JOIN articles ar ON ar.id = r.article LEFT JOIN addresses ad ON ad.id = r.article
		WHERE `+chat+` ORDER BY d.id DESC LIMIT ?`, slices.Concat(here[:2], here, []any{keptStories})...)
	if err != nil {
		return k, err
	}
	if k.Lists, err = collect(ctx, db.read(), scanKeptList, `SELECT l.sender, l.addresses, l.stored FROM lists l JOIN chats c ON c.id = l.chat_id WHERE `+chat+` ORDER BY l.sender`, here...); err != nil {
		return k, err
	}
	if k.Imports, err = collect(ctx, db.read(), scanTime, `SELECT i.stored FROM imports i JOIN chats c ON c.id = i.chat_id WHERE `+chat+` ORDER BY i.stored`, here...); err != nil {
		return k, err
	}
	if a.Kind == bot.Direct {
		k.Saved, err = collect(ctx, db.read(), scanKept, `SELECT title, url, '', TRUE, stored FROM saved WHERE network = ? AND sender = ? ORDER BY id DESC`, a.Network, sender)
	}
	return k, err
}

func (db *DB) keptFollow(ctx context.Context, k *commands.Kept, f bot.Follow) error {
	out := commands.KeptFollow{Kind: f.Kind, Name: f.Name, Query: f.Query, How: f.How, Muted: f.Muted, By: f.By, Since: f.Since}
	if f.Kind == bot.Feed {
		s, err := db.Feed(ctx, f.Feed)
		if err != nil {
			return fmt.Errorf("looking up feed %d: %w", f.Feed, err)
		}
		out.URL = s.URL
		k.Feeds = append(k.Feeds, feeds.Outline{URL: s.URL, Title: first(f.Name, s.Title), Site: s.Site})
	}
	k.Follows = append(k.Follows, out)
	return nil
}

func scanKept(s scanner) (k commands.KeptStory, err error) {
	var when int64
	err = s.Scan(&k.Title, &k.URL, &k.Sent, &k.Read, &when)
	k.At = at(when)
	return k, err
}

func scanKeptList(s scanner) (l commands.KeptList, err error) {
	var list string
	var when int64
	if err := s.Scan(&l.Sender, &list, &when); err != nil {
		return l, err
	}
	l.At = at(when)
	return l, json.Unmarshal([]byte(list), &l.Addresses)
}

func scanTime(s scanner) (time.Time, error) {
	var when int64
	err := s.Scan(&when)
	return at(when), err
}
