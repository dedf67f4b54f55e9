package store

import (
	"context"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/library"
	"crier/feeds"
)

// Carried implements commands.Store. An entry that was announced bears the id of the
// article that its address led to.
func (db *DB) Carried(ctx context.Context, at bot.Address, address string) (feeds.Article, error) {
	const said = `CASE WHEN LENGTH(e.content) > LENGTH(e.summary) THEN e.content ELSE e.summary END`
	id := library.ID(address)
	a, err := scanCandidate(db.read().one(ctx, `SELECT e.url, e.title, e.author, LOWER(COALESCE(NULLIF(e.language, ''), f.language)), e.image, e.ranked, `+said+`, f.title, ''
		FROM entries e JOIN feeds f ON f.id = e.feed_id
		WHERE e.article IN (SELECT CAST(? AS TEXT) UNION ALL SELECT ad.article FROM addresses ad WHERE ad.id = ? AND ad.article <> '') AND `+visible+` AND `+said+` <> ''
		ORDER BY LENGTH(`+said+`) DESC LIMIT 1`,
		id, id, at.Network, at.Chat))
	a.Carried, a.Free = true, true
	return a, or(err, commands.ErrNothing)
}
