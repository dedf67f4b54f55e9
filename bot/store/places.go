package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
)

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
