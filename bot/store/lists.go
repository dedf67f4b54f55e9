package store

import (
	"context"
	"encoding/json"
	"fmt"

	"crier/bot"
	"crier/bot/commands"
)

// SetList implements commands.Store.
func (db *DB) SetList(ctx context.Context, a bot.Address, sender string, addresses []string) error {
	list, err := json.Marshal(addresses)
	if err != nil {
		return err
	}
	return db.tx(ctx, func(q queries, _ func(string)) error {
		chat, err := chatID(ctx, q, a)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `INSERT INTO lists (chat_id, sender, addresses, stored) VALUES (?, ?, ?, ?)
			ON CONFLICT (chat_id, sender) DO UPDATE SET addresses = excluded.addresses, stored = excluded.stored`, chat, sender, string(list), now())
		return err
	})
}

// ListItem implements commands.Store.
func (db *DB) ListItem(ctx context.Context, a bot.Address, sender string, n int) (string, error) {
	list, err := value[string](ctx, db.read(), `SELECT l.addresses FROM lists l JOIN chats c ON c.id = l.chat_id
		WHERE c.network = ? AND c.chat = ? AND c.thread = ? AND l.sender = ?`, a.Network, a.Chat, a.Thread, sender)
	if err != nil {
		return "", or(err, commands.ErrNothing)
	}
	var addresses []string
	if err := json.Unmarshal([]byte(list), &addresses); err != nil {
		return "", fmt.Errorf("reading a list: %w", err)
	}
	if n < 1 || n > len(addresses) {
		return "", commands.ErrNothing
	}
	return addresses[n-1], nil
}

// Seen implements commands.Store.
func (db *DB) Seen(ctx context.Context, network, update string) (seen bool, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		n, err := q.exec(ctx, `INSERT INTO seen (network, name, stored) VALUES (?, ?, ?) ON CONFLICT (network, name) DO NOTHING`, network, update, now())
		seen = n == 0
		return err
	})
	return seen, err
}
