package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/topics"
	"crier/feeds"
)

// What a wish brought and the chat was neither sent nor has read stays when the wish is
// given up, if another one asks for it too.

// mostInherited are asked about, those that wait to be sent before those in the queue.
const mostInherited = 200

// bequest is a delivery of a wish that is given up.
type bequest struct {
	delivery    int64
	story, feed int64 // the feed whose words the chat would be shown
	article     feeds.Article
	heir        bot.Follow // the zero ID: nobody asks for it
}

// bequests finds who inherits what a wish has brought.
func (db *DB) bequests(ctx context.Context, given bot.Follow) ([]bequest, error) {
	all, err := db.Follows(ctx, given.Chat)
	if err != nil || len(all) < 2 {
		return nil, err
	}
	profile, err := db.Profile(ctx, given.Chat)
	if err != nil {
		return nil, err
	}
	// What the chat sees without the wish.
	const seen = `(f.public OR f.id IN (SELECT o.feed_id FROM follows o JOIN chats oc ON oc.id = o.chat_id
		WHERE o.kind = 'feed' AND oc.network = ? AND oc.chat = ? AND o.id <> ?))`
	left, err := collect(ctx, db.read(), scanBequest, `SELECT d.id, d.story_id, e.feed_id, e.url, e.title, e.author, e.language, e.image, e.ranked,
			CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, '', COALESCE(ar.body, '')
		FROM deliveries d JOIN follows w ON w.id = d.follow_id AND w.chat_id = d.chat_id JOIN reports r ON r.id = d.report_id
		JOIN entries e ON e.id = (SELECT MIN(x.id) FROM entries x JOIN feeds f ON f.id = x.feed_id
			WHERE x.article = r.article AND r.feed_id IN (0, x.feed_id) AND `+seen+`)
		LEFT JOIN articles ar ON ar.id = r.article
		WHERE w.id = ? AND d.shown <= 0 AND d.state IN (0, 1) ORDER BY d.state DESC, d.id DESC LIMIT ?`,
		given.Chat.Network, given.Chat.Chat, given.ID, given.ID, mostInherited)
	if err != nil {
		return nil, err
	}
	own := map[int64]bool{} // feeds, whose articles it reads in any language
	for _, f := range all {
		own[f.Feed] = own[f.Feed] || f.ID != given.ID
	}
	for _, f := range all {
		if f.ID == given.ID {
			continue
		}
		if err := db.inherits(ctx, f, profile, own, left); err != nil {
			return nil, err
		}
	}
	return left, nil
}

func scanBequest(s scanner) (b bequest, err error) {
	b.article, err = scanVisible(scanFunc(func(dest ...any) error {
		return s.Scan(append([]any{&b.delivery, &b.story, &b.feed}, dest...)...)
	}))
	return b, err
}

// inherits makes a wish the heir of what it asks for, if it speaks before the heir so far.
func (db *DB) inherits(ctx context.Context, f bot.Follow, p bot.Profile, own map[int64]bool, left []bequest) error {
	asks := func(bequest) bool { return false }
	if f.Kind == bot.Feed {
		told, err := collect(ctx, db.read(), scanID, `SELECT DISTINCT story_id FROM reports WHERE feed_id = ? AND story_id IN (`+theseIDs+`)`, f.Feed, numbers(storiesOf(left)))
		if err != nil {
			return err
		}
		tells := make(map[int64]bool, len(told))
		for _, story := range told {
			tells[story] = true
		}
		asks = func(b bequest) bool { return tells[b.story] || b.feed == f.Feed }
	} else if q, err := topics.Parse(f.Query); err == nil {
		reads, judge := commands.Search{Languages: []string{p.Lang, "en"}}, q.Judge()
		asks = func(b bequest) bool {
			return (q.Languages() || own[b.feed] || reads.Reads(b.article.Language)) && judge.Match(b.article)
		}
	}
	f = announce.Quieted(f, time.Now())
	for i := range left {
		if asks(left[i]) {
			left[i].heir = announce.Better(left[i].heir, f)
		}
	}
	return nil
}

func storiesOf(left []bequest) []int64 {
	ids := make([]int64, len(left))
	for i, b := range left {
		ids[i] = b.story
	}
	return ids
}

// inherit hands a delivery to its heir: an alert still goes out if the heir wants one,
// with its own reason.
func inherit(ctx context.Context, q queries, b bequest, from int64, because commands.Because) error {
	state := waiting
	if b.heir.How != bot.Each {
		state = queued
	}
	n, err := q.exec(ctx, `UPDATE deliveries SET follow_id = ?, how = ?, state = CASE WHEN state < ? THEN state ELSE ? END
		WHERE id = ? AND follow_id = ? AND shown <= 0 AND state IN (0, 1)`, b.heir.ID, b.heir.How, int(state), int(state), b.delivery, from)
	if err != nil || n == 0 || state == queued {
		return err
	}
	var about, reply string
	var message int64
	err = q.one(ctx, `SELECT m.id, m.about, m.reply FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE d.id = ? AND d.state = 1`, b.delivery).
		Scan(&message, &about, &reply)
	if err != nil {
		return or(err, nil) // it stands in the queue only
	}
	a, r, err := reworded(about, reply, b.heir, because)
	if err != nil {
		return fmt.Errorf("rewording message %d: %w", message, err)
	}
	fresh, err := value[int64](ctx, q, `INSERT INTO messages (reply, stored, story_id, about, after_id, last_id)
		VALUES (?, ?, ?, ?, ?, ?) RETURNING id`, r, now(), b.story, a, b.delivery-1, b.delivery)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `UPDATE deliveries SET message_id = ? WHERE id = ?`, fresh, b.delivery)
	return err
}

// reworded gives an alert its heir's reason.
func reworded(about, reply string, heir bot.Follow, because commands.Because) (newAbout, newReply string, err error) {
	var a announce.About
	var r bot.Reply
	if err := json.Unmarshal([]byte(about), &a); err != nil {
		return "", "", err
	}
	if err := json.Unmarshal([]byte(reply), &r); err != nil {
		return "", "", err
	}
	a.Reason, a.Topic = heir.Name, heir.Kind == bot.Topic
	said, err := json.Marshal(because(r, a.Lang, heir, a.Update))
	if err != nil {
		return "", "", err
	}
	made, err := json.Marshal(a)
	return string(made), string(said), err
}
