package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"crier/bot/library"
	"crier/feeds"
)

// state of an entry.
type state int

const (
	news     state       = iota // waits to be announced
	told                        // announced
	silent                      // stored, and never announced
	soonest  = 1                // milliseconds: a date before is none
	inFuture = 10 * 60e3        // milliseconds that a feed's clock may be ahead
)

// allSilent is a time after which no entry was published: none of them is news.
func allSilent() time.Time { return time.Unix(1<<40, 0) }

// changes is what keeping a poll's entries came to.
type changes struct {
	fresh, corrected int
	noted            []note // for the index of words, once they are committed
}

// keepEntries stores what is new, oldest first so that it is announced in that
// order, rewrites what has really changed, and touches nothing else. What was
// published before since is kept and no news.
func keepEntries(ctx context.Context, q queries, wake func(string), feed int64, entries []feeds.Entry, since time.Time) (c changes, err error) {
	if len(entries) > feeds.MaxEntries {
		entries = entries[:feeds.MaxEntries]
	}
	prints := make([]print, len(entries))
	for i, e := range entries {
		prints[i] = printOf(e)
	}
	known, err := knownEntries(ctx, q, feed, prints)
	if err != nil {
		return c, err
	}
	var values []any
	var said []unindexed
	for i := len(entries) - 1; i >= 0; i-- {
		e, p := entries[i], prints[i]
		old, what := known.judge(p)
		switch what {
		case isNew:
			how := news
			if since.Equal(allSilent()) || !e.Published.IsZero() && e.Published.Before(since) {
				how = silent
			}
			article := entryArticle(feed, e)
			stored := now()
			ranked := rank(ms(e.Published), stored)
			if values == nil { // the first of many, mostly
				values, said = make([]any, 0, (i+1)*len(entryColumns)), slices.Grow(said, i+1)
			}
			values = append(values, feed, e.GUID, article, p.plain, p.words, e.URL, e.Title, e.Author, e.Summary, e.Content,
				e.Language, e.Image, ms(e.Published), ms(e.Updated), stored, ranked, int(how))
			said = append(said, handing(article, ranked, e))
			c.fresh++
		case isRewritten, isCorrected:
			var article string
			var told int
			article, told, err = rewriteEntry(ctx, q, old, e, p, what == isCorrected)
			c.corrected += told
			said = append(said, unindexed{article: article})
		}
		if err != nil {
			return c, err
		}
		known.learn(old, p)
	}
	if err := insertEntries(ctx, q, values); err != nil {
		return c, err
	}
	c.noted, err = noteEntries(ctx, q, wake, said)
	return c, err
}

// entryColumns are what a new entry is written to.
var entryColumns = [...]string{
	"feed_id", "guid", "article", "plain", "words", "url", "title", "author", "summary", "content",
	"language", "image", "published", "updated", "stored", "ranked", "state",
}

// rowsAtOnce are inserted by one statement.
const rowsAtOnce = 20

// insertEntries writes rows of entryColumns, the values of one after those of the other.
func insertEntries(ctx context.Context, q queries, values []any) error {
	for some := range slices.Chunk(values, rowsAtOnce*len(entryColumns)) {
		if _, err := q.exec(ctx, `INSERT INTO entries (`+strings.Join(entryColumns[:], ", ")+`)`+
			marks(len(some)/len(entryColumns), len(entryColumns))+` ON CONFLICT (feed_id, guid) DO NOTHING`, some...); err != nil {
			return err
		}
	}
	return nil
}

// marks are the places of rows' values in a statement.
func marks(rows, columns int) string {
	row := ", (?" + strings.Repeat(", ?", columns-1) + ")"
	return ` VALUES ` + strings.Repeat(row, rows)[2:]
}

// maxCorrections is how often an entry's new words are news to those who were told:
// some feeds change theirs at every poll.
const maxCorrections = 5

// rewriteEntry keeps an entry's new wording. It is not news again; a correction of
// what was announced waits to be announced as that, and is counted in told.
func rewriteEntry(ctx context.Context, q queries, id int64, e feeds.Entry, p print, corrected bool) (article string, told int, err error) {
	article, err = value[string](ctx, q, `UPDATE entries SET guid = ?, plain = ?, words = ?, url = ?, title = ?, author = ?, summary = ?, content = ?,
			language = ?, image = ?, updated = ? WHERE id = ? RETURNING article`,
		p.guid, p.plain, p.words, e.URL, e.Title, e.Author, e.Summary, e.Content, e.Language, e.Image, ms(e.Updated), id)
	if err != nil || !corrected {
		return article, 0, err
	}
	n, err := q.exec(ctx, `UPDATE entries SET state = 0, claimed = 0, corrected = corrected + 1 WHERE id = ? AND state = 1 AND corrected < ?`, id, maxCorrections)
	return article, int(n), err
}

// rank is when an entry counts as published: never later than it was seen.
func rank(published, stored int64) int64 {
	if published < soonest || published > stored+inFuture {
		return stored
	}
	return published
}

// entryArticle names the item that an entry leads to.
func entryArticle(feed int64, e feeds.Entry) string {
	if e.URL != "" {
		return library.ID(e.URL)
	}
	return library.ID("entry:" + e.GUID)
}

// tuples is a list as EACH takes it: [[1],[2]], so that both engines reach the
// value by ->> 0.
func tuples[T any](values []T) string {
	list := make([][1]any, len(values))
	for i, v := range values {
		list[i] = [1]any{v}
		if text, ok := any(v).(string); ok {
			list[i][0] = noNUL(text)
		}
	}
	b, _ := json.Marshal(list) // strings and numbers always marshal
	return string(b)
}

// numbers is a list as IDS takes it.
func numbers(ids []int64) string {
	if len(ids) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(ids) // numbers always marshal
	return string(b)
}

// quoted is a list of texts as IDS takes it.
func quoted(texts []string) string {
	list := make([]string, len(texts))
	for i, s := range texts {
		list[i] = noNUL(s)
	}
	b, _ := json.Marshal(list) // strings always marshal
	return string(b)
}

// noNUL takes out what PostgreSQL's text cannot hold. It is done before a text
// becomes JSON, where the same bytes may be somebody's words.
func noNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }
