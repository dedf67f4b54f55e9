package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"

	"crier/bot/topics"
)

// What is to be in the index of words is noted in the transaction that stores it, and
// written there by a belt in bites: SQLite's index writes many texts that come in the
// order of their ids for little more than one, and nobody who polls or publishes waits
// for it.

// text is what an article says, ready for the index.
type text struct {
	unindexed
	write bool
	fresh bool   // it was not there
	hash  string // of what it is made of
	words int
	said  []string // as the engine's index is told
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
	notes, err := db.notes(ctx, bite)
	if err != nil {
		return nil, err
	}
	c := cutter{Sayer: db.sayers.Get().(*topics.Sayer), spelled: db.spelled}
	defer db.sayers.Put(c.Sayer)
	texts, seen := make([]text, 0, bite+mostNoted), make(map[string]bool, bite)
	for _, n := range notes {
		for _, u := range slices.Backward(n.about) {
			u.note = n.id
			texts = append(texts, c.text(u, seen[u.article]))
			seen[u.article] = true
		}
	}
	return texts, nil
}

// cutter makes texts ready one after the other.
type cutter struct {
	*topics.Sayer
	spelled func(topics.Saying) []string // the engine's
	said    topics.Saying                // of the one before: its memory is used again
	hashed  []byte                       // likewise
}

// text makes an article ready for the index, unless it is there as it is or a later note
// of it was seen to.
func (c *cutter) text(u unindexed, seen bool) text {
	t := text{unindexed: u, hash: c.hash(u.is)}
	if t.write = !seen && u.ranked > 0 && t.hash != u.known; !t.write {
		return t
	}
	t.fresh = u.id == 0
	c.said = c.Said(u.is.article(), c.said)
	for _, list := range []*[]string{&c.said.Title, &c.said.Text, &c.said.TitleForms, &c.said.TextForms, &c.said.Origin} {
		*list = slices.DeleteFunc(*list, func(w string) bool { return len(w) > longWord })
	}
	t.words = len(c.said.Title) + len(c.said.Text) + len(c.said.TitleForms) + len(c.said.TextForms)
	t.said = c.spelled(c.said)
	return t
}

// indexedHow changes with what the index is told of a text: those that it knows
// otherwise are written anew.
const indexedHow = "8"

func (c *cutter) hash(w wording) string {
	c.hashed = append(c.hashed[:0], indexedHow...)
	for _, s := range []string{w.url, w.canonical, w.language, w.title, w.text} {
		c.hashed = append(append(c.hashed, 0), s...)
	}
	sum := sha256.Sum256(c.hashed)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// mostWords are written in one transaction, some hundredths of a second on SQLite:
// others want to write too.
const mostWords = 144_000

// writeTexts writes texts into the index, those of a note together.
func (db *DB) writeTexts(ctx context.Context, texts []text) error {
	for len(texts) > 0 {
		n, words := 0, 0
		for n < len(texts) {
			next, more := n, 0
			for ; next < len(texts) && texts[next].note == texts[n].note; next++ {
				more += texts[next].words
			}
			if n > 0 && words+more > mostWords {
				break
			}
			n, words = next, words+more
		}
		if err := db.tx(ctx, func(q queries, wake func(string)) error { return writeBite(ctx, q, wake, texts[:n]) }); err != nil {
			return err
		}
		texts = texts[n:]
	}
	return nil
}

func writeBite(ctx context.Context, q queries, wake func(string), texts []text) error {
	// Who writes at the same time in another process has read the same notes or later ones.
	if _, err := value[int64](ctx, q, `SELECT n FROM versions WHERE name = 'texts' FOR UPDATE`); err != nil {
		return err
	}
	waited, err := indexed(ctx, q, texts)
	if err != nil {
		return err
	}
	write := make([]*text, 0, len(texts))
	for i := range texts {
		if t := &texts[i]; t.write && waited[t.note] { // else another process was quicker
			write = append(write, t)
		}
	}
	written, err := place(ctx, q, wake, write)
	if err != nil {
		return err
	}
	return q.keepWords(ctx, written)
}

// writeSingly leaves out what cannot be indexed, so that it stands in nobody's way.
// Where nothing can be written at all, it cannot either.
func (db *DB) writeSingly(ctx context.Context, texts []text) error {
	texts, err := db.apart(ctx, texts)
	if err != nil {
		return err
	}
	for _, t := range texts {
		cause := db.writeTexts(ctx, []text{t})
		if cause == nil {
			continue
		}
		if err := db.tx(ctx, func(q queries, _ func(string)) error { _, err := indexed(ctx, q, []text{t}); return err }); err != nil {
			return err
		}
		db.o.Log.Warn("an article cannot be indexed", "article", t.article, "error", cause)
	}
	return nil
}

// apart gives each of the texts that still wait a note of its own.
func (db *DB) apart(ctx context.Context, texts []text) (single []text, err error) {
	err = db.tx(ctx, func(q queries, _ func(string)) error {
		single = single[:0]
		waited, err := indexed(ctx, q, texts)
		if err != nil {
			return err
		}
		for _, t := range texts {
			if !waited[t.note] {
				continue
			}
			if t.note, err = keepNote(ctx, q, []unindexed{t.unindexed}); err != nil {
				return err
			}
			single = append(single, t)
		}
		return nil
	})
	return single, err
}
