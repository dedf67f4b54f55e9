package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/feeds"
)

// KeepImport implements commands.Store.
func (db *DB) KeepImport(ctx context.Context, a bot.Address, list []feeds.Outline) (string, error) {
	text, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("writing a list of feeds: %w", err)
	}
	id := "i_" + rand.Text()
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		chat, err := chatID(ctx, q, a)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `INSERT INTO imports (id, chat_id, list, stored) VALUES (?, ?, ?, ?)`, id, chat, string(text), now())
		return err
	})
	return id, err
}

// Importing implements commands.Store.
func (db *DB) Importing(ctx context.Context, a bot.Address, id string) ([]feeds.Outline, error) {
	text, err := value[string](ctx, db.read(), `SELECT i.list FROM imports i JOIN chats c ON c.id = i.chat_id
		WHERE i.id = ? AND c.network = ? AND c.chat = ? AND c.thread = ?`, id, a.Network, a.Chat, a.Thread)
	if err != nil {
		return nil, or(err, commands.ErrNothing)
	}
	var list []feeds.Outline
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("reading a list of feeds: %w", err)
	}
	return list, nil
}

// Import implements commands.Store.
func (db *DB) Import(ctx context.Context, f bot.Follow, id string, list []feeds.Source) (added int, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		added = 0 // a transaction may run more than once
		gone, err := q.exec(ctx, `DELETE FROM imports WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if gone == 0 && id != "" {
			return commands.ErrNothing
		}
		for _, s := range list {
			is, err := db.importOne(ctx, q, wake, f, s)
			if err != nil {
				return err
			}
			if is {
				added++
			}
		}
		wake(jobs.BeltPoll)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

func (db *DB) importOne(ctx context.Context, q queries, wake func(string), f bot.Follow, s feeds.Source) (added bool, err error) {
	stored, err := feedByURL(ctx, q, s.URL)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		own := s
		own.Title = hostOf(s.URL) // how a chat calls a feed is not for others to read
		stored, err = insertFeed(ctx, q, wake, own, feeds.Update{})
	case err == nil:
		err = adoptFeed(ctx, q, wake, stored, false, feeds.Update{})
	}
	if err != nil {
		return false, err
	}
	chat, err := chatID(ctx, q, f.Chat)
	if err != nil {
		return false, err
	}
	there, err := value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM follows WHERE chat_id = ? AND kind = 'feed' AND feed_id = ?)`, chat, stored.ID)
	if err != nil || there {
		return false, err // how it is told stays as the chat has it
	}
	f.Kind, f.Feed, f.Name = bot.Feed, stored.ID, first(s.Title, stored.Title, hostOf(stored.URL))
	_, added, err = db.follow(ctx, q, f)
	return added, err
}

// ImportPublic stores feeds that every chat may see, all or none of them, and
// returns how many were not stored before.
func (db *DB) ImportPublic(ctx context.Context, list []feeds.Source) (added int, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		added = 0
		for _, s := range list {
			s.Public = true
			stored, err := feedByURL(ctx, q, s.URL)
			switch {
			case errors.Is(err, sql.ErrNoRows):
				added++
				_, err = insertFeed(ctx, q, wake, s, feeds.Update{})
			case err == nil:
				err = adoptFeed(ctx, q, wake, stored, true, feeds.Update{})
			}
			if err != nil {
				return err
			}
		}
		wake(jobs.BeltPoll)
		return nil
	})
	return added, err
}

// PublicFeeds lists the feeds that every chat may see, by title.
func (db *DB) PublicFeeds(ctx context.Context) ([]feeds.Outline, error) {
	return collect(ctx, db.read(), func(s scanner) (o feeds.Outline, err error) {
		return o, s.Scan(&o.URL, &o.Title, &o.Site)
	}, `SELECT url, title, site FROM feeds WHERE public ORDER BY title, url`)
}
