package store

import (
	"context"
	"database/sql"
	"errors"

	"crier/bot"
	"crier/bot/commands"
)

// A chat's queue is its rows in deliveries. What /next has shown bears the chat's
// running number, so the way back is the same as the way there; place is the number
// where the chat stands.

// Next implements commands.Store. Where Previous was pressed it goes forward again
// the same way; else it opens the best unread story, see [openBest].
func (db *DB) Next(ctx context.Context, a bot.Address) (p commands.Place, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		chat, place, shown, err := standing(ctx, q, a)
		if err != nil {
			return err
		}
		next, err := value[int64](ctx, q, `SELECT shown FROM deliveries WHERE chat_id = ? AND shown > ? ORDER BY shown LIMIT 1`, chat, place)
		if errors.Is(err, sql.ErrNoRows) {
			next, err = openBest(ctx, q, chat, shown+1)
		}
		if err != nil {
			return or(err, commands.ErrNothing)
		}
		p, err = stand(ctx, q, a, chat, next)
		return err
	})
	return p, err
}

// Previous implements commands.Store.
func (db *DB) Previous(ctx context.Context, a bot.Address) (p commands.Place, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		chat, place, _, err := standing(ctx, q, a)
		if err != nil {
			return err
		}
		before, err := value[int64](ctx, q, `SELECT shown FROM deliveries WHERE chat_id = ? AND shown > 0 AND shown < ? ORDER BY shown DESC LIMIT 1`, chat, place)
		if err != nil {
			return or(err, commands.ErrNothing)
		}
		p, err = stand(ctx, q, a, chat, before)
		return err
	})
	return p, err
}

// Current implements commands.Store.
func (db *DB) Current(ctx context.Context, a bot.Address) (commands.Place, error) {
	q := db.read()
	var chat, place int64
	err := q.one(ctx, `SELECT id, place FROM chats WHERE network = ? AND chat = ? AND thread = ?`, a.Network, a.Chat, a.Thread).Scan(&chat, &place)
	if err != nil {
		return commands.Place{}, or(err, commands.ErrNothing)
	}
	return placeAt(ctx, q, a, chat, place)
}

// standing locks the chat's row, so that two presses at once are two steps.
func standing(ctx context.Context, q queries, a bot.Address) (chat, place, shown int64, err error) {
	err = q.one(ctx, `SELECT id, place, shown FROM chats WHERE network = ? AND chat = ? AND thread = ? FOR UPDATE`,
		a.Network, a.Chat, a.Thread).Scan(&chat, &place, &shown)
	return chat, place, shown, or(err, commands.ErrNothing)
}

func stand(ctx context.Context, q queries, a bot.Address, chat, number int64) (commands.Place, error) {
	if _, err := q.exec(ctx, `UPDATE chats SET place = ?, walked = ? WHERE id = ?`, number, now(), chat); err != nil {
		return commands.Place{}, err
	}
	return placeAt(ctx, q, a, chat, number)
}

// placeAt reads a place's headline: that of the article's page, else that of an entry of
// a feed that the chat may see, else its address alone.
func placeAt(ctx context.Context, q queries, a bot.Address, chat, number int64) (p commands.Place, err error) {
	if number == 0 {
		return p, commands.ErrNothing
	}
	var ranked int64
	err = q.one(ctx, `SELECT r.article, d.follow_id, COALESCE(NULLIF(ar.title, ''), e.title, ''), COALESCE(ar.url, e.url, ad.url, ''), COALESCE(f.title, ''), COALESCE(f.id, 0),
			COALESCE(NULLIF(ar.language, ''), e.language, ''), s.ranked
		FROM deliveries d JOIN stories s ON s.id = d.story_id JOIN reports r ON r.id = d.report_id
		LEFT JOIN entries e ON e.id = (SELECT MIN(x.id) FROM entries x JOIN feeds f ON f.id = x.feed_id WHERE x.article = r.article AND `+visible+`)
		LEFT JOIN feeds f ON f.id = e.feed_id
		LEFT JOIN articles ar ON ar.id = r.article
		LEFT JOIN addresses ad ON ad.id = r.article
		WHERE d.chat_id = ? AND d.shown = ?`, a.Network, a.Chat, chat, number).
		Scan(&p.Article, &p.Follow, &p.Title, &p.URL, &p.Feed, &p.FeedID, &p.Language, &ranked)
	if err != nil {
		return p, or(err, commands.ErrNothing)
	}
	p.Published = at(ranked)
	p.Left, err = value[int](ctx, q, `SELECT COUNT(*) FROM deliveries WHERE chat_id = ? AND (shown = 0 OR shown > ?)`, chat, number)
	return p, err
}

// Brought implements commands.Store. The article may be named by any of its ids.
func (db *DB) Brought(ctx context.Context, a bot.Address, article string) (bot.Follow, error) {
	f, err := scanFollow(db.read().one(ctx, followRows+`JOIN deliveries d ON d.follow_id = w.id AND d.chat_id = w.chat_id
		JOIN reports r ON r.id = d.report_id
		WHERE c.network = ? AND c.chat = ? AND c.thread = ?
			AND r.article IN (SELECT CAST(? AS TEXT) UNION ALL SELECT ad.article FROM addresses ad WHERE ad.id = ?)
		ORDER BY d.id DESC LIMIT 1`, a.Network, a.Chat, a.Thread, article, article))
	return f, or(err, commands.ErrNothing)
}
