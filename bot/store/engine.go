package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"iter"

	"github.com/riverqueue/river"

	"crier/bot/topics"
)

// engine is all that differs between databases.
type engine interface {
	// write runs fn in a read-write transaction and commits unless fn fails. fn may
	// run more than once.
	write(ctx context.Context, fn func(queries) error) error

	// once runs one statement, which is a transaction of its own: a single round trip.
	once(ctx context.Context, query string, args ...any) (changed int64, err error)

	// read answers queries outside any transaction.
	read() queries

	// tryLock takes a lock that ends with the process at the latest, if it can be had
	// now. This process does not ask for one that it has.
	tryLock(ctx context.Context, name string) (bool, error)
	// holds reports whether a lock that was taken is still there.
	holds(ctx context.Context, name string) bool
	unlock(ctx context.Context, name string)

	// clock is the time, in milliseconds, by which all processes measure leases.
	clock(ctx context.Context, q queries) (int64, error)

	// likely lists the ids of texts that have what is needed, as far as the index of
	// words knows, the newest first and some at a time.
	likely(context.Context, topics.Needs, span) iter.Seq2[[]int64, error]

	// spelled is what an article says as the index of words is told.
	spelled(topics.Saying) []string

	// notify tells other processes of belts to wake, once q's transaction is committed.
	// An engine that cannot leaves it to River.
	notify(ctx context.Context, q queries, belts []string) error

	// start runs River, and returns what inserts jobs and what stops it.
	start(context.Context, *river.Config) (insertJobs, func(context.Context) error, error)
	close() error
}

// queries runs statements, written with ? for arguments.
type queries interface {
	// exec returns how many rows were changed.
	exec(ctx context.Context, query string, args ...any) (int64, error)
	// each calls fn for every row, which must scan it.
	each(ctx context.Context, fn func(scanner) error, query string, args ...any) error
	// one scans the first row; sql.ErrNoRows if there is none.
	one(ctx context.Context, query string, args ...any) scanner
	// placeTexts writes that there are texts, and returns those that it left out: new ones
	// whose place or article is there, and others that are not there as known.
	placeTexts(ctx context.Context, texts []*text) (placed, left []*text, err error)
	// keepWords writes the words of texts that were placed into the index, if that was not
	// one with placing them.
	keepWords(ctx context.Context, texts []*text) error
}

type scanner interface{ Scan(dest ...any) error }

// insertJobs inserts River's jobs, in a transaction of its own.
type insertJobs func(ctx context.Context, jobs []river.InsertManyParams) error

//go:embed migrations
var migrations embed.FS

// riverMigration is the number under which River's own tables are made, after the
// files. A new version of River with new tables takes the next free number. Files
// are added below it, so what is missing is applied whatever the order.
const riverMigration = 1000

// collect gathers all rows of a query.
func collect[T any](ctx context.Context, q queries, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := q.each(ctx, func(s scanner) error {
		v, err := scan(s)
		if err == nil {
			all = append(all, v)
		}
		return err
	}, query, args...)
	return all, err
}

// value reads a query's only column of its first row.
func value[T any](ctx context.Context, q queries, query string, args ...any) (v T, err error) {
	err = q.one(ctx, query, args...).Scan(&v)
	return v, err
}

// or turns "no such row" into the error that the contract promises.
func or(err, missing error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return missing
	}
	return err
}
