package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"crier/bot"
)

// Letter is a delivery that will not be sent again though nobody saw it, or perhaps
// nobody.
type Letter struct {
	To      bot.Address
	Title   string // of what was to be shown; may be empty
	Reason  string // what the network said
	When    time.Time
	Perhaps bool // the line broke: it may have been shown
}

// Letters returns how many deliveries wait to be sent and how many were given up, and
// the newest n of those. It goes through all deliveries that are kept.
func (db *DB) Letters(ctx context.Context, n int) (waiting, dead int, newest []Letter, err error) {
	q := db.read()
	if waiting, err = value[int](ctx, q, `SELECT COUNT(*) FROM deliveries WHERE state = 1`); err != nil {
		return 0, 0, nil, fmt.Errorf("counting what waits: %w", err)
	}
	if dead, err = value[int](ctx, q, `SELECT COUNT(*) FROM deliveries WHERE state IN (3, 4)`); err != nil {
		return 0, 0, nil, fmt.Errorf("counting what was given up: %w", err)
	}
	newest, err = collect(ctx, q, scanLetter, `SELECT c.network, c.chat, c.thread, c.kind, d.state, d.reason, d.settled, COALESCE(m.reply, '{}')
		FROM deliveries d JOIN chats c ON c.id = d.chat_id LEFT JOIN messages m ON m.id = d.message_id
		WHERE d.state IN (3, 4) ORDER BY d.settled DESC, d.id DESC LIMIT ?`, n)
	if err != nil {
		return 0, 0, nil, fmt.Errorf("listing what was given up: %w", err)
	}
	return waiting, dead, newest, nil
}

func scanLetter(s scanner) (l Letter, err error) {
	var kind, text string
	var state status
	var settled int64
	if err := s.Scan(&l.To.Network, &l.To.Chat, &l.To.Thread, &kind, &state, &l.Reason, &settled, &text); err != nil {
		return l, err
	}
	var r bot.Reply
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return l, fmt.Errorf("reading what was to be shown: %w", err)
	}
	l.To.Kind, l.When, l.Perhaps, l.Title = bot.ParseKind(kind), at(settled), state == perhaps, r.Title
	return l, nil
}
