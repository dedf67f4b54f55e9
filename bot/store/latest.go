package store

import (
	"context"
	"encoding/json"

	"crier/bot/commands"
	"crier/feeds"
)

// own lists the feeds that a chat follows, in any of its threads: two arguments,
// network and chat. No chat ever sees a feed that only another one added.
const own = `(SELECT o.feed_id FROM follows o JOIN chats oc ON oc.id = o.chat_id WHERE o.kind = 'feed' AND oc.network = ? AND oc.chat = ?)`

// visible narrows feeds f to those that a chat may see; own's arguments.
const visible = `(f.public OR f.id IN ` + own + `)`

// Latest implements commands.Store. An address that several feeds carry is listed
// once.
func (db *DB) Latest(ctx context.Context, f commands.Filter) ([]commands.Headline, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 10
	}
	query := `SELECT e.title, e.url, f.title, f.id, e.language, e.ranked FROM entries e JOIN feeds f ON f.id = e.feed_id
		WHERE ` + visible + ` AND e.ranked >= ? AND NOT EXISTS (
			SELECT 1 FROM entries twin JOIN feeds tf ON tf.id = twin.feed_id
			WHERE twin.article = e.article AND twin.id < e.id AND ` + twinVisible + `)`
	args := []any{f.Chat.Network, f.Chat.Chat, ms(f.Since), f.Chat.Network, f.Chat.Chat}
	if f.Feed != 0 {
		query = `SELECT e.title, e.url, f.title, f.id, e.language, e.ranked FROM entries e JOIN feeds f ON f.id = e.feed_id
			WHERE ` + visible + ` AND e.ranked >= ? AND e.feed_id = ?`
		args = []any{f.Chat.Network, f.Chat.Chat, ms(f.Since), f.Feed}
	}
	return collect(ctx, db.read(), scanHeadline, query+` ORDER BY e.ranked DESC, e.id DESC LIMIT ? OFFSET ?`, append(args, limit, f.Offset)...)
}

const twinVisible = `(tf.public OR tf.id IN ` + own + `)`

func scanHeadline(s scanner) (h commands.Headline, err error) {
	var ranked int64
	err = s.Scan(&h.Title, &h.URL, &h.Feed, &h.FeedID, &h.Language, &ranked)
	h.Published = at(ranked)
	return h, err
}

// scanCandidate reads an entry with its text: that of its article if its page was
// read, else what its feed said.
func scanCandidate(s scanner) (feeds.Article, error) {
	said, kept, err := scanTold(s)
	if kept != nil {
		return *kept, err
	}
	return said, err
}

// scanTold reads what a feed said in an entry, and what is kept of its article: nil if
// that is nothing.
func scanTold(s scanner) (said feeds.Article, kept *feeds.Article, err error) {
	var ranked int64
	var body string
	if err := s.Scan(&said.URL, &said.Title, &said.Author, &said.Language, &said.Image, &ranked, &said.Text, &said.Site, &body); err != nil {
		return said, nil, err
	}
	said.Date, said.Canonical = at(ranked), said.URL
	if body != "" {
		kept = &feeds.Article{}
		err = json.Unmarshal([]byte(body), kept)
		kept.Page = "" // matching reads the article, and a page is long
	}
	return said, kept, err
}
