package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"crier/bot/jobs"
	"crier/bot/topics"
	"crier/feeds"
)

// What is to be in the index of words is noted in the transaction that stores it, and
// written there by a belt in bites: SQLite's index writes many texts that come in the
// order of their ids for little more than one, and nobody who polls or publishes waits
// for it.

// unindexed is a note of an article that the index may not know as it is. Every change
// makes a note of its own.
type unindexed struct {
	note    int64
	article string
	ranked  int64  // 0: no feed brings it (any more)
	id      int64  // its place in the index; 0: none yet
	known   string // the hash of what the index knows
	is      feeds.Article
}

// text is what an article says, ready for the index.
type text struct {
	unindexed
	write bool
	fresh bool   // it was not there
	hash  string // of what it is made of
	topics.Saying
}

// toIndex notes that the words of articles are new or have changed.
func toIndex(ctx context.Context, q queries, wake func(string), articles ...string) error {
	if len(articles) == 0 {
		return nil
	}
	wake(jobs.BeltIndex)
	_, err := q.exec(ctx, `INSERT INTO unindexed (article) SELECT j.value FROM IDS(?) AS j`, quoted(articles))
	return err
}

// Index implements jobs.Store. The newest come first: what has just been published is
// found although much else may wait.
func (db *DB) Index(ctx context.Context, bite int) (did int, err error) {
	texts, err := db.waiting(ctx, bite)
	if err != nil {
		return 0, err
	}
	err = db.writeTexts(ctx, texts)
	if err != nil && ctx.Err() == nil {
		err = db.writeSingly(ctx, texts)
	}
	return len(texts), err
}

// waiting makes the newest of what waits ready to be written.
func (db *DB) waiting(ctx context.Context, bite int) ([]text, error) {
	notes, err := collect(ctx, db.read(), scanUnindexed, `SELECT u.id, u.article, COALESCE((SELECT MAX(r.ranked) FROM entries r WHERE r.article = u.article), 0),
			COALESCE(x.id, 0), COALESCE(x.hash, ''), COALESCE(e.url, ''), COALESCE(e.title, ''), '', COALESCE(e.language, ''), '', 0,
			COALESCE(CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, ''), '', COALESCE(ar.body, '')
		FROM unindexed u LEFT JOIN texts x ON x.article = u.article LEFT JOIN articles ar ON ar.id = u.article
		LEFT JOIN entries e ON e.id = (SELECT MAX(l.id) FROM entries l WHERE l.article = u.article)
		ORDER BY u.id DESC LIMIT ?`, bite)
	if err != nil {
		return nil, err
	}
	texts, sayer := make([]text, len(notes)), db.sayers.Get().(*topics.Sayer)
	defer db.sayers.Put(sayer)
	seen := make(map[string]bool, len(notes))
	for i, u := range notes {
		texts[i] = u.text(sayer, seen[u.article])
		seen[u.article] = true
	}
	return texts, nil
}

func scanUnindexed(s scanner) (u unindexed, err error) {
	u.is, err = scanCandidate(scanFunc(func(dest ...any) error {
		return s.Scan(append([]any{&u.note, &u.article, &u.ranked, &u.id, &u.known}, dest...)...)
	}))
	return u, err
}

// text makes an article ready for the index, unless it is there as it is or a later note
// of it was seen to.
func (u unindexed) text(sayer *topics.Sayer, seen bool) text {
	t := text{unindexed: u, hash: textHash(u.is)}
	if t.write = !seen && u.ranked > 0 && t.hash != u.known; !t.write {
		return t
	}
	t.fresh = u.id == 0
	t.Saying = sayer.Said(u.is)
	for _, list := range []*[]string{&t.Title, &t.Text, &t.TitleForms, &t.TextForms, &t.Origin} {
		*list = slices.DeleteFunc(*list, func(w string) bool { return len(w) > longWord })
	}
	return t
}

// indexedHow changes with what the index is told of a text: those that it knows
// otherwise are written anew.
const indexedHow = "4"

func textHash(a feeds.Article) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{indexedHow, a.URL, a.Canonical, a.Language, a.Title, a.Text}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// textsAMoment are the places in the index that each millisecond has.
const textsAMoment = 1 << 10

