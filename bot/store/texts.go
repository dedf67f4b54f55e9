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

// unindexed is an article of a note. Every change makes a note of its own.
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
	words int
	said  []string // as the engine's index is told
}

// toIndex notes that the words of articles are new or have changed.
func toIndex(ctx context.Context, q queries, wake func(string), articles ...string) error {
	for _, article := range articles {
		wake(jobs.BeltIndex)
		if _, err := keepNote(ctx, q, []unindexed{{article: article}}); err != nil {
			return err
		}
	}
	return nil
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
	sayer := db.sayers.Get().(*topics.Sayer)
	defer db.sayers.Put(sayer)
	texts, seen := make([]text, 0, bite), make(map[string]bool, bite)
	for _, n := range notes {
		for _, u := range slices.Backward(n.about) {
			u.note = n.id
			texts = append(texts, u.text(sayer, db.spelled, seen[u.article]))
			seen[u.article] = true
		}
	}
	return texts, nil
}

var errEnough = errors.New("enough")

// notes lists the newest notes about so many articles, as they were handed over or else
// as they are read.
func (db *DB) notes(ctx context.Context, bite int) (notes []note, err error) {
	many := 0
	var unread []string
	err = db.read().each(ctx, func(s scanner) error {
		var id int64
		var names string
		if many >= bite {
			return errEnough
		}
		if err := s.Scan(&id, &names); err != nil {
			return err
		}
		n, here := db.handed.take(id)
		if !here {
			n.id = id
			for name := range strings.SplitSeq(names, "\n") {
				n.about, unread = append(n.about, unindexed{article: name}), append(unread, name)
			}
		}
		notes, many = append(notes, n), many+len(n.about)
		return nil
	}, `SELECT id, article FROM unindexed ORDER BY id DESC LIMIT ?`, bite)
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if many < bite {
		db.handed.forget()
	}
	return notes, db.readNoted(ctx, notes, unread)
}

// readNoted reads the articles of notes that were not handed over.
func (db *DB) readNoted(ctx context.Context, notes []note, unread []string) error {
	if len(unread) == 0 {
		return nil
	}
	read := make(map[string]unindexed, len(unread))
	if err := db.read().each(ctx, func(s scanner) error {
		u, err := scanUnindexed(s)
		read[u.article] = u
		return err
	}, `SELECT u.value, COALESCE((SELECT MAX(r.ranked) FROM entries r WHERE r.article = u.value), 0),
			COALESCE(x.id, 0), COALESCE(x.hash, ''), COALESCE(e.url, ''), COALESCE(e.title, ''), '', COALESCE(e.language, ''), '', 0,
			COALESCE(CASE WHEN e.content <> '' THEN e.content ELSE e.summary END, ''), '', COALESCE(ar.body, '')
		FROM IDS(?) AS u LEFT JOIN texts x ON x.article = u.value LEFT JOIN articles ar ON ar.id = u.value
		LEFT JOIN entries e ON e.id = (SELECT MAX(l.id) FROM entries l WHERE l.article = u.value)`, quoted(unread)); err != nil {
		return err
	}
	for _, n := range notes {
		for i, u := range n.about {
			if u.ranked == 0 {
				n.about[i] = read[u.article]
			}
		}
	}
	return nil
}

func scanUnindexed(s scanner) (u unindexed, err error) {
	u.is, err = scanCandidate(scanFunc(func(dest ...any) error {
		return s.Scan(append([]any{&u.article, &u.ranked, &u.id, &u.known}, dest...)...)
	}))
	return u, err
}

// text makes an article ready for the index, unless it is there as it is or a later note
// of it was seen to.
func (u unindexed) text(sayer *topics.Sayer, spelled func(topics.Saying) []string, seen bool) text {
	t := text{unindexed: u, hash: textHash(u.is)}
	if t.write = !seen && u.ranked > 0 && t.hash != u.known; !t.write {
		return t
	}
	t.fresh = u.id == 0
	said := sayer.Said(u.is)
	for _, list := range []*[]string{&said.Title, &said.Text, &said.TitleForms, &said.TextForms, &said.Origin} {
		*list = slices.DeleteFunc(*list, func(w string) bool { return len(w) > longWord })
	}
	t.words = len(said.Title) + len(said.Text) + len(said.TitleForms) + len(said.TextForms)
	t.said = spelled(said)
	return t
}

// indexedHow changes with what the index is told of a text: those that it knows
// otherwise are written anew.
const indexedHow = "5"

func textHash(a feeds.Article) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{indexedHow, a.URL, a.Canonical, a.Language, a.Title, a.Text}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// textsAMoment are the places in the index that each millisecond has.
const textsAMoment = 1 << 10

// inSeconds doublings of a moment are a quarter of a second.
const inSeconds = 8

// textID is an article's place in the index: its time of publication and a part of its
// name, so that no two have the same. Feeds give seconds, and many give days and no
// hours: with every try that finds a place taken, the time gets twice as vague.
func textID(ranked int64, article string, try int) int64 {
	sum := sha256.Sum256(append([]byte(article), byte(try)))
	if ranked%1000 == 0 {
		try += inSeconds
	}
	return ranked*textsAMoment + int64(binary.BigEndian.Uint64(sum[:])>>1)%(textsAMoment<<try)
}

// mostWords are written in one transaction, some hundredths of a second on SQLite:
// others want to write too.
const mostWords = 72_000

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

// place writes texts that are new each to a place that no other has.
func place(ctx context.Context, q queries, wake func(string), texts []*text) (placed []*text, err error) {
	const tries = 16 // then it is hours where feeds give seconds
	for try := 0; len(texts) > 0; try++ {
		if try == tries {
			return nil, errors.New("no place in the index is free")
		}
		for _, t := range texts {
			if t.fresh {
				t.id = textID(t.ranked, t.article, try)
			}
		}
		some, left, err := q.placeTexts(ctx, texts)
		if err != nil {
			return nil, err
		}
		placed = append(placed, some...)
		if texts, err = homeless(ctx, q, wake, left); err != nil {
			return nil, err
		}
	}
	return placed, nil
}

// homeless gives those that were left out of the index because their place is taken. The
// others are not what the index knows any more: they are noted anew, to be read.
func homeless(ctx context.Context, q queries, wake func(string), left []*text) (fresh []*text, err error) {
	if len(left) == 0 {
		return nil, nil
	}
	articles := make([]string, len(left))
	for i, t := range left {
		articles[i] = t.article
	}
	known := map[string]bool{}
	if err := q.each(ctx, func(s scanner) error {
		var article string
		err := s.Scan(&article)
		known[article] = true
		return err
	}, `SELECT article FROM texts WHERE article IN (SELECT j.value FROM IDS(?) AS j)`, quoted(articles)); err != nil {
		return nil, err
	}
	var late []string
	for _, t := range left {
		if t.fresh && !known[t.article] {
			fresh = append(fresh, t)
		} else {
			late = append(late, t.article)
		}
	}
	return fresh, toIndex(ctx, q, wake, late...)
}

// indexed takes notes back, and tells which of them were there.
func indexed(ctx context.Context, q queries, texts []text) (waited map[int64]bool, err error) {
	notes := make([]int64, len(texts))
	for i, t := range texts {
		notes[i] = t.note
	}
	waited = map[int64]bool{}
	return waited, q.each(ctx, func(s scanner) error {
		note, err := scanID(s)
		waited[note] = true
		return err
	}, `DELETE FROM unindexed WHERE id IN (`+theseIDs+`) RETURNING id`, numbers(slices.Compact(notes)))
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
