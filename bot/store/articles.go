package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"crier/bot/library"
	"crier/feeds"
)

// Article implements library.Store.
func (db *DB) Article(ctx context.Context, id string) (library.Item, error) {
	var url, article string
	err := db.read().one(ctx, `SELECT url, article FROM addresses WHERE id = ?`, id).Scan(&url, &article)
	if errors.Is(err, sql.ErrNoRows) {
		url, err = entryAddress(ctx, db.read(), id)
	}
	if err != nil {
		return library.Item{}, or(err, library.ErrUnknown)
	}
	it := library.Item{ID: id, Article: feeds.Article{URL: url}}
	if article == "" {
		return it, nil
	}
	var body string
	var read int64
	err = or(db.read().one(ctx, `SELECT body, read_at FROM articles WHERE id = ?`, article).Scan(&body, &read), library.ErrUnknown)
	if errors.Is(err, library.ErrUnknown) { // cleaned away since: its address is what is left
		return it, nil
	}
	if err != nil {
		return library.Item{}, err
	}
	if err := json.Unmarshal([]byte(body), &it.Article); err != nil {
		return library.Item{}, fmt.Errorf("reading article %s: %w", article, err)
	}
	it.ID, it.Read = article, at(read)
	return it, nil
}

// entryAddress is where an entry leads that nobody was shown yet: addresses hold only
// what somebody may press, and most of what feeds bring nobody does.
func entryAddress(ctx context.Context, q queries, article string) (string, error) {
	return value[string](ctx, q, `SELECT url FROM entries WHERE article = ? AND url <> '' LIMIT 1`, article)
}

// SaveArticle implements library.Store.
func (db *DB) SaveArticle(ctx context.Context, it library.Item, addresses []string) error {
	return db.tx(ctx, func(q queries, wake func(string)) error { return saveArticle(ctx, q, wake, it, addresses) })
}

// Remember implements library.Store.
func (db *DB) Remember(ctx context.Context, addresses []string) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		for _, a := range addresses {
			if err := remember(ctx, q, library.ID(a), a, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

func saveArticle(ctx context.Context, q queries, wake func(string), it library.Item, addresses []string) error {
	a := it.Article
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("keeping article %s: %w", it.ID, err)
	}
	title, language := a.Title, a.Language
	if a.Carried {
		title, language = "", "" // in columns they are read by all, and a feed's words are for those who may see the feed
	}
	_, err = q.exec(ctx, `INSERT INTO articles (id, url, title, language, published, read_at, body)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET url = excluded.url, title = excluded.title, language = excluded.language,
			published = excluded.published, read_at = excluded.read_at, body = excluded.body`,
		it.ID, address(a), title, language, ms(a.Date), ms(it.Read), string(body))
	if err != nil {
		return err
	}
	if err := remember(ctx, q, it.ID, address(a), it.ID); err != nil {
		return err
	}
	for _, other := range addresses {
		if err := remember(ctx, q, library.ID(other), other, it.ID); err != nil {
			return err
		}
	}
	return toIndex(ctx, q, wake, it.ID)
}

// remember keeps id → url, and where it leads. Nothing that is known is forgotten:
// an address that leads to an article is not made to lead nowhere.
func remember(ctx context.Context, q queries, id, url, article string) error {
	_, err := q.exec(ctx, `INSERT INTO addresses (id, url, article) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET article = excluded.article
		WHERE excluded.article <> '' AND addresses.article <> excluded.article`, id, url, article)
	return err
}

// address is the name by which an article is kept.
func address(a feeds.Article) string {
	if a.Canonical != "" {
		return a.Canonical
	}
	return a.URL
}
