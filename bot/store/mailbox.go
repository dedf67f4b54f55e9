package store

import (
	"context"
	"database/sql"
	"errors"

	"crier/bot/jobs"
	"crier/bot/web"
)

// OpenMailbox implements web.Store.
func (db *DB) OpenMailbox(ctx context.Context, chat string, most int) (made bool, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		made = false
		there, err := value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM mailboxes WHERE chat = ?)`, chat)
		if err != nil || there {
			return err
		}
		if most > 0 {
			count, err := value[int](ctx, q, `SELECT COUNT(*) FROM mailboxes`)
			if err != nil {
				return err
			}
			if count >= most {
				return web.ErrFull
			}
		}
		n, err := q.exec(ctx, `INSERT INTO mailboxes (chat) VALUES (?) ON CONFLICT (chat) DO NOTHING`, chat)
		made = n == 1
		return err
	})
	return made, err
}

// PutMail implements web.Store.
func (db *DB) PutMail(ctx context.Context, chat string, m web.Mail, keep int) (stored web.Mail, err error) {
	err = db.tx(ctx, func(q queries, wake func(string)) error {
		last, err := value[int64](ctx, q, `SELECT last FROM mailboxes WHERE chat = ? FOR UPDATE`, chat)
		if err != nil {
			return or(err, web.ErrNoMailbox)
		}
		if m.Message == 0 && m.Key != "" {
			stored, err = scanMail(q.one(ctx, mailRows+`WHERE chat = ? AND mail_key = ?`, chat, m.Key))
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		stored, err = putMail(ctx, q, chat, m, last+1)
		if err != nil {
			return err
		}
		wake(jobs.BeltMail)
		_, err = q.exec(ctx, `DELETE FROM mails WHERE chat = ? AND message <=
			(SELECT message FROM mails WHERE chat = ? ORDER BY message DESC LIMIT 1 OFFSET ?)`, chat, chat, keep)
		return err
	})
	return stored, err
}

// putMail writes a mail under the next number of its mailbox, whose row is locked.
func putMail(ctx context.Context, q queries, chat string, m web.Mail, number int64) (web.Mail, error) {
	m.Change = number
	if m.Message == 0 {
		m.Message = number
		if _, err := q.exec(ctx, `INSERT INTO mails (chat, message, change, mail_key, body, said) VALUES (?, ?, ?, ?, ?, ?)`,
			chat, m.Message, m.Change, m.Key, string(m.Body), ms(m.At)); err != nil {
			return m, err
		}
	} else {
		n, err := q.exec(ctx, `UPDATE mails SET change = ?, body = ? WHERE chat = ? AND message = ?`, m.Change, string(m.Body), chat, m.Message)
		if err != nil {
			return m, err
		}
		if n == 0 {
			return m, web.ErrNoMail
		}
	}
	if _, err := q.exec(ctx, `UPDATE mailboxes SET last = ? WHERE chat = ?`, number, chat); err != nil {
		return m, err
	}
	return scanMail(q.one(ctx, mailRows+`WHERE chat = ? AND message = ?`, chat, m.Message))
}

const mailRows = `SELECT message, change, mail_key, body, said FROM mails `

func scanMail(s scanner) (m web.Mail, err error) {
	var said int64
	var body string
	err = s.Scan(&m.Message, &m.Change, &m.Key, &body, &said)
	m.Body, m.At = []byte(body), at(said)
	return m, err
}

// ReadMail implements web.Store.
func (db *DB) ReadMail(ctx context.Context, chat string, after int64, most int) ([]web.Mail, error) {
	return collect(ctx, db.read(), scanMail, mailRows+`WHERE chat = ? AND change > ? ORDER BY change LIMIT ?`, chat, after, most)
}

// LastMail implements web.Store.
func (db *DB) LastMail(ctx context.Context, chats []string) (map[string]int64, error) {
	last := make(map[string]int64, len(chats))
	err := db.read().each(ctx, func(s scanner) error {
		var chat string
		var n int64
		err := s.Scan(&chat, &n)
		last[chat] = n
		return err
	}, `SELECT chat, last FROM mailboxes WHERE chat IN (SELECT j.value ->> 0 FROM EACH(?) AS j)`, tuples(chats))
	return last, err
}
