package store

import (
	"context"

	"crier/bot"
	"crier/bot/commands"
)

// MaxSaved is how many articles one person may keep: a shelf, no archive.
const MaxSaved = 2000

// Save implements commands.Store.
func (db *DB) Save(ctx context.Context, network, sender string, s commands.Saved) (added bool, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		n, err := value[int](ctx, q, `SELECT COUNT(*) FROM saved WHERE network = ? AND sender = ?`, network, sender)
		if err != nil {
			return err
		}
		if n >= MaxSaved {
			return commands.ErrTooMany
		}
		stored := now()
		if !s.When.IsZero() {
			stored = ms(s.When)
		}
		changed, err := q.exec(ctx, `INSERT INTO saved (network, sender, article, url, title, site, language, stored) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (network, sender, article) DO NOTHING`, network, sender, s.Article, s.URL, s.Title, s.Feed, s.Language, stored)
		added = changed > 0
		return err
	})
	return added, err
}

// Unsave implements commands.Store.
func (db *DB) Unsave(ctx context.Context, network, sender, article string) (s commands.Saved, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		s, err = scanSaved(q.one(ctx, savedColumns+`WHERE network = ? AND sender = ? AND article = ?`, network, sender, article))
		if err != nil {
			return or(err, commands.ErrNothing)
		}
		_, err = q.exec(ctx, `DELETE FROM saved WHERE network = ? AND sender = ? AND article = ?`, network, sender, article)
		return err
	})
	return s, err
}

const savedColumns = `SELECT article, url, title, site, language, stored FROM saved `

func scanSaved(s scanner) (v commands.Saved, err error) {
	var stored int64
	err = s.Scan(&v.Article, &v.URL, &v.Title, &v.Feed, &v.Language, &stored)
	v.When = at(stored)
	return v, err
}

// Shelf implements commands.Store.
func (db *DB) Shelf(ctx context.Context, network, sender string, limit, offset int) ([]commands.Saved, error) {
	return collect(ctx, db.read(), scanSaved, savedColumns+`WHERE network = ? AND sender = ? ORDER BY stored DESC, id DESC LIMIT ? OFFSET ?`,
		network, sender, limit, offset)
}

// Forget implements commands.Store.
func (db *DB) Forget(ctx context.Context, a bot.Address, sender string, whole bool) error {
	var lists [3]any
	for i, name := range commands.ListsOf(sender) {
		lists[i] = name
	}
	return db.tx(ctx, func(q queries, _ func(string)) error {
		const chats = `(SELECT id FROM chats WHERE network = ?)`
		for _, s := range []sweep{
			{`DELETE FROM saved WHERE network = ? AND sender = ?`, []any{a.Network, sender}},
			{`DELETE FROM lists WHERE chat_id IN ` + chats + ` AND sender IN (?, ?, ?)`, append([]any{a.Network}, lists[:]...)},
			{`UPDATE follows SET added_by = '' WHERE chat_id IN ` + chats + ` AND added_by = ?`, []any{a.Network, sender}},
		} {
			if _, err := q.exec(ctx, s.statement, s.args...); err != nil {
				return err
			}
		}
		if !whole {
			return nil
		}
		all, err := collect(ctx, q, scanID, `SELECT id FROM chats WHERE network = ? AND chat = ?`, a.Network, a.Chat)
		if err != nil {
			return err
		}
		for _, chat := range all {
			if err := dropChat(ctx, q, chat); err != nil {
				return err
			}
		}
		return nil
	})
}
