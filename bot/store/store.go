package store

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/bot/outbox"
	"crier/bot/topics"
	"crier/bot/web"
)

// DB is the store. It is safe for concurrent use, in one process and in many.
type DB struct {
	engine
	bell   *bell
	calls  calls
	o      Options
	locks  locks
	words  wordings
	handed handed
	sayers sync.Pool // of *topics.Sayer: what one knows serves the next
	takes  gather[taking, []outbox.Parcel]
	marks  gather[marking, bool]
}

var (
	_ commands.Store = (*DB)(nil)
	_ announce.Store = (*DB)(nil)
	_ outbox.Store   = (*DB)(nil)
	_ jobs.Store     = (*DB)(nil)
	_ web.Store      = (*DB)(nil)
)

// Options tune a store. Its zero value is good.
type Options struct {
	Log *slog.Logger // nil: nothing is logged

	// How many feeds and topics one chat may follow, one person set up in all chats
	// together, and all chats follow. 0: 100 of each, 300 of each, and 100,000 feeds
	// and 1,000,000 topics.
	Chat, Person, All Bounds
	// MaxQueue is how many stories a new follow may put in a chat's queue; 0: 50.
	MaxQueue int
	// EditGap is the least time between what a chat was last shown of a story and an
	// edit of it, so that changes that come quickly become one; 0: a minute.
	EditGap time.Duration
}

// Bounds are how many feeds and topics may be followed. In a field, 0 stands for the
// default and less than 0 for no bound.
type Bounds struct{ Feeds, Topics int }

func (b Bounds) or(feeds, topics int) Bounds {
	if b.Feeds == 0 {
		b.Feeds = feeds
	}
	if b.Topics == 0 {
		b.Topics = topics
	}
	return b
}

// of is the bound of a kind.
func (b Bounds) of(kind bot.FollowKind) int {
	if kind == bot.Feed {
		return b.Feeds
	}
	return b.Topics
}

// Open opens the store at an address and brings its schema up to date: a
// postgres:// address, or the path of an SQLite file, by default "crier.db" in the
// working folder. Processes that open one store at the same time migrate it once.
// No address is ever part of an error: it may hold a password.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Chat, o.Person, o.All = o.Chat.or(100, 100), o.Person.or(300, 300), o.All.or(100_000, 1_000_000)
	if o.MaxQueue == 0 {
		o.MaxQueue = 50
	}
	if o.EditGap == 0 {
		o.EditGap = time.Minute
	}
	db := &DB{bell: newBell(), calls: newCalls(), o: o}
	db.sayers.New = func() any { return topics.NewSayer() }
	db.takes.run, db.marks.run = db.takeAll, db.markAll
	var err error
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		db.engine, err = openPostgres(ctx, address, o.Log, db.bell)
	} else {
		db.engine, err = openSQLite(ctx, address, o.Log)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	return db, nil
}

// Close ends all connections. What [DB.Start] started must have been stopped.
func (db *DB) Close() error { return db.close() }

// Start runs River on the store's engine, calls other processes by it, and returns
// what stops both.
func (db *DB) Start(ctx context.Context, c *river.Config) (stop func(context.Context) error, err error) {
	insert, stopRiver, err := db.start(ctx, c)
	if err != nil {
		return nil, err
	}
	calling, hush := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { db.calls.run(calling, insert, db.o.Log) })
	return func(ctx context.Context) error {
		hush()
		done.Wait()
		return stopRiver(ctx)
	}, nil
}

// Listen returns a channel that receives after each commit that woke the belt, at
// most one waiting, and a function that ends it. The belts are named in bot/jobs.
func (db *DB) Listen(belt string) (<-chan struct{}, func()) { return db.bell.listen(belt) }

// Ring rings the belt's bell in this process.
func (db *DB) Ring(belt string) { db.bell.ring(belt) }

// tx runs fn in one transaction. The belts that fn wakes hear the bell once it is
// committed, and other processes are called.
func (db *DB) tx(ctx context.Context, fn func(q queries, wake func(belt string)) error) error {
	var belts []string
	err := db.write(ctx, func(q queries) error {
		belts = belts[:0]
		if err := fn(q, func(belt string) {
			if !slices.Contains(belts, belt) {
				belts = append(belts, belt)
			}
		}); err != nil {
			return err
		}
		return db.notify(ctx, q, belts)
	})
	if err != nil {
		return err
	}
	for _, belt := range belts {
		db.bell.ring(belt)
	}
	db.calls.add(belts)
	return nil
}

// ms is a time as it is stored.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is the inverse of ms.
func at(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

func now() int64 { return time.Now().UnixMilli() }
