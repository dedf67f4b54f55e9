// Package library reads an article once and keeps it: an address or a pasted text
// becomes an [Item], whoever asks first, and everybody after that is served from
// the store.
//
// Decisions that bind this room:
//
//   - It stands beside card and topics: commands and announce both read through
//     it, so a link that was alerted is not fetched again when someone asks.
//   - An item's id is made from its address alone, so every process and every
//     network names it alike, and ids outlive the article: id → address is kept.
//   - The article is kept, summaries are made anew: a summary costs less than a
//     row. The latest few are remembered, for a crowd asks for the same ones.
package library

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"crier/feeds"
)

// Item is an article that was read and stored.
type Item struct {
	ID      string // "a_" and 22 characters, see [ID]
	Article feeds.Article
	Read    time.Time // when its page was read; zero: only its address is known
}

// ID names the article at an address: "a_" and the first 16 bytes of the SHA-256
// of the address in URL-safe base64, 24 characters of Telegram's 64 for a deep
// link. The address should be canonical; every address an article was reached by
// leads to it all the same.
func ID(address string) string {
	sum := sha256.Sum256([]byte(address))
	return "a_" + base64.RawURLEncoding.EncodeToString(sum[:16])
}

// ErrUnknown is returned for an id that nobody here has seen.
var ErrUnknown = errors.New("no article of that id")

// Store keeps articles.
type Store interface {
	// Article returns the item of an id, reached by its canonical or any other
	// address that was remembered. If only the address is known (never read, or
	// cleaned away since), the item has ID, Article.URL and a zero Read. It returns
	// ErrUnknown if the id was never seen.
	Article(ctx context.Context, id string) (Item, error)

	// SaveArticle keeps the item under its ID and makes the ids of all addresses
	// lead to it, in one transaction. An article that is there already is replaced.
	SaveArticle(ctx context.Context, it Item, addresses []string) error

	// Remember keeps addresses, so that their ids can be resolved later.
	Remember(ctx context.Context, addresses []string) error
}