// textID is an article's place in the index: its time of publication and a part of its
// name, so that no two have the same. Many feeds give days and no hours: with every
// try that finds a place taken, the time gets twice as vague.
func textID(ranked int64, article string, try int) int64 {
	sum := sha256.Sum256(append([]byte(article), byte(try)))
	return ranked*textsAMoment + int64(binary.BigEndian.Uint64(sum[:])>>1)%(textsAMoment<<try)
}

// mostWords are written in one transaction, some hundredths of a second on SQLite:
// others want to write too.
const mostWords = 72_000

func (t text) words() int {
	return len(t.Title) + len(t.Text) + len(t.TitleForms) + len(t.TextForms)
}

// writeTexts writes texts into the index.
func (db *DB) writeTexts(ctx context.Context, texts []text) error {
	for len(texts) > 0 {
		n := 1
		for words := texts[0].words(); n < len(texts) && words+texts[n].words() <= mostWords; n++ {
			words += texts[n].words()
		}
		if err := db.tx(ctx, func(q queries, _ func(string)) error { return writeBite(ctx, q, texts[:n]) }); err != nil {
			return err
		}
		texts = texts[n:]
	}
	return nil
}

func writeBite(ctx context.Context, q queries, texts []text) error {
	// Who writes at the same time in another process has read the same notes or later ones.
	if _, err := value[int64](ctx, q, `SELECT n FROM versions WHERE name = 'texts' FOR UPDATE`); err != nil {
		return err
	}
	notes := make([]int64, len(texts))
	for i, t := range texts {
		notes[i] = t.note
	}
	knows := make(map[int64]string, len(texts)) // by the notes that are still there
	err := q.each(ctx, func(s scanner) error {
		var note int64
		var hash string
		err := s.Scan(&note, &hash)
		knows[note] = hash
		return err
	}, `SELECT u.id, COALESCE(x.hash, '') FROM unindexed u LEFT JOIN texts x ON x.article = u.article WHERE u.id IN (`+theseIDs+`)`, numbers(notes))
	if err != nil {
		return err
	}
	write, done := make([]text, 0, len(texts)), make([]int64, 0, len(texts))
	for _, t := range texts {
		if hash, waits := knows[t.note]; !waits || t.write && hash != t.known {
			continue // another process was quicker
		}
		done = append(done, t.note)
		if t.write {
			write = append(write, t)
		}
	}
	if err := place(ctx, q, write); err != nil {
		return err
	}
	if err := q.keepTexts(ctx, write); err != nil {
		return err
	}
	return indexed(ctx, q, done...)
}

// place gives every new text a place that no other has.
func place(ctx context.Context, q queries, texts []text) error {
	var homeless []*text
	for i := range texts {
		if texts[i].fresh {
			homeless = append(homeless, &texts[i])
		}
	}
	const tries = 25 // then it is hours
	taken := make(map[int64]bool, len(homeless))
	for try := 0; len(homeless) > 0; try++ {
		if try == tries {
			return errors.New("no place in the index is free")
		}
		ids := make([]int64, len(homeless))
		for i, t := range homeless {
			t.id = textID(t.ranked, t.article, try)
			ids[i] = t.id
		}
		if err := q.each(ctx, func(s scanner) error {
			id, err := scanID(s)
			taken[id] = true
			return err
		}, `SELECT id FROM texts WHERE id IN (`+theseIDs+`)`, numbers(ids)); err != nil {
			return err
		}
		homeless = slices.DeleteFunc(homeless, func(t *text) bool {
			free := !taken[t.id]
			taken[t.id] = true
			return free
		})
	}
	return nil
}

func indexed(ctx context.Context, q queries, notes ...int64) error {
	if len(notes) == 0 {
		return nil
	}
	_, err := q.exec(ctx, `DELETE FROM unindexed WHERE id IN (`+theseIDs+`)`, numbers(notes))
	return err
}

// writeSingly leaves out what cannot be indexed, so that it stands in nobody's way.
// Where nothing can be written at all, it cannot either.
func (db *DB) writeSingly(ctx context.Context, texts []text) error {
	for _, t := range texts {
		cause := db.writeTexts(ctx, []text{t})
		if cause == nil {
			continue
		}
		if err := db.tx(ctx, func(q queries, _ func(string)) error { return indexed(ctx, q, t.note) }); err != nil {
			return err
		}
		db.o.Log.Warn("an article cannot be indexed", "article", t.article, "error", cause)
	}
	return nil
}
