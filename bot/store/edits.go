package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/outbox"
)

// Told implements announce.Store.
func (db *DB) Told(ctx context.Context, story string) (t announce.Tale, err error) {
	q := db.read()
	root, err := value[int64](ctx, q, `SELECT id FROM stories WHERE name = ?`, story)
	if err != nil {
		return t, or(err, nil)
	}
	t.Sources, err = collect(ctx, q, func(s scanner) (name string, err error) { return name, s.Scan(&name) },
		`SELECT r.source FROM reports r JOIN stories s ON s.id = r.story_id WHERE s.root = ? AND r.public AND r.source <> '' GROUP BY r.source ORDER BY MIN(r.id)`, root)
	if err != nil {
		return t, err
	}
	t.Wordings, err = collect(ctx, q, scanWording, `SELECT m.id, s.name, m.about, m.reply FROM messages m JOIN stories s ON s.id = m.story_id
		WHERE s.root = ? AND m.replaced = 0 AND m.about <> '' ORDER BY m.id`, root)
	return t, err
}

func scanWording(s scanner) (w announce.Wording, err error) {
	var about, reply string
	if err := s.Scan(&w.ID, &w.Chapter, &about, &reply); err != nil {
		return w, err
	}
	if err := json.Unmarshal([]byte(about), &w.About); err != nil {
		return w, fmt.Errorf("reading what message %d is about: %w", w.ID, err)
	}
	if err := json.Unmarshal([]byte(reply), &w.Reply); err != nil {
		return w, fmt.Errorf("reading message %d: %w", w.ID, err)
	}
	return w, nil
}

// revise puts new words in the place of a wording: at once where it was not sent
// yet, by an edit where it was. What was folded into one message with others stays
// as it is, for an edit would wipe the others out. The order of the statements
// matters where transactions run side by side: a send that is being settled now is
// either seen as sent, or finds that its words have changed. Where only some of the
// chats get the new words, the old ones stand beside them.
func (db *DB) revise(ctx context.Context, q queries, w announce.Wording) error {
	fresh, err := replacement(ctx, q, w)
	if err != nil {
		return err
	}
	t, gap := now(), db.o.EditGap.Milliseconds()
	among := ` AND id > (SELECT m.after_id FROM messages m WHERE m.id = ?) AND id <= (SELECT m.last_id FROM messages m WHERE m.id = ?)`
	args := []any{fresh, fresh}
	edited, editArgs := ``, []any(nil)
	if w.Follows != nil {
		const theirs = `chat_id IN (SELECT w.chat_id FROM IDS(?) AS j JOIN follows w ON w.id = CAST(j.value AS BIGINT))`
		among += ` AND ` + theirs
		args = append(args, numbers(w.Follows))
		edited, editArgs = ` AND delivery_id IN (SELECT d.id FROM deliveries d WHERE d.`+theirs+`)`, []any{numbers(w.Follows)}
	}
	changed := int64(0)
	for _, s := range []struct {
		text string
		args []any
	}{
		{`UPDATE deliveries SET message_id = ? WHERE message_id = ? AND state < 2` + among, append([]any{fresh, w.ID}, args...)},
		{`UPDATE edits SET message_id = ?, attempts = 0 WHERE message_id = ?` + edited, append([]any{fresh, w.ID}, editArgs...)},
		{`INSERT INTO edits (delivery_id, message_id, due)
			SELECT id, CAST(? AS BIGINT), CASE WHEN settled + ? > ? THEN settled + ? ELSE CAST(? AS BIGINT) END FROM deliveries
			WHERE message_id = ? AND state = 2 AND sent <> '' AND substr(sent, 1, 1) <> '` + folded + `'` + among + `
			ON CONFLICT (delivery_id) DO NOTHING`, append([]any{fresh, gap, t, gap, t, w.ID}, args...)},
	} {
		n, err := q.exec(ctx, s.text, s.args...)
		if err != nil {
			return err
		}
		changed += n
	}
	if changed == 0 && w.Follows != nil { // none of these chats has the wording
		_, err = q.exec(ctx, `DELETE FROM messages WHERE id = ?`, fresh)
	}
	return err
}

// replacement stores the new words of a wording. The wording is replaced by them,
// unless some chats keep it.
func replacement(ctx context.Context, q queries, w announce.Wording) (fresh int64, err error) {
	reply, err := json.Marshal(w.Reply)
	if err != nil {
		return 0, fmt.Errorf("keeping a message: %w", err)
	}
	about, err := json.Marshal(w.About)
	if err != nil {
		return 0, fmt.Errorf("keeping what a message is about: %w", err)
	}
	fresh, err = value[int64](ctx, q, `INSERT INTO messages (reply, stored, story_id, about, after_id, last_id)
		SELECT CAST(? AS TEXT), CAST(? AS BIGINT), m.story_id, CAST(? AS TEXT), m.after_id, m.last_id FROM messages m WHERE m.id = ? AND m.replaced = 0 RETURNING id`,
		string(reply), now(), string(about), w.ID)
	if err != nil {
		return 0, or(err, announce.ErrRevised)
	}
	if w.Follows != nil {
		return fresh, nil
	}
	n, err := q.exec(ctx, `UPDATE messages SET replaced = ? WHERE id = ? AND replaced = 0`, fresh, w.ID)
	if err == nil && n == 0 {
		err = announce.ErrRevised
	}
	return fresh, err
}

// folded marks a message that is never edited: it holds more than one alert, or has
// stayed behind when its chat moved.
const folded = "+"

// refText is how the message that a delivery became is kept: its id, and where it
// stands if that is not the chat itself, as in a forum.
func refText(s outbox.Settlement) string {
	text := s.At.ID
	if at := s.At.Address; at.Chat != s.To.Chat || at.Thread != s.To.Thread {
		text += "\n" + at.Chat + "\n" + at.Thread
	}
	if len(s.IDs) > 1 && text != "" {
		text = folded + text
	}
	return text
}

// parseRef is the inverse of refText, for a message in the chat.
func parseRef(text string, chat bot.Address) bot.MessageRef {
	parts := strings.Split(strings.TrimPrefix(text, folded), "\n")
	if len(parts) == 3 {
		chat.Chat, chat.Thread = parts[1], parts[2]
	}
	return bot.MessageRef{Address: chat, ID: parts[0]}
}

// waitingEdits are loads of one edit each.
func (db *DB) waitingEdits(ctx context.Context, l outbox.Lease, until int64, most int) ([]outbox.Load, error) {
	return collect(ctx, db.read(), func(s scanner) (load outbox.Load, err error) {
		var id, due, held int64
		var kind string
		a := &load.Address
		err = s.Scan(&id, &due, &load.Chat, &a.Network, &a.Chat, &a.Thread, &kind, &held)
		a.Kind, load.Edit, load.IDs, load.Ready = bot.ParseKind(kind), true, []int64{id}, at(max(due, held))
		return load, err
	}, `SELECT e.delivery_id, e.due, c.id, c.network, c.chat, c.thread, c.kind, c.held
		FROM edits e JOIN deliveries d ON d.id = e.delivery_id JOIN chats c ON c.id = d.chat_id
		WHERE e.due <= ? AND d.state = 2 AND c.network = ? AND c.held <= ? AND `+awake+` ORDER BY e.due LIMIT ?`, until, l.Network, until, most)
}

// TakeEdit implements outbox.Store.
func (db *DB) TakeEdit(ctx context.Context, l outbox.Lease, id int64) (e outbox.Edit, found bool, err error) {
	var kind, ref, reply string
	var to bot.Address
	var wish bot.PostWish
	t := now()
	err = db.read().one(ctx, `SELECT c.network, c.chat, c.thread, c.kind, d.sent, e.message_id, e.attempts, m.reply, c.post_role, c.post_publish
		FROM edits e JOIN deliveries d ON d.id = e.delivery_id JOIN chats c ON c.id = d.chat_id JOIN messages m ON m.id = e.message_id
		WHERE e.delivery_id = ? AND e.due <= ? AND d.state = 2 AND c.network = ? AND c.held <= ? AND `+awake+`
			AND EXISTS (SELECT 1 FROM lanes WHERE network = ? AND number = ?)`, id, t, l.Network, t, l.Network, l.Number).
		Scan(&to.Network, &to.Chat, &to.Thread, &kind, &ref, &e.Words, &e.Attempts, &reply, &wish.Role, &wish.Publish)
	if errors.Is(err, sql.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, err
	}
	to.Kind = bot.ParseKind(kind)
	e.ID, e.At = id, parseRef(ref, to)
	if err := json.Unmarshal([]byte(reply), &e.Reply); err != nil {
		return e, false, fmt.Errorf("reading the new words of delivery %s: %w", strconv.FormatInt(id, 10), err)
	}
	e.Reply.Post = wish
	return e, true, nil
}

// SettleEdit implements outbox.Store.
func (db *DB) SettleEdit(ctx context.Context, l outbox.Lease, e outbox.Edit, s outbox.Settlement) error {
	return db.tx(ctx, func(q queries, _ func(string)) error {
		if err := fence(ctx, q, l); err != nil {
			return err
		}
		if s.Verdict == bot.Later {
			if _, err := q.exec(ctx, `UPDATE edits SET attempts = attempts + 1 WHERE delivery_id = ? AND message_id = ?`, e.ID, e.Words); err != nil {
				return err
			}
			return holdChat(ctx, q, s)
		}
		if s.Verdict == bot.Delivered {
			if _, err := q.exec(ctx, `UPDATE deliveries SET message_id = ?, settled = ? WHERE id = ?`, e.Words, now(), e.ID); err != nil {
				return err
			}
		}
		n, err := q.exec(ctx, `DELETE FROM edits WHERE delivery_id = ? AND message_id = ?`, e.ID, e.Words)
		if err == nil && n == 0 { // the words have changed again
			_, err = q.exec(ctx, `UPDATE edits SET due = ? WHERE delivery_id = ?`, now()+db.o.EditGap.Milliseconds(), e.ID)
		}
		if err != nil {
			return err
		}
		switch s.Verdict {
		case bot.Gone:
			return pauseGone(ctx, q, s)
		case bot.Moved:
			return moveSettled(ctx, q, s)
		}
		return nil
	})
}
